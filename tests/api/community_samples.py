"""What the test of access sends to the addresses of the community: the team takes part in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from antiphon.community.actions.documents import DocumentGiven, add_document
from antiphon.community.actions.events import EventGiven, plan_event
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.inviting import make_invitation
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.opening import open_community
from antiphon.community.actions.sessions import SessionGiven, announce_session, ask_question
from antiphon.community.actions.taking_in import invite_to_group
from antiphon.community.actions.talking import start_talk
from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.models import Community, Joining, Kind, SessionQuestion, TalkMember, TalkMessage
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from antiphon.conversations.models import Message
from antiphon.devices.actions.registering import Subscription, register_device
from antiphon.lib import clock
from antiphon.organizations.models import Role, User
from tests.api.talk import Talk
from tests.world import PASSWORD, World, make_user

#: A browser, with the keys of the example in RFC 8291.
BROWSER = Subscription(
    endpoint="https://push.example.org/send/anna",
    p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth="BTBZMqHH6r4Tts7J_aSIgg",
)

type Maker = Callable[[World, Talk], int | str]


def communal(world: World, _talk: Talk) -> str:
    """Open Bottega's community, let the team in, clients apart, and return the brand."""
    community = open_community(world.anna, Joining.OPEN)
    for member in world.bottega.members.exclude(role=Role.CLIENT).select_related("user"):
        join(community, member.user, Said(name=member.user.name))
    return world.bottega.slug


def opened(world: World, _talk: Talk) -> str:
    """Open Bottega's community, and return the brand."""
    open_community(world.anna, Joining.OPEN)
    return world.bottega.slug


def _anna(world: World) -> Viewer:
    community = Community.objects.select_related("brand", "channel__identity", "square").get(brand=world.bottega)
    return viewer_of(community, world.anna.user)


def _topic(world: World, _talk: Talk) -> int:
    anna = _anna(world)
    assert anna.community.square
    return open_topic(anna, anna.community.square, "Why?", Words(source="Why does it crack?"), Kind.QUESTION).pk


def _handle(world: World, _talk: Talk) -> str:
    """Somebody who takes part and is nobody of the team."""
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    return join(community, make_user("fay@example.org", "Fay"), Said(name="Fay")).handle


def _owner(world: World) -> User:
    """The owner whose program comes to the addresses."""
    return world.bottega.members.filter(role=Role.OWNER).latest("pk").user


def _session(world: World, _talk: Talk) -> int:
    community = Community.objects.select_related("brand", "channel__identity", "square").get(brand=world.bottega)
    anna, begins = viewer_of(community, world.anna.user), clock.now() + timedelta(hours=1)
    assert community.square
    given = SessionGiven(title="Ask", about="Anything", starts_at=begins, ends_at=begins + timedelta(hours=1))
    session = announce_session(anna, community.square, given)
    asker = make_user("asker@example.org", "Asker")
    join(community, asker, Said(name="Asker"))
    ask_question(viewer_of(community, asker), session, "Why?")
    return session.pk


def _event(world: World, _talk: Talk) -> int:
    anna, begins = _anna(world), clock.now() + timedelta(hours=1)
    assert anna.community.square
    hours = {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}
    return plan_event(anna, anna.community.square, EventGiven(title="Raku", about="x", place="Yard", **hours)).pk


def _document(world: World, _talk: Talk) -> int:
    anna = _anna(world)
    assert anna.community.square
    given = DocumentGiven(title="Table", url="https://example.org")
    return add_document(anna, anna.community.square, given).pk


def _seated(world: World, talk: Talk) -> int:
    """A talk that Anna began with all of the team, and that all accepted."""
    said = _asked_in(world, talk)
    TalkMember.objects.filter(talk=said).update(accepted_at=clock.now())
    return said


def _asked_in(world: World, _talk: Talk) -> int:
    """The same where all of them still have to accept."""
    community = Community.objects.select_related("brand", "channel__identity").get(brand=world.bottega)
    team = list(world.bottega.participants.exclude(user=world.anna.user))
    return start_talk(viewer_of(community, world.anna.user), team, "To all of you").talk_id


def _invited(world: World, _talk: Talk) -> int:
    """The owner who walks is invited into a group: nobody else may answer."""
    anna, owner = _anna(world), world.bottega.participants.get(user__email="owner@example.org")
    group = found_group(anna, GroupGiven(name="Kiln", purpose="Firing"))
    return invite_to_group(anna, group, owner).pk


def somebody(world: World, talk: Talk) -> dict[str, str]:
    """Return a body that names somebody who is nobody of the team."""
    return {"handle": str(_handle(world, talk))}


MAKERS: dict[str, Maker] = {
    "talk_id": _seated,
    "said_id": lambda *_: TalkMessage.objects.latest("pk").pk,
    "group": lambda *_: "square",
    "topic_id": _topic,
    "handle": _handle,
    "word": lambda *_: "kiln",
    "document_id": _document,
    "event_id": _event,
    "session_id": _session,
    "question_id": lambda *_: SessionQuestion.objects.latest("pk").pk,
    "group_invitation_id": _invited,
    "personal_invitation_id": lambda world, _: make_invitation(_anna(world)).pk,
    "device_id": lambda world, _: register_device(_owner(world), world.bottega, BROWSER, "Phone").pk,
    "message_id": lambda *_: Message.objects.latest("pk").pk,
}

