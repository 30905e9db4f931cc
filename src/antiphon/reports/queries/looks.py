"""Under whose name the reports of a brand stand, and how they look."""

from pathlib import Path

from django.db.models import F, Q

from antiphon.lib.images import NotAnImage, Picture, Terms, fit_picture
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asset
from antiphon.reports.models import ReportLook

#: What pages and typesetting take as it is; a larger or other picture becomes a JPEG.
_TERMS = Terms(frozenset({"image/png", "image/jpeg"}), max_bytes=200_000, max_pixels=1_000_000)


def look_of(brand: Brand) -> ReportLook | None:
    """Return the look that holds for a brand: its own, else that of its organization; None without any. One query."""
    holds = Q(brand=brand) | Q(brand=None, organization=brand.organization_id)
    found = ReportLook.objects.filter(holds, ended_at=None).select_related("logo", "made_by__user")
    return found.order_by(F("brand").asc(nulls_last=True)).first()


def logo_of(asset: Asset) -> Picture | None:
    """Return a logo as pages and the PDF show it; None where its file is gone or is no picture."""
    place = Path(asset.file.path)
    if not place.is_file():
        return None
    try:
        return fit_picture(Picture(place.read_bytes(), asset.media_type, asset.width, asset.height), _TERMS)
    except NotAnImage:
        return None


def may_decide_for_all(member: Member) -> bool:
    """Whether a member is an owner of every brand of the organization. Two queries."""
    brands = Brand.objects.filter(organization=member.brand.organization_id)
    return brands.of(member.user, Duty.MANAGE).count() == brands.count()
