"""What was decided about a person on the list of the day, and contacts that no channel heard of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Person


class FollowUp(models.Model):
    """That a member got back to somebody, or decided not to: today, or for a month. Decided by people only."""

    class Decision(models.TextChoices):
        """What was decided."""

        DONE = "done", _("done")
        NOT_TODAY = "not_today", _("not today")
        LEFT_OUT = "left_out", _("left out")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, models.CASCADE, related_name="follow_ups")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="follow_ups")
    decision = models.CharField(max_length=12, choices=Decision)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("person", "at", name="follow_up_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.decision}"


class Encounter(models.Model):
    """A contact that no channel heard of: a call, a meeting, a letter. Its lines in the ledger bear its address.

    `ours` is whether we began it, or wrote it.
    """

    class Kind(models.TextChoices):
        """In what way one spoke."""

        CALL = "call", _("call")
        MEETING = "meeting", _("meeting")
        EVENT = "event", _("event together")
        LETTER = "letter", _("letter or message elsewhere")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="encounters")
    person = models.ForeignKey(Person, models.CASCADE, related_name="encounters")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="encounters")
    kind = models.CharField(_("what it was"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("when"))
    ours = models.BooleanField(_("we began it"), default=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    words = models.TextField(_("what it was about"), max_length=2000, blank=True)
    uri = models.CharField(max_length=200)
    logged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "uri", name="one_encounter_an_address")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.person}"
