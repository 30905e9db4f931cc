"""Who may read a report without an account."""

from datetime import datetime

from antiphon.reports.models import Report, ReportLink


def open_report_links(report: Report, now: datetime) -> list[ReportLink]:
    """Return the links that open a report now, the latest first. One query."""
    links = report.links.filter(revoked_at=None, expires_at__gt=now)
    return list(links.select_related("made_by__user").order_by("-made_at", "-pk"))
