"""By what accounts are recognized: kept by key, so that not all are compared with all."""

from django.db import models

from antiphon.organizations.models import Brand
from antiphon.people.models.knowing import Identity
from antiphon.people.rules import Kind

#: What follows from what a network tells of an account; the rest was noted by somebody who knows.
FOLLOWS = frozenset({Kind.NAME, Kind.USERNAME, Kind.ADDRESS})


class KnownTrait(models.Model):
    """Something known of an identity by which it may be recognized; see `rules.Kind`.

    Mail addresses and telephone numbers are kept as digests under a key of the installation: they serve to compare,
    and who has the database alone cannot try addresses.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    key = models.CharField(max_length=500)
    verified = models.BooleanField(default=False)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("identity", "kind", "key", name="noted_once")]
        indexes = [models.Index("brand", "key", name="trait_key")]

    def __str__(self) -> str:
        return f"{self.identity}: {self.kind}"
