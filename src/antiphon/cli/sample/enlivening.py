"""How the community of the sample is kept alive: a ritual, a starter that waits, newcomers and who welcomes them."""

from datetime import timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.community import (
    DRAFT,
    HEDDA_CAME,
    HEDDA_MAIL,
    NEWCOMERS,
    RITUAL,
    STARTER,
    STEPS,
)
from antiphon.community.actions.joining import Said, admit, join
from antiphon.community.actions.starting import StarterGiven, plan_starter
from antiphon.community.actions.welcoming import StepGiven, finish_welcome, hand_out_welcomes, keep_step, skip_welcome
from antiphon.community.models import Community, Group, Participant, StarterTurn, Welcome, WelcomeStep
from antiphon.community.permissions import Viewer
from antiphon.organizations.models import User


def keep_alive(stage: Stage, community: Community, viewers: dict[str, Viewer]) -> None:
    """Plan what is started and who welcomes; of those who came lately one is welcomed, one left out, others wait."""
    if community.square is not None:
        _plan_ritual(stage, community.square, viewers)
        _plan_once(stage, community.square, viewers["anna"])
    _let_hedda_in(stage, community, viewers["anna"])
    _keep_steps(stage, viewers["anna"])
    _welcome(viewers)


def _plan_ritual(stage: Stage, square: Group, viewers: dict[str, Viewer]) -> None:
    title, source = RITUAL
    given = StarterGiven(
        title=title, source=source, first=stage.wall(4, 18), rule="FREQ=WEEKLY", responsible="chiara"
    )
    ritual = plan_starter(viewers["anna"], square, given)
    for days, why in ((3, ""), (10, "Everybody was at the fair"), (17, "")):
        at = stage.at(days, 18)
        StarterTurn.objects.create(
            starter=ritual,
            wall_time=f"{at.astimezone(stage.brand.zone):%Y-%m-%dT%H:%M}",
            time_zone=stage.brand.time_zone,
            due_at=at,
            told_at=at,
            settled_at=at + timedelta(hours=1),
            settled_by=viewers["chiara"].participant,
            why_not=why,
        )


def _plan_once(stage: Stage, square: Group, anna: Viewer) -> None:
    """Plan a starter for tomorrow whose hour, for the show, has come."""
    title, source = STARTER
    once = plan_starter(anna, square, StarterGiven(title=title, source=source, first=stage.wall(1, 9)))
    today = stage.now.astimezone(stage.brand.zone)
    StarterTurn.objects.filter(starter=once).update(
        due_at=stage.now - timedelta(hours=1), wall_time=f"{today - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    )


def _let_hedda_in(stage: Stage, community: Community, host: Viewer) -> None:
    name, _words = NEWCOMERS["hedda"]
    user = User.objects.create(email=HEDDA_MAIL, name=name, password=stage.anna.user.password, language="en")
    made = join(community, user, Said(name=name, handle="hedda"))
    admit(host, made)
    at = stage.at(HEDDA_CAME, 17)
    Participant.objects.filter(pk=made.pk).update(asked_at=at, admitted_at=at)


def _keep_steps(stage: Stage, host: Viewer) -> None:
    for words, days, stewards in STEPS:
        step = keep_step(host, StepGiven(words=words, days=days, stewards=stewards, draft=DRAFT))
        WelcomeStep.objects.filter(pk=step.pk).update(made_at=stage.ago(5))
    hand_out_welcomes()


def _welcome(viewers: dict[str, Viewer]) -> None:
    first, second = Welcome.objects.filter(step__days=0).select_related("steward").order_by("due_at", "pk")[:2]
    finish_welcome(viewers[_handle(first)], first)
    skip_welcome(viewers[_handle(second)], second, "We met at the market and talked for an hour")


def _handle(welcome: Welcome) -> str:
    return welcome.steward.handle if welcome.steward else "anna"
