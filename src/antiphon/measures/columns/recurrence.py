"""How many different people and conversations there were in any days, added up from small numbers, and exactly.

Whoever was there on a day is told by the day on which they were there before. In a period each one is counted on
the first of their days in it: the day whose day before lies outside. So what is different is counted by adding up, in
the time that some thousands of rows take, however many acts there were.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.expressions import CONVERSATIONS, PEOPLE, divided, in_groups, within
from antiphon.measures.columns.table import Column, Kind

#: Of people also by the day before the day before: of a period that tells who came on a second day.
AGAIN = "people_again"
COLUMNS = (
    Column("day", Kind.DAY, _("The day, on the clock of the brand.")),
    Column("kind", Kind.TEXT, _("What recurs: people, people by the day before the day before, conversations.")),
    Column("before", Kind.DAY, _("On which day they were there before; empty: never."), empty=True),
    Column("many", Kind.WHOLE, _("How many.")),
)
LAST_DAYS = (
    Column("key", Kind.WHOLE, _("Which person or conversation.")),
    Column("last", Kind.DAY, _("The last day before a month on which they were there.")),
    Column("before_last", Kind.DAY, _("The day before that; empty: none."), empty=True),
)


def last_days(present: Any, known: Any) -> Any:
    """Return for each key the last day, and the one before it, of what was known and of later days.

    `known` is such a table, `present` holds (key, day), each once, of days after all days of `known`.
    """
    import ibis

    own = _with_days_before(present).group_by("key").aggregate(late=lambda t: t.day.max(), soon=lambda t: t.one.max())
    both = own.outer_join(known, own.key == known.key, rname="{name}_known")
    return both.select(
        key=ibis.coalesce(both.key, both.key_known),
        last=ibis.coalesce(both.late, both["last"]),
        before_last=both.late.isnull().ifelse(both.before_last, ibis.coalesce(both.soon, both["last"])),
    )


def recurrence(kind: str, present: Any, known: Any) -> Any:
    """Return how many there were each day, by the day on which they were there before (empty: never).

    `present` holds (key, day), each once, of some days; `known` the last two days of each key before all of these.
    """
    import ibis

    own = _with_days_before(present)
    joined = own.left_join(known, own.key == known.key, rname="{name}_known")
    before = ibis.coalesce(joined.one, joined["last"])
    found = _counted(joined.select(joined.day, kind=ibis.literal(kind), before=before))
    if kind != PEOPLE:
        return found
    earlier = ibis.coalesce(joined.two, joined.one.isnull().ifelse(joined.before_last, joined["last"]))
    return found.union(_counted(joined.select(joined.day, kind=ibis.literal(AGAIN), before=earlier)))


def different(rows: Any, since: Any, until: Any, each: str = "") -> Any:
    """Return how many different people and conversations there were in a period, and how many people were new.

    Of each month in it, or day, if `each` names one: then who was there in two of them is counted in both.
    """
    import ibis

    inside, by = divided(within(rows, since, until), each)
    begins = ibis.greatest(inside.begins, since) if each else since
    kinds = inside.group_by(*by, "kind").aggregate(
        many=inside.many.sum(where=inside.before.isnull() | (inside.before < begins)),
        new=inside.many.sum(where=inside.before.isnull()),
    )
    people = kinds.many.sum(where=kinds.kind == PEOPLE).fill_null(0)
    return in_groups(kinds, by).aggregate(
        people=people,
        came_back=kinds.many.sum(where=kinds.kind == AGAIN).fill_null(0) - people,
        conversations=kinds.many.sum(where=kinds.kind == CONVERSATIONS).fill_null(0),
        newcomers=kinds.new.sum(where=kinds.kind == PEOPLE).fill_null(0),
    )


def _with_days_before(present: Any) -> Any:
    """Return the days of each key with `one` and `two`: the day before it, and the day before that."""
    import ibis

    over = ibis.window(group_by="key", order_by="day")
    return present.mutate(one=present.day.lag().over(over), two=present.day.lag(2).over(over))


def _counted(rows: Any) -> Any:
    return rows.group_by("day", "kind", "before").aggregate(many=rows.count())
