"""Time given to people."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Person
from antiphon.relationships.models.opportunities import Opportunity


def leave_nameless(collector: Any, field: Any, gone: Any, using: str) -> None:
    """Let time stay where its person goes, without the person and without the words about them."""
    models.SET_NULL(collector, field, gone, using)
    collector.add_field_update(field.model._meta.get_field("note"), "", gone)  # noqa: SLF001


class TimeSpent(models.Model):
    """Minutes that a member gave to a person, to posts or to more; while `ended_at` is empty, the timer runs.

    A timer that was forgotten is stopped by the product and `unsure` until its member says how long it was: until
    then it counts nowhere. `person` and `note` are empty once they were erased.
    """

    class Purpose(models.TextChoices):
        """What the time was for."""

        TALK = "talk", _("speaking with somebody")
        PREPARE = "prepare", _("preparing")
        ANSWER = "answer", _("answering")
        EVENT = "event", _("being somewhere")
        PUBLISH = "publish", _("making and sending posts")
        OTHER = "other", _("something else")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="time_spent")
    member = models.ForeignKey(Member, models.CASCADE, related_name="time_spent")
    person = models.ForeignKey(Person, leave_nameless, null=True, blank=True, related_name="time_spent")
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, blank=True, related_name="time_spent", verbose_name=_("opportunity")
    )
    purpose = models.CharField(_("what for"), max_length=8, choices=Purpose, default=Purpose.TALK)
    note = models.CharField(_("a word about it"), max_length=200, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    unsure = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "time spent"
        constraints = [
            models.UniqueConstraint("member", condition=Q(ended_at=None), name="one_running_timer_a_member")
        ]
        indexes = [models.Index("brand", "started_at", name="time_spent_brand")]

    def __str__(self) -> str:
        return f"{self.member}: {self.minutes}"
