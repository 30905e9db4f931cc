"""Figures read from the columns are those that the database gives of the same rows."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from antiphon.integrity.models import Exclusion
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.measures.columns import adding_up, rollups
from antiphon.measures.columns.adding_up import Each, series, totals
from antiphon.measures.columns.expressions import conversations, days, newcomers, people, sums
from antiphon.measures.columns.figures import brand_figures
from antiphon.measures.columns.rollups import COLUMNS, DAYS
from antiphon.measures.columns.store import Store
from antiphon.measures.columns.writing import keep_up
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity
from antiphon.reports.queries.months import month_content
from tests.ledger_rows import START
from tests.measures.columns.rows import table_of, tables_of
from tests.world import World

SAME = ("people", "words", "likes", "shares", "conversations", "first_timers")


@pytest.mark.parametrize("month", [date(2026, 3, 1), date(2026, 6, 1), date(2026, 1, 1)])
def test_the_columns_tell_what_the_database_tells(year: Brand, month: date) -> None:
    told = month_content(year, month, clock.now() + timedelta(days=3650))
    until = (month + timedelta(days=31)).replace(day=1)
    figures = {one.name: one.value for one in brand_figures(year, month, until).figures}
    ours = {"words": "messages", "first_timers": "newcomers"}
    assert {name: figures[ours.get(name, name)] for name in SAME} == {
        name: told["response"]["now"][name] for name in SAME
    }
    assert figures["set_aside"] == told["aside"]["judged"] + told["aside"]["machines"]


def test_the_days_kept_beside_add_up_to_the_rows(year: Brand) -> None:
    store, since, until = Store(year), date(2026, 3, 15), date(2026, 7, 2)
    raw = days(tables_of(store))
    kept = table_of(store, DAYS, COLUMNS)
    assert _sorted(raw) == _sorted(kept)
    assert sums(raw, since, until).to_pyarrow() == sums(kept, since, until).to_pyarrow()
    whole = totals(store, date(2026, 1, 1), date(2027, 1, 1))
    between = [date(2026, 1, 1), date(2026, 4, 7), date(2026, 5, 1), date(2027, 1, 1)]
    pieces = [totals(store, first, last) for first, last in pairwise(between)]
    for name in ("interactions", "messages", "likes", "shares", "replies", "newcomers", "set_aside"):
        assert (name, sum(one[name] for one in pieces)) == (name, whole[name])


PERIODS = [
    (date(2026, 1, 1), date(2027, 1, 1)),
    (date(2026, 3, 15), date(2026, 7, 2)),
    (date(2026, 4, 7), date(2026, 4, 9)),
    (date(2026, 6, 30), date(2026, 7, 1)),
    (date(2025, 1, 1), date(2025, 2, 1)),
]


def test_in_any_days_there_were_so_many_different_people_as_the_rows_tell(year: Brand) -> None:
    assert [totals(Store(year), *days) for days in PERIODS] == [_of_the_rows(year, *days) for days in PERIODS]


def test_each_month_or_day_is_told_as_if_it_were_asked_for_alone(year: Brand) -> None:
    since, until = date(2026, 3, 15), date(2026, 6, 20)
    months = [since, date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1), until]
    told = series(Store(year), since, until, Each.MONTH)
    assert [row.pop("begins") for row in told] == [date(2026, 3, 1), *months[1:-1]]
    assert told == [totals(Store(year), *days) for days in pairwise(months)]
    for row in series(Store(year), since, until, Each.DAY)[:20]:
        day = row.pop("begins")
        assert (day, row) == (day, totals(Store(year), day, day + timedelta(days=1)))


def test_what_becomes_known_late_changes_all_days_after_it(year: Brand) -> None:
    before = [totals(Store(year), *days) for days in PERIODS]
    theirs = Identity.objects.filter(brand=year, side="them", automated=False).order_by("pk")
    early, other, joined = theirs[0], theirs[1], theirs[2]
    happened = Happened(verb=Verb.REPLY, at=START - timedelta(days=20), actor=early, target=None, channel=None,
                        subject="uri:late", source="late", root="uri:3", words=1)  # fmt: skip
    record(happened)
    Exclusion.objects.filter(interaction__brand=year, undone_at=None).update(undone_at=clock.now())
    Identity.objects.filter(pk=joined.pk).update(person=other.person)
    keep_up(year)
    after = [totals(Store(year), *days) for days in PERIODS]
    assert after == [_of_the_rows(year, *days) for days in PERIODS]
    assert after != before


def _of_the_rows(brand: Brand, since: date, until: date) -> dict[str, int]:
    tables = tables_of(Store(brand))
    asked = (
        sums(days(tables), since, until),
        *(one(tables, since, until) for one in (people, conversations, newcomers)),
    )
    return {name: value for one in asked for name, value in one.to_pyarrow().to_pylist()[0].items()}


def _sorted(table: object) -> list[str]:
    rows = table.to_pyarrow().to_pylist()  # type: ignore[attr-defined]
    return sorted(str(row) for row in rows)


def test_what_is_set_aside_later_leaves_the_days_too(year: Brand) -> None:
    since, until = date(2026, 1, 1), date(2027, 1, 1)
    before = totals(Store(year), since, until)
    standing = Exclusion.objects.standing().filter(interaction__brand=year).values("interaction")
    rows = Interaction.objects.filter(brand=year, automated=False, verb=Verb.LIKE, actor__side="them")
    act = rows.exclude(direction="within").exclude(pk__in=standing).earliest("at")
    Exclusion.objects.create(interaction=act, detector="new", version="1", reason="Bought", at=clock.now())
    keep_up(year)
    after = totals(Store(year), since, until)
    assert (after["likes"], after["set_aside"]) == (before["likes"] - 1, before["set_aside"] + 1)


def test_a_brand_of_which_nothing_is_written_has_no_figures_but_zero_acts(world: World) -> None:
    found = {one.name: one.value for one in brand_figures(world.bottega, date(2026, 1, 1), date(2026, 2, 1)).figures}
    assert (found["interactions"], found["came_back"]) == (0, None)


def test_what_is_asked_is_kept_as_ibis_writes_it() -> None:
    asked = [*adding_up.questions(), *rollups.questions()]
    assert [one.place.name for one in asked if one.sql != one.written()] == [], "run `antiphon reference`"
    assert {one.place for one in asked} == {*asked[0].place.parent.iterdir()}
