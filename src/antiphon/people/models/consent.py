"""Consent: that somebody agreed to something, in which words, and until when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models.knowing import Identity


class Purpose(models.TextChoices):
    """What somebody agreed to."""

    CONTACT = "contact", _("being written to in person")
    LETTERS = "letters", _("getting letters")
    QUOTE = "quote", _("being quoted by name")
    PICTURE = "picture", _("being shown in pictures")
    RESEARCH = "research", _("being asked for research")
    SHARE = "share", _("being introduced to others")
    VISITS = "visits", _("having visits to our sites joined with their name")


class Consent(models.Model):
    """That somebody agreed to one purpose of one brand: the words, where they come from, who noted it.

    Withdrawn it stays, with when. Whom nothing is noted of agreed to nothing.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="consents")
    identity = models.ForeignKey(Identity, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    wording = models.TextField(_("in which words"))
    source = models.CharField(_("where and how"), max_length=200)
    given_at = models.DateTimeField(_("when"))
    noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "identity", "purpose", condition=Q(withdrawn_at=None), name="one_consent_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identity}: {self.get_purpose_display()}"
