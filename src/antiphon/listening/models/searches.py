"""SavedSearch: what a brand goes on looking for; Found: a public post of somebody else that a search came upon."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.listening.models.subjects import Subject
from antiphon.organizations.models import Brand, Member


class SearchPlace(models.TextChoices):
    """Where a search looks."""

    HEARD = "heard", _("in what was said to you")
    PUBLIC = "public", _("among public posts of a network")


class SavedSearches(models.QuerySet["SavedSearch"]):
    """Saved searches, as one speaks of them."""

    def in_force(self) -> "SavedSearches":
        """Those that nobody stopped."""
        return self.filter(ended_at=None)

    def due(self, now: datetime) -> "SavedSearches":
        """Those among public posts whose turn has come, and that nobody looks for right now.

        A network that asked for rest, or takes few requests, is left alone.
        """
        channels = Channel.objects.connected().not_quiet(now).with_requests_to_spare(now)
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.in_force().filter(free, place=SearchPlace.PUBLIC, due_at__lte=now, channel__in=channels)


class SavedSearch(models.Model):
    """Words or a tag that a brand goes on looking for, by whom; among public posts through the eyes of a channel.

    In what was said to us `channel` and `subject` narrow it where they are given. `cursor` is how far a network was
    searched; `trouble` is what it last said no to.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=80)
    words = models.CharField(_("words, or a #tag"), max_length=120, blank=True)
    place = models.CharField(max_length=8, choices=SearchPlace, default=SearchPlace.HEARD)
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, blank=True, related_name="saved_searches")
    subject = models.ForeignKey(Subject, models.SET_NULL, null=True, blank=True, related_name="saved_searches")
    every_minutes = models.PositiveIntegerField(default=60)
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    cursor = models.CharField(max_length=700, blank=True)
    trouble = models.CharField(max_length=24, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)

    objects = SavedSearches.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        indexes = [models.Index("due_at", name="search_due", condition=Q(ended_at=None, place="public"))]

    def __str__(self) -> str:
        return self.name


class FoundState(models.TextChoices):
    """What became of a post that was found."""

    NEW = "new", _("new")
    TAKEN_UP = "taken_up", _("taken up")
    ASIDE = "aside", _("not for you")


class Found(models.Model):
    """A public post of a stranger; no message and nobody we know, until a member takes it up.

    Once for a brand, however many searches come upon it. It is forgotten after 90 days unless it was taken up; then
    `message` is what it became, and its words stand there.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="found")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="found")
    searches = models.ManyToManyField(SavedSearch, related_name="found")
    uri = models.CharField(max_length=700)
    network_id = models.CharField(max_length=700)
    version = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    parent_uri = models.CharField(max_length=700, blank=True)
    root_uri = models.CharField(max_length=700, blank=True)
    author_id = models.CharField(max_length=700)
    author_handle = models.CharField(max_length=300)
    author_name = models.CharField(max_length=300, blank=True)
    author_url = models.URLField(max_length=1000, blank=True)
    author_picture = models.URLField(max_length=1000, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=16, blank=True)
    said_at = models.DateTimeField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=FoundState, default=FoundState.NEW)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="found")

    class Meta:
        verbose_name_plural = "found"
        constraints = [models.UniqueConstraint("brand", "uri", name="one_found_an_address")]
        indexes = [
            models.Index(fields=["brand", "state", "-said_at", "-id"], name="found_last"),
            models.Index("found_at", name="found_when"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
