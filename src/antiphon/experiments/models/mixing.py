"""MixModel: what each spend brought, fitted over years of weeks."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member


class MixState(models.TextChoices):
    """How a model stands."""

    ASKED = "asked", _("asked for")
    RUNNING = "running", _("being reckoned")
    DONE = "done", _("done")
    FAILED = "failed", _("no model")


class MixModels(models.QuerySet["MixModel"]):
    """Models in sentences."""

    def waiting(self) -> "MixModels":
        """Those that are not done yet."""
        return self.filter(done_at=None)


class MixModel(models.Model):
    """A marketing-mix model of some weeks: asked for, fitted by a worker, kept with the table it was fitted to.

    `spends` names what money was spent on, `handed_in` holds controls by day or week. `table` is the weekly table,
    `content` what came of it; where there is no model `fault` says why, with `told`. `tries` counts how often a
    worker began.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="mix_models")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    spends = models.JSONField(default=list)
    handed_in = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    seed = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=24, blank=True)
    told: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    table: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    objects = MixModels.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand"], condition=Q(done_at=None), name="one_mix_model_waits"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="a_mix_model_ends_after"),
        ]
        indexes = [models.Index(fields=["brand", "-asked_at"], name="mix_model_latest")]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    @property
    def state(self) -> MixState:
        """How it stands."""
        if self.done_at is None:
            return MixState.RUNNING if self.tries else MixState.ASKED
        return MixState.FAILED if self.fault else MixState.DONE
