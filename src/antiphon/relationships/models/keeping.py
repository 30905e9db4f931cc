"""Relationship: a person of ours, cared for by a member of the team; and how it went from hand to hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Added, AddedOnly
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Person


class Relationships(models.QuerySet["Relationship"]):
    """Relationships, as one speaks of them."""

    def kept(self) -> "Relationships":
        """Those that have not been let go."""
        return self.filter(ended_at=None)

    def cared_for(self) -> "Relationships":
        """Those in the hands of somebody who is still in the team."""
        return self.kept().filter(steward__isnull=False, steward__left_at=None)

    def without_steward(self) -> "Relationships":
        """Those whose steward has left the team."""
        return self.kept().filter(models.Q(steward=None) | models.Q(steward__left_at__isnull=False))


class Relationship(models.Model):
    """That we keep in touch with a person, since when, who does, and how often at the longest.

    Once let go it `ended_at` a moment and stays on record. `opted_out_at` is when the person said that they do not
    want to be spoken to: then nothing is ever urgent.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="relationships")
    person = models.OneToOneField(Person, models.CASCADE, related_name="relationship")
    steward = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="relationships")
    rhythm_days = models.PositiveIntegerField(_("speak at least every … days"), null=True, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    opted_out_at = models.DateTimeField(null=True, blank=True)

    objects = Relationships.as_manager()

    def __str__(self) -> str:
        return str(self.person)

    @property
    def present_steward(self) -> Member | None:
        """Return who keeps in touch, if they are still in the team."""
        return self.steward if self.steward is not None and self.steward.left_at is None else None


class HandOver(Added):
    """That a relationship went from one steward to another, who did it, and what they said; added, never changed.

    Without `before` somebody took it up, without `after` it was let go.
    """

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="hand_overs")
    before = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    after = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)

    objects = AddedOnly["HandOver"].as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
