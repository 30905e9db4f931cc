"""The queue: the hours of the week at which a channel has something to say."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.publishing.models.planning import Category


class Slot(models.Model):
    """An hour of the week that a channel keeps free for the queue, for any content or for one category.

    `weekday` is 0 on Monday to 6 on Sunday; `wall_time` is "HH:MM" on the brand's clock.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(_("day of the week"))
    wall_time = models.CharField(_("hour"), max_length=5)
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="slots")

    class Meta:
        ordering = ("weekday", "wall_time")
        constraints = [
            models.UniqueConstraint("channel", "weekday", "wall_time", name="one_slot_an_hour"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.wall_time}"
