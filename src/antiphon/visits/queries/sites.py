"""Sites, and what the door knows of them."""

from collections.abc import Iterable

from antiphon.channels.models import Channel
from antiphon.lib.links import urls_in
from antiphon.organizations.models import Brand
from antiphon.visits.models import TrackedSite
from antiphon.visits.rules.hits import host_of, stands_on


def sites_of(brand: Brand) -> list[TrackedSite]:
    """Return the sites of a brand, those that are counted today first. One query."""
    found = TrackedSite.objects.there().filter(brand=brand).order_by("name", "pk")
    return sorted(found, key=lambda one: bool(one.ended_at))


def site_on(brand: Brand | int, host: str) -> TrackedSite | None:
    """Return the site of a brand that is counted on a host, if any. One query."""
    standing = TrackedSite.objects.counted().filter(brand=brand).order_by("pk")
    return next((one for one in standing if stands_on(host, one.hosts)), None)


def networks_of(brands: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return by brand which network is on the hosts where its channels are: no list knows them all. One query."""
    found: dict[int, dict[str, str]] = {}
    rows = Channel.objects.filter(brand__in=brands).exclude(kind__in=("site", "community", "mail"))
    for brand, kind, url in rows.values_list("brand", "kind", "identity__url"):
        if urls_in(url):
            found.setdefault(brand, {})[host_of(url)] = kind
    return found
