"""What the walk through a community opens and sends on each page, and who may. A new page needs a line in `VISITS`.

Seats: a host, a moderator of the group, a member of the community, a stranger who has signed in, a guest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from antiphon.community.actions import events, sessions
from antiphon.community.actions.attaching import FileGiven, attach
from antiphon.community.actions.documents import DocumentGiven, add_document
from antiphon.community.actions.events import EventGiven
from antiphon.community.actions.flagging import Complaint, flag_message
from antiphon.community.actions.grouping import GroupGiven, found_group, join_group
from antiphon.community.actions.inviting import make_invitation
from antiphon.community.actions.mailing import stop_address
from antiphon.community.actions.outcomes import publish_outcome
from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.actions.presenting import keep_portrait
from antiphon.community.actions.sessions import SessionGiven
from antiphon.community.actions.sketching import Typed
from antiphon.community.actions.starting import StarterGiven, plan_starter
from antiphon.community.actions.taking_in import invite_to_group
from antiphon.community.actions.talking import accept_talk, start_talk
from antiphon.community.actions.welcoming import StepGiven, keep_step
from antiphon.community.actions.writing import Words, open_topic, reply
from antiphon.community.models import (
    AskKind,
    Attachment,
    Event,
    FlagKind,
    Group,
    HeldWriting,
    LiveSession,
    Notification,
    NotificationKind,
    PollOption,
    Sanction,
    StarterTurn,
    Topic,
    Visibility,
    Welcome,
    WelcomeStep,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.events import feed_token
from antiphon.community.queries.inviting import token_of
from antiphon.community.queries.sealing import archive_token
from antiphon.community.queries.talks import seat_of
from antiphon.devices.actions.registering import Subscription, register_device
from antiphon.integrity.actions import set_aside_by_hand
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.organizations.models import User
from tests.community.asked import asked, idea
from tests.community.place import Place, ask, part_of, spark
from tests.files import picture
from tests.world import png

SEATS = ("host", "moderator", "member", "stranger", "guest")
EVERYBODY = frozenset(SEATS)
SIGNED_IN = EVERYBODY - {"guest"}
INSIDE = SIGNED_IN - {"stranger"}
ORDER = frozenset({"host", "moderator"})

type At = Callable[[Place], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How a page is visited: what its address names, what is sent, and to whom it opens.

    Who may not is told so, or finds nothing there if `hidden`; a guest is led to the sign-in page.
    """

    opens: frozenset[str] = EVERYBODY
    at: At = lambda _place: {}
    sent: Mapping[str, Any] | Callable[[Place], Mapping[str, Any]] = field(default_factory=dict)
    query: str = ""
    hidden: frozenset[str] = frozenset()


def _square(_place: Place) -> Mapping[str, Any]:
    return {"slug": "square"}


def _aside(place: Place) -> int:
    """Return why something that Dora did is not counted."""
    joined = Interaction.objects.get(verb=Verb.JOIN, actor=part_of(place.dora).identity)
    return set_aside_by_hand(place.world.anna, joined, "A gift").pk


def _topic(place: Place) -> Mapping[str, Any]:
    return {"pk": ask(place, place.dora).pk}


def _own(place: Place) -> Mapping[str, Any]:
    """A message of Dora's, who is the member that walks."""
    topic = ask(place, place.dora)
    return {"pk": topic.pk, "message": spark(topic).pk}


def _of_another(place: Place) -> Mapping[str, Any]:
    topic = ask(place, place.emil)
    return {"pk": topic.pk, "message": spark(topic).pk}


def _emil(place: Place) -> Mapping[str, Any]:
    return {"handle": part_of(place.emil).handle}


def _stable(place: Place) -> Mapping[str, Any]:
    return {"name": spark(ask(place, place.dora)).network_id}


def _invitation(place: Place) -> Mapping[str, Any]:
    """A link of Dora's, who is the member that walks, into a group."""
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing"))
    return {"token": token_of(make_invitation(place.dora, kiln))}


def with_portrait(place: Place) -> str:
    """Give Dora a picture; return her handle."""
    keep_portrait(part_of(place.dora), png())
    return part_of(place.dora).handle


def _nobody(_place: Place) -> Mapping[str, Any]:
    return {"secret": "x" * 43}


