"""Hits are gathered into visits, in memory, before all of them are written at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from antiphon.visits.models import TrackedSite, Visit
from antiphon.visits.rules.hits import Act, Hit
from antiphon.visits.rules.sources import source_of
from antiphon.visits.rules.visits import IDLE_SECONDS, visit_of

_BETWEEN = "\x1f"
_AT_ONCE = 500


class Gathered:
    """The visits of a batch: those that are new, and those that something was added to."""

    def __init__(
        self, sites: Mapping[int, TrackedSite], networks: Mapping[int, Mapping[str, str]], now: datetime
    ) -> None:
        self.new: list[Visit] = []
        self._sites, self._networks, self._now = sites, networks, now
        self._hosts = {pk: site.hosts for pk, site in sites.items()}
        self._visits: dict[tuple[int, str], list[_Spanned]] = {}
        self._changed: dict[int, Visit] = {}

    @property
    def changed(self) -> list[Visit]:
        """The visits that stood already and got more, by their rows: two workers never wait in a circle."""
        return sorted(self._changed.values(), key=attrgetter("pk"))

    def know(self, visits: Iterable[Visit]) -> None:
        """Remember visits that stand already."""
        for one in visits:
            self._visits.setdefault((one.site_id, one.visitor), []).append(_Spanned(one))

    def take(self, hit: Hit) -> Visit:
        """Return the visit that a hit belongs to, with the hit in it."""
        mine = self._visits.setdefault((hit.site, hit.visitor), [])
        spanned = visit_of(mine, hit)
        if spanned is None:
            visit = self._begun(hit)
            mine.append(_Spanned(visit))
            self.new.append(visit)
        else:
            visit = spanned.visit
            self._add(visit, hit)
        visit.pages += hit.act == Act.PAGE
        if visit.pk is not None:
            self._changed[visit.pk] = visit
        return visit

    def _begun(self, hit: Hit) -> Visit:
        at = datetime.fromtimestamp(hit.at, UTC)
        site = self._sites[hit.site]
        visit = Visit(brand_id=site.brand_id, site=site, visitor=hit.visitor, way=hit.way, received_at=self._now)
        visit.began_at = visit.last_at = at
        self._come_by(visit, hit)
        return visit

    def _add(self, visit: Visit, hit: Hit) -> None:
        at = datetime.fromtimestamp(hit.at, UTC)
        visit.last_at = max(visit.last_at, at)
        if at < visit.began_at:
            visit.began_at = at
            self._come_by(visit, hit)

    def _come_by(self, visit: Visit, hit: Hit) -> None:
        """Note where a visit comes from: its first hit says so."""
        source = source_of(hit, self._hosts[hit.site], self._networks.get(visit.brand_id))
        visit.source_kind, visit.source = source.kind, source.name
        visit.medium, visit.campaign, visit.code = hit.medium, hit.campaign, hit.code
        visit.mark = _BETWEEN.join(hit.mark) if any(hit.mark) else ""
        visit.referrer, visit.landing_path = hit.referrer, hit.path


class _Spanned:
    """A visit as the rule sees it."""

    __slots__ = ("visit",)

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @property
    def began(self) -> float:
        return self.visit.began_at.timestamp()

    @property
    def last(self) -> float:
        return self.visit.last_at.timestamp()

    @property
    def mark(self) -> tuple[str, str, str, str]:
        told = self.visit.mark.split(_BETWEEN) if self.visit.mark else ["", "", "", ""]
        return told[0], told[1], told[2], told[3]


def known_visits(hits: Sequence[Hit]) -> list[Visit]:
    """Return the visits to which something may be added."""
    earliest = datetime.fromtimestamp(min(hit.at for hit in hits), UTC) - timedelta(seconds=IDLE_SECONDS)
    keys = sorted({hit.visitor for hit in hits})
    found: list[Visit] = []
    for n in range(0, len(keys), _AT_ONCE):
        found += Visit.objects.filter(visitor__in=keys[n : n + _AT_ONCE], last_at__gte=earliest).order_by("pk")
    return found
