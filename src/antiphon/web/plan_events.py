"""The plan as events for calendar programs (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from antiphon.channels.sentences import network_name
from antiphon.organizations.models import Brand
from antiphon.publishing.models import StateLabel
from antiphon.publishing.queries.calendar import Entry
from antiphon.publishing.rules.delivering import State

#: As what an event counts whose post is not certain to go out.
_TENTATIVE = frozenset({State.DRAFT, State.IN_REVIEW, State.HELD})
_LASTS = timedelta(minutes=15)
#: How often programs are asked to look again.
_AGAIN = timedelta(hours=1)


def as_calendar(brand: Brand, entries: Iterable[Entry], kinds: Mapping[int, str], now: datetime) -> bytes:
    """Return the plan as a calendar file; every post is an event of a quarter of an hour, which keeps nobody busy."""
    calendar = Calendar()
    calendar.add("prodid", "-//Antiphon//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("%(brand)s: plan") % {"brand": brand.name})
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        if entry.at is not None:
            calendar.add_component(_event(brand, entry, entry.at, kinds, now))
    return bytes(calendar.to_ical())


def _event(brand: Brand, entry: Entry, at: datetime, kinds: Mapping[int, str], now: datetime) -> Event:
    state, begin = entry.state, at.astimezone(UTC)
    event = Event()
    event.add("uid", f"{entry.post}-{entry.key}@{urlsplit(settings.PUBLIC_URL).netloc}")
    event.add("dtstamp", now)
    event.add("dtstart", begin)
    event.add("dtend", begin + _LASTS)
    words = entry.text or _("A post of pictures")
    event.add("summary", words if state in {State.SCHEDULED, State.LIVE} else f"[{StateLabel(state).label}] {words}")
    where = sorted({network_name(kinds[pk]) for pk in entry.channels})
    event.add("description", "\n".join([", ".join(where), str(StateLabel(state).label), entry.author]))
    event.add("status", "TENTATIVE" if state in _TENTATIVE else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("url", settings.PUBLIC_URL + reverse("post", args=[brand.slug, entry.post]))
    return event
