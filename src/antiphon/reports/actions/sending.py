"""How a report that is due goes out by mail: exactly once for each month, whatever dies in between."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.letters.actions import write_letter
from antiphon.reports.actions.reporting import open_link, write_report
from antiphon.reports.models import Report, ReportSchedule
from antiphon.reports.pdf import report_pdf
from antiphon.reports.rules.months import month_after, month_before

#: How long the link in a letter opens its report.
LINK_LASTS = 90


@transaction.atomic
def send_report(schedule: ReportSchedule) -> bool:
    """Write the report of the month before and a letter to each address; False if somebody else did meanwhile.

    All of it stands together or not at all: the month is taken by a conditional update, the report is one of its
    month and schedule, each letter has a key of its own.
    """
    sent_in = schedule.next_month
    still = ReportSchedule.objects.filter(pk=schedule.pk, next_month=sent_in, ended_at=None)
    if not still.update(next_month=month_after(sent_in)):
        return False
    report = write_report(schedule.made_by, month_before(sent_in), schedule.language, schedule)
    _link, token = open_link(schedule.made_by, report, _("sent by mail"), LINK_LASTS)
    pdf = report_pdf(report)
    for address in schedule.to:
        _write(report, address, f"{settings.PUBLIC_URL}/reports/{token}/", pdf)
    return True


def _write(report: Report, address: str, link: str, pdf: bytes) -> None:
    with translation.override(report.language):
        month = date_format(report.month, "F Y")
        subject = _("%(brand)s: what %(month)s brought") % {"brand": report.brand.name, "month": month}
        text = _(
            "The report of %(brand)s for %(month)s is attached. It can also be read here, until the link ends after "
            "90 days:\n\n%(link)s\n\nWhoever has the link can read the report, and nothing else."
        ) % {"brand": report.brand.name, "month": month, "link": link}
    write_letter(
        f"report:{report.pk}:{address}", address, subject, text, attachment=(report.filename, pdf), confidential=True
    )
