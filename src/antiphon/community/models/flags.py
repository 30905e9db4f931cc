"""Flag: that somebody calls the moderators; Case: what they decide upon, once for all who flagged it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.talks import TalkReport
from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand


class FlagKind(models.TextChoices):
    """What is wrong, in the eyes of who flags it; the rule that is cited afterwards."""

    SPAM = "spam", _("advertising that nobody asked for")
    RUDE = "rude", _("rude or hurting")
    OFF_TOPIC = "off_topic", _("does not belong here")
    HARM = "harm", _("may do harm")
    OTHER = "other", _("something else")


class Decision(models.TextChoices):
    """What comes of a case."""

    NOTHING = "nothing", _("leave it as it is")
    TAKE_AWAY = "take_away", _("take the words away")
    WARN = "warn", _("warn")
    LIMIT = "limit", _("limit: writes only after approval")
    SUSPEND = "suspend", _("suspend: reads, does not write")


class Cases(models.QuerySet["Case"]):
    """Cases, as one speaks of them."""

    def open(self) -> "Cases":
        """Those that nobody has decided yet."""
        return self.filter(decided_at=None)


class Case(models.Model):
    """Something flagged, a message or (without one) a participant, and what was decided about it.

    `group` is where the message stands: its moderators see the case; without one only the hosts do. With a `report`
    it is about a message of a talk, of which hosts see what was copied, and no more. `about` is
    who is flagged. `answer` is what those who flagged it read; `why` is what `about` reads.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="cases")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="cases")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="cases")
    report = models.OneToOneField(TalkReport, models.CASCADE, null=True, blank=True, related_name="case")
    about = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="cases")
    opened_at = models.DateTimeField()
    assigned_to = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    rule = models.CharField(max_length=12, choices=FlagKind, blank=True)
    why = models.CharField(max_length=1_000, blank=True)
    answer = models.CharField(max_length=1_000, blank=True)

    objects = Cases.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("message", condition=Q(decided_at=None), name="one_open_case_a_message"),
            models.UniqueConstraint(
                "about", condition=Q(decided_at=None, message=None, report=None), name="one_open_case_a_participant"
            ),
        ]
        indexes = [models.Index(fields=["brand", "decided_at", "opened_at"], name="case_queue")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Flag(models.Model):
    """That somebody flagged what a case is about; without `by` a word or link list did, named in `words`."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="flags")
    kind = models.CharField(max_length=12, choices=FlagKind)
    words = models.CharField(max_length=1_000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("case", "by", name="one_flag_a_case")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.case_id}"
