"""Experiment, the units it divides, and each time it was measured."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.organizations.models import Brand, Member


class ExperimentKind(models.TextChoices):
    """How what would have happened anyway is told."""

    BEFORE_AFTER = "before_after", _("before and after")
    DIFFERENCE = "difference", _("difference in differences")
    HOLDOUT = "holdout", _("some are held out")


class Experiment(models.Model):
    """Something a brand tries from a day to a day, and what it is compared with.

    `measure` names what is counted, `file` means the numbers of `table`: days as ISO dates and columns of numbers.
    `treated` and `controls` name series, as `replies`, `replies/12` for one channel, or a column of the table. Days
    are on the brand's wall, both included. Who vouched said that the test cannot have touched the controls.
    `newsletter` leaves out who is held out, from the first day to the last or until it was released.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="experiments")
    name = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("what you want to know"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ExperimentKind)
    measure = models.CharField(_("what is counted"), max_length=40)
    treated = models.JSONField(default=list)
    controls = models.JSONField(default=list)
    table = models.JSONField(default=dict)
    begins = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    planned_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="experiments")
    seed = models.PositiveIntegerField()
    vouched_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    vouched_at = models.DateTimeField(null=True, blank=True)
    newsletter = models.ForeignKey(Channel, models.SET_NULL, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends__gte=models.F("begins")), name="a_test_ends_after")]
        indexes = [
            models.Index(fields=["brand", "-planned_at"], name="experiment_brand"),
            models.Index(
                fields=["newsletter", "ends"],
                condition=Q(newsletter__isnull=False, released_at=None),
                name="experiment_holding",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def planned_before(self) -> bool:
        """Whether it was planned before its first day: what is chosen afterwards proves less.

        Who is held out from the day on which the lot was drawn was so from the beginning.
        """
        day = self.planned_at.astimezone(self.brand.zone).date()
        return day < self.begins or (day == self.begins and self.kind == ExperimentKind.HOLDOUT)

    @property
    def is_over(self) -> bool:
        """Whether its last day is over, on the brand's wall."""
        return clock.now().astimezone(self.brand.zone).date() > self.ends

    @property
    def may_name_people(self) -> bool:
        """Whether its series may be people: a list that was divided is one of whoever somebody wrote down."""
        return self.kind == ExperimentKind.HOLDOUT

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.ends - self.begins) // timedelta(days=1) + 1


class Arm(models.TextChoices):
    """On which side of a test a unit stands."""

    TREATED = "treated", _("treated")
    HELD_OUT = "held_out", _("held out")


class Unit(models.Model):
    """One of those that are divided: a mail address, a customer number, a region. `outcome` is what it brought."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="units")
    key = models.CharField(max_length=320)
    arm = models.CharField(max_length=8, choices=Arm)
    outcome = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("experiment", "key", name="one_unit_an_experiment")]

    def __str__(self) -> str:
        return self.key


class Purpose(models.TextChoices):
    """What is asked of the worker."""

    EFFECT = "effect", _("what the test changed")
    SILENCE = "silence", _("whether the method stays silent on your past")
    POWER = "power", _("what a test could see")


class WaitingMeasurements(models.QuerySet["Measurement"]):
    """Measurements in sentences."""

    def waiting(self) -> "WaitingMeasurements":
        """Those that are not done yet."""
        return self.filter(done_at=None)


class Measurement(models.Model):
    """An experiment measured once: asked for, done by the worker, kept with the version of its method.

    `content` is what came of it, empty while it waits; where no number can be given `fault` says why, with `told`.
    `tries` counts how often a worker began: what breaks down is not begun for ever.
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="measurements")
    purpose = models.CharField(max_length=8, choices=Purpose)
    method = models.CharField(max_length=40, blank=True)
    asked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=24, blank=True)
    told: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    objects = WaitingMeasurements.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("experiment", "purpose", condition=Q(done_at=None), name="one_measurement_waits")
        ]
        indexes = [models.Index(fields=["experiment", "purpose", "-asked_at"], name="measurement_latest")]

    def __str__(self) -> str:
        return f"{self.experiment} · {self.purpose}"
