"""Thank: that somebody is thankful for words of another; it is shown, and weighs nothing in what is shown first."""

from django.db import models

from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Writing


class Thanks(models.QuerySet["Thank"]):
    """Thanks, as one speaks of them."""

    def standing(self) -> "Thanks":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Thank(models.Model):
    """That a participant thanked for a writing, once; who takes it back and thanks again is not told of twice."""

    writing = models.ForeignKey(Writing, models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Participant, models.CASCADE, related_name="thanks_given")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = Thanks.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("writing", "by", name="one_thank_a_writing")]
        indexes = [models.Index("by", "at", name="thank_given")]

    def __str__(self) -> str:
        return f"{self.by_id} thanks for {self.writing_id}"
