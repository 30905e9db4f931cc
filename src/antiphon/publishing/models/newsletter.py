"""Subscriber: somebody who asked to get the letters of a channel."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.people.models import Identity


class SubscriberState(models.TextChoices):
    """How a subscription stands."""

    ASKED = "asked", _("not confirmed yet")
    ACTIVE = "active", _("gets the letters")
    LEFT = "left", _("left")
    BOUNCED = "bounced", _("cannot be reached")


class Subscriber(models.Model):
    """A subscription of one address to one newsletter, with the consent in the words that were shown.

    `source` says where it was asked for. A subscription is active only after the address confirmed it, or
    where a member took it over and said on what ground (`consent`).
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="subscribers")
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="subscriptions")
    address = models.EmailField(_("mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(max_length=8, choices=SubscriberState, default=SubscriberState.ASKED)
    consent = models.TextField(_("consent, as it was worded"))
    source = models.CharField(_("where"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("channel", "address", name="one_subscription_an_address"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(confirmed_at__isnull=False) | ~Q(state="active"),
                name="active_once_confirmed",
            ),
        ]
        indexes = [models.Index("channel", "state", name="subscriber_state")]

    def __str__(self) -> str:
        return self.address
