"""The ledger as columns: files to take away, figures over years."""

from datetime import date, datetime, timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Download, Json
from antiphon.api.periods import moments_of
from antiphon.lib.errors import Refusal
from antiphon.measures.actions import ask_for_export, export_folder
from antiphon.measures.columns.adding_up import Each, series
from antiphon.measures.columns.figures import BrandFigure, brand_figures
from antiphon.measures.columns.store import Store
from antiphon.measures.models import Export, ExportFormat
from antiphon.organizations.models import Brand
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

router = Router(tags=["columns"])
LISTED = 30
_DAY = timedelta(days=1)


class ExportJson(Json, frozen=True, kw_only=True):
    """Files that somebody asked for: how far they are; `size` in bytes once `made_at`, there until `gone_at`."""

    id: int
    format: str
    asked_at: datetime
    rows_done: int
    rows_all: int
    made_at: datetime | None
    size: int
    gone_at: datetime | None
    failure: str


class ColumnFigureJson(Json, frozen=True, kw_only=True):
    """A figure of a brand: `value` is null where it is not known; `n` observations."""

    name: str
    title: str
    side: str
    unit: str
    definition: str
    value: float | None
    n: int


class ColumnFiguresJson(Json, frozen=True, kw_only=True):
    """Figures of some days, the last one included; `as_of` is when the columns were last brought up to date."""

    since: date
    until: date
    as_of: datetime | None
    figures: list[ColumnFigureJson]


class ColumnSeriesJson(Json, frozen=True, kw_only=True):
    """What the figures of one month or day are made of; it begins on the day `begins`."""

    begins: date
    interactions: int
    messages: int
    replies: int
    likes: int
    shares: int
    words: int
    conversations: int
    people: int
    newcomers: int
    came_back: int
    answers: int
    set_aside: int


class ExportAsked(Schema):
    """As what the files are wanted: parquet, csv or duckdb."""

    format: str = ExportFormat.PARQUET.value


@router.get("/brands/{brand}/exports")
def list_exports(request: Asked, brand: str) -> list[ExportJson]:
    """List the files that were made of the ledger, the latest first."""
    by = member_of(request, brand)
    require(by, Duty.MANAGE)
    return [_export(one) for one in Export.objects.filter(brand=by.brand).order_by("-asked_at", "-pk")[:LISTED]]


@router.post("/brands/{brand}/exports")
def create_export(request: Asked, brand: str, body: ExportAsked) -> Created[ExportJson]:
    """Have files made of the ledger; the worker makes them, ask for them until `made_at` is told."""
    return Created(_export(ask_for_export(member_of(request, brand), body.format)))


@router.get("/exports/{export_id}")
def read_export(request: Asked, export_id: int) -> ExportJson:
    """Read how far files are."""
    return _export(_found(request, export_id))


@router.get("/exports/{export_id}/file")
def read_export_file(request: Asked, export_id: int) -> Download:
    """Get the files as a zip."""
    found = _found(request, export_id)
    place = export_folder() / found.file
    if not found.file:
        raise Refusal(_("The files are not there: not made yet, or no longer kept."))
    if not place.is_file():
        raise Http404
    return Download(place.open("rb"), as_attachment=True, filename=str(found))


@router.get("/brands/{brand}/columns/figures")
def read_column_figures(
    request: Asked, brand: str, since: date | None = None, until: date | None = None
) -> ColumnFiguresJson:
    """Read what came back from a day to another, both included; the last 90 days without any."""
    by = member_of(request, brand)
    first, end = _days(by.brand, since, until)
    found = brand_figures(by.brand, first, end)
    figures = [_figure(one) for one in found.figures]
    return ColumnFiguresJson(since=first, until=end - _DAY, as_of=found.as_of, figures=figures)


@router.get("/brands/{brand}/columns/series")
def read_column_series(
    request: Asked, brand: str, since: date | None = None, until: date | None = None, each: Each = Each.MONTH
) -> list[ColumnSeriesJson]:
    """Read the same of each month or day, from the first on which anything happened to the last."""
    by = member_of(request, brand)
    return [ColumnSeriesJson(**row) for row in series(Store(by.brand), *_days(by.brand, since, until), each)]


def _days(brand: Brand, since: date | None, until: date | None) -> tuple[date, date]:
    """Return the first of the days that are asked for, and the one after the last."""
    begin, end = (one.astimezone(brand.zone) for one in moments_of(brand, since, until))
    return begin.date(), (until or end.date()) + _DAY


def _found(request: Asked, pk: int) -> Export:
    found = get_object_or_404(Export.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)
    require(member_in(request, found.brand_id), Duty.MANAGE)
    return found


def _export(one: Export) -> ExportJson:
    return ExportJson(
        id=one.pk,
        format=one.format,
        asked_at=one.asked_at,
        rows_done=one.rows_done,
        rows_all=one.rows_all,
        made_at=one.made_at,
        size=one.size,
        gone_at=one.gone_at,
        failure=one.failure,
    )


def _figure(one: BrandFigure) -> ColumnFigureJson:
    return ColumnFigureJson(
        name=one.name,
        title=one.title,
        side=one.side,
        unit=one.unit,
        definition=one.definition,
        value=one.value,
        n=one.n,
    )
