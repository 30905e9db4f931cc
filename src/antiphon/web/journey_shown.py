"""One journey as it is read: its touches in their order, those that are alike together, each leading to its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Member
from antiphon.reports.queries.journeys import Met, Place, ShownOn, places_of
from antiphon.reports.queries.journeys.touches import side_of
from antiphon.web.attribution_shown import channel_name
from antiphon.web.explained import VERB_NAMES

#: More touches of one channel in a row than these are folded together.
APART = 4
_KINDS: Mapping[str, Promise] = {"visit": _("visit: %(what)s"), "link": _("link: %(what)s")}


@dataclass(frozen=True, slots=True)
class TouchShown:
    """A touch: when, what, and the address of what shows it; empty where nothing does."""

    at: datetime
    what: str
    address: str


@dataclass(frozen=True, slots=True)
class RunShown:
    """Touches of one channel that follow each other."""

    channel: str
    side: str
    touches: Sequence[TouchShown]

    @property
    def folded(self) -> bool:
        """Whether they are too many to be shown one by one."""
        return len(self.touches) > APART


def runs_shown(member: Member, met: Sequence[Met]) -> list[RunShown]:
    """Return the touches of a journey in runs of one channel. Three queries."""
    places = places_of(member, met)
    return [
        RunShown(channel_name(name), side_of(name), [_touch(member, one, places.get(one)) for one in run])
        for name, run in groupby(met, key=lambda one: one.channel)
    ]


def _touch(member: Member, one: Met, place: Place | None) -> TouchShown:
    words = _KINDS.get(one.kind)
    what = str(words) % {"what": one.what} if words else str(VERB_NAMES.get(one.what, one.what))
    return TouchShown(one.at, what, _address(member, one, place) if place else "")


def _address(member: Member, one: Met, place: Place) -> str:
    brand = member.brand.slug
    if place.on == ShownOn.VISITS:
        day = timezone.localtime(one.at).date()
        return f"{reverse('visits', args=[brand])}?since={day}&until={day}"
    if place.on == ShownOn.CONVERSATION:
        return f"{reverse('conversation', args=[brand, place.row])}#m{place.message}"
    page = "live_session" if place.on == ShownOn.SESSION else place.on.value
    return reverse(page, args=[brand, place.row])
