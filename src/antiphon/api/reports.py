"""Reports of months: made, read, given to others by a link that ends, sent each month."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Accepted, Created, Json, Page, cursor, seen_of
from antiphon.api.reckoned import ReckoningJson, reckoning
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.reporting import (
    LASTS,
    MOST_ADDRESSES,
    end_report_schedule,
    have_report_made,
    revoke_report_link,
    schedule_reports,
    share_report,
)
from antiphon.reports.answers.told import Told
from antiphon.reports.models import Report, ReportLink, ReportSchedule, first_day
from antiphon.reports.pdf import report_pdf
from antiphon.reports.queries.sharing import open_report_links

router = Router(tags=["reports"])
#: How many schedules are listed at most: the one that runs, and those before it.
SCHEDULES = 30


class ReportJson(Json, frozen=True, kw_only=True):
    """A report of a month; `content` is all that it says, as it was known when it was made."""

    id: int
    month: str
    language: str
    made_at: datetime
    by_schedule: bool
    content: dict[str, Any]


class FileJson(Json, frozen=True, kw_only=True):
    """A file; `data` are its bytes in base64."""

    name: str
    type: str
    data: bytes


class ReportLinkJson(Json, frozen=True, kw_only=True):
    """A link at which a report is read without an account: for whom, until when, when it was opened last."""

    id: int
    report: int
    label: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    ended_at: datetime | None


class SharedJson(ReportLinkJson, frozen=True, kw_only=True):
    """A new link with its address, which is told this once."""

    address: str


class ScheduleJson(Json, frozen=True, kw_only=True):
    """When the report of the month before is sent, to whom; `hour` is on the brand's wall, `next_at` the next time.

    Null once it has ended.
    """

    id: int
    day: int
    hour: time
    language: str
    addresses: list[str]
    next_at: datetime | None
    made_at: datetime
    ended_at: datetime | None


class Wanted(Schema):
    """Which month, written as 2026-10; the brand's language without one.

    `with_brands`: the brands of the organization whose reports the token may share stand in it side by side.
    """

    month: str = Field(max_length=7)
    language: str = Field(default="", max_length=8)
    with_brands: bool = False


class Shared(Schema):
    """For whom a link is, and for how many days."""

    label: str = Field(default="", max_length=120)
    days: int = LASTS


class Planned(Schema):
    """When a report is to be sent, to whom: a day from 1 to 28, an hour on the brand's wall, mail addresses."""

    day: int = 1
    hour: time = time(8)
    language: str = Field(default="", max_length=8)
    addresses: list[str] = Field(max_length=MOST_ADDRESSES + 1)


@router.get("/brands/{brand}/reports")
def list_reports(request: Asked, brand: str, limit: int = 30, after: str = "") -> Page[ReportJson]:
    """List the reports of a brand, the latest month first."""
    member, seen, most = member_of(request, brand), seen_of(after), max(1, min(limit, 100))
    found = Report.objects.filter(brand=member.brand).order_by("-month", "-made_at", "-pk")
    rows = list(found[seen:][: most + 1])
    return Page(items=[_report(one) for one in rows[:most]], next=cursor(seen + most) if len(rows) > most else None)


@router.post("/brands/{brand}/reports")
def create_report(request: Asked, brand: str, body: Wanted) -> Created[ReportJson] | Accepted[ReckoningJson]:
    """Make the report of a month, as it is known now; of a large brand the worker makes it, and it is listed then."""
    by, month = member_of(request, brand), first_day(body.month)
    if month is None:
        raise Refusal(_("Choose a month that has begun, written as 2026-10."), field="month")
    made = have_report_made(by, month, body.language, with_brands=body.with_brands)
    return Created(_report(made)) if made else reckoning(Told(None, clock.now(), waits=True))


@router.get("/reports/{report_id}")
def read_report(request: Asked, report_id: int) -> ReportJson:
    """Read a report."""
    return _report(_seen(request, report_id))


@router.get("/reports/{report_id}/pdf")
def read_report_file(request: Asked, report_id: int) -> FileJson:
    """Get a report as PDF."""
    found = _seen(request, report_id)
    return FileJson(name=found.filename, type="application/pdf", data=report_pdf(found))


