"""How somebody without an account looks at posts, and what is said beside them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.publishing.models.content import Asset
from antiphon.publishing.models.delivering import Post
from antiphon.publishing.models.planning import Campaign
from antiphon.publishing.models.versions import Version


class ReviewLink(models.Model):
    """An address at which somebody without an account reviews these posts, or those of a campaign.

    It names whom it is for, and `mail` where it was sent to, if mail is sent from here. Only the digest of its secret
    is kept.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="review_links")
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="review_links")
    label = models.CharField(_("for whom"), max_length=120)
    mail = models.EmailField(_("mail address"), blank=True)
    digest = models.CharField(max_length=64, unique=True)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="review_links")
    posts = models.ManyToManyField(Post, related_name="review_links", blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class ReviewGuest(models.Model):
    """Somebody who came by a review link and said their name."""

    link = models.ForeignKey(ReviewLink, models.CASCADE, related_name="guests")
    name = models.CharField(_("name"), max_length=120)
    came_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ReviewComment(models.Model):
    """Something said beside a post: about words in it (`quote`, from `start` on), about a picture, or about all.

    `passage` names the text that is quoted, as `queries/commenting.py` does. The version is the one that it
    was said about. What is not `shared` is for the team alone.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="review_comments")
    version = models.ForeignKey(Version, models.CASCADE, related_name="review_comments")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="review_comments")
    guest = models.ForeignKey(ReviewGuest, models.PROTECT, null=True, blank=True, related_name="review_comments")
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answered_by")
    text = models.TextField(_("comment"))
    passage = models.CharField(max_length=40, blank=True)
    quote = models.TextField(_("words"), blank=True)
    start = models.PositiveIntegerField(default=0)
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="review_comments")
    shared = models.BooleanField(_("clients see it too"), default=False)
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, guest__isnull=False) | Q(member__isnull=False, guest=None),
                name="a_member_or_a_guest_comments",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def said_by(self) -> str:
        """The name of who said it."""
        return str(self.member.user if self.member else self.guest)
