"""Relationship: a person of ours, cared for by a member of the team."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Person


class Relationship(models.Model):
    """That we keep in touch with a person, since when, who does, and how often at the longest."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="relationships")
    person = models.OneToOneField(Person, models.CASCADE, related_name="relationship")
    steward = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="relationships")
    rhythm_days = models.PositiveIntegerField(_("speak at least every … days"), null=True, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person)
