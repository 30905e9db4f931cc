"""How the house is at work: who is alive, what waits, how late things went out, what will soon need somebody."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from antiphon.channels import limits
from antiphon.devices.queries import devices_of
from antiphon.letters.actions import mail_is_on
from antiphon.letters.queries import mail_trouble
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.queries.delivering import stuck_deliveries
from antiphon.publishing.queries.watching import last_beat, lateness, oldest_waiting, workers
from antiphon.web.access import member_page
from antiphon.web.tokens import ending_tokens

STUCK = 20


@require_GET
@member_page
def status(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the state of the installation as far as it concerns this brand."""
    require(member, Duty.SEE)
    now, brand = clock.now(), member.brand
    late = lateness(brand, now)
    context = {
        "member": member,
        "now": now,
        "workers": workers(now),
        "last_beat": last_beat(),
        "oldest": oldest_waiting(brand, now),
        "late": late,
        "share": None if late.share is None else 100 * late.share,
        "worst": _said(late.worst),
        "stuck": stuck_deliveries(brand, STUCK),
        "ends": ending_tokens(brand, now),
        "may_connect": allows(member, Duty.CONNECT),
        "troubled": brand.channels.connected().exclude(trouble="").select_related("identity"),
        "quiet": brand.channels.connected().filter(quiet_until__gt=now).select_related("identity"),
        "stale": limits.stale(brand.channels.connected().values_list("kind", flat=True), now.date()),
        "mail_is_on": mail_is_on(),
        "mail": mail_trouble(now),
        "devices": devices_of(member.user, brand).count(),
    }
    return render(request, "status.html", context)


def _said(late: timedelta | None) -> str:
    """Return a span of time as a clock shows it, with tenths below a minute."""
    if late is None:
        return ""
    seconds = late.total_seconds()
    if seconds < timedelta(minutes=1).total_seconds():
        return f"{seconds:.1f} s"
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {left:02} s"


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/status/", status, name="status")]
