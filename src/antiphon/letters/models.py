"""Letter: one mail to one address."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class Letters(models.QuerySet["Letter"]):
    """Letters, as one speaks of them."""

    def waiting(self) -> "Letters":
        """Those that are still to be sent."""
        return self.filter(sent_at=None, gave_up_at=None)

    def due(self, now: datetime) -> "Letters":
        """Those whose turn has come and that no living worker holds."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.waiting().filter(free, next_try_at__lte=now)


class Letter(models.Model):
    """A mail, written once for each `key`, from which its Message-ID follows: a second copy is known as one.

    `text` is plain text; `html`, if any, says the same. `lease_until` is how long a worker holds it.
    `sender` is the name it comes from, where that is not the name of this installation.
    `stop` is the address that ends such letters with one click (RFC 8058), where there is one.
    The words of a `confidential` one, which open something, are forgotten once it was sent or given up.
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    sender = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    confidential = models.BooleanField(default=False)
    stop = models.CharField(max_length=500, blank=True)
    attachment = models.FileField(upload_to="letters/%Y/%m/", blank=True)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    objects = Letters.as_manager()

    class Meta:
        indexes = [models.Index("next_try_at", condition=Q(sent_at=None, gave_up_at=None), name="letter_due")]

    def __str__(self) -> str:
        return self.subject
