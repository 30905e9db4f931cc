"""The brands of an organization side by side, measure by measure, for whoever may see them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from ninja import Router

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.lib.errors import Refusal
from antiphon.measures.rules.interval import Interval
from antiphon.reports.models import first_day
from antiphon.reports.queries.benchmark import brands_beside, kept_of, months_kept
from antiphon.reports.returns.benchmark import Beside, Stand, beside_each_other
from antiphon.reports.returns.measure import Result
from antiphon.reports.returns.reckoning import Compared
from antiphon.reports.rules.spans import Then

router = Router(tags=["figures"])


class BrandMonthJson(Json, frozen=True, kw_only=True):
    """A brand, and when its month was reckoned; null where it was not yet."""

    brand: str
    name: str
    known_at: datetime | None


class StandJson(Json, frozen=True, kw_only=True):
    """How one brand stands: null is not known, which is not 0; money is in the currency named by `unit`.

    `size` is how many followers or people there were when the month began; `each_hundred` what comes on 100 of them.
    `counted_since`: only from then on was anything counted in that month, so that it is compared with nothing.
    """

    brand: str
    value: float | None
    unit: str
    n: int
    between: list[float] | None
    counted_since: datetime | None
    size: int | None
    each_hundred: float | None
    each_hundred_between: list[float] | None
    before: float | None
    verdict: str


class BesideJson(Json, frozen=True, kw_only=True):
    """A measure over all brands; of each pair in `apart` the first brand lies surely above the second.

    `size_of` says on what a hundred counts (followers, people, or empty); `compared`: two brands at least could be.
    """

    name: str
    side: str
    title: str
    size_of: str
    compared: bool
    apart: list[tuple[str, str]]
    brands: list[StandJson]


class BenchmarkJson(Json, frozen=True, kw_only=True):
    """The brands of a month side by side, and the months of which something is kept."""

    month: str
    months: list[str]
    brands: list[BrandMonthJson]
    measures: list[BesideJson]


@router.get("/brands/{brand}/benchmark")
def read_benchmark(request: Asked, brand: str, month: str = "") -> BenchmarkJson:
    """Put the brands of the organization that the token may see side by side; the latest month without one."""
    member = member_of(request, brand)
    brands = brands_beside(member.brand, member.user)
    months = [f"{one:%Y-%m}" for one in months_kept(brands)]
    wanted = month or next(iter(months), "")
    first = first_day(wanted)
    if month and first is None:
        raise Refusal(_("Choose a month that has begun, written as 2026-10."), field="month")
    kept = kept_of(brands, first) if first else {}
    return BenchmarkJson(
        month=wanted,
        months=months,
        brands=[
            BrandMonthJson(brand=one.slug, name=one.name, known_at=kept[one.pk].known_at if one.pk in kept else None)
            for one in brands
        ],
        measures=[_beside(one) for one in beside_each_other(brands, kept)],
    )


def _beside(one: Beside) -> BesideJson:
    return BesideJson(
        name=one.measure.name,
        side=one.measure.side.value,
        title=str(one.measure.title),
        size_of=one.measure.size.value if one.measure.size else "",
        compared=one.is_compared,
        apart=[(above.slug, below.slug) for above, below in one.apart],
        brands=[_stand(stand.told, stand) for stand in one.stands if stand.told],
    )


def _stand(told: Compared, one: Stand) -> StandJson:
    return StandJson(
        brand=one.brand.slug,
        value=_value(told.now),
        unit=told.now.unit or str(told.measure.unit),
        n=told.now.n,
        between=_between(told.now.interval),
        counted_since=told.now.began,
        size=one.size,
        each_hundred=_value(one.each),
        each_hundred_between=_between(one.each.interval if one.each else None),
        before=_value(told.then[Then.BEFORE]),
        verdict=told.verdict(Then.BEFORE).value,
    )


def _value(one: Result | None) -> float | None:
    return None if one is None or one.value is None else float(one.value)


def _between(ends: Interval | None) -> list[float] | None:
    return None if ends is None else [ends.low, ends.high]
