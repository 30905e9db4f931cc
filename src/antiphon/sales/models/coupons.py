"""Coupon: a code that says by itself what brought a buyer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Person


class Coupon(models.Model):
    """A code that was given out by a campaign, on a channel, or by a person. `key` is the code as it is compared.

    Purchases carry the code itself: which came by it is found whether it was noted before or after.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="coupons")
    code = models.CharField(_("code"), max_length=80)
    key = models.CharField(max_length=80)
    campaign = models.CharField(_("campaign"), max_length=60, blank=True)
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="coupons")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="coupons")
    what = models.CharField(_("what it is for"), max_length=200, blank=True)
    noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "key", condition=Q(ended_at=None), name="one_coupon_a_code"),
        ]

    def __str__(self) -> str:
        return self.code
