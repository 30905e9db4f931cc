"""ReturnFinding: what figures say is worth doing, with its evidence as it was then; and what was decided about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Added, AddedOnly
from antiphon.organizations.models import Brand, Member


class ReturnFinding(Added):
    """Some of something brought more, or less, than the rest: sure enough to say so, and what to do about it.

    `rule` is by which rule it was found, `key` and `name` what it is about. `value`, `low` and `high` are the figure
    of `n` observations between `since` and `until`; `rest_…` that of all others.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="return_findings")
    rule = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    n = models.PositiveIntegerField()
    value = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    rest_n = models.PositiveIntegerField()
    rest_value = models.FloatField()
    rest_low = models.FloatField()
    rest_high = models.FloatField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    found_at = models.DateTimeField()

    objects = AddedOnly["ReturnFinding"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["brand", "-found_at"], name="return_finding_brand")]

    def __str__(self) -> str:
        return f"{self.rule} · {self.name}"


class Deciding(models.TextChoices):
    """What was decided about a finding."""

    FOLLOW = "follow", _("we follow it")
    LEAVE = "leave", _("we leave it")


class FindingDecision(Added):
    """What a member decided about a finding; the last one holds."""

    finding = models.ForeignKey(ReturnFinding, models.CASCADE, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Deciding)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AddedOnly["FindingDecision"].as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.finding}: {self.decision}"


class FindingsLook(Added):
    """That the figures of a brand were looked through, over which time, and how much new was found."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="findings_looks")
    since = models.DateTimeField()
    until = models.DateTimeField()
    observed = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = AddedOnly["FindingsLook"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="findings_look_brand")]

    def __str__(self) -> str:
        return f"{self.brand} · {self.at:%Y-%m-%d}"
