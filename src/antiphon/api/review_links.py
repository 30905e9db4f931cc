"""Links for review: what somebody without an account is given to look at and decide."""

from datetime import datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.lib import clock
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import inviting
from antiphon.publishing.models import Campaign, Post, ReviewLink
from antiphon.publishing.queries.reviewing import open_links

router = Router(tags=["reviews"])


class ReviewLinkJson(Json, frozen=True, kw_only=True):
    """A link at which somebody without an account reviews posts, or those of a campaign.

    `label` is whom it is for, `mail` where it was sent to, empty where no mail is sent; `made_by` gave it.
    """

    id: int
    label: str
    mail: str
    made_by: str
    posts: list[int]
    campaign: str | None
    guests: list[str]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


class ReviewLinkMadeJson(ReviewLinkJson, frozen=True, kw_only=True):
    """A new link. Its address is told only where no mail is sent, and nobody can read it again: else it is null."""

    address: str | None


class ReviewLinkMade(Schema):
    """A link for review: `posts` by their ids or `campaign` by its name in addresses, for so many `days`.

    `label` is whom it is for; `mail` is where it is sent to, needed where mail is sent from here.
    """

    posts: list[Annotated[int, Field(ge=1, lt=2**63)]] = []
    campaign: str = ""
    label: str = Field(max_length=120)
    mail: str = Field(default="", max_length=254)
    days: int = Field(default=inviting.LASTS, ge=1, le=inviting.LASTS_AT_MOST)


@router.get("/brands/{brand}/review-links")
def list_review_links(request: Asked, brand: str) -> list[ReviewLinkJson]:
    """List the links for review that still open something, the latest first."""
    by = member_of(request, brand)
    require(by, Duty.PUBLISH)
    return [ReviewLinkJson(**_link(one)) for one in open_links(by.brand, clock.now())]


@router.post("/brands/{brand}/review-links")
def make_review_link(request: Asked, brand: str, body: ReviewLinkMade) -> Created[ReviewLinkMadeJson]:
    """Make a link at which somebody without an account reviews; it is mailed to them, or told this once."""
    by = member_of(request, brand)
    campaign = get_object_or_404(Campaign, brand=by.brand, slug=body.campaign) if body.campaign else None
    posts = list(Post.objects.filter(brand=by.brand, in_reply_to=None, continues=None, pk__in=body.posts))
    link, token = inviting.make_review_link(
        by, posts=posts, campaign=campaign, label=body.label, mail=body.mail, days=body.days
    )
    address = None if link.mail else inviting.address_of_link(token)
    return Created(ReviewLinkMadeJson(**_link(link), address=address))


@router.post("/review-links/{link_id}/revoke")
def revoke_review_link(request: Asked, link_id: int) -> ReviewLinkJson:
    """End a link for review."""
    link = get_object_or_404(ReviewLink.objects.filter(brand__in=brands_of(request)), pk=link_id)
    inviting.revoke_review_link(member_in(request, link.brand_id), link)
    return ReviewLinkJson(**_link(link))


def _link(one: ReviewLink) -> dict[str, Any]:
    return {
        "id": one.pk,
        "label": one.label,
        "mail": one.mail,
        "made_by": str(one.made_by.user),
        "posts": [post.pk for post in one.posts.all()],
        "campaign": one.campaign.slug if one.campaign else None,
        "guests": [guest.name for guest in one.guests.all()],
        "made_at": one.made_at,
        "expires_at": one.expires_at,
        "used_at": one.used_at,
    }
