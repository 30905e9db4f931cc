"""Standing: how well a community knows a participant; ReadingDay: a day on which they came and read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant


class Trust(models.TextChoices):
    """How well a community knows somebody: earned by reading and by being answered."""

    NEW = "new", _("new")
    MEMBER = "member", _("member")
    REGULAR = "regular", _("regular")
    ELDER = "elder", _("elder")


class Standing(models.Model):
    """What was counted of a participant, and the trust that follows; without a row they are new."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="standing")
    trust = models.CharField(max_length=8, choices=Trust, default=Trust.NEW)
    days = models.PositiveIntegerField(default=0)
    topics = models.PositiveIntegerField(default=0)
    answered_by = models.PositiveIntegerField(default=0)
    thanked_by = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["counted_at"], name="standing_counted")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.trust}"


class ReadingDay(models.Model):
    """A day, on the brand's clock, on which a participant read something."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="reading_days")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("participant", "day", name="one_reading_day_a_day")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.day}"