_WORDS: dict[str, Any] = {"source": "It dries too fast."}
_EVENT: dict[str, Any] = {
    "title": "Raku",
    "about": "Anything",
    "place": "The yard",
    "starts_at": "2029-05-01T18:00:00Z",
    "ends_at": "2029-05-01T19:00:00Z",
}
_BRAND: dict[str, Maker] = {"brand": communal}

#: What each address is sent.
BODIES: dict[str, Any] = {
    "GET /communities/{brand}/archive": None,
    "POST /communities/{brand}/erase": {"typed": PASSWORD, "keep_words": True},
    "POST /communities/{brand}/profile/picture/remove": None,
    "GET /communities/{brand}/groups": None,
    "GET /communities/{brand}/topics": None,
    "POST /communities/{brand}/groups/{group}/topics": _WORDS | {"title": "News"},
    "GET /communities/{brand}/topics/{topic_id}": None,
    "GET /communities/{brand}/feed": None,
    "GET /communities/{brand}/tags/{word}": None,
    "POST /communities/{brand}/tags/{word}/follow": {"follows": True},
    "POST /communities/{brand}/members/{handle}/follow": {"follows": True},
    "GET /communities/{brand}/members": None,
    "GET /communities/{brand}/members/{handle}": None,
    "GET /communities/{brand}/profile": None,
    "PUT /communities/{brand}/profile": {"name": "Somebody"},
    "GET /communities/{brand}/own-visits": None,
    "PUT /communities/{brand}/own-visits": {"agreed": False},
    "GET /communities/{brand}/personal-invitations": None,
    "POST /communities/{brand}/personal-invitations": {},
    "GET /communities/{brand}/group-invitations": None,
    "PUT /communities/{brand}/topics/{topic_id}/summary": {"summary": "It dried too fast."},
    "GET /communities/{brand}/topics/{topic_id}/summaries": None,
    "POST /communities/{brand}/topics/{topic_id}/messages/{message_id}/replies": _WORDS,
    "POST /communities/{brand}/topics/{topic_id}/messages/{message_id}/thanks": {"thanks": False},
    "GET /communities/{brand}/talks": None,
    "POST /communities/{brand}/talks": lambda world, talk: _WORDS | {"to": [_handle(world, talk)]},
    "GET /communities/{brand}/talks/{talk_id}": None,
    "POST /communities/{brand}/talks/{talk_id}/messages": _WORDS,
    "POST /communities/{brand}/talks/{talk_id}/read": lambda *_: {"message": TalkMessage.objects.latest("pk").pk},
    "POST /communities/{brand}/talks/{talk_id}/people": lambda world, talk: {"handle": _handle(world, talk)},
    "POST /communities/{brand}/talks/{talk_id}/mute": {"muted": True},
    "POST /communities/{brand}/talks/{talk_id}/leave": None,
    "POST /communities/{brand}/talks/{talk_id}/messages/{said_id}/report": {"why": "Rude"},
    "POST /communities/{brand}/members/{handle}/spare": {"muted": True},
    "GET /communities/{brand}/notifications": None,
    "POST /communities/{brand}/notifications/read": {"ids": None},
    "GET /communities/{brand}/notification-choices": None,
    "PUT /communities/{brand}/notification-choices": {"ways": {"topic": "page"}, "hour": 9},
    "PUT /communities/{brand}/topics/{topic_id}/attention": {"level": "all"},
    "PUT /communities/{brand}/groups/{group}/attention": {"level": "mute"},
    "GET /communities/{brand}/groups/{group}/documents": None,
    "GET /communities/{brand}/documents/{document_id}": None,
    "GET /communities/{brand}/events": None,
    "GET /communities/{brand}/events/{event_id}": None,
    "PUT /communities/{brand}/events/{event_id}/answer": {"answer": "yes"},
    "GET /communities/{brand}/devices": None,
    "POST /communities/{brand}/devices": {
        "endpoint": "https://push.example.org/send/it",
        "keys": {"p256dh": BROWSER.p256dh, "auth": BROWSER.auth},
    },
    "GET /communities/{brand}/sessions": None,
    "GET /communities/{brand}/sessions/{session_id}": None,
    "POST /communities/{brand}/sessions/{session_id}/questions": {"text": "Why?"},
    "POST /communities/{brand}/sessions/{session_id}/questions/{question_id}/vote": {"wanted": True},
}
PLACES = _BRAND
#: A community in which nobody is yet.
EMPTY: dict[str, Maker] = {"brand": opened}

#: The same for addresses of a talk that still waits.
WAITING: dict[str, Any] = {
    "POST /communities/{brand}/talks/{talk_id}/accept": None,
    "POST /communities/{brand}/talks/{talk_id}/refuse": None,
}
WAITING_PLACES = _BRAND | {"talk_id": _asked_in}

#: The same for what a moderator of the group, or a host, does.
IN_ORDER: dict[str, Any] = {
    "POST /communities/{brand}/documents/{document_id}/remove": {"why": "Not ours"},
    "POST /communities/{brand}/groups/{group}/events": _EVENT,
    "PUT /communities/{brand}/events/{event_id}": _EVENT,
    "POST /communities/{brand}/events/{event_id}/call-off": {"why": "It rains"},
    "PUT /communities/{brand}/events/{event_id}/notes": {"topic": None},
}
