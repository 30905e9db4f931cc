"""What could be said: ideas, and the feeds that bring some."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.models import Message
from antiphon.listening.models import Need
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.models.delivering import Post


class Feeds(models.QuerySet["Feed"]):
    """Feeds, as one speaks of them."""

    def followed(self) -> "Feeds":
        """Those that are still read."""
        return self.filter(ended_at=None)

    def due(self, now: datetime) -> "Feeds":
        """Those whose turn has come and that nobody fetches right now."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.followed().filter(free, due_at__lte=now)


class Feed(models.Model):
    """A feed of somebody else, in RSS or Atom, whose new entries become ideas.

    `etag` and `modified` are what its server said last, so that it need not say the same again.
    `trouble` says in a word why it could not be read; `failures` counts the times in a row.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="feeds")
    address = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=300, blank=True)
    added_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=24, blank=True)

    objects = Feeds.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "address", condition=Q(ended_at=None), name="one_feed_an_address")
        ]
        indexes = [models.Index("due_at", name="feed_due")]

    def __str__(self) -> str:
        return self.title or self.address


class IdeaState(models.TextChoices):
    """What became of an idea."""

    NEW = "new", _("new")
    USED = "used", _("used")
    DISMISSED = "dismissed", _("put aside")


class IdeaSource(models.TextChoices):
    """Where an idea came from."""

    OWN = "own", _("our own")
    NEED = "need", _("somebody’s need")
    FEED = "feed", _("a feed")


class Idea(models.Model):
    """Something that could become a post: our own words, a need that is planned, an entry of a feed.

    `key` names what it was made of, so that the same need or entry is one idea.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="ideas")
    source = models.CharField(max_length=8, choices=IdeaSource)
    text = models.TextField(_("text"))
    link = models.URLField(_("link"), max_length=1000, blank=True)
    key = models.CharField(max_length=720)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="ideas")
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="ideas")
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="ideas")
    added_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=IdeaState, default=IdeaState.NEW)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="ideas")

    class Meta:
        constraints = [models.UniqueConstraint("brand", "key", name="one_idea_a_key")]
        indexes = [models.Index(fields=["brand", "state", "-added_at"], name="idea_state")]

    def __str__(self) -> str:
        return self.text[:60]