def _talk(place: Place) -> Mapping[str, Any]:
    """A talk that Emil began with Dora, and that she accepted; nobody else is in it."""
    said = start_talk(place.emil, [part_of(place.dora)], "Between us")
    seat = seat_of(part_of(place.dora), said.talk_id)
    assert seat
    accept_talk(place.dora, seat)
    return {"pk": said.talk_id, "message": said.pk}


def _hidden_topic(place: Place) -> Mapping[str, Any]:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    return {"pk": open_topic(place.emil, kiln, "Secret", Words(source="Cone 6")).pk}


def _attachment(place: Place) -> Mapping[str, Any]:
    topic = ask(place, place.dora)
    return {"pk": attached(place.dora, topic).pk}


def _hidden_attachment(place: Place) -> Mapping[str, Any]:
    topic = Topic.objects.get(pk=_hidden_topic(place)["pk"])
    return {"pk": attached(place.emil, topic).pk}


def _poster(place: Place) -> Mapping[str, Any]:
    return _with_poster(_attachment(place))


def _hidden_poster(place: Place) -> Mapping[str, Any]:
    return _with_poster(_hidden_attachment(place))


def _with_poster(at: Mapping[str, Any]) -> Mapping[str, Any]:
    Attachment.objects.get(pk=at["pk"]).poster.save("poster.jpeg", ContentFile(picture()))
    return {**at, "part": "poster"}


def _poll(place: Place) -> Mapping[str, Any]:
    """A poll of Dora's, who is the member that walks; the moderator and the host may close it too."""
    topic = ask(place, place.dora)
    return {"pk": topic.pk, "poll": open_poll(place.dora, topic, PollGiven(question="Q", options=["a", "b"])).pk}


def _hidden_poll(place: Place) -> Mapping[str, Any]:
    topic = Topic.objects.get(pk=_hidden_topic(place)["pk"])
    return {"pk": topic.pk, "poll": open_poll(place.emil, topic, PollGiven(question="Q", options=["a", "b"])).pk}


def _answered(place: Place) -> Mapping[str, Any]:
    topic = ask(place, place.dora)
    return {"pk": topic.pk, "message": reply(place.emil, topic, spark(topic), Words(source="Yes")).message_id}


def attached(by: Viewer, topic: Topic) -> Attachment:
    """Answer a topic with a picture; return it."""
    at = Typed(place=f"reply:{topic.pk}:{spark(topic).pk}", key=f"key{topic.pk}")
    kept = attach(part_of(by), at, FileGiven(data=picture(), words="A red bowl"))
    reply(by, topic, spark(topic), Words(source="Look", key=at.key))
    return kept


def _hidden_group(place: Place) -> Mapping[str, Any]:
    given = GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN)
    return {"slug": found_group(place.emil, given).slug}


def _invited(place: Place) -> Mapping[str, Any]:
    """Dora, who is the member that walks, is invited into a hidden group."""
    given = GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN)
    return {"pk": invite_to_group(place.emil, found_group(place.emil, given), part_of(place.dora)).pk}


def _membership(place: Place) -> Mapping[str, Any]:
    return {"slug": "square", "pk": join_group(place.emil, place.square).pk}


def _told(place: Place) -> Mapping[str, Any]:
    """Something that Dora is told, who is the member that walks."""
    topic = ask(place, place.dora)
    reply(place.emil, topic, spark(topic), Words(source="Longer."))
    return {"pk": Notification.objects.latest("pk").pk}


