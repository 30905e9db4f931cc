"""Brands: where everything begins."""

from ninja import Router

from antiphon.api.access import Asked, member_of, user_of
from antiphon.api.answers import Json
from antiphon.organizations.models import Member
from antiphon.organizations.queries import memberships
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


@router.get("/brands")
def list_brands(request: Asked) -> list[BrandJson]:
    """List the brands that the token may see, by name."""
    return [_brand(member) for member in memberships(user_of(request))]


@router.get("/brands/{brand}")
def read_brand(request: Asked, brand: str) -> BrandJson:
    """Read one brand."""
    return _brand(member_of(request, brand))


@router.get("/brands/{brand}/members")
def list_members(request: Asked, brand: str) -> list[MemberJson]:
    """List the team of a brand, by name."""
    team = member_of(request, brand).brand.members.filter(left_at=None).select_related("user")
    return [MemberJson(id=one.pk, name=str(one.user), role=one.role) for one in team.order_by("user__name", "pk")]


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
