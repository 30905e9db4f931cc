"""Group: people around an interest, with a purpose, rules, moderators and what they read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Interest, Participant
from antiphon.organizations.models import Brand


class Visibility(models.TextChoices):
    """Who finds a group and reads what is said in it."""

    PUBLIC = "public", _("public: everybody reads, members of the community write")
    PRIVATE = "private", _("private: everybody finds it, only its members read")
    HIDDEN = "hidden", _("hidden: only its members know of it")


class Group(models.Model):
    """People around an interest."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="groups")
    slug = models.SlugField(_("short name in addresses"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=1_000)
    rules = models.TextField(_("rules"), blank=True, max_length=5_000)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    interests = models.ManyToManyField(Interest, blank=True, related_name="groups")
    founded_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="founded")
    founded_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "slug", name="one_group_a_name")]
        indexes = [models.Index(fields=["brand", "-last_at"], name="group_last")]

    def __str__(self) -> str:
        return self.name


class GroupRole(models.TextChoices):
    """What somebody is in a group."""

    MEMBER = "member", _("member")
    MODERATOR = "moderator", _("moderator")


class GroupMembers(models.QuerySet["GroupMember"]):
    """Memberships, as one speaks of them."""

    def current(self) -> "GroupMembers":
        """Those that hold today."""
        return self.exclude(joined_at=None).filter(left_at=None)

    def waiting(self) -> "GroupMembers":
        """Those that were asked for and wait for a moderator."""
        return self.filter(joined_at=None, left_at=None, invited_at=None)

    def invited(self) -> "GroupMembers":
        """Those that wait for the answer of who was invited."""
        return self.filter(joined_at=None, left_at=None).exclude(invited_at=None)


class GroupMember(models.Model):
    """That a participant belongs to a group: asked when, in since when, until when; who was refused never joined.

    Who was invited has `invited_at`, and joins once they say so; who declined never joined.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="groups")
    role = models.CharField(max_length=12, choices=GroupRole, default=GroupRole.MEMBER)
    asked_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="invited_to_groups"
    )
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = GroupMembers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "participant", condition=Q(left_at=None), name="one_membership_a_group")
        ]
        indexes = [
            models.Index(
                fields=["group"], condition=Q(left_at=None, joined_at__isnull=False), name="group_member_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.group}"


class ReadingItem(models.Model):
    """Something that a group recommends to read, look at or listen to."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="reading")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=1_000, blank=True)
    why = models.CharField(_("why it is worth it"), max_length=300, blank=True)
    added_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
