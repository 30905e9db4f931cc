"""In which currency a brand reckons, and what others were worth."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member


class ReportingCurrency(models.Model):
    """The one currency in which a brand reads its figures, chosen by whom and when."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="reporting_currency")
    currency = models.CharField(_("currency"), max_length=3)
    chosen_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reporting currencies"

    def __str__(self) -> str:
        return self.currency


class ExchangeRate(models.Model):
    """On a day, one of `base` was `rate` of `quote`: entered by a member, or from a table that they handed in."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="exchange_rates")
    day = models.DateField(_("day"))
    base = models.CharField(_("one of"), max_length=3)
    quote = models.CharField(_("is so much of"), max_length=3)
    rate = models.DecimalField(_("rate"), max_digits=15, decimal_places=8)
    noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "day", "base", "quote", name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="a_rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="a_rate_is_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: 1 {self.base} = {self.rate} {self.quote}"
