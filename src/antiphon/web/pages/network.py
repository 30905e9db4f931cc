"""The network of a brand: a map of people that one can read, with a table that says the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antiphon.channels.sentences import network_name
from antiphon.community.models import Group
from antiphon.organizations.models import Member
from antiphon.reports.queries.acts_among import Place
from antiphon.reports.queries.network import FIRST, Network, network
from antiphon.reports.queries.network import Member as Dot
from antiphon.web.access import member_page
from antiphon.web.network_figures import network_figures, roles
from antiphon.web.over_time import last_days, period_of
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.spreadsheet import csv_answer

PAGE = 50
#: How many islands have their names on the map, and from how many bridges on these are drawn finely.
NAMED, MANY = 12, 100


@require_safe
@member_page
def network_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Show who speaks with whom around the brand, the parts and bridges, who drifts away; as CSV too."""
    period, brand = period_of(request), member.brand
    channels = list(brand.channels.select_related("identity").order_by("pk"))
    groups = list(Group.objects.filter(brand=brand, visibility="public").order_by("name", "pk"))
    channel = _one_of(request, "channel", [one.pk for one in channels])
    group = _one_of(request, "group", [one.pk for one in groups])
    found = network(brand, Place(period.since, period.until, channel, group), timezone.localdate())
    listed = sorted(found.members.values(), key=lambda one: (-(one.strength or 0.0), -one.ties, one.person))
    if request.GET.get("format") == "csv":
        return csv_answer("network", _HEAD, [_line(one) for one in listed])
    number = page_number(request)
    context = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "channels": [(one.pk, f"{network_name(one.kind)} · {one.identity.handle}") for one in channels],
        "groups": [(one.pk, one.name) for one in groups],
        "channel": channel,
        "group": group,
        "narrowed": "".join(
            f"&{name}={value}" for name, value in (("channel", channel), ("group", group)) if value is not None
        ),
        "network": found,
        "figures": network_figures(found.figures),
        "roles": roles(found),
        "drifting": found.drifting[:FIRST],
        "bridges": [(found.members[one], found.members[other]) for one, other in found.bridges[:FIRST]],
        "bridges_more": max(0, len(found.bridges) - FIRST),
        "map": _drawn(found, brand.slug),
        "rows": listed[(number - 1) * PAGE : number * PAGE],
        **pages_beside(number, more=len(listed) > number * PAGE),
    }
    return render(request, "network/index.html", context)


def _one_of(request: HttpRequest, name: str, known: list[int]) -> int | None:
    asked = number_in(request.GET.get(name, ""))
    return asked if asked in known else None


def _drawn(found: Network, slug: str) -> dict[str, Any]:
    """Return the map as strings for its picture: lines in two paths, a circle and an address for everybody."""
    places, bridges = found.map.people, set(found.bridges)
    base = reverse("person", args=[slug, 0])[:-2]
    dots = [
        (*places[one.person], f"{4 + (one.strength or 0) / 18:.1f}", f"{base}{one.person}/", one)
        for one in found.members.values()
    ]
    named = {*range(NAMED), found.alone, found.small}
    islands = [
        (island, f"{island.y - island.radius - 6:.0f}", _island_name(found, number) if number in named else "")
        for number, island in enumerate(found.map.islands)
    ]
    left, top, width, height = found.map.box
    return {
        "box": f"{left} {top - 14} {width} {height + 14}",
        "dots": dots,
        "islands": islands,
        "ties": " ".join(_stroke(places, *pair) for pair in found.ties if pair not in bridges),
        "bridges": " ".join(_stroke(places, *pair) for pair in found.bridges),
        "small": f"{max(9.0, width / 70):.0f}",
        "many": len(found.bridges) > MANY,
    }


def _island_name(found: Network, number: int) -> str:
    if number == found.alone:
        return _("with us alone")
    if number == found.small:
        return _("in twos")
    return _("around %(name)s") % {"name": found.members[found.parts[number][0]].name}


def _stroke(places: dict[int, tuple[float, float]], one: int, other: int) -> str:
    return "M{:g} {:g}L{:g} {:g}".format(*places[one], *places[other])


_HEAD = (
    "person", "name", "strength", "gap_days", "rhythm_days", "drifting", "acts", "ties", "constraint",
    "effective_size", "betweenness", "embeddedness", "shares", "brought", "part",
)  # fmt: skip


def _line(one: Dot) -> list[Any]:
    return [
        one.person, one.name, one.strength, one.gap, one.rhythm_days, one.drifting, one.said, one.ties,
        one.constraint, one.effective_size, one.betweenness, one.embeddedness, one.shares, one.brought, one.part,
    ]  # fmt: skip


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/network/", network_page, name="network")]
