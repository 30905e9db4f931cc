"""To whom a visit belongs: only where they agreed."""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from antiphon.people.models import Consent, Identity
from antiphon.visits.models.visits import Visit


class NamedBy(models.TextChoices):
    """On what occasion a visit got its name."""

    LEAD = "lead", _("a form on a landing page")
    MEMBER = "member", _("signed in to the community")
    PURCHASE = "purchase", _("a purchase")


class NamedVisitor(models.Model):
    """Whose a visitor's key is on its day, as they agreed: visits that are counted later are named by it too.

    Those that began after `until` are not. The row goes with the day, and with the consent.
    """

    visitor = models.CharField(max_length=24)
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="named_visitors")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="named_visitors")
    occasion = models.CharField(max_length=10, choices=NamedBy)
    until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("visitor", "identity", "occasion", name="one_name_a_visitor")]
        indexes = [models.Index("at", name="named_visitor_at")]

    def __str__(self) -> str:
        return str(self.identity)

    def holds(self, began_at: datetime) -> bool:
        """Whether a visit that began then is theirs."""
        return self.until is None or began_at <= self.until


class VisitIdentities(models.QuerySet["VisitIdentity"]):
    """Names of visits, as one speaks of them."""

    def standing(self) -> "VisitIdentities":
        """Those whose consent was not withdrawn: no others may be read."""
        return self.filter(consent__withdrawn_at=None, identity=F("consent__identity"))


class VisitIdentity(models.Model):
    """That a visit was an identity's, who agreed to it; without the consent the row goes."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="named")
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="visits")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="visits")
    occasion = models.CharField(max_length=10, choices=NamedBy)
    at = models.DateTimeField()

    objects = VisitIdentities.as_manager()

    class Meta:
        verbose_name_plural = "visit identities"

    def __str__(self) -> str:
        return str(self.identity)
