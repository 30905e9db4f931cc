"""Person, Identity and the decisions that join them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand


class Person(models.Model):
    """A human, thin and mergeable: what they did hangs on their identities."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Side(models.TextChoices):
    """On which side of a conversation an identity stands."""

    US = "us", _("us")
    THEM = "them", _("them")


class Identity(models.Model):
    """One account on one network. `stable_id` is what never changes there: a DID, an actor's address.

    Whoever asked to be erased is left without a name; then `anonymized_at` says when.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="identities")
    network = models.CharField(max_length=40)
    stable_id = models.CharField(max_length=500)
    handle = models.CharField(max_length=300)
    name = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    side = models.CharField(max_length=4, choices=Side, default=Side.THEM)
    automated = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="identities")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    anonymized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint("brand", "network", "stable_id", name="one_identity_an_account")]

    def __str__(self) -> str:
        return self.name or self.handle


class IdentityLink(models.Model):
    """A decision that an identity belongs to a person; the last one holds, none is erased."""

    class Ground(models.TextChoices):
        """Why it was decided."""

        FIRST_SEEN = "first_seen", _("first seen")
        VERIFIED = "verified", _("verified evidence")
        BY_HAND = "by_hand", _("decided by a member")

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    ground = models.CharField(max_length=12, choices=Ground)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.identity} → {self.person}"
