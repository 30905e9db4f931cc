"""That somebody responsible was told of a call that waits beyond its target."""

from django.db import models

from antiphon.conversations.models.talking import CallToAnswer
from antiphon.organizations.models import Member


class OverdueNotice(models.Model):
    """A member was told, once, that a call to answer waits for longer than was promised."""

    call = models.ForeignKey(CallToAnswer, models.CASCADE, related_name="overdue_notices")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("call", "member", name="told_once_of_a_call")]

    def __str__(self) -> str:
        return f"{self.member}: {self.call}"
