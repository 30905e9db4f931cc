"""How a report that is due goes out by mail: exactly once for each month, whatever dies in between."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.organizations.models import Member, Role
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.reporting import content_of, open_link, write_report
from antiphon.reports.models import Report, ReportLook, ReportSchedule
from antiphon.reports.pdf import report_pdf
from antiphon.reports.queries.looks import look_of
from antiphon.reports.rules.months import month_after, month_before

#: How long the link in a letter opens its report.
LINK_LASTS = 90


def send_report(schedule: ReportSchedule) -> bool:
    """Write the report of the month before and a letter to each address; False if somebody else did meanwhile.

    What it says is reckoned first, so that nobody waits for that; then all of it is written together or not at all.
    """
    if end_if_left_behind(schedule):
        return False
    return _write_all(schedule, content_of(schedule.made_by, month_before(schedule.next_month), schedule.language))


@transaction.atomic
def _write_all(schedule: ReportSchedule, content: dict[str, Any]) -> bool:
    """Write report and letters, unless somebody else did meanwhile, or it has ended.

    The month is taken by a conditional update, the report is one of its month and schedule, each letter has a key of
    its own.
    """
    sent_in, maker = schedule.next_month, schedule.made_by
    still = ReportSchedule.objects.filter(pk=schedule.pk, next_month=sent_in, ended_at=None)
    if not still.update(next_month=month_after(sent_in)):
        return False
    report = write_report(maker, month_before(sent_in), schedule.language, content, schedule)
    _link, token = open_link(maker, report, _("sent by mail"), LINK_LASTS)
    pdf, look = report_pdf(report), look_of(report.brand)
    for address in schedule.to:
        _write(report, address, f"{settings.PUBLIC_URL}/reports/{token}/", pdf, look)
    return True


def answers_for_it(maker: Member) -> bool:
    """Whether who planned a report is still there and may publish."""
    return maker.left_at is None and allows(maker, Duty.PUBLISH)


@transaction.atomic
def end_if_left_behind(schedule: ReportSchedule) -> bool:
    """End a schedule whose maker left the brand or may not publish any more; return whether it is ended by that.

    The addresses are theirs, so nobody inherits them unasked: the owners are told, and plan it anew if they want it.
    """
    maker = Member.objects.select_related("user").get(pk=schedule.made_by_id)
    if answers_for_it(maker):
        return False
    if ReportSchedule.objects.filter(pk=schedule.pk, ended_at=None).update(ended_at=clock.now()):
        owners = Member.objects.filter(brand=schedule.brand, role=Role.OWNER, left_at=None)
        for owner in owners.select_related("user"):
            _tell_of_end(schedule, maker, owner)
    return True


def _tell_of_end(schedule: ReportSchedule, maker: Member, owner: Member) -> None:
    with translation.override(owner.user.language):
        told = {
            "brand": schedule.brand.name,
            "name": maker.user,
            "to": ", ".join(schedule.to),
            "address": f"{settings.PUBLIC_URL}/b/{schedule.brand.slug}/reports/",
        }
        subject = _("%(brand)s: the monthly report is sent no more") % told
        words = _(
            "%(name)s planned that the report of each month is sent to %(to)s, and may not do that any more. "
            "So it has ended. If it is still wanted, plan it anew:\n\n%(address)s"
        )
        text = words % told
    write_letter(f"report-end:{schedule.pk}:{owner.pk}", owner.user.email, subject, text)


def _write(report: Report, address: str, link: str, pdf: bytes, look: ReportLook | None) -> None:
    with translation.override(report.language):
        month = date_format(report.month, "F Y")
        subject = _("%(brand)s: what %(month)s brought") % {"brand": report.brand.name, "month": month}
        text = _(
            "The report of %(brand)s for %(month)s is attached. It can also be read here, until the link ends after "
            "90 days:\n\n%(link)s\n\nWhoever has the link can read the report, and nothing else."
        ) % {"brand": report.brand.name, "month": month, "link": link}
    signed = "\n".join(part for part in (look.name, look.foot) if part) if look else ""
    write_letter(
        f"report:{report.pk}:{address}", address, subject, f"{text}\n\n-- \n{signed}" if signed else text,
        attachment=(report.filename, pdf), confidential=True, sender=look.name if look else "",
    )  # fmt: skip
