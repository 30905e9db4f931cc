"""Landing pages, and those who left an address there."""

from datetime import datetime

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.landing import save_landing_page
from antiphon.publishing.models import Asset, LandingPage, Lead
from antiphon.publishing.queries.landing import landing_pages_of, leads_of

router = Router(tags=["landing pages"])


class LandingPageJson(Json, frozen=True, kw_only=True):
    """A page that gives a document. `asked` is how many left their address on it."""

    id: int
    slug: str
    title: str
    text: str
    document: int | None
    gated: bool
    consent: str
    published_at: datetime | None
    address: str
    asked: int


class LeadJson(Json, frozen=True, kw_only=True):
    """Somebody who left an address: `consent` as it was worded then, `came_by` the short link that brought them."""

    id: int
    page: int
    person: int | None
    name: str
    address: str
    consent: str
    came_by: int | None
    at: datetime


class LandingPageKept(Schema):
    """A landing page as it is to be. `document` is the id of an asset of the brand."""

    title: str = Field(max_length=200)
    slug: str = Field(default="", max_length=60, pattern=r"^[-\w]*$")
    text: str = Field(default="", max_length=20_000)
    document: int | None = None
    gated: bool = True
    consent: str = Field(default="", max_length=2000)
    publish: bool = False


@router.get("/brands/{brand}/landing-pages")
def list_landing_pages(request: Asked, brand: str) -> list[LandingPageJson]:
    """List the landing pages of a brand, the latest first."""
    return [_page(one, one.asked) for one in landing_pages_of(member_of(request, brand).brand)]  # type: ignore[attr-defined]


@router.post("/brands/{brand}/landing-pages")
def create_landing_page(request: Asked, brand: str, body: LandingPageKept) -> Created[LandingPageJson]:
    """Make a landing page."""
    by = member_of(request, brand)
    return Created(_page(_kept(by, LandingPage(brand=by.brand), body), 0))


@router.put("/landing-pages/{page_id}")
def change_landing_page(request: Asked, page_id: int, body: LandingPageKept) -> LandingPageJson:
    """Change a landing page."""
    found = get_object_or_404(LandingPage.objects.select_related("brand"), brand__in=brands_of(request), pk=page_id)
    kept = _kept(member_in(request, found.brand_id), found, body)
    return _page(kept, kept.leads.count())


@router.get("/brands/{brand}/leads")
def list_leads(request: Asked, brand: str, limit: int = 30, after: str = "") -> Page[LeadJson]:
    """List who left an address on a landing page, the latest first."""
    by, seen, most = member_of(request, brand), seen_of(after), max(1, min(limit, 100))
    require(by, Duty.ANSWER)
    rows = leads_of(by.brand, limit=most + 1, offset=seen)
    return Page(items=[_lead(one) for one in rows[:most]], next=cursor(seen + most) if len(rows) > most else None)


def _kept(by: Member, page: LandingPage, body: LandingPageKept) -> LandingPage:
    require(by, Duty.PUBLISH)
    page.document = get_object_or_404(Asset, brand=by.brand, pk=body.document) if body.document else None
    for name in ("title", "slug", "text", "gated", "consent"):
        setattr(page, name, getattr(body, name))
    return save_landing_page(by, page, publish=body.publish)


def _page(page: LandingPage, asked: int) -> LandingPageJson:
    return LandingPageJson(
        id=page.pk,
        slug=page.slug,
        title=page.title,
        text=page.text,
        document=page.document_id,
        gated=page.gated,
        consent=page.consent,
        published_at=page.published_at,
        address=settings.PUBLIC_URL + reverse("landing", args=[page.brand.slug, page.slug]),
        asked=asked,
    )


def _lead(lead: Lead) -> LeadJson:
    return LeadJson(
        id=lead.pk,
        page=lead.page_id,
        person=lead.identity.person_id,
        name=lead.name,
        address=lead.address,
        consent=lead.consent,
        came_by=lead.came_by_id,
        at=lead.at,
    )
