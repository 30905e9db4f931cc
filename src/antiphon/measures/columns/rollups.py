"""What is kept beside the rows so that years are quick to add up. It follows from the rows, always."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns import recurrence
from antiphon.measures.columns.engine import Tables, parts_of
from antiphon.measures.columns.expressions import CONVERSATIONS, DAY_KEYS, PEOPLE, days, present
from antiphon.measures.columns.manifest import Manifest
from antiphon.measures.columns.question import Paths, Question
from antiphon.measures.columns.store import Store
from antiphon.measures.columns.table import Column, Kind
from antiphon.measures.columns.tables import tables

DAYS = "days"
#: From which tables the roll-ups follow, beside the accounts.
OF_ACTS = ("interactions", "exclusions")
#: How people and conversations recur: see `recurrence.py`.
RECURRENCE = {kind: f"{kind}_recurrence" for kind in (PEOPLE, CONVERSATIONS)}
COLUMNS = (
    Column("day", Kind.DAY, _("The day, on the clock of the brand.")),
    Column(
        "channel", Kind.WHOLE, _("On which channel: see channels. Empty where it happened elsewhere."), empty=True
    ),
    Column("network", Kind.TEXT, _("The kind of that channel, as mastodon."), empty=True),
    Column("verb", Kind.TEXT, _("What was done.")),
    Column("direction", Kind.TEXT, _("Which way: in, out, between, within.")),
    Column("side", Kind.TEXT, _("Who did it: us or them."), empty=True),
    Column(
        "is_counted", Kind.FLAG, _("Whether these acts count: none of them set aside, by a machine, or us to us.")
    ),
    Column("is_aside", Kind.FLAG, _("Whether they were set aside by a detector, or done by a machine.")),
    Column("interactions", Kind.WHOLE, _("How many acts.")),
    Column("words", Kind.WHOLE, _("How many words were said in them.")),
)
DEFINITION = _(
    "How many acts there were a day: what the rows of interactions add up to, kept so that years are quick."
)


def are_kept(manifest: Manifest) -> bool:
    """Whether all that is kept beside the rows stands in a manifest."""
    return {DAYS, *RECURRENCE.values()} <= manifest.tables.keys()


def roll_up(store: Store, manifest: Manifest, months: Iterable[str]) -> None:
    """Add up again what follows from the acts of these months; of all months where accounts changed."""
    with_acts = sorted({part.month for part in manifest.table("interactions").parts})
    edition = str(manifest.table("identities").edition)
    stands = are_kept(manifest) and manifest.table(DAYS).signature == edition
    touched = set(months) if stands else {"", *with_acts}
    _roll_days(store, manifest, with_acts, touched)
    for kind in RECURRENCE:
        if touched:
            _roll_recurrence(store, manifest, kind, with_acts, min(touched))
    manifest.table(DAYS).signature = edition


def _roll_days(store: Store, manifest: Manifest, with_acts: Sequence[str], touched: Collection[str]) -> None:
    held = manifest.table(DAYS)
    stand = [part for part in held.parts if part.month in with_acts and part.month not in touched]
    anew = [month for month in with_acts if month in touched]
    held.parts = stand + [store.write(DAYS, month, _days(store, manifest, month)) for month in anew]


def _days(store: Store, manifest: Manifest, month: str) -> Any:
    return _days_question().rows(_acts_of(store, manifest, month), COLUMNS)


def _roll_recurrence(store: Store, manifest: Manifest, kind: str, with_acts: Sequence[str], first: str) -> None:
    """Tell again how a kind recurs, from a month on: who was there in it, was there before the later ones.

    The last days before some months are kept; it goes on from the nearest of them.
    """
    told, name = manifest.table(RECURRENCE[kind]), f"{kind}_last"
    kept = {part.month: part for part in manifest.table(name).parts if part.month <= first}
    known = kept.get(max(kept, default=""))
    told.parts = [part for part in told.parts if part.month < first]
    months = [month for month in with_acts if known is None or month >= known.month]
    for month, following in zip_longest(months, months[1:]):
        paths = {**_acts_of(store, manifest, month), "known": store.paths([known] if known else [])}
        if month >= first:
            rows = _recurrence_question(kind).rows(paths, recurrence.COLUMNS)
            told.parts.append(store.write(RECURRENCE[kind], month, rows))
        if following:
            days = _last_days_question(kind).rows(paths, recurrence.LAST_DAYS)
            known = kept[following] = store.write(name, following, days)
    manifest.table(name).parts = [part for month, part in kept.items() if month in _stops(with_acts)]


def _acts_of(store: Store, manifest: Manifest, month: str) -> Paths:
    return {name: store.paths(parts_of(manifest, name, [month])) for name in _acts()}


def _acts() -> dict[str, Sequence[Column]]:
    return {name: tables()[name].columns for name in (*OF_ACTS, "identities")}


def questions() -> list[Question]:
    """Return what is asked to add up what is kept."""
    return [_days_question(), *map(_recurrence_question, RECURRENCE), *map(_last_days_question, RECURRENCE)]


@cache
def _days_question() -> Question:
    return Question(DAYS, _acts(), lambda held: days(held).order_by(DAY_KEYS))


@cache
def _recurrence_question(kind: str) -> Question:
    def told(held: Tables) -> Any:
        rows = recurrence.recurrence(kind, present(held)[kind], held["known"])
        return rows.order_by("day", "kind", "before")

    return Question(RECURRENCE[kind], {**_acts(), "known": recurrence.LAST_DAYS}, told)


@cache
def _last_days_question(kind: str) -> Question:
    tables = {**_acts(), "known": recurrence.LAST_DAYS}
    return Question(f"{kind}_last", tables, lambda held: recurrence.last_days(present(held)[kind], held["known"]))


def _stops(with_acts: Sequence[str]) -> set[str]:
    """Return the months before which the last days are kept: the two latest, in which most changes; one a year."""
    firsts = {month[:4]: month for month in reversed(with_acts)}
    return {*with_acts[-2:], *firsts.values()}
