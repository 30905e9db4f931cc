"""Device: a browser that somebody lets tell them; Push: one message to it; PushKey: how we sign."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.devices.rules import LONGEST_NAME
from antiphon.organizations.models import Brand


class PushKey(models.Model):
    """The key with which this installation signs what it pushes: made once, the one row has the key 1.

    `public` is base64url. With another key no device of before takes anything.
    """

    public = models.CharField(max_length=100)
    private_sealed = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return "the key of pushes"


class Device(models.Model):
    """A browser of somebody's that shows what a brand's pages tell them, since when.

    `address_sealed` is where pushes for it go: whoever knows it, with the keys, could write to it; `digest` finds
    it again without opening. `reader_sealed` are its two keys. `failures` count those in a row since `last_good_at`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=LONGEST_NAME)
    digest = models.CharField(max_length=64)
    address_sealed = models.TextField()
    reader_sealed = models.TextField()
    since = models.DateTimeField()
    last_good_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("digest", name="one_device_an_address")]
        indexes = [models.Index("brand", "user", name="device_whose")]

    def __str__(self) -> str:
        return self.name


class Pushes(models.QuerySet["Push"]):
    """Pushes, as one speaks of them."""

    def waiting(self) -> "Pushes":
        """Those that are still to be sent; one that is being asked for, or was when a worker died, is not."""
        return self.filter(sent_at=None, gave_up_at=None, asked_at=None)

    def due(self, now: datetime) -> "Pushes":
        """Those whose turn has come."""
        return self.waiting().filter(next_try_at__lte=now)


class Push(models.Model):
    """A message to a device, once for each `key`; of the same `topic` only the latest waits.

    `words` are JSON as the device reads them, forgotten once it was sent or given up. `asked_at` is when a worker
    began to send it: where no answer came, nobody knows whether it arrived, and it is not sent again.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="pushes")
    key = models.CharField(max_length=200)
    topic = models.CharField(max_length=32)
    words = models.TextField(blank=True)
    written_at = models.DateTimeField()
    good_until = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    objects = Pushes.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("device", "key", name="one_push_a_thing")]
        indexes = [
            models.Index("next_try_at", condition=Q(sent_at=None, gave_up_at=None, asked_at=None), name="push_due"),
            models.Index("written_at", name="push_written"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} · {self.key}"
