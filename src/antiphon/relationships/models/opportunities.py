"""Opportunity: what may come of a relationship, how far it is, and what became of it."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Added, AddedOnly
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Person
from antiphon.relationships.rules.opportunity import OPEN, Stage


class OpportunityKind(models.TextChoices):
    """What may come of it."""

    SALE = "sale", _("sale")
    COLLABORATION = "collaboration", _("collaboration")
    PARTNERSHIP = "partnership", _("partnership")
    INTRODUCTION = "introduction", _("introduction")
    TESTIMONIAL = "testimonial", _("testimonial")
    PRESS = "press", _("press")
    HIRE = "hire", _("hire")
    IDEA = "idea", _("idea")


class Stages(models.TextChoices):
    """How far it has come, in words."""

    PROSPECT = Stage.PROSPECT, _("first contact")
    QUALIFIED = Stage.QUALIFIED, _("interest is clear")
    PROPOSAL = Stage.PROPOSAL, _("proposal made")
    NEGOTIATION = Stage.NEGOTIATION, _("negotiation")
    WON = Stage.WON, _("won")
    LOST = Stage.LOST, _("lost")


class Opportunities(models.QuerySet["Opportunity"]):
    """Opportunities, as one speaks of them."""

    def open(self) -> "Opportunities":
        """Those that are neither won nor lost."""
        return self.filter(stage__in=list(OPEN))

    def closed(self) -> "Opportunities":
        """Those that are won or lost."""
        return self.exclude(stage__in=list(OPEN))


class Opportunity(models.Model):
    """What may come of a relationship with a person, in whose hands it is, and what it is worth.

    `value` is money in a `currency` (ISO 4217), or points where there is none; the two are never added up. Who
    `introduced` the person to us is another person. `expected_on` is when it may be decided.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="opportunities")
    person = models.ForeignKey(Person, models.CASCADE, related_name="opportunities")
    kind = models.CharField(_("what may come of it"), max_length=16, choices=OpportunityKind)
    title = models.CharField(_("title"), max_length=160)
    owner = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="opportunities")
    value = models.DecimalField(
        _("value"), max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stages, default=Stages.PROSPECT)
    introduced_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="introduced_opportunities"
    )
    expected_on = models.DateField(_("may be decided on"), null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("why"), max_length=500, blank=True)

    objects = Opportunities.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="no_negative_value")]
        indexes = [models.Index("brand", "stage", name="opportunity_stage")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is neither won nor lost."""
        return self.stage in OPEN


class StageChange(Added):
    """That an opportunity came to a stage, by whom, and why; added, never changed."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="changes")
    stage = models.CharField(max_length=12, choices=Stages)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)

    objects = AddedOnly["StageChange"].as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.stage}"
