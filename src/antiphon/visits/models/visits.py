"""A visit, the pages looked at in it, and what was left out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand
from antiphon.visits.models.sites import TrackedSite
from antiphon.visits.rules.sources import channel_label


class SourceKinds(models.TextChoices):
    """From what kind of place somebody came."""

    LINK = "link", _("short link")
    SOCIAL = "social", _("social network")
    MAIL = "mail", _("mail")
    PAID = "paid", _("paid")
    CAMPAIGN = "campaign", _("campaign")
    SEARCH = "search", _("search")
    REFERRAL = "referral", _("another site")
    DIRECT = "direct", _("direct")


class Ways(models.TextChoices):
    """How it was counted."""

    SCRIPT = "script", _("the script")
    PIXEL = "pixel", _("the picture")
    LOG = "log", _("server logs")
    API = "api", _("the API")


class Reasons(models.TextChoices):
    """Why hits were left out."""

    BOT = "bot", _("machines")
    ASKED = "asked", _("browsers that ask not to be tracked")
    FLOOD = "flood", _("floods: more than one sender, or one site, may send in a minute")
    ELSEWHERE = "elsewhere", _("pages of other domains")
    COUNTED = "counted", _("pages that another way had counted already")
    UNREADABLE = "unreadable", _("hits that say nothing, as lines that broke off")


class Visit(models.Model):
    """Somebody was on a site for a while: from the first page to half an hour after the last.

    `visitor` tells visitors apart within a day (UTC) and within a site, and leads to nobody. `referrer` is a host,
    `landing_path` the first page without its query, `code` that of the short link of ours that led there.
    `received_at` is when it was counted first; `began_at` is not later.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="visits")
    site = models.ForeignKey(TrackedSite, models.CASCADE, related_name="visits")
    visitor = models.CharField(max_length=24)
    began_at = models.DateTimeField(_("when"))
    last_at = models.DateTimeField()
    received_at = models.DateTimeField()
    pages = models.PositiveIntegerField(default=0)
    way = models.CharField(max_length=8, choices=Ways)
    source_kind = models.CharField(max_length=8, choices=SourceKinds)
    source = models.CharField(max_length=200, blank=True)
    medium = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=650, blank=True)
    code = models.CharField(max_length=40, blank=True)
    referrer = models.CharField(max_length=120, blank=True)
    landing_path = models.CharField(max_length=500)

    class Meta:
        indexes = [
            models.Index("brand", "began_at", name="visit_began"),
            models.Index("visitor", "last_at", name="visit_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.landing_path} · {self.get_source_kind_display()}"

    @property
    def channel(self) -> str:
        """The label under which attribution knows where it came from."""
        return channel_label(self.source_kind, self.source)


class PageView(models.Model):
    """A page was looked at in a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="views")
    at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=Ways, blank=True)
    path = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.path


class LeftOut(models.Model):
    """How many hits of a site were left out on a day (UTC), why, and by which way they came. Nothing else is kept."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="hits_left_out")
    site = models.ForeignKey(TrackedSite, models.CASCADE, related_name="left_out")
    day = models.DateField()
    reason = models.CharField(max_length=10, choices=Reasons)
    way = models.CharField(max_length=8, choices=Ways)
    hits = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("site", "day", "reason", "way", name="left_out_once")]
        indexes = [models.Index("brand", "day", name="left_out_day")]

    def __str__(self) -> str:
        return f"{self.hits} × {self.get_reason_display()}"
