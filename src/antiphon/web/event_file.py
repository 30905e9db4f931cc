"""Events of a community for calendar programs (iCalendar, RFC 5545): one, or all of somebody's."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar
from icalendar import Event as Entry

from antiphon.community.models import Event


def as_calendar(
    events: Iterable[Event], about: Mapping[int, str], name: str = "", also: Iterable[Entry] = ()
) -> bytes:
    """Return events, and other entries, as a calendar file; `about` is what is said of each event, by its key.

    An event is the same one however often it is fetched; what changed later has a higher number (SEQUENCE).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Antiphon//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_entry(event, about.get(event.pk, "")))
    for entry in also:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def address_of(event: Event) -> str:
    """Return where an event stands."""
    return settings.PUBLIC_URL + reverse("event", args=[event.brand.slug, event.pk])


def _entry(event: Event, about: str) -> Entry:
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{urlsplit(settings.PUBLIC_URL).netloc}")
    entry.add("dtstamp", event.changed_at)
    entry.add("sequence", event.edition)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("status", "CANCELLED" if event.called_off_at else "CONFIRMED")
    entry.add("summary", event.topic.title)
    entry.add("location", event.place or event.link)
    entry.add("description", "\n\n".join(part for part in (about, event.link) if part))
    entry.add("url", address_of(event))
    return entry
