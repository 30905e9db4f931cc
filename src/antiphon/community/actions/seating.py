"""Seats of an event: who waits moves up in order and is told; who goes gives theirs back."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.community.actions.notices import tell_all
from antiphon.community.actions.noticing import Subject
from antiphon.community.models import (
    Attendance,
    Event,
    Group,
    GroupMember,
    NotificationKind,
    Participant,
    Visibility,
)
from antiphon.community.rules.events import free_seats
from antiphon.lib import clock
from antiphon.lib.words import gettext_noop

_LONGEST = 90
_ROOM = gettext_noop("“%(title)s” has room for you now: you are in. It begins %(when)s.")


def locked(event: Event) -> Event:
    """Return an event as it stands, held until the end of the transaction: its seats are given one by one."""
    found = Event.objects.select_for_update(of=("self",)).select_related("topic__group", "topic__opened_by", "brand")
    return found.get(pk=event.pk)


def give_seats(event: Event) -> int:
    """Give the seats that are free to those who wait, the first first, and tell them; return how many they were."""
    waiting = list(event.attendances.waiting().filter(_inside(event, "participant")).values_list("pk", "participant"))
    moved = waiting[: free_seats(event.room, event.attendances.seated().count(), len(waiting))]
    if not moved:
        return 0
    now = clock.now()
    Attendance.objects.filter(pk__in=[key for key, _who in moved]).update(seated_at=now)
    about = f"event:{event.pk}:seat:{now.isoformat()}"
    tell_of_event(event, [who for _key, who in moved], about, _ROOM)
    return len(moved)


def give_up_seats(participant: Participant, group: Group | None = None) -> None:
    """Let somebody who goes come to nothing that is ahead, in a group or anywhere; whoever waits moves up."""
    mine = Attendance.objects.filter(participant=participant, event__ends_at__gt=clock.now())
    if group is not None:
        mine = mine.filter(event__topic__group=group)
    events = list(Event.objects.filter(attendances__in=mine).order_by("pk"))
    mine.delete()
    for event in events:
        held = locked(event)
        if held.called_off_at is None:
            give_seats(held)


def tell_of_event(
    event: Event, to: Iterable[int], about: str, sentence: str, by: Participant | None = None, why: str = ""
) -> None:
    """Tell people, by their keys, something of an event, each in their language, by the clock of the event.

    `sentence` is a text of the catalogs that may name %(title)s, %(when)s and %(why)s. Who is no longer in a group
    that is not public is told nothing.
    """
    path = reverse("event", args=[event.brand.slug, event.pk])
    for language, keys in sorted(_by_language(event, to).items()):
        with translation.override(language):
            told = _(sentence) % {"title": _short(event.topic.title), "when": when_of(event), "why": why}
        subject = Subject(about=about, group=event.topic.group, title=told, path=path)
        tell_all(keys, NotificationKind.EVENT, subject, by)


def when_of(event: Event) -> str:
    """Return when an event begins, in words, with the clock that is meant."""
    at = timezone.localtime(event.starts_at, ZoneInfo(event.zone))
    return f"{date_format(at, 'DATETIME_FORMAT')} ({event.zone})"


def _by_language(event: Event, to: Iterable[int]) -> dict[str, list[int]]:
    people = Participant.objects.filter(_inside(event, "pk"), pk__in=list(to))
    found: dict[str, list[int]] = {}
    for key, language in people.values_list("pk", "user__language"):
        found.setdefault(language or event.brand.language, []).append(key)
    return found


def _inside(event: Event, name: str) -> Q:
    """Return the condition that somebody may still read of an event; `name` leads to the participant."""
    group = event.topic.group
    if group.visibility == Visibility.PUBLIC:
        return Q()
    return Q(**{f"{name}__in": GroupMember.objects.current().filter(group=group).values("participant")})


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
