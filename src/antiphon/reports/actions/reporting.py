"""How a report is made, given to somebody by a link, and planned."""

import hmac
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock, ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import digest
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.answering import ask
from antiphon.reports.models import Question, Report, ReportLink, ReportSchedule
from antiphon.reports.queries.months import month_content
from antiphon.reports.queries.size import is_large
from antiphon.reports.returns.beside_words import kept_beside
from antiphon.reports.returns.kept import kept_returns
from antiphon.reports.rules.months import LAST_DAY, addresses_in, first_month, month_after, month_before, month_of

LASTS, LASTS_AT_MOST, MOST_ADDRESSES = 30, 365, 20
_USE_NOTED_EVERY = timedelta(minutes=1)
_EARLIEST = date(2000, 1, 1)


@transaction.atomic
def make_report(by: Member, month: date, language: str = "", *, with_brands: bool = False) -> Report:
    """Write down what a month brought, as it is known now; raise Refusal for a month that has not begun.

    `with_brands`: the brands of the organization whose reports who makes it may give to others stand in it side by
    side; whoever reads the report reads that.
    """
    language = _asked(by, month, language)
    return write_report(by, month, language, content_of(by, month, language, with_brands=with_brands))


def have_report_made(by: Member, month: date, language: str = "", *, with_brands: bool = False) -> Report | None:
    """Make a report; that of a large brand a worker makes: None. Raise Refusal for a month that has not begun."""
    language = _asked(by, month, language)
    if not is_large(by.brand):
        return make_report(by, month, language, with_brands=with_brands)
    about = {"month": month.isoformat(), "language": language, "by": by.pk, "with_brands": with_brands}
    ask(by.brand, Question.REPORT, about, anew=True)
    return None


def _asked(by: Member, month: date, language: str) -> str:
    """Return the language of a report that a member may have made."""
    require(by, Duty.SEE)
    if not _EARLIEST <= month <= clock.now().astimezone(by.brand.zone).date():
        raise Refusal(_("Choose a month that has begun, written as 2026-10."), field="month")
    return _known(language or by.brand.language)


def content_of(by: Member, month: date, language: str, *, with_brands: bool = False) -> dict[str, Any]:
    """Return all that the report of a month says, as it is known now: in a language, by the clock of the brand."""
    now = clock.now()
    with translation.override(language), timezone.override(by.brand.zone):
        content = month_content(by.brand, month_of(month), now)
        content["returns"] = kept_returns(by.brand, month_of(month), now)
        content["brands"] = kept_beside(by, month_of(month)) if with_brands else []
    return content


def write_report(
    by: Member, month: date, language: str, content: dict[str, Any], schedule: ReportSchedule | None = None
) -> Report:
    """Write a report down, for whoever is allowed to already."""
    return Report.objects.create(
        brand=by.brand,
        month=month_of(month),
        language=language,
        content=content,
        made_by=by,
        made_at=clock.now(),
        schedule=schedule,
    )


@transaction.atomic
def share_report(by: Member, report: Report, *, label: str = "", days: int = LASTS) -> tuple[ReportLink, str]:
    """Return a link at which one report is read without an account, and its token: it is told this once."""
    require(by, Duty.PUBLISH)
    if report.brand_id != by.brand_id:
        raise Refusal(_("This report belongs to another brand."))
    if not 1 <= days <= LASTS_AT_MOST:
        raise Refusal(_("Choose from 1 to 365 days."), field="days")
    return open_link(by, report, label, days)


def open_link(by: Member, report: Report, label: str, days: int) -> tuple[ReportLink, str]:
    """Make a link, for whoever is allowed to already."""
    secret, now = ids.new_secret(), clock.now()
    link = ReportLink.objects.create(
        report=report,
        label=label.strip()[:120],
        digest=digest(secret),
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return link, f"{link.pk}-{secret}"


@transaction.atomic
def revoke_report_link(by: Member, link: ReportLink) -> None:
    """End a link: from now on it opens nothing."""
    require(by, Duty.PUBLISH)
    found = ReportLink.objects.filter(pk=link.pk, report__brand=by.brand, revoked_at=None)
    found.update(revoked_at=clock.now())


def report_link_of(token: str) -> ReportLink | None:
    """Return the link that a token opens now, or None; how long that takes tells nothing of the secret."""
    pk, _dash, secret = token.partition("-")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    found = ReportLink.objects.select_related("report__brand").filter(pk=number).first()
    kept = found.digest if found else "0" * 64
    if not hmac.compare_digest(kept, digest(secret)) or found is None:
        return None
    return found if found.opens(clock.now()) else None


def note_report_link_use(link: ReportLink) -> None:
    """Remember that a link was opened; to the minute, so that reading does not write each time."""
    now = clock.now()
    if link.used_at is None or link.used_at < now - _USE_NOTED_EVERY:
        ReportLink.objects.filter(pk=link.pk).update(used_at=now)


@transaction.atomic
def schedule_reports(by: Member, *, day: int, hour: time, addresses: str, language: str = "") -> ReportSchedule:
    """Have the report of the month before sent on a day of each month; what was planned before is ended.

    A month whose report was sent already is not sent again. Raise Refusal for a day that not every month has, and
    for addresses that are none.
    """
    require(by, Duty.PUBLISH)
    language = _known(language or by.brand.language)
    if not 1 <= day <= LAST_DAY:
        raise Refusal(_("Choose a day from 1 to 28: every month has these."), field="day")
    to, now = _addresses(addresses), clock.now()
    _running(by).update(ended_at=now)
    return ReportSchedule.objects.create(
        brand=by.brand,
        day=day,
        hour=hour.replace(second=0, microsecond=0),
        language=language,
        addresses="\n".join(to),
        next_month=_not_sent_yet(by.brand, first_month(now, day, hour, by.brand.time_zone)),
        made_by=by,
        made_at=now,
    )


@transaction.atomic
def end_report_schedule(by: Member) -> None:
    """Send no more reports of the brand by themselves."""
    require(by, Duty.PUBLISH)
    _running(by).update(ended_at=clock.now())


def _not_sent_yet(brand: Brand, month: date) -> date:
    """Return the first month from this one on whose report has not gone out by itself."""
    sent = Report.objects.filter(brand=brand, schedule__isnull=False, month__gte=month_before(month))
    gone = set(sent.values_list("month", flat=True))
    while month_before(month) in gone:
        month = month_after(month)
    return month


def _running(by: Member) -> QuerySet[ReportSchedule]:
    return ReportSchedule.objects.filter(brand=by.brand, ended_at=None)


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose English, Italian, Spanish or French."), field="language")
    return language


def _addresses(text: str) -> list[str]:
    found = list(addresses_in(text))
    if not 1 <= len(found) <= MOST_ADDRESSES:
        raise Refusal(_("Name from 1 to 20 mail addresses, one a line."), field="addresses")
    for one in found:
        try:
            validate_email(one)
        except ValidationError:
            words = _("“%(address)s” is no mail address. Mend it, or leave it out.")
            raise Refusal(words % {"address": one}, field="addresses") from None
    return found
