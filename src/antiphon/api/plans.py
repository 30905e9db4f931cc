"""Plans in and out: many posts handed in as CSV, looked at and written; the plan as rows; the clock of the brand."""

from datetime import date, datetime

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.api.brands import BrandJson, read_brand
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.resolving import change_time_zone
from antiphon.publishing.actions.sharing_plans import make_plan_address, revoke_plan_address
from antiphon.publishing.actions.taking_in import FileGiven, confirm, hand_in, readings_of
from antiphon.publishing.hours import days_between
from antiphon.publishing.models import PlanFile
from antiphon.publishing.queries.plan_out import plan_rows
from antiphon.publishing.reading_plans import Reading

router = Router(tags=["plan"])


class ProblemJson(Json, frozen=True, kw_only=True):
    """Why a row cannot be written: in which column, and in a sentence."""

    column: str
    message: str


class RowJson(Json, frozen=True, kw_only=True):
    """One row of a file as it was read; `at` is its wall time, null without one."""

    row: int
    at: str | None
    text: str
    channels: list[int]
    pictures: int
    problems: list[ProblemJson]


class PlanJson(Json, frozen=True, kw_only=True):
    """A file of posts that was handed in; nothing of it is written before it is confirmed."""

    id: int
    name: str
    encoding: str
    order: str
    confirmed_at: datetime | None
    rows: list[RowJson]
    problems: int


class WrittenJson(Json, frozen=True, kw_only=True):
    """The posts that were written of a file, in the order of its rows."""

    id: int
    posts: list[int]


class PlanAddressJson(Json, frozen=True, kw_only=True):
    """The secret address at which a calendar program reads the plan; shown this once."""

    address: str


class PlanBody(Schema):
    """A file of posts as text. `order` of its dates is mdy, dmy or ymd, or as the file shows; `channels` are ids."""

    csv: str = Field(max_length=2_000_000)
    name: str = Field(default="plan.csv", max_length=200)
    order: str = ""
    channels: list[int] = []


class Confirmed(Schema):
    """As what the rows are written: drafts, or `planned` for their hours, which needs who may publish."""

    planned: bool = False


class ZoneBody(Schema):
    """The name of a time zone."""

    time_zone: str


@router.post("/brands/{brand}/plans")
def create_plan(request: Asked, brand: str, body: PlanBody) -> Created[PlanJson]:
    """Hand in a file of posts to be looked at: Hootsuite's three columns without a head, or ours with one."""
    by = member_of(request, brand)
    given = FileGiven(body.name, body.csv.encode(), _channels(by, body.channels), body.order)
    return Created(_plan(by, hand_in(by, given)))


@router.get("/plans/{plan_id}")
def read_plan(request: Asked, plan_id: int) -> PlanJson:
    """Read a file that was handed in: what each row would become, and every problem."""
    found = _found(request, plan_id)
    by = member_in(request, found.brand_id)
    require(by, Duty.WRITE)
    return _plan(by, found)


@router.post("/plans/{plan_id}/confirm")
def confirm_plan(request: Asked, plan_id: int, body: Confirmed) -> WrittenJson:
    """Write every row, or none if any has a problem. A row without an hour becomes a draft."""
    found = _found(request, plan_id)
    posts = confirm(member_in(request, found.brand_id), found, as_draft=not body.planned)
    return WrittenJson(id=found.pk, posts=[post.pk for post in posts])


@router.get("/brands/{brand}/plan")
def export_plan(
    request: Asked, brand: str, first: date | None = None, last: date | None = None
) -> list[dict[str, str]]:
    """Read the plan between two days as rows with the columns of the CSV; without days the next ninety."""
    house = member_of(request, brand).brand
    begin = first or timezone.localdate(clock.now(), house.zone)
    span = days_between(begin, last, 90)
    return [dict(row) for row in plan_rows(house, span.first, span.last)]


@router.post("/brands/{brand}/plan-address")
def create_plan_address(request: Asked, brand: str) -> Created[PlanAddressJson]:
    """Make the secret address for calendar programs; the one before it ends."""
    secret = make_plan_address(member_of(request, brand))
    return Created(PlanAddressJson(address=settings.PUBLIC_URL + reverse("plan_ics", args=[secret])))


@router.post("/brands/{brand}/plan-address/end")
def end_plan_address(request: Asked, brand: str) -> BrandJson:
    """End the secret address for calendar programs."""
    revoke_plan_address(member_of(request, brand))
    return read_brand(request, brand)


@router.put("/brands/{brand}/time-zone")
def replace_time_zone(request: Asked, brand: str, body: ZoneBody) -> BrandJson:
    """Let the brand live by another clock; what is planned keeps its hours."""
    change_time_zone(member_of(request, brand), body.time_zone)
    return read_brand(request, brand)


def _found(request: Asked, pk: int) -> PlanFile:
    return get_object_or_404(PlanFile.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _channels(by: Member, asked: list[int]) -> list[Channel]:
    known = {one.pk: one for one in by.brand.channels.connected().select_related("identity")}
    if set(asked) - set(known):
        raise Refusal(_("The brand has no connected channel of this id."), field="channels")
    return [known[pk] for pk in dict.fromkeys(asked)]


def _plan(by: Member, plan: PlanFile) -> PlanJson:
    readings = readings_of(by, plan, as_draft=True) if plan.confirmed_at is None else []
    return PlanJson(
        id=plan.pk,
        name=plan.name,
        encoding=plan.encoding,
        order=plan.order,
        confirmed_at=plan.confirmed_at,
        rows=[_row(one) for one in readings],
        problems=sum(bool(one.problems) for one in readings),
    )


def _row(one: Reading) -> RowJson:
    draft = one.draft
    return RowJson(
        row=one.line,
        at=one.wall.isoformat(timespec="minutes") if one.wall else None,
        text=draft.text if draft else one.cells.get("message", ""),
        channels=[channel.pk for channel in draft.channels] if draft else [],
        pictures=len(draft.pictures) if draft else 0,
        problems=[ProblemJson(column=problem.column, message=str(problem.sentence)) for problem in one.problems],
    )
