"""Talk against listening: of a brand, a channel or with a person, over time, with what each part is made of."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.channels.models import Channel
from antiphon.measures.rules.talk import Pattern
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.reports.queries.balance import (
    Listening,
    Whose,
    Words,
    in_all,
    listening_of,
    pattern_of,
    words_by_channel,
    words_by_week,
)
from antiphon.web.access import member_page
from antiphon.web.charts import LineChart, line_chart
from antiphon.web.over_time import last_days, period_of
from antiphon.web.paging import number_in
from antiphon.web.spreadsheet import csv_answer

#: What the chart calls even: between one and three quarters of the words are ours.
_LOWER, _MIDDLE, _UPPER = 25.0, 50.0, 75.0
PATTERNS: Mapping[Pattern, Promise] = {
    Pattern.DOMINATING: _("One side speaks most of the time, week after week."),
    Pattern.BACK_AND_FORTH: _("Most weeks go back and forth."),
    Pattern.ALTERNATING: _("Some weeks you speak, some weeks they do."),
    Pattern.MIXED: _("No week is like the other."),
}
PARTS: Mapping[str, tuple[Promise, Promise]] = {
    "heard": (_("heard"), _("Calls that somebody of the team opened, of all calls.")),
    "answered": (_("answered"), _("Calls that somebody of the team answered, of all calls.")),
    "asked_back": (_("asked back"), _("Answers of yours that ask something, of all your answers.")),
    "acted": (_("acted on"), _("Needs that ended in “you said, we did”, of all that you logged.")),
}


@require_safe
@member_page
def balance(request: HttpRequest, member: Member) -> HttpResponse:
    """Show whose words there were and how well we listened; by week as CSV too."""
    period = period_of(request)
    channels = {one.pk: one for one in member.brand.channels.select_related("identity").order_by("pk")}
    whose = _whose(request, member, channels)
    weeks = words_by_week(whose, period.since, period.until)
    if request.GET.get("format") == "csv":
        rows = [[day, one.ours, one.read, one.unread, one.share, one.balance] for day, one in weeks.items()]
        head = ["week", "our words", "their words read", "their words unread", "share of talk", "balance"]
        return csv_answer(
            f"balance-{period.first}-{period.last}", head, [["" if x is None else x for x in row] for row in rows]
        )
    listening = listening_of(whose, period.since, period.until)
    by_channel = {} if whose.channel or whose.person else words_by_channel(member.brand, period.since, period.until)
    found = pattern_of(weeks.values())
    context = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "whose": whose,
        "all_channels": channels.values(),
        "words": in_all(weeks.values()),
        "pattern": PATTERNS[found] if found else "",
        "weeks": list(weeks.items()),
        "chart": _drawn(weeks),
        "index": listening.index,
        "index_n": listening.n,
        "parts": _parts(listening),
        "by_channel": [(channels[pk], told) for pk, told in by_channel.items()],
        "asked": _asked(whose),
    }
    return render(request, "balance.html", context)


def _whose(request: HttpRequest, member: Member, channels: Mapping[int, Channel]) -> Whose:
    channel, person = (number_in(request.GET.get(name, "")) for name in ("channel", "person"))
    if channel and channel not in channels:
        raise Http404
    found = get_object_or_404(Person, pk=person, brand=member.brand) if person else None
    return Whose(member.brand, channel or None, found)


def _asked(whose: Whose) -> str:
    """Return whose words are looked at, as it stands in addresses."""
    asked = {"channel": whose.channel, "person": whose.person.pk if whose.person else None}
    return "".join(f"&{name}={value}" for name, value in asked.items() if value)


def _parts(listening: Listening) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": PARTS[name][0],
            "about": PARTS[name][1],
            "many": many,
            "of": of,
            "share": round(100 * many / of) if of else None,
        }
        for name, (many, of) in listening.parts.items()
    ]


def _drawn(weeks: Mapping[date, Words]) -> LineChart | None:
    """Return the share of our words over the weeks, in hundredths, before the band in which it is even."""
    known = [(day, 100 * one.share) for day, one in weeks.items() if one.share is not None]
    if len(known) < 2:
        return None
    first, last = known[0][0], known[-1][0]
    points = [((day - first) / (last - first), share) for day, share in known]
    return line_chart([*points], [(0.0, _LOWER, _MIDDLE, _UPPER), (1.0, _LOWER, _MIDDLE, _UPPER)])


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/balance/", balance, name="balance")]
