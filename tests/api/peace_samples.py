"""What the test of access sends where the peace of a community is kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from antiphon.community.actions.flagging import Complaint, flag_message
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.starting import StarterGiven, plan_starter
from antiphon.community.actions.welcoming import StepGiven, keep_step
from antiphon.community.models import (
    Appeal,
    Community,
    FlagKind,
    HeldWriting,
    Participant,
    Sanction,
    StarterTurn,
    Topic,
    Welcome,
)
from antiphon.community.queries.participants import viewer_of
from antiphon.lib import clock
from tests.api import community_samples
from tests.api.talk import Talk
from tests.world import World, make_user

type Maker = Callable[[World, Talk], int | str]


def _case(world: World, talk: Talk) -> int:
    """A case about words of Anna's, which Bruno flagged."""
    topic = Topic.objects.select_related("group").get(pk=community_samples.MAKERS["topic_id"](world, talk))
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    message = topic.conversation.messages.get()
    return flag_message(viewer_of(community, world.bruno.user), topic, message, Complaint(FlagKind.SPAM)).case_id


def _of(world: World, mail: str) -> Participant:
    return Participant.objects.get(brand=world.bottega, user__email=mail)


def _held(world: World, _talk: Talk) -> int:
    bruno = Participant.objects.get(brand=world.bottega, user=world.bruno.user)
    community = Community.objects.get(brand=world.bottega)
    assert community.square
    held = HeldWriting(group=community.square, author=bruno, title="News", source="x", held_for="first")
    held.at = clock.now()
    held.save()
    return held.pk


def _sanction(world: World, _talk: Talk) -> int:
    """One of the owner who walks: nobody else may appeal against it."""
    upon = _of(world, "owner@example.org")
    return Sanction.objects.create(participant=upon, kind="limit", rule="rude", why="Be kind", at=clock.now()).pk


def _appeal(world: World, talk: Talk) -> int:
    sanction = Sanction.objects.get(pk=_sanction(world, talk))
    return Appeal.objects.create(sanction=sanction, words="I was quoting", at=clock.now()).pk


def _handle(world: World) -> str:
    return _of(world, "anna@example.org").handle


def _starter(world: World, _talk: Talk) -> int:
    """A starter in Anna's hands."""
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    assert community.square
    given = StarterGiven(title="What broke?", first=datetime.fromisoformat("2190-05-01T18:00"))
    return plan_starter(viewer_of(community, world.anna.user), community.square, given).pk


def _welcome(world: World, _talk: Talk) -> int:
    """Somebody new, for Anna to welcome."""
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    step = keep_step(viewer_of(community, world.anna.user), StepGiven(words="Greet", stewards=[_handle(world)]))
    fay, at = join(community, make_user("fay@example.org", "Fay"), Said(name="Fay")), clock.now()
    return Welcome.objects.create(step=step, newcomer=fay, made_at=at, due_at=at).pk


MAKERS: dict[str, Maker] = {
    "appeal_id": _appeal,
    "case_id": _case,
    "held_id": _held,
    "sanction_id": _sanction,
    "starter_id": _starter,
    "turn_id": lambda world, talk: StarterTurn.objects.get(starter=_starter(world, talk)).pk,
    "welcome_id": _welcome,
}

_MODERATION = "/communities/{brand}/moderation"

#: What is sent to addresses that are for hosts and moderators.
KEPT: dict[str, Any] = {
    "GET /communities/{brand}/alive": None,
    "GET /communities/{brand}/starters": None,
    "POST /communities/{brand}/starters": {"title": "What broke?", "group": "square", "first": "2190-05-01T18:00"},
    "POST /communities/{brand}/starters/{starter_id}/end": None,
    "POST /communities/{brand}/starters/turns/{turn_id}/settle": {"done": True},
    "GET /communities/{brand}/welcome-steps": None,
    "POST /communities/{brand}/welcome-steps": lambda world, _talk: {"words": "Greet", "stewards": [_handle(world)]},
    "POST /communities/{brand}/welcomes/{welcome_id}/settle": {"done": False, "why_not": "An old friend"},
    f"GET {_MODERATION}/cases": None,
    f"POST {_MODERATION}/cases/{{case_id}}/assign": {"handle": None},
    f"POST {_MODERATION}/cases/{{case_id}}/decide": {"decision": "nothing"},
    f"GET {_MODERATION}/held": None,
    f"POST {_MODERATION}/held/{{held_id}}/decide": {"let_through": True},
    f"POST {_MODERATION}/sanctions/{{sanction_id}}/lift": None,
    f"GET {_MODERATION}/appeals": None,
    f"POST {_MODERATION}/appeals/{{appeal_id}}/decide": {"granted": True, "answer": "You were quoting"},
}

#: What is sent to addresses that are for whoever takes part.
OPEN: dict[str, Any] = {
    "GET /communities/{brand}/starters/turns": None,
    "GET /communities/{brand}/welcomes": None,
    "POST /communities/{brand}/topics/{topic_id}/messages/{message_id}/flags": {"kind": "spam"},
    "GET /communities/{brand}/sanctions": None,
    f"GET {_MODERATION}/log": None,
}
