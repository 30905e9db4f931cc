"""The days of starters for calendar programs (iCalendar, RFC 5545)."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Event as Entry

from antiphon.community.models import StarterTurn

#: How long a calendar shows it: the product knows its hour, and no end.
SHOWN = timedelta(minutes=30)


def as_entry(turn: StarterTurn) -> Entry:
    """Return the day of a starter as an entry of a calendar, the same one however often it is fetched."""
    starter, entry = turn.starter, Entry()
    entry.add("uid", f"starter-{turn.pk}@{urlsplit(settings.PUBLIC_URL).netloc}")
    entry.add("dtstamp", starter.planned_at)
    entry.add("dtstart", turn.due_at)
    entry.add("dtend", turn.due_at + SHOWN)
    entry.add("summary", starter.title)
    entry.add("location", starter.group.name)
    entry.add("description", starter.source)
    entry.add("url", settings.PUBLIC_URL + reverse("starter_turn", args=[starter.brand.slug, turn.pk]))
    return entry
