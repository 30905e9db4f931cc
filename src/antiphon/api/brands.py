"""Brands: where everything begins."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from msgspec import structs
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of, user_of
from antiphon.api.answers import Created, Json
from antiphon.channels.actions import open_brand
from antiphon.letters.inviting import write_invitation
from antiphon.lib import clock
from antiphon.organizations import actions
from antiphon.organizations.models import Key, Member, Role
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import memberships, open_invitations, team
from antiphon.organizations.rules import Duty, may

router = Router(tags=["brands"])


class MemberJson(Json, frozen=True, kw_only=True):
    """Somebody of the team, in a role for the brand."""

    id: int
    name: str
    role: str


class BrandJson(Json, frozen=True, kw_only=True):
    """A brand that the token may see, the role in which, and the duties that the role carries."""

    slug: str
    name: str
    about: str
    time_zone: str
    language: str
    role: str
    duties: list[str]


class InvitationJson(Json, frozen=True, kw_only=True):
    """A one-time link by which somebody may join in a role."""

    id: int
    name: str
    mail: str
    role: str
    expires_at: datetime | None


class InvitedJson(InvitationJson, frozen=True, kw_only=True):
    """A new invitation with its address, which nobody can read again."""

    address: str


class Invited(Schema):
    """Who is invited, in which role; name and mail address may be left open."""

    role: Role
    name: str = Field(default="", max_length=80)
    mail: str = Field(default="", max_length=254)


class BrandGiven(Schema):
    """A brand as it is added: the short name stands in addresses; the team of the other comes along if asked."""

    name: str = Field(min_length=1, max_length=120)
    slug: str = Field(min_length=1, max_length=50)
    time_zone: str = Field(default="", max_length=64)
    language: str = Field(default="", max_length=8)
    with_team: bool = False


class RoleGiven(Schema):
    """A role: owner, editor, author, approver, analyst or client."""

    role: Role


@router.get("/brands")
def list_brands(request: Asked) -> list[BrandJson]:
    """List the brands that the token may see, by name."""
    return [_brand(member) for member in memberships(user_of(request))]


@router.get("/brands/{brand}")
def read_brand(request: Asked, brand: str) -> BrandJson:
    """Read one brand."""
    return _brand(member_of(request, brand, *Duty))


@router.post("/brands/{brand}/brands")
def add_brand(request: Asked, brand: str, body: BrandGiven) -> Created[BrandJson]:
    """Add a brand to the organization of this one; clock and language are those of this one unless given."""
    by = member_of(request, brand)
    made = open_brand(
        by,
        name=body.name,
        slug=body.slug,
        time_zone=body.time_zone or by.brand.time_zone,
        language=body.language or by.brand.language,
        with_team=body.with_team,
    )
    return Created(_brand(made))


@router.get("/brands/{brand}/members")
def list_members(request: Asked, brand: str) -> list[MemberJson]:
    """List the team of a brand, by name."""
    return [_member(one) for one in team(member_of(request, brand).brand)]


@router.post("/members/{member_id}/role")
def change_role(request: Asked, member_id: int, body: RoleGiven) -> MemberJson:
    """Give a member another role."""
    member, by = _managed(request, member_id)
    actions.change_role(by, member, body.role)
    return _member(member)


@router.post("/members/{member_id}/end")
def end_membership(request: Asked, member_id: int) -> MemberJson:
    """Let a member go; the answer says who it was."""
    member, by = _managed(request, member_id)
    actions.end_membership(by, member)
    return _member(member)


@router.get("/brands/{brand}/invitations")
def list_invitations(request: Asked, brand: str) -> list[InvitationJson]:
    """List the invitations that can still be accepted, the latest first."""
    by = member_of(request, brand)
    require(by, Duty.MANAGE)
    return [_invitation(one) for one in open_invitations(by.brand, clock.now())]


@router.post("/brands/{brand}/invitations")
def invite(request: Asked, brand: str, body: Invited) -> Created[InvitedJson]:
    """Make a one-time link for somebody; the address is told this once, and sent where a mail address is given."""
    by = member_of(request, brand)
    with transaction.atomic():
        made, secret = actions.invite(by, body.role, name=body.name, mail=body.mail)
        address = f"{settings.PUBLIC_URL}/join/{secret}/"
        write_invitation(by, made, address)
    return Created(InvitedJson(**structs.asdict(_invitation(made)), address=address))


@router.post("/invitations/{invitation_id}/withdraw")
def withdraw_invitation(request: Asked, invitation_id: int) -> InvitationJson:
    """End an invitation that nobody has accepted yet."""
    waiting = Key.objects.filter(purpose=Key.Purpose.INVITE, brand__in=brands_of(request))
    invitation = get_object_or_404(waiting, pk=invitation_id)
    actions.withdraw_invitation(member_in(request, cast("int", invitation.brand_id)), invitation)
    return _invitation(invitation)


def _managed(request: Asked, member_id: int) -> tuple[Member, Member]:
    """Return a member of the team, and who asks."""
    found = Member.objects.select_related("user").filter(brand__in=brands_of(request), left_at=None)
    member = get_object_or_404(found, pk=member_id)
    return member, member_in(request, member.brand_id)


def _member(member: Member) -> MemberJson:
    return MemberJson(id=member.pk, name=str(member.user), role=member.role)


def _invitation(key: Key) -> InvitationJson:
    return InvitationJson(id=key.pk, name=key.label, mail=key.mail, role=key.role, expires_at=key.expires_at)


def _brand(member: Member) -> BrandJson:
    brand = member.brand
    return BrandJson(
        slug=brand.slug,
        name=brand.name,
        about=brand.about,
        time_zone=brand.time_zone,
        language=brand.language,
        role=member.role,
        duties=[duty for duty in Duty if may(member.role, duty)],
    )
