"""SalesDay: what was sold on a day, added up ahead, so that nobody waits while a year of purchases is read."""

from django.db import models

from antiphon.organizations.models import Brand


class SalesDay(models.Model):
    """A day on the clock of the brand (`zone`) on which something was sold.

    `changed` counts what came in of it; what was added up holds as long as `summed` is the same number, and the brand
    reckons in the same `currency` on the same clock. `purchases` is how many there are, those called off included.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sales_days")
    day = models.DateField()
    changed = models.PositiveBigIntegerField(default=0)
    summed = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    purchases = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "day", name="one_sum_a_day")]

    def __str__(self) -> str:
        return str(self.day)


class SumOf(models.TextChoices):
    """Of what purchases are a sum."""

    ALL = "all"
    HEARD = "heard"
    COUPON = "coupon"


class SalesDaySum(models.Model):
    """Purchases of a day, source and currency together; of one answer or one coupon (`name`), where `of` says so.

    `gross` and `refunded` are in their own currency; `gross_told` and `refunded_told` in the one that the
    brand reckons in, each purchase rounded by itself, None without a rate. `over` refunds do not count wholly.
    """

    day = models.ForeignKey(SalesDay, models.CASCADE, related_name="sums")
    of = models.CharField(max_length=6, choices=SumOf)
    name = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    n = models.PositiveIntegerField()
    gross = models.DecimalField(max_digits=24, decimal_places=4)
    refunded = models.DecimalField(max_digits=24, decimal_places=4)
    gross_told = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    refunded_told = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    over = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.n} × {self.source} {self.currency}"
