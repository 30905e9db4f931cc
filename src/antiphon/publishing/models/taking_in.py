"""Plans that come in as a file, and the address at which the plan is read from outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member


class PlanFile(models.Model):
    """A file of posts that was handed in: read and shown first, and written only when somebody confirms it.

    `text` is the file as it came; `order` the order of day, month and year in its dates; `channels` the ids
    of those that rows without a column of their own are for; `media` says of each address of a picture in it
    the id of the asset, or in words why there is none.
    """

    class Order(models.TextChoices):
        """In which order a date names its parts."""

        MONTH_FIRST = "mdy", _("month/day/year")
        DAY_FIRST = "dmy", _("day/month/year")
        YEAR_FIRST = "ymd", _("year-month-day")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="plan_files")
    member = models.ForeignKey(Member, models.PROTECT, related_name="plan_files")
    name = models.CharField(max_length=200)
    text = models.TextField()
    encoding = models.CharField(max_length=20)
    order = models.CharField(_("order of dates"), max_length=3, choices=Order)
    channels = models.JSONField(default=list)
    media = models.JSONField(default=dict)
    handed_in_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class PlanAddress(models.Model):
    """A secret address at which a member's calendar program reads the plan; only its digest is kept."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="plan_addresses")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "plan addresses"
        constraints = [
            models.UniqueConstraint("member", condition=models.Q(revoked_at=None), name="one_plan_address_a_member")
        ]

    def __str__(self) -> str:
        return str(self.member)
