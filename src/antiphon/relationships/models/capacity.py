"""Capacity: how much room a member has for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Member
from antiphon.relationships.rules import Limits


class Capacity(models.Model):
    """What a member has room for, and what an hour of theirs costs, if they say so.

    `a_day` people or `minutes_a_day` bound the list of the day; the smaller of both where both are said. `rate` is
    per hour, in `currency` (ISO 4217). `by_mail` is whether they are reminded by mail, too.
    """

    member = models.OneToOneField(Member, models.CASCADE, related_name="capacity")
    people = models.PositiveIntegerField(_("people in all"), default=150)
    close = models.PositiveIntegerField(_("people who are close"), default=15)
    a_day = models.PositiveIntegerField(_("people a day"), null=True, blank=True)
    minutes_a_day = models.PositiveIntegerField(_("minutes a day"), null=True, blank=True)
    rate = models.DecimalField(_("what an hour costs"), max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    by_mail = models.BooleanField(_("remind me by mail"), default=True)

    class Meta:
        verbose_name_plural = "capacities"

    def __str__(self) -> str:
        return str(self.member)

    @property
    def limits(self) -> Limits:
        """Return what there is room for, for the rules."""
        return Limits(self.people, self.close, self.a_day, self.minutes_a_day)
