"""How it is chosen under whose name reports stand, and how they look."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asset
from antiphon.reports.models import ReportLook
from antiphon.reports.queries.looks import may_decide_for_all
from antiphon.reports.rules.looks import DAY, color_of, contrast, readable_by_day


@dataclass(frozen=True, slots=True)
class LookGiven:
    """A look as it is typed; all of it empty ends the one that holds."""

    name: str = ""
    accent: str = ""
    foot: str = ""
    logo: Asset | None = None


@transaction.atomic
def choose_look(by: Member, given: LookGiven, *, for_all: bool = False) -> ReportLook | None:
    """Let reports of the brand, or of all brands of the organization, look like this from now on.

    What held before is ended; all empty ends it and puts nothing in its place: then None is returned. Raise Refusal
    for a color that is none or cannot be read on paper, a picture of another brand, a film or a document, and for all
    brands unless one is an owner of each.
    """
    require(by, Duty.MANAGE)
    if for_all and not may_decide_for_all(by):
        raise Refusal(_("Only who owns every brand of the organization decides for all."), field="for_all")
    if given.logo is not None and (given.logo.brand_id != by.brand_id or not given.logo.is_picture):
        raise Refusal(_("Choose a picture of this brand’s library."), field="logo")
    accent, now = _accent(given.accent), clock.now()
    brand = None if for_all else by.brand
    held = ReportLook.objects.filter(organization=by.brand.organization_id, brand=brand, ended_at=None)
    held.update(ended_at=now)
    words = {"name": given.name.strip()[:120], "accent": accent, "foot": given.foot.strip()[:300]}
    if not any(words.values()) and given.logo is None:
        return None
    return ReportLook.objects.create(
        organization_id=by.brand.organization_id, brand=brand, logo=given.logo, made_by=by, made_at=now, **words
    )


def _accent(typed: str) -> str:
    if not typed.strip():
        return ""
    color = color_of(typed)
    if color is None:
        raise Refusal(_("Write a color as #a33f22: six digits from 0 to 9 and a to f."), field="accent")
    near = readable_by_day(color)
    if near != color:
        said = _(
            "%(color)s is too light to be read on paper: its contrast is %(found)s, and 4.5 is needed. The nearest "
            "shade that can be read is %(near)s."
        )
        found = f"{contrast(color, DAY):.1f}"
        raise Refusal(said % {"color": color, "found": found, "near": near}, field="accent")
    return color
