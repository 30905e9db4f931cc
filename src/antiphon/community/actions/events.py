"""An event: planned in a group, changed, called off, answered to; and afterwards the notes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.indexing import index_messages, index_topics
from antiphon.community.actions.recording import record_in_topic
from antiphon.community.actions.seating import give_seats, locked, tell_of_event
from antiphon.community.actions.submitting import require_plain
from antiphon.community.actions.writing import Words, checked_title, open_topic
from antiphon.community.models import (
    Answer,
    Attendance,
    Event,
    EventFeed,
    EventReminder,
    Group,
    Kind,
    Participant,
    Topic,
)
from antiphon.community.permissions import Viewer, membership_in, require_part, require_unsuspended, require_writer
from antiphon.community.queries.events import may_plan, runs_event
from antiphon.community.queries.topics import topics_read
from antiphon.community.rules.events import reminders_before
from antiphon.conversations.models import Message
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.wall_time import UnknownZone, zone_named
from antiphon.lib.words import gettext_noop
from antiphon.people.actions import web_address

LONGEST_EVENT, FARTHEST = timedelta(days=30), timedelta(days=5 * 366)
MOST_ROOM, MOST_HOSTS, LONGEST_PLACE, LONGEST_WHY = 100_000, 10, 300, 300
_MOVED = gettext_noop("“%(title)s” has changed: %(when)s. See whether you can still come.")
_OFF = gettext_noop("“%(title)s” is called off: %(why)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGiven:
    """What is said of an event: moments are aware, `hosts` handles; `room` for how many, None for whoever comes.

    `about` is the text of its topic, in Markdown; it is heeded when the event is planned.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    about: str = ""
    zone: str = ""
    place: str = ""
    link: str = ""
    room: int | None = None
    hosts: tuple[str, ...] = ()


@transaction.atomic
def plan_event(viewer: Viewer, group: Group, given: EventGiven) -> Event:
    """Plan an event in a group: it opens a topic with what it is about, in which it is talked over."""
    require_writer(viewer, group)
    if not may_plan(viewer, group):
        raise NotAllowed(_("Members of this group whom the community knows, and its moderators, plan its events."))
    _check(viewer, group, given)
    _check_hour(given)
    hosts = _hosts(viewer, group, given.hosts)
    topic = open_topic(viewer, group, given.title, Words(source=given.about), Kind.EVENT)
    event = Event(brand=viewer.brand, topic=topic, changed_at=clock.now())
    _say(event, viewer, given)
    event.hosts.set(hosts)
    return event


@transaction.atomic
def change_event(viewer: Viewer, event: Event, given: EventGiven) -> Event:
    """Change an event; who comes is told of another hour or place. More room lets those in who wait."""
    found = _run(viewer, event)
    _check(viewer, found.topic.group, given)
    before = _shown(found)
    if (given.starts_at, given.ends_at) != (found.starts_at, found.ends_at):
        _check_hour(given)
    hosts = _hosts(viewer, found.topic.group, given.hosts)
    _rename(found.topic, given.title)
    _say(found, viewer, given)
    found.hosts.set(hosts)
    if _shown(found) != before:
        _tell(found, _MOVED, viewer.participant)
    give_seats(found)
    return found


@transaction.atomic
def call_off(viewer: Viewer, event: Event, why: str) -> None:
    """Call an event off, and tell those who would have come why."""
    found = _run(viewer, event)
    why = " ".join(why.split())
    if not why:
        raise Refusal(_("Say why: those who would have come will read it."), field="why")
    if len(why) > LONGEST_WHY:
        raise Refusal(_("Say it in 300 characters."), field="why")
    now = clock.now()
    found.called_off_at, found.called_off_why, found.changed_at = now, why, now
    found.edition += 1
    found.save()
    _tell(found, _OFF, viewer.participant, why[:100])


@transaction.atomic
def answer_event(viewer: Viewer, event: Event, answer: Answer) -> Attendance:
    """Say whether one comes; where no seat is free one waits for one. Who gives a seat back lets the next one in."""
    participant = require_writer(viewer, event.topic.group)
    found, now = locked(event), clock.now()
    if found.called_off_at:
        raise Conflict(_("This event was called off."))
    if found.ends_at <= now:
        raise Conflict(_("This event is over."))
    mine = Attendance.objects.filter(event=found, participant=participant).first()
    if mine is not None and mine.answer == answer:
        return mine
    mine = mine or Attendance(event=found, participant=participant)
    mine.answer, mine.answered_at, mine.seated_at = answer, now, None
    if answer == Answer.YES and _has_room(found):
        mine.seated_at = now
    mine.save()
    give_seats(found)
    if answer == Answer.YES:
        record_in_topic(
            viewer.community,
            participant.identity,
            Verb.ATTEND,
            found.topic,
            f"community:attends:{found.pk}:{participant.pk}",
        )
    return mine


@transaction.atomic
def name_notes(viewer: Viewer, event: Event, topic: Topic | None) -> None:
    """Say in which topic one reads how it was, once it is over; None takes that back."""
    require_unsuspended(viewer, event.topic.group)
    found = locked(event)
    if not runs_event(viewer, found):
        raise NotAllowed(_("Only who planned this event, its hosts and the moderators of its group do this."))
    if topic is not None and not topics_read(viewer).filter(pk=topic.pk, group=found.topic.group).exists():
        raise Refusal(_("Choose a topic of this group."), field="notes")
    found.notes = topic
    found.save(update_fields=["notes"])


