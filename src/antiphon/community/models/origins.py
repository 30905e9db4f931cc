"""Origin: where a participant who was brought along came from, so that they come only once."""

from django.db import models

from antiphon.community.models.participants import Participant
from antiphon.organizations.models import Brand


class Origin(models.Model):
    """That a participant was somebody in another place. `key` is a digest: it tells nothing of who that was."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="origins")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="origins")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "key", name="one_origin_a_key")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.key[:8]}"
