"""What the test of access sends where one acts in a community: in groups, on one's own words, for the peace."""

from collections.abc import Callable
from typing import Any

from antiphon.community.actions.grouping import GroupGiven, add_reading, found_group, join_group
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.listing import ListGiven, keep_list
from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.actions.sessions import open_session
from antiphon.community.actions.writing import Words, open_topic, reply
from antiphon.community.models import (
    Community,
    Group,
    HeldWriting,
    Joining,
    LiveSession,
    Participant,
    PollOption,
    Topic,
    Visibility,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from antiphon.lib import clock
from antiphon.organizations.rules import Duty
from tests.api import community_samples
from tests.api.talk import Talk
from tests.world import World, make_user

type Maker = Callable[[World, Talk], int | str]


def _anna(world: World) -> Viewer:
    community = Community.objects.select_related("brand", "channel__identity", "square").get(brand=world.bottega)
    return viewer_of(community, world.anna.user)


def _everybody_in(world: World, _talk: Talk) -> str:
    """A group that Anna founded, and that all of the team joined."""
    anna = _anna(world)
    group = found_group(anna, GroupGiven(name="Kiln", purpose="Firing"))
    for one in world.bottega.participants.exclude(user=world.anna.user).select_related("user"):
        join_group(viewer_of(anna.community, one.user), group)
    return group.slug


def _private(world: World, _talk: Talk) -> str:
    given = GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE)
    return found_group(_anna(world), given).slug


def _fay_in(world: World, talk: Talk) -> str:
    """Fay, who joined the last group that was founded, or asks to."""
    handle = str(community_samples.MAKERS["handle"](world, talk))
    fay = Participant.objects.select_related("user").get(brand=world.bottega, handle=handle)
    join_group(viewer_of(_anna(world).community, fay.user), Group.objects.latest("pk"))
    return handle


def _reading(world: World, _talk: Talk) -> int:
    anna = _anna(world)
    assert anna.community.square
    return add_reading(anna, anna.community.square, "A book").pk


def _own_topic(world: World, _talk: Talk) -> int:
    """A topic of the owner who walks: nobody else changes its words."""
    anna = _anna(world)
    owner = world.bottega.participants.select_related("user").get(user__email="owner@example.org")
    assert anna.community.square
    return open_topic(viewer_of(anna.community, owner.user), anna.community.square, "Own", Words(source="Mine")).pk


def _branched(world: World, talk: Talk) -> int:
    """A topic with an answer, which is the last message."""
    anna, pk = _anna(world), int(community_samples.MAKERS["topic_id"](world, talk))
    topic = Topic.objects.select_related("group", "conversation").get(pk=pk)
    reply(anna, topic, topic.conversation.messages.get(), Words(source="Dry it slowly."))
    return pk


def _poll(world: World, _talk: Talk) -> int:
    """One in the last topic that was opened."""
    topic = Topic.objects.select_related("group", "conversation").latest("pk")
    return open_poll(_anna(world), topic, PollGiven(question="Which day?", options=["Monday", "Friday"])).pk


def _open_session(world: World, talk: Talk) -> int:
    """One that is open, with a question."""
    pk = int(community_samples.MAKERS["session_id"](world, talk))
    open_session(_anna(world), LiveSession.objects.select_related("topic__group").get(pk=pk))
    return pk


def _asker(world: World, _talk: Talk) -> str:
    """Somebody who asks to come in."""
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    community.joining = Joining.REQUEST
    return join(community, make_user("gil@example.org", "Gil"), Said(name="Gil")).handle


def _own_held(world: World, _talk: Talk) -> int:
    """Words of the owner who walks, which wait: nobody else takes them back."""
    owner = world.bottega.participants.get(user__email="owner@example.org")
    square = _anna(world).community.square
    held = HeldWriting(group=square, author=owner, title="News", source="x", held_for="first", at=clock.now())
    held.save()
    return held.pk


def _list(world: World, _talk: Talk) -> int:
    return keep_list(_anna(world), ListGiven(name="Gambling", entries="casino")).pk


def _an_option(*_: object) -> dict[str, list[int]]:
    return {"options": [PollOption.objects.latest("pk").pk]}


def _other_topic(world: World, talk: Talk) -> dict[str, int]:
    return {"into": int(community_samples.MAKERS["topic_id"](world, talk))}


def _other_group(world: World, _talk: Talk) -> dict[str, str]:
    """A public group of which the team is."""
    return {"group": _everybody_in(world, _talk)}


MAKERS: dict[str, Maker] = {"reading_id": _reading, "poll_id": _poll, "list_id": _list}

_GROUP = "/communities/{brand}/groups/{group}"
_TOPIC = "/communities/{brand}/topics/{topic_id}"
_MESSAGE = _TOPIC + "/messages/{message_id}"
_SESSION = "/communities/{brand}/sessions/{session_id}"
_LISTS = "/communities/{brand}/moderation/lists"
_OPEN: dict[str, Maker] = {"session_id": _open_session}
_FAY = {"group": _everybody_in, "handle": _fay_in}

