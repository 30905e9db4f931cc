"""What a site is for, and that a visit reached it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.visits.models.sites import TrackedSite
from antiphon.visits.models.visits import Visit


class GoalKinds(models.TextChoices):
    """By what a goal is reached."""

    PATH = "path", _("a page is opened")
    EVENT = "event", _("an event is told")
    FORM = "form", _("a form is sent")


class Goals(models.QuerySet["Goal"]):
    """Goals, as one speaks of them."""

    def standing(self) -> "Goals":
        """Those that can be reached today."""
        return self.filter(ended_at=None)


class Goal(models.Model):
    """Something that a brand hopes for on one of its sites; `*` in its pattern stands for anything.

    Once ended nobody reaches it any more, and what was reached stays.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="goals")
    site = models.ForeignKey(TrackedSite, models.CASCADE, related_name="goals")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("reached when"), max_length=6, choices=GoalKinds)
    pattern = models.CharField(_("which one"), max_length=300)
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Goals.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("site", "kind", "pattern", condition=Q(ended_at=None), name="one_goal_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.name


class GoalReached(models.Model):
    """A visit reached a goal; once, however often."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="reached")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="reached")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("goal", "visit", name="reached_once")]
        indexes = [models.Index("goal", "at", name="reached_at")]

    def __str__(self) -> str:
        return f"{self.goal}"
