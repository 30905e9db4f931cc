"""Organization, Brand, Member, and the keys by which programs come in."""

import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.rules import Duty, roles_with


def check_zone(name: str) -> None:
    """Refuse what is not the name of a time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not the name of a time zone, such as Europe/Rome."), params={"name": name}
        )


class Users(BaseUserManager["User"]):
    """Makes users who sign in with their mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make a user; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """Somebody who signs in. What they may do is said by their memberships."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Users] = Users()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email


class Organization(models.Model):
    """Who runs this: a company, an agency, an association."""

    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Brands(models.QuerySet["Brand"]):
    """Brands, as one speaks of them."""

    def of(self, user: "User", duty: Duty) -> "Brands":
        """Those for which the user may do this."""
        return self.filter(members__user=user, members__left_at=None, members__role__in=roles_with(duty))

    def seen_by(self, user: "User") -> "Brands":
        """Those that the user may look at."""
        return self.of(user, Duty.SEE)


class Brand(models.Model):
    """One voice towards the world; every row of the product belongs to one."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="brands")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), unique=True, max_length=50)
    about = models.TextField(_("in a sentence"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_zone])
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Brands.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone in which this brand's days begin and end."""
        return zoneinfo.ZoneInfo(self.time_zone)


class Role(models.TextChoices):
    """What somebody is to a brand; what follows from it stands in `rules.py`."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    AUTHOR = "author", _("author")
    APPROVER = "approver", _("approver")
    ANALYST = "analyst", _("analyst")
    CLIENT = "client", _("client")


class Member(models.Model):
    """A user in a role for a brand, since when and until when."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "user", condition=models.Q(left_at=None), name="one_membership_a_brand")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.brand}"


class Key(models.Model):
    """A one-time link or a bearer token: only its digest is kept.

    An invitation is for a role in a brand; its label is the name of whom it is for, as far as it is known.
    """

    class Purpose(models.TextChoices):
        """What the key opens."""

        SETUP = "setup", _("first account")
        INVITE = "invite", _("invitation")
        API = "api", _("programs")

    purpose = models.CharField(max_length=8, choices=Purpose)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="keys")
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="keys")
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)
    mail = models.EmailField(_("mail address"), blank=True)
    label = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label or self.purpose
