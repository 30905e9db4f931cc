"""Reads about organizations with more than one caller."""

import hashlib
from datetime import datetime

from django.db.models import Q

from antiphon.organizations.models import Brand, Key, Member, User


def membership(user: User, slug: str) -> Member | None:
    """Return the user's membership in the brand of that short name, or None if there is none today."""
    found = Member.objects.select_related("brand__organization", "user")
    return found.filter(user=user, brand__slug=slug, left_at=None).first()


def memberships(user: User) -> list[Member]:
    """Return the user's memberships by name of the brand."""
    found = Member.objects.select_related("brand", "user").filter(user=user, left_at=None)
    return list(found.order_by("brand__name"))


def team(brand: Brand) -> list[Member]:
    """Return the members of a brand by name."""
    found = Member.objects.select_related("user").filter(brand=brand, left_at=None)
    return list(found.order_by("user__name", "pk"))


def open_invitations(brand: Brand, now: datetime) -> list[Key]:
    """Return the invitations to a brand that can still be accepted, the latest first."""
    found = Key.objects.filter(brand=brand, purpose=Key.Purpose.INVITE, used_at=None, revoked_at=None)
    return list(found.filter(expires_at__gt=now).order_by("-created_at", "-pk"))


def brand_named(slug: str) -> Brand | None:
    """Return the brand of that short name, for whoever reads its own pages, or None."""
    return Brand.objects.filter(slug=slug).first()


def digest(secret: str) -> str:
    """Return what is kept of a secret that is itself 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def valid_key(secret: str, purpose: Key.Purpose, now: datetime) -> Key | None:
    """Return the key that this secret opens now, or None."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    found = Key.objects.filter(alive, digest=digest(secret), purpose=purpose, revoked_at=None)
    return found.select_related("user", "brand").first()
