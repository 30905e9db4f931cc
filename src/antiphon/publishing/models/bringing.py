"""What brings people to act: tracked links, a page of links, landing pages, and those who came in by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity
from antiphon.publishing.models.content import Asset
from antiphon.publishing.models.delivering import Delivery, Post
from antiphon.publishing.models.planning import Campaign


class LinkRule(models.Model):
    """What is done to the links of a brand's posts as they go out.

    `hosts` are the sites it is done for, one a line; none means every site. `parameters` are campaign
    parameters as `name=value`, one a line, whose values may hold {network}, {campaign} and {post}.
    """

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="link_rule")
    shorten = models.BooleanField(_("make short links that are counted"), default=False)
    hosts = models.TextField(_("only for these sites"), blank=True)
    parameters = models.TextField(_("campaign parameters"), blank=True)

    def __str__(self) -> str:
        return str(self.brand)


class ShortLink(models.Model):
    """A short address on the brand's own domain that leads on to `url`, and is counted.

    One that a delivery carries is made for it; one with a `sharer` belongs to the member who passes it on:
    what comes by it is told apart from what the public passed on.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="short_links")
    code = models.CharField(max_length=16, unique=True)
    url = models.URLField(_("where it leads"), max_length=2000)
    label = models.CharField(_("name"), max_length=120, blank=True)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="links")
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, blank=True, related_name="links")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="shared_links")
    sharer = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="links_to_share")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("delivery", "url", name="one_link_a_delivery"),
            models.UniqueConstraint("post", "sharer", name="one_link_a_sharer"),
        ]
        indexes = [models.Index(fields=["brand", "-made_at"], name="short_link_brand")]

    def __str__(self) -> str:
        return self.label or self.url

    @property
    def belongs_to(self) -> Post | None:
        """The post that carries it, or that a member passes on with it; None if it was made by hand."""
        return self.delivery.post if self.delivery else self.post

    @property
    def words(self) -> str:
        """What the post it belongs to says, on the channel it was made for."""
        return self.delivery.words if self.delivery else self.post.content.text if self.post else ""


class Click(models.Model):
    """A short link was followed. Who it was is not kept: no address, no cookie, only the host they came from."""

    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="clicks")
    at = models.DateTimeField()
    automated = models.BooleanField(default=False)
    referrer = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index("link", "at", name="click_link")]

    def __str__(self) -> str:
        return f"{self.link} {self.at}"


class LinkPage(models.Model):
    """The one page that a profile's single link leads to ("link in bio")."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="link_page")
    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("a sentence below it"), blank=True)

    def __str__(self) -> str:
        return self.title


class LinkItem(models.Model):
    """A link of that page, in its place."""

    page = models.ForeignKey(LinkPage, models.CASCADE, related_name="items")
    link = models.ForeignKey(ShortLink, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint("page", "position", name="one_link_a_place")]

    def __str__(self) -> str:
        return str(self.link)


class LandingPage(models.Model):
    """A page with one purpose: to give a document, to those who ask (gated) or to everybody (open).

    `consent` is the sentence that somebody agrees to; it is kept with each lead as it was worded then.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="landing_pages")
    slug = models.SlugField(_("name in the address"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    document = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="landing_pages")
    gated = models.BooleanField(_("only for those who leave their address"), default=True)
    consent = models.TextField(_("what they agree to"), blank=True)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="landing_pages")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "slug", name="one_landing_page_a_slug"),
            models.CheckConstraint(condition=Q(gated=False) | ~Q(consent=""), name="gated_asks_for_consent"),
        ]

    def __str__(self) -> str:
        return self.title


class Lead(models.Model):
    """Somebody left their address on a landing page: the consent as it was worded, and what brought them."""

    page = models.ForeignKey(LandingPage, models.PROTECT, related_name="leads")
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="leads")
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.EmailField(_("mail address"))
    consent = models.TextField(_("consent, as it was worded"))
    came_by = models.ForeignKey(ShortLink, models.SET_NULL, null=True, blank=True, related_name="leads")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("page", "address", name="one_lead_an_address")]
        indexes = [models.Index(fields=["page", "-at"], name="lead_page")]

    def __str__(self) -> str:
        return self.address
