"""Sites whose visits are counted: set up, changed, ended, deleted; how long visits are kept."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.organizations.models import Brand
from antiphon.visits.actions.keeping import delete_site, keep_visits
from antiphon.visits.actions.siting import add_site, change_site, end_site
from antiphon.visits.models import TrackedSite
from antiphon.visits.queries.keeping import last_summed, months_kept
from antiphon.visits.queries.sites import sites_of

router = Router(tags=["visits"])


class SiteJson(Json, frozen=True, kw_only=True):
    """A site whose visits are counted; `key` stands in its pages, `ended_at` says since when it is not."""

    id: int
    name: str
    key: str
    domains: list[str]
    made_at: datetime
    ended_at: datetime | None


class SiteTyped(Schema):
    """A site as it is to be."""

    name: str = Field(max_length=120)
    domains: list[str]


class SiteDeleted(Schema):
    """The name of the site, so that no other goes by mistake."""

    name: str


class DeletedSiteJson(Json, frozen=True, kw_only=True):
    """A site that was deleted: how many visits went with it, and their first and last day."""

    id: int
    name: str
    deleted_at: datetime | None
    visits: int
    first: date | None
    last: date | None


class VisitsKeptTyped(Schema):
    """For how many months visits are kept one by one."""

    months: int


class VisitsKeptJson(Json, frozen=True, kw_only=True):
    """For how many months visits are kept one by one; up to `sums_until` only sums of days are left."""

    months: int
    sums_until: date | None


@router.get("/brands/{brand}/sites")
def list_sites(request: Asked, brand: str) -> list[SiteJson]:
    """List the sites of a brand."""
    return [_site(one) for one in sites_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/sites")
def create_site(request: Asked, brand: str, body: SiteTyped) -> Created[SiteJson]:
    """Count the visits of a site from now on."""
    return Created(_site(add_site(member_of(request, brand), name=body.name, domains="\n".join(body.domains))))


@router.put("/sites/{site_id}")
def update_site(request: Asked, site_id: int, body: SiteTyped) -> SiteJson:
    """Give a site another name or other domains."""
    site = get_object_or_404(TrackedSite.objects.there(), brand__in=brands_of(request), pk=site_id)
    by = member_in(request, site.brand_id)
    return _site(change_site(by, site, name=body.name, domains="\n".join(body.domains)))


@router.post("/sites/{site_id}/end")
def stop_site(request: Asked, site_id: int) -> SiteJson:
    """Count a site no more."""
    site = get_object_or_404(TrackedSite.objects.there(), brand__in=brands_of(request), pk=site_id)
    end_site(member_in(request, site.brand_id), site)
    site.refresh_from_db()
    return _site(site)


@router.post("/sites/{site_id}/delete")
def remove_site(request: Asked, site_id: int, body: SiteDeleted) -> DeletedSiteJson:
    """Delete a site with all that was counted on it, once its name is told; nothing brings it back."""
    site = get_object_or_404(TrackedSite.objects.there(), brand__in=brands_of(request), pk=site_id)
    gone = delete_site(member_in(request, site.brand_id), site, body.name)
    return DeletedSiteJson(
        id=gone.pk, name=gone.name, deleted_at=gone.deleted_at, visits=gone.erased_visits, first=gone.erased_first,
        last=gone.erased_last,
    )  # fmt: skip


@router.get("/brands/{brand}/visits/kept")
def read_visits_kept(request: Asked, brand: str) -> VisitsKeptJson:
    """Read for how many months visits are kept one by one, and up to which day only sums are left."""
    return _kept(member_of(request, brand).brand)


@router.put("/brands/{brand}/visits/kept")
def set_visits_kept(request: Asked, brand: str, body: VisitsKeptTyped) -> VisitsKeptJson:
    """Set for how many months; older days become sums within minutes, which nothing takes back."""
    by = member_of(request, brand)
    keep_visits(by, body.months)
    return _kept(by.brand)


def _kept(brand: Brand) -> VisitsKeptJson:
    return VisitsKeptJson(months=months_kept(brand), sums_until=last_summed(brand))


def _site(site: TrackedSite) -> SiteJson:
    return SiteJson(
        id=site.pk, name=site.name, key=site.public_key, domains=[*site.hosts], made_at=site.made_at,
        ended_at=site.ended_at,
    )  # fmt: skip
