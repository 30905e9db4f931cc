"""What one may look for in the inbox, as it is offered on the page: channels, kinds, colleagues, languages, hours."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from antiphon.channels.sentences import network_name
from antiphon.conversations.models import Kind
from antiphon.conversations.rules import Filters, Shelf, written_filters
from antiphon.organizations.models import Member
from antiphon.web.putting_off import CHOICES

HOURS = ((4, _("4 hours")), (24, _("a day")), (72, _("3 days")), (168, _("a week")))
SHELVES = (
    (Shelf.WAITING, _("Waiting for us")),
    (Shelf.RESTING, _("Put off")),
    (Shelf.CLOSED, _("Done")),
    (Shelf.ALL, _("All conversations")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShelfLink:
    """A shelf, and the address that shows it with the filters that are in force."""

    shelf: Shelf
    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Sieve:
    """All that is offered, with what is chosen."""

    shelves: list[ShelfLink]
    channels: list[Choice]
    kinds: list[Choice]
    cares: list[Choice]
    languages: list[Choice]
    hours: list[Choice]
    until: list[Choice]


def sieve_of(member: Member, filters: Filters, team: Sequence[Member]) -> Sieve:
    """Return what is offered to a member of a team. One query."""
    accounts = member.brand.channels.select_related("identity").order_by("pk")
    channels = [(str(one.pk), f"{network_name(one.kind)} · {one.identity.handle}") for one in accounts]
    names = [(str(one.pk), str(one.user)) for one in team if one != member]
    cares = [("me", str(_("Me"))), ("nobody", str(_("Nobody in particular"))), *names]
    return Sieve(
        shelves=[_shelf(filters, shelf, str(label)) for shelf, label in SHELVES],
        channels=_choices(channels, str(filters.channel)),
        kinds=_choices([(value, str(label)) for value, label in Kind.choices], filters.kind),
        cares=_choices(cares, filters.care),
        languages=_choices([(code, str(name)) for code, name in settings.LANGUAGES], filters.language),
        hours=_choices([(str(hours), str(label)) for hours, label in HOURS], str(filters.hours)),
        until=_choices([(str(value), str(label)) for value, label in CHOICES], ""),
    )


def _choices(offered: list[tuple[str, str]], chosen: str) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in offered]


def _shelf(filters: Filters, shelf: Shelf, label: str) -> ShelfLink:
    asked = urlencode(written_filters(filters.on(shelf)))
    return ShelfLink(shelf, label, f"?{asked}" if asked else ".", filters.tab == shelf)
