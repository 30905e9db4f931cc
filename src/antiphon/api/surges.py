"""Followers that were not counted, as programs read them, rule on them and ask for another look."""

from datetime import date, datetime

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json
from antiphon.api.not_counted import RulingJson, ruling_json
from antiphon.api.periods import moments_of
from antiphon.integrity.actions import Said, rule_on_surge
from antiphon.integrity.models import Surge
from antiphon.integrity.queries import Shown, surge_in, surges_between

router = Router(tags=["figures"])


class MoveJson(Json, frozen=True, kw_only=True):
    """How many came by a moment who are not counted; below 0 those of them who left."""

    at: datetime
    followers: int


class SurgeJson(Json, frozen=True, kw_only=True):
    """Followers of a channel that are not counted: `behind` are the readings that show it, `left` who is still there.

    `first` and `last` are days (UTC), both included; `usual` is how many come on a day.
    """

    id: int
    channel: int
    first: date
    last: date
    followers: int
    left: int
    usual: float
    moves: list[MoveJson]
    detector: str
    version: str
    reason: str
    evidence: dict[str, str]
    behind: list[int]
    at: datetime
    undone_at: datetime | None
    rulings: list[RulingJson]


class SurgeRuled(Schema):
    """What is to become of it (`taken_back`, `again`, `kept`, `asked`), and why."""

    says: str = Field(max_length=10)
    because: str = Field(max_length=200)


@router.get("/brands/{brand}/surges")
def list_surges(
    request: Asked, brand: str, since: date | None = None, until: date | None = None, shown: Shown = Shown.ASIDE
) -> list[SurgeJson]:
    """List followers that are not counted, or that count again (`shown=back`), the latest first."""
    found = member_of(request, brand).brand
    begin, end = (timezone.localdate(one, found.zone) for one in moments_of(found, since, until))
    return [_json(one) for one in surges_between(found, begin, end, shown=shown)]


@router.get("/surges/{surge_id}")
def read_surge(request: Asked, surge_id: int) -> SurgeJson:
    """Read followers that are not counted, with what shows it and what was ruled when."""
    return _json(_seen(request, surge_id))


@router.post("/surges/{surge_id}/rule")
def rule_surge(request: Asked, surge_id: int, body: SurgeRuled) -> SurgeJson:
    """Count followers again, set them aside again, ask for another look, or keep them aside."""
    found = _seen(request, surge_id)
    rule_on_surge(member_in(request, found.channel.brand_id), found, Said(body.says, body.because))
    return _json(_seen(request, surge_id))


def _seen(request: Asked, key: int) -> Surge:
    found = surge_in(brands_of(request), key)
    if found is None:
        raise Http404
    return found


def _json(one: Surge) -> SurgeJson:
    return SurgeJson(
        id=one.pk,
        channel=one.channel_id,
        first=one.first,
        last=one.last,
        followers=one.followers,
        left=one.left,
        usual=one.usual,
        moves=[MoveJson(at=datetime.fromisoformat(at), followers=many) for at, many in one.moves],
        detector=one.detector,
        version=one.version,
        reason=gettext(one.reason),
        evidence=one.evidence,
        behind=one.behind,
        at=one.at,
        undone_at=one.undone_at,
        rulings=[ruling_json(each) for each in one.rulings.all()],
    )