@transaction.atomic
def make_feed(viewer: Viewer, *, anew: bool = False) -> EventFeed:
    """Return the private address of one's events for a calendar; a new one closes the old."""
    participant = require_part(viewer)
    feed, is_new = EventFeed.objects.get_or_create(participant=participant, defaults={"made_at": clock.now()})
    if anew and not is_new:
        feed.turn, feed.made_at = feed.turn + 1, clock.now()
        feed.save()
    return feed


def _run(viewer: Viewer, event: Event) -> Event:
    """Return an event, held, if who acts may change it and it is not past."""
    require_unsuspended(viewer, event.topic.group)
    found = locked(event)
    if not runs_event(viewer, found):
        raise NotAllowed(_("Only who planned this event, its hosts and the moderators of its group do this."))
    if found.called_off_at:
        raise Conflict(_("This event was called off."))
    if found.ends_at <= clock.now():
        raise Conflict(_("This event is over."))
    return found


def _check(viewer: Viewer, group: Group, given: EventGiven) -> None:
    checked_title(given.title)
    said = f"{given.title}\n{given.place}\n{given.link}\n{given.about}"
    require_plain(viewer, group, Words(source=said), field="about")
    if given.room is not None and not 1 <= given.room <= MOST_ROOM:
        raise Refusal(_("Give a number from 1 to 100,000, or leave it empty."), field="room")
    if len(given.place) > LONGEST_PLACE:
        raise Refusal(_("Say where in 300 characters."), field="place")
    if given.link.strip() and not web_address(given.link.strip()):
        raise Refusal(_("This is no address of a page. It begins with https://."), field="link")
    if not given.place.strip() and not given.link.strip():
        raise Refusal(_("Say where: a place, or a link."), field="place")
    try:
        zone_named(given.zone or viewer.brand.time_zone)
    except UnknownZone as error:
        raise Refusal(_("There is no such time zone. Such names look like Europe/Rome."), field="zone") from error


def _check_hour(given: EventGiven) -> None:
    now = clock.now()
    if given.ends_at <= given.starts_at:
        raise Refusal(_("It ends before it begins."), field="ends_at")
    if given.ends_at - given.starts_at > LONGEST_EVENT:
        raise Refusal(_("An event lasts 30 days at most."), field="ends_at")
    if given.ends_at <= now:
        raise Refusal(_("This hour has passed."), field="starts_at")
    if given.starts_at - now > FARTHEST:
        raise Refusal(_("This is more than five years ahead."), field="starts_at")


def _hosts(viewer: Viewer, group: Group, handles: tuple[str, ...]) -> list[Participant]:
    wanted = dict.fromkeys(one.strip().removeprefix("@").lower() for one in handles if one.strip())
    if len(wanted) > MOST_HOSTS:
        raise Refusal(_("Name ten hosts at most."), field="hosts")
    taking_part = Participant.objects.taking_part()
    found = {one.handle: one for one in taking_part.filter(brand=viewer.brand, handle__in=list(wanted))}
    for handle in wanted:
        if handle not in found:
            raise Refusal(_("Nobody here is called @%(name)s.") % {"name": handle[:40]}, field="hosts")
        if group.visibility != "public" and membership_in(group, found[handle]) is None:
            raise Refusal(_("@%(name)s is not in this group.") % {"name": handle}, field="hosts")
    return list(found.values()) or [require_part(viewer)]


def _say(event: Event, viewer: Viewer, given: EventGiven) -> None:
    """Keep what is said of an event, and plan anew when those who come are reminded."""
    hour = (event.starts_at, event.zone)
    event.starts_at, event.ends_at = given.starts_at, given.ends_at
    event.zone = given.zone or viewer.brand.time_zone
    event.place, event.link, event.room = " ".join(given.place.split()), given.link.strip(), given.room
    event.changed_at = clock.now()
    event.edition += 1 if event.pk else 0
    event.save()
    if (event.starts_at, event.zone) == hour:
        return
    event.reminders.all().delete()
    due = reminders_before(event.starts_at, event.zone, clock.now())
    EventReminder.objects.bulk_create(EventReminder(event=event, before=key, due_at=at) for key, at in due.items())


def _shown(event: Event) -> tuple[datetime, datetime, str, str]:
    """Return what those who come are told of when it changes."""
    return event.starts_at, event.ends_at, event.place, event.link


def _rename(topic: Topic, title: str) -> None:
    if topic.taken_title:  # a moderator took it away
        return
    topic.title = checked_title(title)
    topic.save(update_fields=["title"])
    index_topics([topic])
    index_messages(
        Message.objects.filter(conversation=topic.conversation_id, parent_uri="").values_list("pk", flat=True)
    )


def _tell(event: Event, sentence: str, by: Participant | None, why: str = "") -> None:
    people = {
        *event.attendances.concerned().values_list("participant", flat=True),
        *event.hosts.values_list("pk", flat=True),
    }
    tell_of_event(event, people, f"event:{event.pk}:changed:{event.edition}", sentence, by, why)


def _has_room(event: Event) -> bool:
    seated, waiting = event.attendances.seated().count(), event.attendances.waiting().exists()
    return event.room is None or (seated < event.room and not waiting)
