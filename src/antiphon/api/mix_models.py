"""Marketing-mix models: asked for, and read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.experiments.actions.mixing import MixAsked, ask_mix
from antiphon.experiments.models import MixModel
from antiphon.experiments.queries.mixing import can_model
from antiphon.experiments.rules.mixing.soundness import diagnostics_in
from antiphon.experiments.sentences import mix_fault_sentence, spend_labels

router = Router(tags=["figures"])
_MOST_TEXT = 20_000_000


class MixModelJson(Json, frozen=True, kw_only=True):
    """A marketing-mix model. `state` is asked, running, done or failed; `why` says why there is none.

    `content` holds what each spend brought as value, low, high; it is empty where `doubts` speak against trusting it.
    `installed` tells whether models can be fitted here at all.
    """

    id: int
    state: str
    first: date
    last: date
    spends: list[str]
    controls: list[str]
    currency: str
    asked_at: datetime
    done_at: datetime | None
    percent: int
    fault: str
    why: str
    doubts: list[str]
    diagnostics: dict[str, float]
    content: dict[str, Any]
    installed: bool


class MixWanted(Schema):
    """The days and what money was spent on, as `channel/ID`, `campaign/NAME`, `call` or `response`.

    `controls` is a table by day or week given as CSV.
    """

    first: date
    last: date
    spends: list[str] = Field(max_length=60)
    controls: str = Field(default="", max_length=_MOST_TEXT)


@router.get("/brands/{brand}/mix-models")
def list_mix_models(request: Asked, brand: str, limit: int = 30, after: str = "") -> Page[MixModelJson]:
    """List the marketing-mix models of a brand, the latest first."""
    member, seen, most = member_of(request, brand), seen_of(after), max(1, min(limit, 100))
    found = MixModel.objects.filter(brand=member.brand).order_by("-asked_at", "-pk")
    rows = list(found[seen:][: most + 1])
    labels = spend_labels(member.brand, {name for one in rows for name in one.spends})
    return Page(
        items=[_told(one, labels) for one in rows[:most]], next=cursor(seen + most) if len(rows) > most else None
    )


@router.post("/brands/{brand}/mix-models")
def create_mix_model(request: Asked, brand: str, body: MixWanted) -> Created[MixModelJson]:
    """Ask for a marketing-mix model; a worker fits it where the extra is installed."""
    return Created(_told(ask_mix(member_of(request, brand), MixAsked(**body.dict())), {}))


@router.get("/mix-models/{mix_model_id}")
def read_mix_model(request: Asked, mix_model_id: int) -> MixModelJson:
    """Read what each spend brought, or why nothing is said."""
    rows = MixModel.objects.select_related("brand")
    found = get_object_or_404(rows, brand__in=brands_of(request), pk=mix_model_id)
    return _told(found, spend_labels(found.brand, found.spends))


def _told(one: MixModel, labels: Mapping[str, str]) -> MixModelJson:
    diagnostics = one.content.get("diagnostics", {})
    doubts = diagnostics_in(diagnostics).doubts if diagnostics else ()
    return MixModelJson(
        id=one.pk,
        state=one.state,
        first=one.first,
        last=one.last,
        spends=one.spends,
        controls=list(one.handed_in.get("columns", {})),
        currency=one.currency,
        asked_at=one.asked_at,
        done_at=one.done_at,
        percent=one.percent,
        fault=one.fault,
        why=mix_fault_sentence(labels, one.fault, one.told) if one.fault else "",
        doubts=list(doubts),
        diagnostics=diagnostics,
        content={} if doubts else one.content,
        installed=can_model(),
    )
