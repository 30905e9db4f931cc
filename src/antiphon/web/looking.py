"""How somebody looks at the plan: how much at once, around which day, narrowed down to what."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils import timezone

from antiphon.lib import clock
from antiphon.publishing.queries.calendar import STATES, Narrowed
from antiphon.publishing.rules.spans import Span, View, span_of
from antiphon.web.paging import number_in


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the plan. `page` counts from 1 and is for the list alone."""

    view: View
    day: date
    span: Span
    narrowed: Narrowed
    page: int

    def query(self, **other: object) -> str:
        """Return the query of the address for this look, with something else in it; it begins at the first page."""
        narrowed = self.narrowed
        parts: dict[str, object] = {
            "view": self.view,
            "day": self.day,
            "channel": narrowed.channel,
            "campaign": narrowed.campaign,
            "category": narrowed.category,
            "state": narrowed.state,
        }
        return urlencode({name: value for name, value in (parts | other).items() if value})


def look_of(asked: QueryDict) -> Look:
    """Return the look that a query asks for; raise Http404 for a view, a state or a day that there is not."""
    view, state = asked.get("view") or View.MONTH, asked.get("state", "")
    if view not in set(View) or (state and state not in STATES):
        raise Http404
    day, page = _day(asked.get("day", "")), max(1, number_in(asked.get("page", "")))
    try:
        span = span_of(View(view), day)
    except (OverflowError, ValueError) as error:
        raise Http404 from error
    return Look(View(view), day, span, _narrowed(asked, state), page)


def _narrowed(asked: QueryDict, state: str) -> Narrowed:
    channel, campaign, category = (number_in(asked.get(name, "")) for name in ("channel", "campaign", "category"))
    return Narrowed(channel or None, campaign or None, category or None, state)


def _day(typed: str) -> date:
    if not typed:
        return timezone.localdate(clock.now())
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise Http404 from error
