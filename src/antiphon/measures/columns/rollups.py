"""What is kept beside the rows so that years are quick to add up. It follows from the rows, always."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns import recurrence
from antiphon.measures.columns.engine import Tables, parts_of
from antiphon.measures.columns.expressions import CONVERSATIONS, DAY_KEYS, PEOPLE, days, present
from antiphon.measures.columns.manifest import Manifest, Part, Written
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
    made_as, touched = f"years {manifest.table('identities').edition}", set(months)
    if not are_kept(manifest) or manifest.table(DAYS).signature != made_as:
        for name in (DAYS, *RECURRENCE.values()):
            manifest.tables.pop(name, None)
        touched = {"", *with_acts}
    _roll_days(store, manifest, with_acts, touched)
    for kind in RECURRENCE:
        if touched:
            _roll_recurrence(store, manifest, kind, with_acts, min(touched))
    manifest.table(DAYS).signature = made_as


def _roll_days(store: Store, manifest: Manifest, with_acts: Sequence[str], touched: Collection[str]) -> None:
    stand = {month for month in with_acts if month not in touched}
    anew = {month: _days(store, manifest, month) for month in with_acts if month in touched}
    _keep(store, manifest.table(DAYS), DAYS, stand, anew, {month[:4] for month in touched})


def _keep(
    store: Store, held: Written, name: str, stand: Collection[str], anew: Mapping[str, Any], years: Collection[str]
) -> None:
    """Write the files of some years again: the months that stand, and those that were added up anew.

    One file a year: to open a file takes as long as to read some thousands of rows.
    """
    import pyarrow as pa

    old = {part.month: part for part in held.parts}
    held.parts = [part for year, part in old.items() if year not in years]
    for year in sorted(set(years) & {month[:4] for month in (*stand, *anew)}):
        kept = [_of_months(store, old[year], stand)] if year in old else []
        rows = pa.concat_tables([*kept, *(some for month, some in sorted(anew.items()) if month[:4] == year)])
        held.parts.append(store.write(name, year, rows.sort_by("day")))


def _of_months(store: Store, part: Part, months: Collection[str]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    [path] = store.paths([part])
    rows = pq.read_table(path, partitioning=None)
    return rows.filter(pc.is_in(pc.strftime(rows["day"], "%Y-%m"), pa.array(sorted(months), pa.string())))


def _days(store: Store, manifest: Manifest, month: str) -> Any:
    return _days_question().rows(_acts_of(store, manifest, month), COLUMNS)


def _roll_recurrence(store: Store, manifest: Manifest, kind: str, with_acts: Sequence[str], first: str) -> None:
    """Tell again how a kind recurs, from a month on: who was there in it, was there before the later ones.

    The last days before some months are kept; it goes on from the nearest of them.
    """
    known, told = manifest.table(f"{kind}_last"), manifest.table(RECURRENCE[kind])
    kept = {part.month: part for part in known.parts if part.month <= first}
    read = _month_by_month(store, manifest, kind, with_acts, kept)
    anew = {
        month: _recurrence_question(kind).rows(paths, recurrence.COLUMNS) for month, paths in read if month >= first
    }
    known.parts = [part for month, part in kept.items() if month in _stops(with_acts)]
    years = {month[:4] for month in anew} | {part.month for part in told.parts if part.month >= first[:4]}
    _keep(store, told, RECURRENCE[kind], {month for month in with_acts if month < first}, anew, years)


def _month_by_month(
    store: Store, manifest: Manifest, kind: str, with_acts: Sequence[str], kept: dict[str, Part]
) -> Iterator[tuple[str, Paths]]:
    """Give each month from the last one in `kept` with what is read of it; write the last days before each next."""
    begin = max(kept, default="")
    known, months = kept.get(begin), [month for month in with_acts if month >= begin]
    for month, following in zip_longest(months, months[1:]):
        paths = {**_acts_of(store, manifest, month), "known": store.paths([known] if known else [])}
        yield month, paths
        if following:
            days = _last_days_question(kind).rows(paths, recurrence.LAST_DAYS)
            known = kept[following] = store.write(f"{kind}_last", following, days)


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
