"""Visits of the brand's sites: where they come from, where they begin, what they reach, and what was left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import ShortLink
from antiphon.visits.models import TrackedSite
from antiphon.visits.models.visits import Reasons, SourceKinds
from antiphon.visits.queries.figures import (
    By,
    Line,
    left_out_between,
    lines_of,
    sums_of,
    visits_between,
    visits_by_day,
)
from antiphon.visits.queries.keeping import deleted_within, old_days
from antiphon.visits.queries.sites import sites_of
from antiphon.visits.queries.ways import counted_two_ways
from antiphon.web.access import member_page
from antiphon.web.charts import line_chart
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.sources_shown import source_name
from antiphon.web.spreadsheet import csv_answer

PAGE, MOST_IN_CSV = 50, 100_000
BY: Mapping[By, Promise] = {
    By.SOURCE: gettext_lazy("Source"),
    By.CAMPAIGN: gettext_lazy("Campaign"),
    By.LANDING: gettext_lazy("First page"),
    By.DAY: gettext_lazy("Day"),
}


@require_safe
@member_page
def visits(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the visits of a period by source, campaign, first page or day; as CSV too."""
    require(member, Duty.SEE)
    period, sites = period_of(request), sites_of(member.brand)
    site, by = _site(request, sites), _by(request)
    found = visits_between(member.brand, period.since, period.until, site)
    old = old_days(member.brand, period.first, period.last, site)
    if request.GET.get("format") == "csv":
        return _as_csv(period, by, lines_of(found, by, member.brand.zone, MOST_IN_CSV, old))
    lines = lines_of(found, by, member.brand.zone, PAGE + 1, old)
    before = period.before
    days = visits_by_day(found, period.first, min(period.last, timezone.localdate()), old)
    about = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "sites": sites,
        "site": site,
        "by": by,
        "bys": BY.items(),
        "narrowed": f"&by={by}" + (f"&site={site.pk}" if site else ""),
        "sums": sums_of(found, old),
        "before": sums_of(
            visits_between(member.brand, before.since, period.since, site),
            old_days(member.brand, before.first, before.last, site),
        ),
        "old": old,
        "two_ways": counted_two_ways(member.brand, period.since, period.until, sites),
        "deleted": deleted_within(member.brand, before.first, period.last),
        "lines": _labelled(member, by, lines[:PAGE]),
        "more": len(lines) > PAGE,
        "days": days,
        "chart": _chart([n for _day, n in days]),
        "left_out": _left_out(member, period, site),
    }
    return render(request, "visits/index.html", about)


def _site(request: HttpRequest, sites: Sequence[TrackedSite]) -> TrackedSite | None:
    asked = request.GET.get("site", "")
    found = next((one for one in sites if str(one.pk) == asked), None)
    if asked and found is None:
        raise Http404
    return found


def _by(request: HttpRequest) -> By:
    asked = request.GET.get("by", "")
    return By(asked) if asked in list(By) else By.SOURCE


def _chart(counts: Sequence[int]) -> Any:
    """Return the visits of each day as a line."""
    end = max(len(counts) - 1, 1)
    return line_chart([(n / end, float(count)) for n, count in enumerate(counts)])


def _left_out(member: Member, period: Period, site: TrackedSite | None) -> list[tuple[str, int]]:
    told = left_out_between(member.brand, period.first, period.last, site)
    return [(str(Reasons(reason).label), hits) for reason, hits in told]


def _labelled(member: Member, by: By, lines: Sequence[Line]) -> list[tuple[str, str, Line]]:
    """Return each line with its name and what is beside it, in words."""
    links = _links(member, [one.key[1] for one in lines if by == By.SOURCE and one.key[0] == "link"])
    return [(*_named(by, one.key, links), one) for one in lines]


def _named(by: By, key: tuple[str, ...], links: Mapping[str, str]) -> tuple[str, str]:
    if by == By.SOURCE:
        kind = str(SourceKinds(key[0]).label)
        name = links.get(key[1], key[1]) if key[0] == "link" else source_name(key[1])
        return (name, kind) if name else (kind, "")
    if by == By.CAMPAIGN:
        return key[0], source_name(key[1])
    day = parse_date(key[0]) if by == By.DAY else None
    return (date_format(day, "j F Y"), "") if day else (key[0], "")


def _links(member: Member, codes: Sequence[str]) -> dict[str, str]:
    """Return what the short links with these codes are called. One query, none without codes."""
    if not codes:
        return {}
    rows = ShortLink.objects.filter(brand=member.brand, code__in=codes).values_list("code", "label", "url")
    return {code: label or url for code, label, url in rows}


def _as_csv(period: Period, by: By, lines: Sequence[Line]) -> HttpResponse:
    names = {By.SOURCE: ("kind", "source"), By.CAMPAIGN: ("campaign", "source"), By.LANDING: ("first page",)}
    head = [*names.get(by, ("day",)), "visits", "visitors", "pages", "visits with a goal"]
    rows = [[*one.key, one.visits, one.visitors, one.pages, one.reached] for one in lines]
    return csv_answer(f"visits-by-{by}-{period.first}-{period.last}", head, rows)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/visits/", visits, name="visits")]
