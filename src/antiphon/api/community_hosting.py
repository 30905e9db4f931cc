"""Who comes into a community and who goes, for programs: hosts answer who asks; anybody may leave."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Json, Page, cursor, seen_of
from antiphon.api.community import viewer_in
from antiphon.community.actions import joining
from antiphon.community.models import Participant
from antiphon.community.permissions import require_host, require_part

router = Router(tags=["community"])


class AskerJson(Json, frozen=True, kw_only=True):
    """Somebody who asks to come in: what they say of themselves, and why they ask."""

    handle: str
    name: str
    words: str
    reason: str
    asked_at: datetime


class DecidedAskerJson(Json, frozen=True, kw_only=True):
    """Whether somebody was let in."""

    handle: str
    admitted: bool


class AdmitBody(Schema):
    """Whether somebody is let in; false turns them away."""

    admit: bool


class AskersAsked(Schema):
    """Which page of those who ask is listed."""

    limit: int = 30
    cursor: str = ""


@router.get("/communities/{brand}/askers")
def list_askers(request: Asked, brand: str, asked: Annotated[AskersAsked, Query()]) -> Page[AskerJson]:
    """List who asks to come in, the longest wait first, for hosts."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    offset, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    found = Participant.objects.waiting().filter(brand=viewer.brand).order_by("asked_at", "pk")
    rows = list(found[offset : offset + limit + 1])
    more = cursor(offset + limit) if len(rows) > limit else None
    return Page(items=[_asker(one) for one in rows[:limit]], next=more)


@router.post("/communities/{brand}/askers/{handle}/decide")
def decide_asker(request: Asked, brand: str, handle: str, body: AdmitBody) -> DecidedAskerJson:
    """Let in, or turn away, somebody who asked, as a host."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    found = get_object_or_404(Participant, brand=viewer.brand, handle=handle)
    (joining.admit if body.admit else joining.turn_away)(viewer, found)
    return DecidedAskerJson(handle=handle, admitted=body.admit)


@router.post("/communities/{brand}/leave")
def leave_community(request: Asked, brand: str) -> dict[str, bool]:
    """Leave a community; what was said stays."""
    viewer = viewer_in(request, brand)
    joining.leave(viewer.community, require_part(viewer))
    return {"left": True}


def _asker(one: Participant) -> AskerJson:
    return AskerJson(handle=one.handle, name=one.name, words=one.words, reason=one.reason, asked_at=one.asked_at)