@router.post("/reports/{report_id}/links")
def create_report_link(request: Asked, report_id: int, body: Shared) -> Created[SharedJson]:
    """Make a link at which the report is read without an account."""
    found = _seen(request, report_id)
    link, token = share_report(member_in(request, found.brand_id), found, label=body.label, days=body.days)
    return Created(SharedJson(**_link(link), address=f"{settings.PUBLIC_URL}/reports/{token}/"))


@router.get("/reports/{report_id}/links")
def list_report_links(request: Asked, report_id: int) -> list[ReportLinkJson]:
    """List the links that still open a report, the latest first."""
    found = _seen(request, report_id)
    require(member_in(request, found.brand_id), Duty.PUBLISH)
    return [ReportLinkJson(**_link(one)) for one in open_report_links(found, clock.now())]


@router.post("/report-links/{report_link_id}/end")
def end_report_link(request: Asked, report_link_id: int) -> ReportLinkJson:
    """End a link: from now on it opens nothing."""
    links = ReportLink.objects.select_related("report").filter(report__brand__in=brands_of(request))
    link = get_object_or_404(links, pk=report_link_id)
    revoke_report_link(member_in(request, link.report.brand_id), link)
    link.refresh_from_db()
    return ReportLinkJson(**_link(link))


@router.get("/brands/{brand}/report-schedules")
def list_report_schedules(request: Asked, brand: str) -> list[ScheduleJson]:
    """List when reports are sent by themselves and were before, the latest first. One at most is running."""
    by = member_of(request, brand)
    require(by, Duty.PUBLISH)
    rows = ReportSchedule.objects.select_related("brand").filter(brand=by.brand)
    return [_schedule(one) for one in rows.order_by("-made_at", "-pk")[:SCHEDULES]]


@router.post("/brands/{brand}/report-schedules")
def create_report_schedule(request: Asked, brand: str, body: Planned) -> Created[ScheduleJson]:
    """Have the report of the month before sent on a day of each month; what was planned before is ended."""
    return Created(_schedule(_planned(member_of(request, brand), body)))


@router.put("/report-schedules/{schedule_id}")
def change_report_schedule(request: Asked, schedule_id: int, body: Planned) -> ScheduleJson:
    """Change when reports are sent, to whom: the schedule is ended, and the one in its place is returned."""
    found = _running(request, schedule_id)
    return _schedule(_planned(member_in(request, found.brand_id), body))


@router.post("/report-schedules/{schedule_id}/end")
def end_schedule(request: Asked, schedule_id: int) -> ScheduleJson:
    """Send no more reports by themselves; those that were made stay."""
    found = _running(request, schedule_id)
    end_report_schedule(member_in(request, found.brand_id))
    found.refresh_from_db()
    return _schedule(found)


def _planned(by: Member, body: Planned) -> ReportSchedule:
    addresses = "\n".join(body.addresses)
    return schedule_reports(by, day=body.day, hour=body.hour, addresses=addresses, language=body.language)


def _running(request: Asked, pk: int) -> ReportSchedule:
    """Return a schedule that somebody who may plan asks for; raise Refusal if it has ended."""
    rows = ReportSchedule.objects.select_related("brand").filter(brand__in=brands_of(request))
    found = get_object_or_404(rows, pk=pk)
    require(member_in(request, found.brand_id), Duty.PUBLISH)
    if found.ended_at:
        raise Refusal(_("This schedule has ended. Make a new one."))
    return found


def _seen(request: Asked, pk: int) -> Report:
    return get_object_or_404(Report.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _report(one: Report) -> ReportJson:
    return ReportJson(
        id=one.pk,
        month=f"{one.month:%Y-%m}",
        language=one.language,
        made_at=one.made_at,
        by_schedule=one.schedule_id is not None,
        content=one.content,
    )


def _link(one: ReportLink) -> dict[str, Any]:
    return {
        "id": one.pk,
        "report": one.report_id,
        "label": one.label,
        "made_at": one.made_at,
        "expires_at": one.expires_at,
        "used_at": one.used_at,
        "ended_at": one.revoked_at,
    }


def _schedule(one: ReportSchedule) -> ScheduleJson:
    return ScheduleJson(
        id=one.pk,
        day=one.day,
        hour=one.hour,
        language=one.language,
        addresses=one.to,
        next_at=None if one.ended_at else one.next_at,
        made_at=one.made_at,
        ended_at=one.ended_at,
    )
