"""For how long visits are kept one by one, and the sums of the days before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.visits.models.goals import Goal
from antiphon.visits.models.sites import TrackedSite


class VisitsKept(models.Model):
    """For how many months a brand keeps visits one by one, set by whom and when."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="visits_kept")
    months = models.PositiveSmallIntegerField(_("months"))
    set_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "visits kept"

    def __str__(self) -> str:
        return str(self.months)


class VisitDay(models.Model):
    """What visits of a day on the brand's clock came to, once they are not kept one by one any more.

    Those of one source and campaign; without a `source_kind` all of the site, each visitor once. `reached` are visits
    that reached any goal; `scripted` says of all of the site whether a browser told of some.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="visit_days")
    site = models.ForeignKey(TrackedSite, models.CASCADE, related_name="days")
    day = models.DateField()
    source_kind = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    visits = models.PositiveIntegerField(default=0)
    visitors = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    scripted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("site", "day", "source_kind", "source", "campaign", name="one_visit_day")
        ]
        indexes = [models.Index("brand", "day", name="visit_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.visits}"


class GoalDay(models.Model):
    """How many visits of a day and a source reached a goal, once they are not kept one by one any more."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="days")
    day = models.DateField()
    source_kind = models.CharField(max_length=8)
    source = models.CharField(max_length=200, blank=True)
    reached = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("goal", "day", "source_kind", "source", name="one_goal_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.reached}"
