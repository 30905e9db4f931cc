"""Whether one's own visits to the brand's site bear one's name, as members of a community say it themselves."""

from datetime import datetime

from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Json
from antiphon.api.community import viewer_in
from antiphon.community.actions.visiting import WORDS, agree_to_visits, withdraw_visits
from antiphon.community.models import Participant
from antiphon.community.permissions import require_part
from antiphon.visits.queries.naming import agreed_to_visits, count_named

router = Router(tags=["community"])


class OwnVisitsJson(Json, frozen=True, kw_only=True):
    """Whether one's visits to the brand's site bear one's name; `offered` are the words to agree to.

    `wording` are those that one agreed to, `visits` how many bear the name today.
    """

    agreed: bool
    wording: str
    offered: str
    since: datetime | None
    visits: int


class OwnVisitsBody(Schema):
    """Whether one agrees."""

    agreed: bool


@router.get("/communities/{brand}/own-visits")
def show_own_visits(request: Asked, brand: str) -> OwnVisitsJson:
    """Read whether one's own visits to the brand's site bear one's name."""
    return _own_visits(require_part(viewer_in(request, brand)))


@router.put("/communities/{brand}/own-visits")
def say_of_own_visits(request: Asked, brand: str, body: OwnVisitsBody) -> OwnVisitsJson:
    """Agree to it in the words of `offered`, or agree no more: then which visits were one's own is forgotten."""
    own = require_part(viewer_in(request, brand))
    if body.agreed:
        agree_to_visits(own)
    else:
        withdraw_visits(own)
    return _own_visits(own)


def _own_visits(own: Participant) -> OwnVisitsJson:
    consent = agreed_to_visits(own.identity_id)
    return OwnVisitsJson(
        agreed=consent is not None,
        wording=consent.wording if consent else "",
        offered=str(WORDS),
        since=consent.given_at if consent else None,
        visits=count_named(own.identity_id) if consent and own.identity_id else 0,
    )
