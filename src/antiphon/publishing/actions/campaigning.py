"""Campaigns and categories: how they are begun, changed, closed."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Campaign, Category, Series, Slot

_LONGEST_NAME, _LONGEST_CATEGORY, _LONGEST_GOAL, _LONGEST_SLUG = 120, 60, 5_000, 60


@dataclass(frozen=True, slots=True)
class CampaignGiven:
    """A campaign as somebody wants it."""

    name: str
    goal: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def begin_campaign(by: Member, given: CampaignGiven) -> Campaign:
    """Begin a campaign; its name in addresses follows from its name and never changes."""
    _check(by, given)
    brand = by.brand
    return Campaign.objects.create(brand=brand, slug=_free_slug(by, given.name), **_fields(given))


@transaction.atomic
def change_campaign(by: Member, campaign: Campaign, given: CampaignGiven) -> None:
    """Change what a campaign is called, aims at and when it runs."""
    _check_own(by, campaign)
    _check(by, given)
    Campaign.objects.filter(pk=campaign.pk).update(**_fields(given))
    campaign.refresh_from_db()


@transaction.atomic
def close_campaign(by: Member, campaign: Campaign, *, closed: bool = True) -> None:
    """Close a campaign, so that no new post joins it, or open it again. What is planned in it stays planned."""
    _check_own(by, campaign)
    Campaign.objects.filter(pk=campaign.pk).update(closed_at=clock.now() if closed else None)


@transaction.atomic
def add_category(by: Member, name: str) -> Category:
    """Add a category of contents."""
    require(by, Duty.PUBLISH)
    try:
        with transaction.atomic():
            return Category.objects.create(brand=by.brand, name=_category_name(name))
    except IntegrityError as error:
        raise Refusal(_("There is a category of this name already."), field="name") from error


@transaction.atomic
def rename_category(by: Member, category: Category, name: str) -> None:
    """Call a category something else."""
    _check_own(by, category)
    try:
        with transaction.atomic():
            Category.objects.filter(pk=category.pk).update(name=_category_name(name))
    except IntegrityError as error:
        raise Refusal(_("There is a category of this name already."), field="name") from error


@transaction.atomic
def remove_category(by: Member, category: Category) -> None:
    """Do without a category; its contents have none then. Raise Refusal while slots or series ask for it."""
    _check_own(by, category)
    asked_for = Slot.objects.filter(category=category).exists()
    if asked_for or Series.objects.filter(category=category, stopped_at=None).exists():
        raise Refusal(_("Slots of the queue or a series ask for this category. Change them first."))
    category.delete()


def _check(by: Member, given: CampaignGiven) -> None:
    require(by, Duty.PUBLISH)
    if not given.name.strip() or len(given.name.strip()) > _LONGEST_NAME:
        raise Refusal(_("Give it a name of at most 120 characters."), field="name")
    if len(given.goal) > _LONGEST_GOAL:
        raise Refusal(_("Say the goal in at most 5,000 characters."), field="goal")
    if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
        raise Refusal(_("The last day lies before the first."), field="ends_on")


def _check_own(by: Member, one: Campaign | Category) -> None:
    require(by, Duty.PUBLISH)
    if one.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))


def _fields(given: CampaignGiven) -> dict[str, object]:
    return {
        "name": given.name.strip(),
        "goal": given.goal.replace("\r\n", "\n").strip(),
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
    }


def _free_slug(by: Member, name: str) -> str:
    base = slugify(name)[: _LONGEST_SLUG - 6] or "campaign"
    taken = set(by.brand.campaigns.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 10**5))) if slug not in taken)


def _category_name(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > _LONGEST_CATEGORY:
        raise Refusal(_("Give it a name of at most 60 characters."), field="name")
    return kept
