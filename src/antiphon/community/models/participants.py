"""Community: a brand's place to talk; Participant: who takes part in it, and what they say of themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.organizations.models import Brand, Member, User
from antiphon.people.models import Identity


class Joining(models.TextChoices):
    """How one comes in."""

    OPEN = "open", _("anybody may join")
    REQUEST = "request", _("people ask, and a host lets them in")
    INVITATION = "invitation", _("by invitation only")


class Community(models.Model):
    """The place of a brand where people talk with it and with one another; its channel carries what is said."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="community")
    channel = models.OneToOneField(Channel, models.PROTECT, related_name="community")
    joining = models.CharField(_("how people join"), max_length=12, choices=Joining, default=Joining.REQUEST)
    welcome = models.TextField(_("words of welcome"), blank=True)
    guidelines = models.TextField(_("rules of the house"), blank=True)
    square = models.ForeignKey(
        "community.Group", models.SET_NULL, null=True, blank=True, related_name="square_of", verbose_name=_("square")
    )
    held_first = models.PositiveSmallIntegerField(_("first writings that wait for approval"), default=1)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return f"community of {self.brand}"


class Interest(models.Model):
    """Something that people care about, in their own words; groups gather around it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="interests")
    slug = models.CharField(max_length=60)
    name = models.CharField(_("interest"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "slug", name="one_interest_a_name")]

    def __str__(self) -> str:
        return self.name


class SeenBy(models.TextChoices):
    """Who may look at a profile."""

    EVERYBODY = "everybody", _("everybody")
    PARTICIPANTS = "participants", _("members of the community")
    HOSTS = "hosts", _("nobody but the hosts")


class Participants(models.QuerySet["Participant"]):
    """Participants, as one speaks of them."""

    def taking_part(self) -> "Participants":
        """Those who are in: let in, and not gone."""
        return self.exclude(admitted_at=None).filter(left_at=None)

    def waiting(self) -> "Participants":
        """Those who asked to join and wait for a word."""
        return self.filter(admitted_at=None, refused_at=None, left_at=None)


class Participant(models.Model):
    """Somebody who takes part in a community: a user there, with the identity that what they do hangs on.

    Their `handle` is part of addresses and never changes. `admitted_by` is the host who let them in, None if
    the door was open. `brought_by` is who invited them, `came_by` the link. Since `settled_in_at`
    they do not want to see their first steps any more. At `mail_proven_at` a letter proved their mail address.
    A participant who was erased keeps neither user nor name.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="participations")
    identity = models.OneToOneField(Identity, models.PROTECT, null=True, blank=True, related_name="participant")
    handle = models.CharField(_("handle"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    words = models.TextField(_("about you"), blank=True, max_length=2_000)
    picture = models.FileField(_("picture"), blank=True, upload_to="participants")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    interests = models.ManyToManyField(Interest, blank=True, related_name="participants")
    seen_by = models.CharField(_("who sees your profile"), max_length=12, choices=SeenBy, default=SeenBy.PARTICIPANTS)
    searchable = models.BooleanField(_("what you write may be found by search"), default=True)
    mailed = models.BooleanField(_("the community may write to you by mail"), default=True)
    reason = models.TextField(_("why you would like to join"), blank=True)
    asked_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True, blank=True)
    admitted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    brought_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="brought")
    settled_in_at = models.DateTimeField(null=True, blank=True)
    mail_proven_at = models.DateTimeField(null=True, blank=True)
    came_by = models.ForeignKey(
        "community.Invitation", models.SET_NULL, null=True, blank=True, related_name="brought"
    )

    objects = Participants.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "handle", name="one_participant_a_handle"),
            models.UniqueConstraint("brand", "user", condition=Q(left_at=None), name="one_participation_a_user"),
        ]
        indexes = [models.Index("brand", "admitted_at", name="participant_admitted")]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_part(self) -> bool:
        """Whether they are in, today."""
        return self.admitted_at is not None and self.left_at is None


class ProfileLink(models.Model):
    """A page that a participant calls theirs; verified when that page links back with `rel=me`."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="links")
    url = models.URLField(_("address"), max_length=500)
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("participant", "url", name="one_link_a_page")]

    def __str__(self) -> str:
        return self.url
