"""Until when an answer is promised: the hours of a brand, its holidays, and a target for each kind of call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.rules.kinds import CallKind
from antiphon.organizations.models import Brand, Member


class CallKinds(models.TextChoices):
    """The kinds of calls to answer, in words."""

    DIRECT = CallKind.DIRECT, _("direct message")
    MENTION = CallKind.MENTION, _("mention")
    COMMENT = CallKind.COMMENT, _("comment")
    QUESTION = CallKind.QUESTION, _("question in the community")
    MAIL = CallKind.MAIL, _("mail")


class OfficeWeek(models.Model):
    """At which hours of the week a brand is there for people, from a day on until the next such row.

    `openings` has a list of ["HH:MM", "HH:MM"] for each weekday, "0" being Monday; "00:00" as the end is midnight.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="office_weeks")
    since = models.DateField()
    openings = models.JSONField()
    set_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("since",)
        constraints = [models.UniqueConstraint("brand", "since", name="one_office_week_a_day")]

    def __str__(self) -> str:
        return f"{self.since}"


class Holiday(models.Model):
    """A day on which a brand is closed whatever the weekday."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ("day",)
        constraints = [models.UniqueConstraint("brand", "day", name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class AnswerTarget(models.Model):
    """Within how many minutes of business a brand means to answer a kind of call."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="answer_targets")
    kind = models.CharField(max_length=12, choices=CallKinds)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "kind", name="one_target_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.minutes} min"
