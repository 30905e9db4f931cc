"""A live session as an event for calendar programs (iCalendar, RFC 5545)."""

from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from antiphon.community.actions.reminding import address_of
from antiphon.community.models import LiveSession
from antiphon.lib import clock


def as_event(session: LiveSession, about: str) -> bytes:
    """Return a session as a calendar file; the same event however often it is fetched."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Antiphon//Live session//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", f"session-{session.pk}@{urlsplit(settings.PUBLIC_URL).netloc}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", session.topic.title)
    event.add("description", about)
    event.add("url", address_of(session))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
