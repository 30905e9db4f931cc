"""Links: short ones, what is done to those of posts, the page of links, and how they are followed."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.landing import save_link_page
from antiphon.publishing.actions.linking import link_to_share, make_link, set_link_rule
from antiphon.publishing.models import LinkPage, LinkRule, Post, ShortLink
from antiphon.publishing.queries.linking import counted_links, link_address, link_rule, links_page

router = Router(tags=["links"])


class LinkJson(Json, frozen=True, kw_only=True):
    """A short link. `people` and `machines` are how often each followed it, `sharer` who passes it on, if anybody."""

    id: int
    address: str
    url: str
    label: str
    campaign: str | None
    post: int | None
    sharer: str | None
    made_at: datetime
    people: int
    machines: int


class ClickJson(Json, frozen=True, kw_only=True):
    """A link was followed: when, from which host, by a machine or not. Nothing else is kept."""

    at: datetime
    referrer: str
    automated: bool


class RuleJson(Json, frozen=True, kw_only=True):
    """What is done to the links of posts: `parameters` and `hosts` are one a line."""

    shorten: bool
    parameters: str
    hosts: str


class LinkPageJson(Json, frozen=True, kw_only=True):
    """The page of links, in the order of its links."""

    title: str
    about: str
    links: list[LinkJson]


class LinkMade(Schema):
    """A link to make; `campaign` is the name that the campaign has in addresses."""

    url: str = Field(max_length=2000)
    label: str = Field(default="", max_length=120)
    campaign: str = ""


class Rule(Schema):
    """What is to be done to the links of posts."""

    shorten: bool = False
    parameters: str = Field(default="", max_length=2000)
    hosts: str = Field(default="", max_length=5000)


class Item(Schema):
    """A link of the page of links."""

    label: str = Field(max_length=120)
    url: str = Field(max_length=2000)


class PageKept(Schema):
    """The page of links as it is to be."""

    title: str = Field(max_length=120)
    about: str = Field(default="", max_length=300)
    links: list[Item] = []


@router.get("/brands/{brand}/links")
def list_links(request: Asked, brand: str, limit: int = 30, after: str = "") -> Page[LinkJson]:
    """List the links of a brand, the latest first."""
    member, seen, most = member_of(request, brand), seen_of(after), max(1, min(limit, 100))
    rows = links_page(member.brand, limit=most + 1, offset=seen)
    more = len(rows) > most
    return Page(items=[_link(one) for one in rows[:most]], next=cursor(seen + most) if more else None)


@router.post("/brands/{brand}/links")
def create_link(request: Asked, brand: str, body: LinkMade) -> Created[LinkJson]:
    """Make a short link."""
    by = member_of(request, brand)
    campaign = get_object_or_404(by.brand.campaigns, slug=body.campaign) if body.campaign else None
    made = make_link(by, body.url, label=body.label, campaign=campaign)
    return Created(_link(_counted(by.brand_id, made.pk)))


@router.get("/links/{link_id}")
def read_link(request: Asked, link_id: int) -> LinkJson:
    """Read one link."""
    return _link(_seen(request, link_id))


@router.get("/links/{link_id}/clicks")
def list_clicks(request: Asked, link_id: int, limit: int = 30, after: str = "") -> Page[ClickJson]:
    """List when a link was followed, the latest first."""
    seen, most = seen_of(after), max(1, min(limit, 100))
    rows = list(_seen(request, link_id).clicks.order_by("-at", "-pk")[seen:][: most + 1])
    items = [ClickJson(at=one.at, referrer=one.referrer, automated=one.automated) for one in rows[:most]]
    return Page(items=items, next=cursor(seen + most) if len(rows) > most else None)


@router.get("/brands/{brand}/link-rule")
def read_link_rule(request: Asked, brand: str) -> RuleJson:
    """Read what is done to the links of posts."""
    return _rule(link_rule(member_of(request, brand).brand))


@router.put("/brands/{brand}/link-rule")
def change_link_rule(request: Asked, brand: str, body: Rule) -> RuleJson:
    """Say what is done to the links of posts from now on."""
    return _rule(set_link_rule(member_of(request, brand), **body.dict()))


@router.get("/brands/{brand}/link-page")
def read_link_page(request: Asked, brand: str) -> LinkPageJson:
    """Read the page of links."""
    return _page(get_object_or_404(LinkPage, brand=member_of(request, brand).brand))


@router.put("/brands/{brand}/link-page")
def change_link_page(request: Asked, brand: str, body: PageKept) -> LinkPageJson:
    """Keep the page of links; an address that stays keeps its short link and its count."""
    items = [(one.label, one.url) for one in body.links]
    return _page(save_link_page(member_of(request, brand), title=body.title, about=body.about, items=items))


@router.post("/posts/{post_id}/link-to-share")
def share_post(request: Asked, post_id: int) -> LinkJson:
    """Return the asking member's own link to a post that is live: what comes by it is counted as theirs."""
    posts = Post.objects.select_related("content", "campaign", "brand")
    post = get_object_or_404(posts, brand__in=brands_of(request), pk=post_id)
    by = member_of(request, post.brand.slug)
    require(by, Duty.SEE)
    stands = get_object_or_404(post.deliveries.live().exclude(url="").order_by("live_at")[:1])
    return _link(_counted(by.brand_id, link_to_share(by, post, stands.url).pk))


def _seen(request: Asked, pk: int) -> ShortLink:
    found = get_object_or_404(ShortLink, brand__in=brands_of(request), pk=pk)
    return _counted(member_of(request, found.brand.slug).brand_id, pk)


def _counted(brand: int, pk: int) -> ShortLink:
    return counted_links(brand).get(pk=pk)


def _link(link: ShortLink) -> LinkJson:
    delivery = link.delivery
    return LinkJson(
        id=link.pk,
        address=link_address(link),
        url=link.url,
        label=link.label,
        campaign=link.campaign.slug if link.campaign else None,
        post=delivery.post_id if delivery else link.post_id,
        sharer=str(link.sharer.user) if link.sharer else None,
        made_at=link.made_at,
        people=link.people,  # type: ignore[attr-defined]
        machines=link.machines,  # type: ignore[attr-defined]
    )


def _rule(rule: LinkRule | None) -> RuleJson:
    if rule is None:
        return RuleJson(shorten=False, parameters="", hosts="")
    return RuleJson(shorten=rule.shorten, parameters=rule.parameters, hosts=rule.hosts)


def _page(page: LinkPage) -> LinkPageJson:
    rows = counted_links(page.brand_id).filter(items__page=page).order_by("items__position")
    return LinkPageJson(title=page.title, about=page.about, links=[_link(one) for one in rows])
