"""Channel: one account of the brand on one network."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand
from antiphon.people.models import Identity


class Channels(models.QuerySet["Channel"]):
    """Channels, as one speaks of them."""

    def connected(self) -> "Channels":
        """Those that are in use."""
        return self.filter(disconnected_at=None)

    def not_quiet(self, now: datetime) -> "Channels":
        """Those whose network did not ask to wait."""
        return self.filter(Q(quiet_until=None) | Q(quiet_until__lte=now))

    def due_to_listen(self, now: datetime) -> "Channels":
        """Those whose turn to listen has come and that nobody listens to right now."""
        free = Q(listen_lease_until=None) | Q(listen_lease_until__lt=now)
        return self.connected().not_quiet(now).filter(free, listen_due_at__lte=now)


class Channel(models.Model):
    """A connected place. `kind` names its connector and is free text: a new network needs no migration."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=40)
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="channels")
    credentials_sealed = models.TextField(blank=True)
    session_sealed = models.TextField(blank=True)
    limits_read = models.JSONField(null=True, blank=True)
    limits_read_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField()
    disconnected_at = models.DateTimeField(null=True, blank=True)
    listen_cursor = models.TextField(blank=True)
    listen_due_at = models.DateTimeField()
    listen_lease_until = models.DateTimeField(null=True, blank=True)
    listened_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=24, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(_("asked to wait until"), null=True, blank=True)

    objects = Channels.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", "identity", condition=Q(disconnected_at=None), name="one_channel_an_account"
            )
        ]
        indexes = [models.Index("listen_due_at", name="channel_listen_due")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.identity.handle}"
