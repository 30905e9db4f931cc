"""Invitation: the personal link that brings friends; SignUp: somebody new whose address is not proven yet."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.organizations.models import Brand


class Target(models.TextChoices):
    """What somebody is invited to."""

    COMMUNITY = "community", _("the community")
    GROUP = "group", _("a group")
    EVENT = "event", _("an event")
    SESSION = "session", _("a live session")


class Invitations(models.QuerySet["Invitation"]):
    """Personal invitations, as one speaks of them."""

    def good(self, now: datetime) -> "Invitations":
        """Those by which somebody may still come in."""
        running = Q(ends_at=None) | Q(ends_at__gt=now)
        return self.filter(running, revoked_at=None, used__lt=F("uses_at_most"), by__left_at=None)


class Invitation(models.Model):
    """A personal link by which friends come in, so many at most.

    The link is made of the key of the row and a seal, so nothing here opens anything. `used` is kept up to date
    by whoever comes in. `topic` is that of the event or the live session it is for; `group` the one that has to be
    joined for it. `reward` says what the brand gives who brings somebody by it, empty where it gives nothing: who
    comes by such a link is counted apart.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Participant, models.CASCADE, related_name="invitations")
    target = models.CharField(_("to what"), max_length=12, choices=Target, default=Target.COMMUNITY)
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="invitations")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="invitations")
    note = models.CharField(_("for whom"), max_length=80, blank=True)
    uses_at_most = models.PositiveIntegerField(_("how many may come by it"), default=20)
    used = models.PositiveIntegerField(default=0)
    reward = models.CharField(_("what the brand gives"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Invitations.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(used__lte=F("uses_at_most")), name="no_use_too_many")]

    def __str__(self) -> str:
        return f"{self.by} · {self.get_target_display()}"


class SignUp(models.Model):
    """Somebody without an account who wants to join: kept for two days, until their mail address is proven.

    Several may ask in the name of one address; `written_at` is when a letter was written for this one, None if the
    address had enough of them. `digest` is that of the secret in the letter; `password` is kept as hard to read as
    that of a user; `said` is their profile. The row goes once it was used or has ended.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sign_ups")
    mail = models.EmailField(_("mail address"))
    digest = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    said = models.JSONField()
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, blank=True, related_name="sign_ups")
    asked_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("mail", "asked_at", name="sign_up_mail")]

    def __str__(self) -> str:
        return self.mail
