"""ReportLook: under whose name reports stand, and how they look."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member, Organization
from antiphon.publishing.models import Asset


class ReportLook(models.Model):
    """Name, logo, color and foot under which the reports of a brand stand, or of all brands of an organization.

    It holds for the whole organization where it has no brand; a brand's own stands before it. One holds until it is
    ended. While one holds, this product is not named.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="report_looks")
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="report_looks")
    name = models.CharField(_("name"), max_length=120, blank=True)
    logo = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="report_looks")
    accent = models.CharField(_("color"), max_length=7, blank=True)
    foot = models.CharField(_("foot"), max_length=300, blank=True)
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="report_looks")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", condition=Q(ended_at=None), name="one_report_look_a_brand"),
            models.UniqueConstraint(
                "organization", condition=Q(ended_at=None, brand=None), name="one_report_look_an_organization"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def picture(self, today: date) -> Asset | None:
        """Return the logo, as long as the brand may use it."""
        logo = self.logo
        return None if logo is None or (logo.expires_on is not None and logo.expires_on < today) else logo
