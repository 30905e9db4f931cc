"""What was heard in the sample: what people ask and need, what the team said of it, and what came of it."""

from datetime import datetime, timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.needs import NEEDS, NOT_SO, SAID_OF, Told
from antiphon.conversations.models import Message
from antiphon.listening.actions.hearing import look_through
from antiphon.listening.actions.labeling import label
from antiphon.listening.actions.needing import Voiced, add_voice, log_need, move_need, note_told
from antiphon.listening.models import Finding, Label, Need, NeedStateLabel, Telling
from antiphon.listening.queries.needs import askers
from antiphon.people.models import Side


def listen(stage: Stage) -> None:
    """Look through all that was said, say of the older half what it is, and keep some needs."""
    while look_through(stage.brand):
        pass
    _label(stage)
    for told in NEEDS:
        _keep(stage, told)


def _label(stage: Stage) -> None:
    """Let the team say what was found more than ten days ago; what is newer waits for whoever opens the page."""
    older = Finding.objects.filter(brand=stage.brand, said_at__lt=stage.ago(SAID_OF)).select_related("message")
    for finding in older.order_by("said_at", "pk"):
        wrong = any(words in finding.message.text for words in NOT_SO)
        said = label(stage.anna, finding, "none" if wrong else finding.kind)
        Label.objects.filter(pk=said.pk).update(at=finding.said_at + timedelta(hours=20))


def _keep(stage: Stage, told: Told) -> None:
    """Keep a need that was voiced in some words, and let it come as far as it has."""
    theirs = Message.objects.filter(brand=stage.brand, author__side=Side.THEM, conversation__confined=False)
    found = [theirs.filter(text__contains=words).order_by("sent_at", "pk").first() for words in told.voiced]
    messages = [one for one in found if one is not None]
    if not messages:
        return
    need = log_need(stage.anna, Voiced(messages[0]), told.kind, told.subject)
    for message in messages[1:]:
        add_voice(stage.anna, need, Voiced(message))
    _date(need, messages[-1].sent_at + timedelta(days=1))
    for number, (state, why) in enumerate(told.steps, start=2):
        move_need(stage.anna, need, state, why)
        _date(need, messages[-1].sent_at + timedelta(days=number))
    if told.told:
        _tell(stage, need, told, messages[-1].sent_at + timedelta(days=len(told.steps) + 2))


def _tell(stage: Stage, need: Need, told: Told, at: datetime) -> None:
    """Tell everybody who voiced a need what came of it, and let it be over."""
    for one in askers(need):
        if not one.told:
            made = note_told(stage.anna, need, one.identity, told.told)
            Telling.objects.filter(pk=made.pk).update(at=at)
    move_need(stage.anna, need, NeedStateLabel.TOLD, "")
    _date(need, at)


def _date(need: Need, at: datetime) -> None:
    """Date the last step of a need back to when it was taken."""
    need.steps.filter(pk=need.steps.latest("pk").pk).update(at=at)
    Need.objects.filter(pk=need.pk).update(state_since=at)
