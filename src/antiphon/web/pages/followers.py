"""How many follow a channel over time, and every reading behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from antiphon.integrity.queries import followers_aside, surges_between
from antiphon.integrity.rules.surges import aside_at
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.reports.queries.told import followers_of
from antiphon.web.access import member_page
from antiphon.web.over_time import Period, channel_shown
from antiphon.web.partial import show
from antiphon.web.spreadsheet import csv_answer


@require_safe
@member_page
def followers(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show every reading behind the followers of a channel; as CSV too."""
    channel = get_object_or_404(member.brand.channels.select_related("identity"), pk=pk)
    told = followers_of(member.brand, [channel], clock.now())[pk]
    moves = followers_aside([pk]).get(pk, ())
    if request.GET.get("format") == "csv":
        rows = ((timezone.localtime(one.at), one.value, one.value - aside_at(moves, one.at)) for one in told)
        lines = [(at.isoformat(), value, counted) for at, value, counted in rows]
        return csv_answer(f"followers-{channel.kind}-{pk}", ("when", "followers", "counted"), lines)
    first = told[0].at if told else clock.now()
    period = Period(timezone.localdate(first), timezone.localdate())
    about = {
        "member": member,
        "one": channel_shown(channel, told, period, moves),
        "period": period,
        "surges": [one for one in surges_between(member.brand, period.first, period.last) if one.channel_id == pk],
    }
    return show(request, "followers.html", about)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/results/followers/<int:pk>/", followers, name="followers")]
