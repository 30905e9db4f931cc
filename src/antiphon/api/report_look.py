"""Under whose name reports stand: name, color, foot and logo."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.lib.errors import Refusal
from antiphon.publishing.models import Asset
from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.models import ReportLook
from antiphon.reports.queries.looks import look_of

router = Router(tags=["reports"])


class ReportLookJson(Json, frozen=True, kw_only=True):
    """How reports look: all empty where nothing was chosen; `for_all`: it was chosen for the whole organization."""

    name: str
    accent: str
    foot: str
    logo: int | None
    for_all: bool
    made_at: datetime | None


class LookWanted(Schema):
    """How reports are to look; `logo` is an asset of the brand. All empty goes back to how they look at first."""

    name: str = Field(default="", max_length=120)
    accent: str = Field(default="", max_length=20)
    foot: str = Field(default="", max_length=300)
    logo: int | None = None
    for_all: bool = False


@router.get("/brands/{brand}/report-look")
def read_report_look(request: Asked, brand: str) -> ReportLookJson:
    """Read how the reports of a brand look: its own look, else that of its organization."""
    return _look(look_of(member_of(request, brand).brand))


@router.put("/brands/{brand}/report-look")
def choose_report_look(request: Asked, brand: str, body: LookWanted) -> ReportLookJson:
    """Choose how the reports of a brand look, or those of all brands of its organization."""
    by = member_of(request, brand)
    logo = Asset.objects.filter(brand=by.brand, pk=body.logo).first() if body.logo is not None else None
    if body.logo is not None and logo is None:
        raise Refusal(_("Choose a picture of this brand’s library."), field="logo")
    choose_look(by, LookGiven(body.name, body.accent, body.foot, logo), for_all=body.for_all)
    return _look(look_of(by.brand))


def _look(one: ReportLook | None) -> ReportLookJson:
    if one is None:
        return ReportLookJson(name="", accent="", foot="", logo=None, for_all=False, made_at=None)
    return ReportLookJson(
        name=one.name,
        accent=one.accent,
        foot=one.foot,
        logo=one.logo_id,
        for_all=one.brand_id is None,
        made_at=one.made_at,
    )
