"""BrandMonth: both returns of a brand in a month, reckoned once so that many brands can be put side by side."""

from django.db import models

from antiphon.organizations.models import Brand


class BrandMonth(models.Model):
    """What each measure of both returns came to in a month, by its name, as known at `known_at`.

    `figures` holds value, n, low, high and unit of each, since when it was counted where that was not all the month
    (`began`), and the same of as many days before; None where not known.
    `followers` and `people` are how many followed, and were in the network, when it began.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="months")
    month = models.DateField()
    figures = models.JSONField()
    followers = models.PositiveIntegerField(null=True)
    people = models.PositiveIntegerField(null=True)
    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "month", name="one_row_a_month_of_a_brand")]

    def __str__(self) -> str:
        return f"{self.brand} · {self.month:%Y-%m}"