#: What a browser gives; its keys are those of the example in RFC 8291.
BROWSER = {
    "endpoint": "https://push.example.org/send/anna",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


def _device(place: Place) -> Mapping[str, Any]:
    """A device of Dora's, who is the member that walks."""
    user = part_of(place.dora).user
    assert user
    return {"pk": register_device(user, place.community.brand, Subscription(**BROWSER), "Phone").pk}


def _stop(place: Place) -> Mapping[str, Any]:
    return {"token": stop_address(part_of(place.dora)).split("/")[-3]}


def _announced(place: Place, group: Group | None = None) -> LiveSession:
    begins = clock.now() + timedelta(hours=2)
    given = SessionGiven(title="Ask", about="Anything", starts_at=begins, ends_at=begins + timedelta(hours=1))
    return sessions.announce_session(place.anna, group or place.square, given)


def _session(place: Place) -> Mapping[str, Any]:
    return {"pk": _announced(place).pk}


def _hidden_session(place: Place) -> Mapping[str, Any]:
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    return {"pk": _announced(place, kiln).pk}


def _asked(place: Place) -> Mapping[str, Any]:
    session = _announced(place)
    return {"pk": session.pk, "question": sessions.ask_question(place.emil, session, "Why?").pk}


def _planned(place: Place, group: Group | None = None) -> Event:
    begins = clock.now() + timedelta(hours=2)
    given = EventGiven(
        title="Raku", about="Anything", place="The yard", starts_at=begins, ends_at=begins + timedelta(hours=1)
    )
    return events.plan_event(place.anna, group or place.square, given)


def _event(place: Place) -> Mapping[str, Any]:
    return {"pk": _planned(place).pk}


def _hidden_event(place: Place) -> Mapping[str, Any]:
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    return {"pk": _planned(place, kiln).pk}


def _document(place: Place) -> Mapping[str, Any]:
    given = DocumentGiven(title="Table", file=FileGiven(data=picture(), name="table.png"))
    return {"pk": add_document(place.anna, place.square, given).pk, "number": 1}


def _hidden_document(place: Place) -> Mapping[str, Any]:
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    return {"pk": add_document(place.anna, kiln, DocumentGiven(title="T", url="https://a.example")).pk, "number": 1}


_EVENING = {
    "title": "Raku",
    "about": "Anything",
    "starts_at": "2029-05-01T18:00",
    "ends_at": "2029-05-01T19:00",
    "zone": "Europe/Rome",
    "place": "The yard",
}
_HOUR = {"title": "Ask", "about": "Anything", "starts_at": "2190-05-01T18:00", "ends_at": "2190-05-01T19:00"}


def _flagged(place: Place) -> Mapping[str, Any]:
    topic = ask(place, place.emil)
    anna = Complaint(FlagKind.SPAM)
    return {"pk": flag_message(place.anna, topic, spark(topic), anna).case_id}


def _held(place: Place) -> Mapping[str, Any]:
    held = HeldWriting.objects.create(
        group=place.square, author=part_of(place.emil), title="News", source="x", held_for="first", at=clock.now()
    )
    return {"pk": held.pk}


def _held_of_dora(place: Place) -> Mapping[str, Any]:
    held = _held(place)
    HeldWriting.objects.update(author=part_of(place.dora))
    return held


def _sanction_of_dora(place: Place) -> Mapping[str, Any]:
    made = Sanction.objects.create(
        participant=part_of(place.dora), kind="warn", rule="rude", why="Be kind", at=clock.now()
    )
    return {"pk": made.pk}


def _ask(place: Place) -> Mapping[str, Any]:
    return {"pk": asked(place, place.anna).pk}


def _ask_of_dora(place: Place) -> Mapping[str, Any]:
    return {"pk": asked(place, place.dora).pk}


def _idea(place: Place) -> Mapping[str, Any]:
    made = asked(place, place.anna)
    return {"pk": made.pk, "idea": idea(place.emil, made).pk}


def _hidden_idea(place: Place) -> Mapping[str, Any]:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    made = asked(place, place.emil, group=kiln)
    return {"pk": made.pk, "idea": idea(place.emil, made).pk}


def _thanks(place: Place) -> Mapping[str, Any]:
    """An outcome that thanks Dora, who is the member that walks."""
    made = asked(place, place.anna)
    idea(place.dora, made)
    publish_outcome(place.anna, made, Words(source="Done."), [part_of(place.dora).pk])
    return {"pk": made.pk}


_ASK = {"title": "Which?", "source": "Bowls?", "purpose": "We choose by it.", "kind": "ideas"}


def _starter(place: Place) -> Mapping[str, Any]:
    """A starter in Dora's hands, who is the member that walks."""
    given = StarterGiven(
        title="What broke?", first=datetime.fromisoformat("2190-05-01T18:00"), responsible=part_of(place.dora).handle
    )
    return {"pk": plan_starter(place.anna, place.square, given).pk}


def _turn(place: Place) -> Mapping[str, Any]:
    return {"pk": StarterTurn.objects.get(starter=_starter(place)["pk"]).pk}


def _step(place: Place) -> Mapping[str, Any]:
    """A welcome step of Dora's, who is the member that walks."""
    return {"pk": keep_step(place.anna, StepGiven(words="Greet them", stewards=[part_of(place.dora).handle])).pk}


def _welcome(place: Place) -> Mapping[str, Any]:
    step = WelcomeStep.objects.get(pk=_step(place)["pk"])
    at = clock.now()
    made = Welcome.objects.create(
        step=step, newcomer=part_of(place.emil), steward=part_of(place.dora), made_at=at, due_at=at
    )
    return {"pk": made.pk}


_STARTER = {"title": "What broke?", "group": "square", "first": "2190-05-01T18:00", "often": "once"}
_STEP = {"words": "Greet them", "days": "0", "stewards": "@dora"}
_WORDS = {"source": "Words"}
_GROUP = {"name": "Glazes", "purpose": "All about glazes", "visibility": "public", "language": "en"}
_PROFILE = {"name": "Somebody", "seen_by": "everybody"}

_CHOICES = dict.fromkeys(NotificationKind, "page") | {
    "digest": "weekly",
    "weekday": 0,
    "hour": 9,
    "quiet_from": 22,
    "quiet_until": 7,
}

VISITS: dict[str, Visit] = {
    "GET community": Visit(),
    "GET join_community": Visit(),
    "POST join_community": Visit(opens=SIGNED_IN, sent=_PROFILE),
    "GET sign_up": Visit(),
    "POST sign_up": Visit(opens=SIGNED_IN, sent={"name": "Gil"}),
    "GET sign_up_sent": Visit(),
    "GET confirm_sign_up": Visit(at=_nobody, opens=frozenset(), hidden=EVERYBODY),
    "POST confirm_sign_up": Visit(at=_nobody, opens=frozenset(), hidden=EVERYBODY),
    "GET invited": Visit(at=_invitation),
    "POST invited": Visit(at=_invitation, opens=INSIDE - {"member"}),
    "GET invitations": Visit(opens=INSIDE),
    "POST invitations": Visit(opens=INSIDE, sent={"uses": "5", "days": "9"}),
    "POST end_invitation": Visit(
        at=lambda place: {"pk": make_invitation(place.dora).pk}, opens=frozenset({"member"}), hidden=INSIDE
    ),
    "GET participants": Visit(),
    "GET participant": Visit(
        at=lambda place: {"handle": part_of(place.dora).handle}, opens=INSIDE, hidden=EVERYBODY - INSIDE
    ),
    "GET profile": Visit(opens=SIGNED_IN),
    "POST profile": Visit(opens=SIGNED_IN, sent=_PROFILE),
    "GET portrait": Visit(at=lambda place: {"handle": with_portrait(place)}, opens=INSIDE, hidden=EVERYBODY - INSIDE),
    "GET leaving": Visit(opens=SIGNED_IN),
    "POST leaving": Visit(opens=frozenset({"stranger"}), sent={"words": "keep", "typed": "not it"}),
    "GET archive": Visit(opens=SIGNED_IN),
    "GET sealed_archive": Visit(
        at=lambda place: {"token": archive_token(place.community.brand, User.objects.get(email="dora@example.org"))}
    ),
    "POST leave_community": Visit(opens=SIGNED_IN),
    "GET own_counting": Visit(opens=SIGNED_IN),
    "POST own_counting": Visit(
        opens=frozenset({"member"}),
        sent=lambda place: {"exclusion": _aside(place), "words": "A class"},
        hidden=EVERYBODY,
    ),
    "GET own_visits": Visit(opens=SIGNED_IN),
    "POST own_visits": Visit(opens=SIGNED_IN, sent={"do": "withdraw"}),
    "GET groups": Visit(),
    "GET found_group": Visit(opens=INSIDE),
    "POST found_group": Visit(opens=INSIDE, sent=_GROUP),
    "GET group": Visit(at=_square),
    "GET change_group": Visit(at=_square, opens=ORDER),
    "POST change_group": Visit(at=_square, opens=ORDER, sent=_GROUP),
    "POST close_group": Visit(at=_square, opens=ORDER, sent={"closed": "yes"}),
    "POST join_group": Visit(at=_square, opens=INSIDE),
    "POST invite_to_group": Visit(at=_square, opens=ORDER, sent={"handle": "@emil"}),
    "GET group_invitation": Visit(at=_invited, opens=frozenset({"member"}), hidden=EVERYBODY),
    "POST group_invitation": Visit(
        at=_invited, opens=frozenset({"member"}), sent={"answer": "yes"}, hidden=EVERYBODY
    ),
    "GET group_members": Visit(at=_square, opens=SIGNED_IN),
    "POST decide_group_member": Visit(at=_membership, opens=ORDER, sent={"decision": "moderator"}),
    "POST group_reading": Visit(at=_square, opens=ORDER, sent={"title": "A book"}),
    "GET new_topic": Visit(at=_square, opens=INSIDE),
    "POST new_topic": Visit(at=_square, opens=INSIDE, sent=_WORDS | {"title": "News", "kind": "essay"}),
    "GET topic": Visit(at=_topic),
    "POST reply": Visit(at=_own, opens=INSIDE, sent=lambda place: _WORDS | {"message": spark_key(place)}),
    "POST tend_topic": Visit(at=_topic, opens=ORDER, sent={"do": "pin"}),
    "GET edit_writing": Visit(at=_own, opens=frozenset({"member"})),
    "POST edit_writing": Visit(at=_own, opens=frozenset({"member"}), sent=_WORDS),
    "GET writing_history": Visit(at=_own),
    "GET summary_history": Visit(at=_topic),
    "POST take_away": Visit(at=_of_another, opens=ORDER, sent={"why": "Rude"}),
    "POST thank": Visit(at=_of_another, opens=INSIDE, sent={"thanks": "yes"}),
    "POST keep_message": Visit(at=_own, opens=INSIDE, sent={"kept": "yes"}),
    "GET bookmarks": Visit(opens=INSIDE),
    "GET community_search": Visit(query="?q=wedge"),
    "GET similar_topics": Visit(opens=SIGNED_IN, query="?title=wedge"),
    "GET home_feed": Visit(opens=INSIDE),
    "GET hashtag": Visit(at=lambda _place: {"word": "kiln"}),
    "POST follow_hashtag": Visit(at=lambda _place: {"word": "kiln"}, opens=INSIDE, sent={"follows": "yes"}),
    "POST follow_participant": Visit(
        at=lambda place: {"handle": part_of(place.emil).handle}, opens=INSIDE, sent={"follows": "yes"}
    ),
    "GET notifications": Visit(opens=INSIDE),
    "POST read_notifications": Visit(opens=INSIDE),
    "GET open_notification": Visit(at=_told, opens=frozenset({"member"}), hidden=EVERYBODY),
    "GET notification_choices": Visit(opens=INSIDE),
    "POST notification_choices": Visit(opens=INSIDE, sent=_CHOICES),
    "POST keep_device": Visit(opens=INSIDE, sent=BROWSER),
    "POST forget_device": Visit(at=_device, opens=frozenset({"member"}), hidden=EVERYBODY),
    "POST attend_topic": Visit(at=_topic, opens=INSIDE, sent={"level": "mute"}),
    "POST attend_group": Visit(at=_square, opens=INSIDE, sent={"level": "all"}),
    "GET stop_community_mail": Visit(at=_stop),
    "POST stop_community_mail": Visit(at=_stop),
    "GET talks": Visit(opens=INSIDE),
    "GET new_talk": Visit(opens=INSIDE),
    "POST new_talk": Visit(opens=INSIDE, sent=_WORDS | {"to": "@emil"}),
    "GET talk": Visit(at=_talk, opens=frozenset({"member"}), hidden=EVERYBODY),
    "POST talk": Visit(at=_talk, opens=frozenset({"member"}), sent=_WORDS, hidden=EVERYBODY),
    "POST tend_talk": Visit(at=_talk, opens=frozenset({"member"}), sent={"do": "leave"}, hidden=EVERYBODY),
    "GET report_talk": Visit(at=_talk, opens=frozenset({"member"}), hidden=EVERYBODY),
    "POST report_talk": Visit(at=_talk, opens=frozenset({"member"}), sent={"why": "Rude"}, hidden=EVERYBODY),
    "POST spare": Visit(at=lambda _place: {"handle": "emil"}, opens=INSIDE, sent={"do": "mute"}),
    "GET community_message": Visit(at=_stable),
    "GET asks": Visit(),
    "GET outcomes": Visit(),
    "GET new_ask": Visit(at=_square, opens=INSIDE),
    "POST new_ask": Visit(at=_square, opens=INSIDE, sent=_ASK),
    "GET ask": Visit(at=_ask),
    "POST rank": Visit(
        at=lambda place: {"pk": asked(place, place.emil, AskKind.RANKING).pk},
        opens=INSIDE,
        sent={"place-1": "2", "place-2": "1", "place-3": "3"},
    ),
    "POST close_ask": Visit(at=_ask, opens=ORDER),
    "GET new_ask_idea": Visit(at=_ask, opens=INSIDE),
    "POST new_ask_idea": Visit(at=_ask, opens=INSIDE, sent=_WORDS | {"title": "Blue"}),
    "GET ask_idea": Visit(at=_idea),
    "POST vote_ask_idea": Visit(at=_idea, opens=INSIDE, sent={"wanted": "yes"}),
    "POST decide_ask_idea": Visit(at=_idea, opens=ORDER, sent={"state": "done"}),
    "GET publish_outcome": Visit(at=_ask_of_dora, opens=INSIDE),
    "POST publish_outcome": Visit(at=_ask, opens=ORDER, sent=_WORDS),
    "POST name_in_outcome": Visit(at=_thanks, opens=frozenset({"member"}), sent={"named": "no"}),
    "GET documents": Visit(at=_square),
    "POST documents": Visit(at=_square, opens=ORDER, sent={"title": "Table", "url": "https://example.org"}),
    "GET document": Visit(at=_document),
    "POST tend_document": Visit(at=_document, opens=ORDER, sent={"do": "describe", "title": "Plan"}),
    "GET document_file": Visit(at=_document),
    "GET events": Visit(),
    "POST make_event_feed": Visit(opens=INSIDE),
    "GET event_feed": Visit(at=lambda place: {"token": feed_token(events.make_feed(place.dora))}),
    "GET new_event": Visit(at=_square, opens=ORDER),
    "POST new_event": Visit(at=_square, opens=ORDER, sent=_EVENING),
    "GET event": Visit(at=_event),
    "GET change_event": Visit(at=_event, opens=ORDER),
    "POST change_event": Visit(at=_event, opens=ORDER, sent=_EVENING),
    "POST answer_event": Visit(at=_event, opens=INSIDE, sent={"answer": "yes"}),
    "POST call_off_event": Visit(at=_event, opens=ORDER, sent={"why": "It rains"}),
    "POST event_notes": Visit(at=_event, opens=ORDER, sent={"notes": ""}),
    "GET event_calendar": Visit(at=_event),
    "GET live_sessions": Visit(),
    "GET new_session": Visit(at=_square, opens=ORDER),
    "POST new_session": Visit(at=_square, opens=ORDER, sent=_HOUR),
    "GET live_session": Visit(at=_session),
    "GET session_desk": Visit(at=_session, opens=ORDER),
    "POST ask_session": Visit(at=_session, opens=INSIDE, sent={"text": "Why?"}),
    "POST vote_question": Visit(at=_asked, opens=INSIDE, sent={"wanted": "yes"}),
    "POST run_session": Visit(at=_session, opens=ORDER, sent={"do": "open"}),
    "POST remind_session": Visit(at=_session, opens=INSIDE, sent={"wanted": "yes"}),
    "GET session_calendar": Visit(at=_session),
    "GET session_stream": Visit(at=_session),
    "POST keep_words": Visit(opens=INSIDE, sent={"place": "note", "key": "a", "source": "Words"}),
    "GET say": Visit(opens=INSIDE),
    "POST say": Visit(opens=INSIDE, sent=_WORDS),
    "GET attachment": Visit(at=_attachment),
    "GET attachment_part": Visit(at=_poster),
    "GET new_poll": Visit(at=_topic, opens=ORDER | {"member"}),
    "POST new_poll": Visit(at=_topic, opens=INSIDE, sent={"question": "Which?", "options": "Six\nTen"}),
    "POST vote_in_poll": Visit(
        at=_poll, opens=INSIDE, sent=lambda _place: {"option": PollOption.objects.latest("pk").pk}
    ),
    "POST close_poll": Visit(at=_poll, opens=INSIDE),
    "GET split_topic": Visit(at=_answered, opens=ORDER),
    "POST split_topic": Visit(at=_answered, opens=ORDER, sent={"title": "Apart"}),
    "GET merge_topic": Visit(at=_topic, opens=ORDER),
    "POST merge_topic": Visit(at=_topic, opens=ORDER, sent=lambda place: {"topic": ask(place, place.emil).pk}),
    "GET flag_message": Visit(at=_of_another, opens=INSIDE),
    "POST flag_message": Visit(at=_of_another, opens=INSIDE, sent={"kind": "spam"}),
    "GET flag_participant": Visit(at=_emil, opens=INSIDE),
    "POST flag_participant": Visit(at=_emil, opens=INSIDE, sent={"kind": "spam"}),
    "GET moderation": Visit(opens=ORDER),
    "GET moderation_case": Visit(at=_flagged, opens=ORDER, hidden=EVERYBODY),
    "POST moderation_case": Visit(
        at=_flagged, opens=ORDER, hidden=EVERYBODY, sent={"decision": "nothing", "rule": "spam", "days": ""}
    ),
    "POST decide_held": Visit(at=_held, opens=ORDER, hidden=EVERYBODY, sent={"decision": "let through"}),
    "GET keep_alive": Visit(opens=ORDER),
    "GET alive_rows": Visit(opens=ORDER, at=lambda _place: {"what": "waiting"}),
    "GET starters": Visit(opens=ORDER),
    "GET new_starter": Visit(opens=ORDER),
    "POST new_starter": Visit(opens=ORDER, sent=_STARTER),
    "GET change_starter": Visit(opens=ORDER, at=_starter),
    "POST change_starter": Visit(opens=ORDER, at=_starter, sent=_STARTER),
    "GET starter_turn": Visit(at=_turn, opens=INSIDE),
    "POST starter_turn": Visit(at=_turn, opens=INSIDE, sent={"do": "done"}),
    "GET welcomes": Visit(opens=frozenset({"host"})),
    "POST welcomes": Visit(opens=frozenset({"host"}), sent=_STEP),
    "GET welcome_step": Visit(opens=frozenset({"host"}), at=_step),
    "POST welcome_step": Visit(opens=frozenset({"host"}), at=_step, sent=_STEP),
    "GET welcome_newcomer": Visit(opens=frozenset({"host", "member"}), at=_welcome),
    "POST welcome_newcomer": Visit(opens=frozenset({"host", "member"}), at=_welcome, sent={"do": "done"}),
    "POST close_first_steps": Visit(opens=INSIDE),
    "GET moderation_log": Visit(),
    "GET standing": Visit(opens=SIGNED_IN),
    "POST appeal": Visit(
        at=_sanction_of_dora, opens=frozenset({"member"}), hidden=EVERYBODY, sent={"words": "I was quoting"}
    ),
    "POST withdraw_held": Visit(at=_held_of_dora, opens=frozenset({"member"}), hidden=EVERYBODY),
}

#: The same addresses where they are of a hidden group: for who is not in it there is nothing.
HIDDEN: dict[str, Visit] = {
    "GET group": Visit(at=_hidden_group, opens=frozenset({"host"}), hidden=EVERYBODY),
    "POST join_group": Visit(at=_hidden_group, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET group_members": Visit(at=_hidden_group, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET attachment_part": Visit(at=_hidden_poster, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET attachment": Visit(at=_hidden_attachment, opens=frozenset({"host"}), hidden=EVERYBODY),
    "POST vote_in_poll": Visit(at=_hidden_poll, hidden=EVERYBODY - {"host"}, opens=frozenset()),
    "GET merge_topic": Visit(at=_hidden_topic, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET topic": Visit(at=_hidden_topic, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET change_group": Visit(at=_hidden_group, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET ask": Visit(at=_hidden_idea, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET ask_idea": Visit(at=_hidden_idea, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET publish_outcome": Visit(at=_hidden_idea, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET documents": Visit(at=_hidden_group, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET document": Visit(at=_hidden_document, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET document_file": Visit(at=_hidden_document, opens=frozenset({"host"}), hidden=EVERYBODY),
    "POST tend_document": Visit(
        at=_hidden_document, opens=frozenset({"host"}), hidden=EVERYBODY, sent={"do": "describe", "title": "Plan"}
    ),
    "GET event": Visit(at=_hidden_event, opens=frozenset({"host"}), hidden=EVERYBODY),
    "POST answer_event": Visit(at=_hidden_event, opens=frozenset({"host"}), hidden=EVERYBODY, sent={"answer": "yes"}),
    "GET event_calendar": Visit(at=_hidden_event, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET live_session": Visit(at=_hidden_session, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET session_calendar": Visit(at=_hidden_session, opens=frozenset({"host"}), hidden=EVERYBODY),
    "GET session_stream": Visit(at=_hidden_session, opens=frozenset({"host"}), hidden=EVERYBODY),
}


def spark_key(place: Place) -> int:
    """Return the key of the latest message that was written."""
    return place.world.bottega.messages.latest("pk").pk
