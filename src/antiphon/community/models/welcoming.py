"""WelcomeStep: what a named person does for each newcomer; Welcome: that step for one newcomer, row before task."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.organizations.models import Brand


class WelcomeStep(models.Model):
    """What is done for a newcomer so many days after they joined, by hand, by one of the stewards in turn.

    `draft` is the beginning of a message, to be finished by who sends it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="welcome_steps")
    words = models.CharField(_("what is done"), max_length=200)
    draft = models.TextField(_("the beginning of a message"), blank=True, max_length=5_000)
    days = models.PositiveSmallIntegerField(_("days after joining"), default=0)
    stewards = models.ManyToManyField(Participant, related_name="welcome_steps", verbose_name=_("who, in turn"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("days", "pk")

    def __str__(self) -> str:
        return self.words


class Settled(models.TextChoices):
    """How a welcome was settled."""

    WRITTEN = "written", _("wrote to them")
    BY_HAND = "by_hand", _("did it another way")
    SKIPPED = "skipped", _("left it out")


class Welcomes(models.QuerySet["Welcome"]):
    """Welcomes, as one speaks of them."""

    def open(self) -> "Welcomes":
        """Those that were neither done nor skipped, for newcomers who are still there."""
        return self.filter(settled_at=None, newcomer__left_at=None)


class Welcome(models.Model):
    """A step for one newcomer, in the hands of one `steward` from `due_at` on."""

    step = models.ForeignKey(WelcomeStep, models.CASCADE, related_name="welcomes")
    newcomer = models.ForeignKey(Participant, models.CASCADE, related_name="welcomes")
    steward = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="welcomes_given")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=8, choices=Settled, blank=True)
    why_not = models.CharField(max_length=300, blank=True)

    objects = Welcomes.as_manager()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = [models.UniqueConstraint("step", "newcomer", name="one_welcome_a_step")]
        indexes = [models.Index("due_at", condition=models.Q(told_at=None, settled_at=None), name="welcome_due")]

    def __str__(self) -> str:
        return f"{self.step} · {self.newcomer}"
