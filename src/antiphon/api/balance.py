"""Talk against listening: whose words, and how well the brand listens."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.api.periods import moments_of
from antiphon.channels.models import Channel
from antiphon.people.models import Person
from antiphon.reports.queries.balance import Whose, Words, in_all, listening_of, pattern_of, words_by_week

router = Router(tags=["figures"])


class WordsJson(Json, frozen=True, kw_only=True):
    """Words of ours, of theirs that we read, and that nobody opened; `share` of talk and `balance` in [0, 1]."""

    ours: int
    read: int
    unread: int
    share: float | None
    balance: float | None


class WeekOfWordsJson(WordsJson, frozen=True, kw_only=True):
    """The words of one week, which begins on a Monday of the brand's clock."""

    week: date


class BalanceJson(Json, frozen=True, kw_only=True):
    """Talk and listening in some days. `parts`: name to [how many, of how many]; `index` is in [0, 100], from `n`
    observations."""

    words: WordsJson
    weeks: list[WeekOfWordsJson]
    pattern: str | None
    parts: dict[str, list[int]]
    index: float | None
    n: int


@router.get("/brands/{brand}/balance")
def read_balance(
    request: Asked,
    brand: str,
    since: date | None = None,
    until: date | None = None,
    channel: int | None = None,
    person: int | None = None,
) -> BalanceJson:
    """Tell whose words there were and how well the brand listened; the last 90 days without any."""
    found = member_of(request, brand).brand
    start, end = moments_of(found, since, until)
    if channel is not None:
        get_object_or_404(Channel, brand=found, pk=channel)
    whom = get_object_or_404(Person, brand=found, pk=person) if person is not None else None
    whose = Whose(found, channel, whom)
    weeks, told = words_by_week(whose, start, end), listening_of(whose, start, end)
    return BalanceJson(
        words=WordsJson(**_fields(in_all(weeks.values()))),
        weeks=[WeekOfWordsJson(week=day, **_fields(one)) for day, one in weeks.items()],
        pattern=pattern_of(weeks.values()),
        parts={name: list(part) for name, part in told.parts.items()},
        index=told.index,
        n=told.n,
    )


def _fields(words: Words) -> dict[str, Any]:
    kept = ("ours", "read", "unread", "share", "balance")
    return {name: getattr(words, name) for name in kept}
