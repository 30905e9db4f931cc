"""Campaigns and categories: what gives posts an order."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.publishing.actions.campaigning import (
    CampaignGiven,
    add_category,
    begin_campaign,
    change_campaign,
    close_campaign,
    remove_category,
    rename_category,
)
from antiphon.publishing.models import Campaign, Category
from antiphon.publishing.queries.campaigning import campaigns_of, categories_of

router = Router(tags=["plan"])


class CampaignJson(Json, frozen=True, kw_only=True):
    """A campaign with how many of its posts are planned and live."""

    id: int
    name: str
    slug: str
    goal: str
    starts_on: date | None
    ends_on: date | None
    closed_at: datetime | None
    planned: int
    live: int


class CategoryJson(Json, frozen=True, kw_only=True):
    """A category with how many posts it has, and how many slots and series ask for it."""

    id: int
    name: str
    posts: int
    slots: int
    series: int


class CampaignBody(Schema):
    """A campaign as it is to be."""

    name: str
    goal: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def given(self) -> CampaignGiven:
        """Return it as the action takes it."""
        return CampaignGiven(self.name, self.goal, self.starts_on, self.ends_on)


class CategoryBody(Schema):
    """What a category is called."""

    name: str


@router.get("/brands/{brand}/campaigns")
def list_campaigns(request: Asked, brand: str) -> list[CampaignJson]:
    """List the campaigns of a brand, open ones first."""
    return [_campaign(one) for one in campaigns_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/campaigns")
def create_campaign(request: Asked, brand: str, body: CampaignBody) -> Created[CampaignJson]:
    """Begin a campaign."""
    by = member_of(request, brand)
    return Created(_as_it_stands(begin_campaign(by, body.given())))


@router.put("/campaigns/{campaign_id}")
def replace_campaign(request: Asked, campaign_id: int, body: CampaignBody) -> CampaignJson:
    """Change what a campaign is called, aims at and when it runs."""
    found = _found(request, campaign_id)
    change_campaign(member_in(request, found.brand_id), found, body.given())
    return _as_it_stands(found)


@router.post("/campaigns/{campaign_id}/close")
def end_campaign(request: Asked, campaign_id: int) -> CampaignJson:
    """Close a campaign; what is planned in it stays planned."""
    found = _found(request, campaign_id)
    close_campaign(member_in(request, found.brand_id), found)
    return _as_it_stands(found)


@router.post("/campaigns/{campaign_id}/open")
def open_campaign(request: Asked, campaign_id: int) -> CampaignJson:
    """Open a campaign again."""
    found = _found(request, campaign_id)
    close_campaign(member_in(request, found.brand_id), found, closed=False)
    return _as_it_stands(found)


@router.get("/brands/{brand}/categories")
def list_categories(request: Asked, brand: str) -> list[CategoryJson]:
    """List the categories of a brand by name."""
    return [_category(one) for one in categories_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/categories")
def create_category(request: Asked, brand: str, body: CategoryBody) -> Created[CategoryJson]:
    """Add a category."""
    by = member_of(request, brand)
    made = add_category(by, body.name)
    return Created(_category(categories_of(by.brand).get(pk=made.pk)))


@router.put("/categories/{category_id}")
def replace_category(request: Asked, category_id: int, body: CategoryBody) -> CategoryJson:
    """Call a category something else."""
    found = get_object_or_404(Category.objects.select_related("brand"), brand__in=brands_of(request), pk=category_id)
    rename_category(member_in(request, found.brand_id), found, body.name)
    return _category(categories_of(found.brand).get(pk=found.pk))


@router.post("/categories/{category_id}/remove")
def drop_category(request: Asked, category_id: int) -> list[CategoryJson]:
    """Do without a category; its posts have none then. Returns those that are left."""
    found = get_object_or_404(Category.objects.select_related("brand"), brand__in=brands_of(request), pk=category_id)
    remove_category(member_in(request, found.brand_id), found)
    return [_category(one) for one in categories_of(found.brand)]


def _found(request: Asked, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _as_it_stands(campaign: Campaign) -> CampaignJson:
    return _campaign(campaigns_of(campaign.brand).get(pk=campaign.pk))


def _campaign(one: Campaign) -> CampaignJson:
    return CampaignJson(
        id=one.pk,
        name=one.name,
        slug=one.slug,
        goal=one.goal,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        closed_at=one.closed_at,
        planned=one.planned,  # type: ignore[attr-defined]
        live=one.live,  # type: ignore[attr-defined]
    )


def _category(one: Category) -> CategoryJson:
    return CategoryJson(
        id=one.pk,
        name=one.name,
        posts=one.said,  # type: ignore[attr-defined]
        slots=one.asked,  # type: ignore[attr-defined]
        series=one.turning,  # type: ignore[attr-defined]
    )
