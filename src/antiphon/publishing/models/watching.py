"""What shows that the house is at work, and who was told when it could not go on."""

from django.db import models

from antiphon.organizations.models import Member
from antiphon.publishing.models.delivering import Delivery


class Heartbeat(models.Model):
    """A worker that is alive, and when it last said so."""

    worker = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class Notice(models.Model):
    """A member was told that a delivery needs a person; once for each time that it came to stand so."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="notices")
    member = models.ForeignKey(Member, models.CASCADE, related_name="notices")
    state = models.CharField(max_length=12)
    stands_since = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("delivery", "member", "stands_since", name="told_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.delivery}"