#: What each address is sent: who may, the places of its own, the body.
CALLS: dict[str, tuple[Duty, dict[str, Maker], Any]] = {
    "POST /communities/{brand}/groups": (Duty.SEE, {}, {"name": "Kiln", "purpose": "Firing"}),
    f"GET {_GROUP}": (Duty.SEE, {}, None),
    f"PUT {_GROUP}": (Duty.HOST, {}, {"name": "Kiln", "purpose": "Firing", "visibility": "public"}),
    f"POST {_GROUP}/close": (Duty.HOST, {}, {"closed": True}),
    f"POST {_GROUP}/join": (Duty.SEE, {}, None),
    f"POST {_GROUP}/leave": (Duty.SEE, {"group": _everybody_in}, None),
    f"GET {_GROUP}/members": (Duty.SEE, {}, None),
    f"POST {_GROUP}/members/{{handle}}/admit": (Duty.HOST, _FAY | {"group": _private}, None),
    f"POST {_GROUP}/members/{{handle}}/role": (Duty.HOST, _FAY, {"role": "moderator"}),
    f"POST {_GROUP}/members/{{handle}}/end": (Duty.HOST, _FAY, None),
    f"POST {_GROUP}/reading": (Duty.HOST, {}, {"title": "A book"}),
    f"POST {_GROUP}/reading/{{reading_id}}/remove": (Duty.HOST, {}, None),
    "POST /communities/{brand}/notes": (Duty.SEE, {}, {"source": "It is raining."}),
    f"PUT {_MESSAGE}": (Duty.MANAGE, {"topic_id": _own_topic}, {"source": "Ours"}),
    f"GET {_MESSAGE}/history": (Duty.SEE, {}, None),
    f"POST {_MESSAGE}/take-away": (Duty.HOST, {}, {"why": "Not here"}),
    f"GET {_MESSAGE}/quotation": (Duty.SEE, {}, None),
    f"POST {_MESSAGE}/keep": (Duty.SEE, {}, {"kept": True}),
    "GET /communities/{brand}/bookmarks": (Duty.SEE, {}, None),
    f"GET {_TOPIC}/position": (Duty.SEE, {}, None),
    f"POST {_TOPIC}/read": (Duty.SEE, {}, {"messages": None}),
    f"GET {_TOPIC}/polls": (Duty.SEE, {}, None),
    f"POST {_TOPIC}/polls": (Duty.HOST, {}, {"question": "Which day?", "options": ["Monday", "Friday"]}),
    f"POST {_TOPIC}/polls/{{poll_id}}/vote": (
        Duty.SEE,
        {},
        _an_option,
    ),
    f"POST {_TOPIC}/polls/{{poll_id}}/close": (Duty.HOST, {}, None),
    f"POST {_TOPIC}/close": (Duty.HOST, {}, {"closed": True}),
    f"POST {_TOPIC}/pin": (Duty.HOST, {}, {"pinned": True}),
    f"POST {_TOPIC}/move": (Duty.HOST, {}, _other_group),
    f"POST {_MESSAGE}/split": (Duty.HOST, {"topic_id": _branched}, {"title": "On drying"}),
    f"POST {_TOPIC}/merge": (Duty.HOST, {}, _other_topic),
    f"POST {_GROUP}/sessions": (
        Duty.HOST,
        {},
        {"title": "Ask", "about": "x", "starts_at": "2090-05-01T18:00:00Z", "ends_at": "2090-05-01T19:00:00Z"},
    ),
    f"POST {_SESSION}/begin": (Duty.HOST, {}, None),
    f"POST {_SESSION}/end": (Duty.HOST, _OPEN, None),
    f"POST {_SESSION}/reminder": (Duty.SEE, {}, {"wanted": True}),
    f"POST {_SESSION}/questions/{{question_id}}/take": (Duty.HOST, _OPEN, None),
    f"POST {_SESSION}/questions/{{question_id}}/answer": (Duty.HOST, _OPEN, {"source": "Slowly."}),
    f"POST {_SESSION}/questions/{{question_id}}/set-aside": (Duty.HOST, _OPEN, {"why": "Not ours"}),
    f"GET {_LISTS}": (Duty.HOST, {}, None),
    f"POST {_LISTS}": (Duty.HOST, {}, {"name": "Gambling", "entries": ["casino"]}),
    f"PUT {_LISTS}/{{list_id}}": (Duty.HOST, {}, {"name": "Games", "entries": ["casino"]}),
    f"POST {_LISTS}/{{list_id}}/remove": (Duty.HOST, {}, None),
    "PUT /communities/{brand}/moderation/held-first": (Duty.HOST, {}, {"number": 2}),
    "PUT /communities/{brand}": (Duty.HOST, {}, {"joining": "request", "welcome": "Come in."}),
    "GET /communities/{brand}/askers": (Duty.HOST, {}, None),
    "POST /communities/{brand}/askers/{handle}/decide": (Duty.HOST, {"handle": _asker}, {"admit": True}),
    "POST /communities/{brand}/leave": (Duty.SEE, {}, None),
    "POST /communities/{brand}/members/{handle}/flags": (Duty.SEE, {}, {"kind": "spam"}),
    "GET /communities/{brand}/held": (Duty.SEE, {}, None),
    "POST /communities/{brand}/held/{held_id}/withdraw": (Duty.MANAGE, {"held_id": _own_held}, None),
}
