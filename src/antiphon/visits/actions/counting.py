"""How hits become visits: in batches, each in one transaction with how far its file is read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from antiphon.lib import clock
from antiphon.visits.actions.gathering import Gathered, known_visits
from antiphon.visits.models import Goal, GoalReached, HitFile, LeftOut, PageView, TrackedSite, Visit
from antiphon.visits.queries.sites import networks_of
from antiphon.visits.rules.doubles import APART_SECONDS, Looked, is_double
from antiphon.visits.rules.goals import reaches
from antiphon.visits.rules.hits import Act, Hit, Left, Line, Reason, Way, read_line

_SOURCE = ("source_kind", "source", "medium", "campaign", "mark", "code", "referrer", "landing_path")
#: For so long after the server of a site told of it, pages are looked at for doubles.
_TELLS, _APART = timedelta(days=1), timedelta(seconds=APART_SECONDS)
_CHANGING = ("began_at", "last_at", "pages", *_SOURCE)


class ReadByAnother(Exception):
    """Another worker counted these lines in the same moment."""


@transaction.atomic
def count_lines(name: str, lines: Sequence[bytes], before: int, after: int) -> int:
    """Count lines of a file of hits and note how far it is read; return how many were hits.

    Raise ReadByAnother, and count nothing, if the file is not where it is said to be.
    """
    found, _new = HitFile.objects.get_or_create(name=name)
    if not HitFile.objects.filter(pk=found.pk, offset=before).update(offset=after):
        raise ReadByAnother
    told: list[Line] = [line for line in map(read_line, lines) if line is not None]
    count_left_out(line for line in told if isinstance(line, Left))
    return count_hits([line for line in told if isinstance(line, Hit)])


@transaction.atomic
def forget_file(name: str) -> None:
    """Forget how far a file was read that is no more."""
    HitFile.objects.filter(name=name).delete()


@transaction.atomic
def count_hits(hits: Sequence[Hit]) -> int:
    """Make visits of hits, or add to those there are; return how many were counted. A fixed number of queries.

    Of one site only one worker counts at a time: two that knew of the same visit would each add to it as it was.
    """
    rows = TrackedSite.objects.there().filter(pk__in={hit.site for hit in hits}).order_by("pk")
    sites = {one.pk: one for one in rows.select_for_update(no_key=True)}
    counted = sorted((hit for hit in hits if hit.site in sites), key=lambda hit: hit.at)
    if not counted:
        return 0
    gathered = Gathered(sites, networks_of({one.brand_id for one in sites.values()}), clock.now())
    gathered.know(known_visits(counted))
    _note_server(sites, counted)
    single = _without_doubles(sites, counted)
    told = [(gathered.take(hit), hit) for hit in single]
    Visit.objects.bulk_create(gathered.new, batch_size=500)
    Visit.objects.bulk_create(
        gathered.changed, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=_CHANGING
    )
    views = [
        PageView(visit=visit, at=_moment(hit.at), path=hit.path, way=hit.way)
        for visit, hit in told
        if hit.act == Act.PAGE
    ]
    PageView.objects.bulk_create(views, batch_size=1000)
    _reach(told)
    return len(single)


def _note_server(sites: Mapping[int, TrackedSite], hits: Sequence[Hit]) -> None:
    """Note of which sites the server tells itself: only there the same page can be told twice."""
    now = clock.now()
    for pk in sorted({hit.site for hit in hits if hit.way == Way.API}):
        site = sites[pk]
        if site.told_at is None or now - site.told_at > _TELLS / 4:
            site.told_at = now
            site.save(update_fields=["told_at"])


def _without_doubles(sites: Mapping[int, TrackedSite], hits: list[Hit]) -> list[Hit]:
    """Return hits without pages that browser and server both told, and note how many these were."""
    now = clock.now()
    asked = {pk for pk, site in sites.items() if site.told_at and now - site.told_at < _TELLS}
    if not asked:
        return hits
    looked = _looked_at([hit for hit in hits if hit.site in asked])
    single, doubles = [], list[Left]()
    for hit in hits:
        mine = looked.setdefault((hit.site, hit.visitor), [])
        if hit.site in asked and is_double(hit, mine):
            day = _moment(hit.at).date().isoformat()
            doubles.append(Left(site=hit.site, day=day, reason=Reason.COUNTED, way=hit.way, hits=1))
            continue
        mine.append((hit.at, hit.path, hit.way))
        single.append(hit)
    count_left_out(doubles)
    return single


def _looked_at(hits: Sequence[Hit]) -> dict[tuple[int, str], list[Looked]]:
    """Return by site and visitor the pages that were counted about when these hits happened."""
    found: dict[tuple[int, str], list[Looked]] = {}
    if not hits:
        return found
    first, last = (_moment(edge(hit.at for hit in hits)) for edge in (min, max))
    rows = PageView.objects.filter(visit__visitor__in={hit.visitor for hit in hits})
    rows = rows.filter(at__gte=first - _APART, at__lte=last + _APART)
    for site, visitor, at, path, way in rows.values_list("visit__site", "visit__visitor", "at", "path", "way"):
        found.setdefault((site, visitor), []).append((at.timestamp(), path, way))
    return found


def count_left_out(lines: Iterable[Left]) -> None:
    """Add to what was left out; call it in a transaction."""
    whole: dict[tuple[int, str, str, str], int] = {}
    for one in lines:
        key = (one.site, one.day, one.reason.value, one.way.value)
        whole[key] = whole.get(key, 0) + one.hits
    brands = dict(TrackedSite.objects.there().filter(pk__in={site for site, *_ in whole}).values_list("pk", "brand"))
    for (site, day, reason, way), hits in sorted(whole.items()):  # so that two workers never wait in a circle
        if site in brands:
            about = {"site_id": site, "day": day, "reason": reason, "way": way}
            row, _new = LeftOut.objects.get_or_create(**about, defaults={"brand_id": brands[site]})
            LeftOut.objects.filter(pk=row.pk).update(hits=F("hits") + hits)


def _reach(told: Sequence[tuple[Visit, Hit]]) -> None:
    goals: dict[int, list[Goal]] = {}
    for goal in Goal.objects.standing().filter(site__in={hit.site for _visit, hit in told}):
        goals.setdefault(goal.site_id, []).append(goal)
    rows = [
        GoalReached(goal=goal, visit=visit, at=_moment(hit.at))
        for visit, hit in told
        for goal in goals.get(hit.site, ())
        if reaches(goal.kind, goal.pattern, hit)
    ]
    GoalReached.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
