"""What is under way while something is made: words not kept yet, films that are being fitted to a network."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Member
from antiphon.publishing.models.content import Asset
from antiphon.publishing.models.delivering import Delivery, Post


class Sketches(models.QuerySet["Sketch"]):
    """Sketches, as one speaks of them."""

    def under_way(self) -> "Sketches":
        """Those that were neither sent nor thrown away."""
        return self.filter(closed_at=None)


class Sketch(models.Model):
    """What a member is writing and has not sent yet: the composer as it was typed, so that nothing is lost.

    `fields` maps the name of each field of the form to its values, `key` names the form. Without a post it is a
    new one. Once the form was sent or thrown away it is closed: its words are gone, and the row stays so that a look
    at the form that arrives afterwards cannot bring them back.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="sketches")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="sketches")
    key = models.CharField(max_length=80)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Sketches.as_manager()

    class Meta:
        verbose_name_plural = "sketches"
        constraints = [models.UniqueConstraint("member", "key", name="one_sketch_a_form")]

    def __str__(self) -> str:
        return f"{self.member} · {self.saved_at:%Y-%m-%d %H:%M}"


class Renditions(models.QuerySet["Rendition"]):
    """Renditions, as one speaks of them."""

    def to_make(self, now: datetime) -> "Renditions":
        """Those that nobody is making."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), finished_at=None)


class Rendition(models.Model):
    """A film as the channel of one delivery takes it: made ahead of its hour, in a lane of its own.

    `progress` is the share that is done, 0–1. It is finished once it was made, or once it is certain that it
    cannot be: then `trouble` says why.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="renditions")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="renditions")
    wanted_at = models.DateTimeField()
    progress = models.FloatField(_("done"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)

    objects = Renditions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("delivery", "asset", name="one_rendition_a_delivery")]

    def __str__(self) -> str:
        return f"{self.asset} · {self.delivery}"
