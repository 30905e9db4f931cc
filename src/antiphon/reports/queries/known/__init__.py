"""Loads what is known of a brand in some days, as far as some measures of the returns need it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from antiphon.organizations.models import Brand
from antiphon.reports.queries.known.began import ledger_began
from antiphon.reports.queries.known.called import clicks, followers, leads, sent
from antiphon.reports.queries.known.exchanged import in_touch, referred
from antiphon.reports.queries.known.sold import sold
from antiphon.reports.queries.known.spent import decided, spent, times
from antiphon.reports.queries.known.talked import calls, talks
from antiphon.reports.queries.known.visited import goals, visits
from antiphon.reports.rules.known import Known

__all__ = ["known_of"]

type Part = Callable[[Brand, datetime, datetime], dict[str, Any]]
#: Each gives some fields of `Known`, and in `began` since when what it reads is counted, if that is known.
_PARTS: Mapping[str, Part] = {
    "sent": sent,
    "followers": followers,
    "clicks": clicks,
    "leads": leads,
    "visits": visits,
    "goals": goals,
    "in_touch": in_touch,
    "referred": referred,
    "talks": talks,
    "calls": calls,
    "times": times,
    "decided": decided,
    "spent": spent,
    "sold": sold,
}
#: These stand on the ledger as a whole: before its first act nothing is known.
_OF_THE_LEDGER = ("sent", "in_touch", "talks", "calls")


def known_of(brand: Brand, since: datetime, until: datetime, parts: Iterable[str] = _PARTS) -> Known:
    """Return what is known of a brand between two moments, as it was known at the later one; only some parts of it.

    As many queries for a brand of years as for one of a day, but two for each thousand posts or conversations.
    """
    wanted, found, began = list(dict.fromkeys(parts)), dict[str, Any](), dict[str, datetime | None]()
    if any(name in _OF_THE_LEDGER for name in wanted):
        began |= dict.fromkeys(_OF_THE_LEDGER, ledger_began(brand))
    for name in wanted:
        part = _PARTS[name](brand, since, until)
        began[name] = part.pop("began", began.get(name))
        found |= part
    return Known(since=since, until=until, began={name: at for name, at in began.items() if at}, **found)
