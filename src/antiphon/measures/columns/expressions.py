"""Figures of a brand as expressions of Ibis: the same on DuckDB, on Spark, and in the database.

Each takes tables by name (see `tables/`) and returns an expression; nothing is read before it is asked for.
"""

from datetime import date
from typing import Any

from antiphon.ledger.rules import MESSAGES, Verb
from antiphon.measures.columns.engine import Tables

#: Who goes answers nothing, and a letter that comes back is nobody's act.
NO_ANSWER = (Verb.LEAVE.value, Verb.BOUNCE.value)
SPOKEN = tuple(sorted(verb.value for verb in MESSAGES))
#: Of what is kept who or what was there on which days.
PEOPLE, CONVERSATIONS = "people", "conversations"
#: By what a day is told apart in its roll-up.
DAY_KEYS = ("day", "channel", "network", "verb", "direction", "side", "is_counted", "is_aside")


def counted(tables: Tables) -> Any:
    """Return the acts that count: nobody set them aside, no machine did them, we not to us."""
    acts, standing = tables["interactions"], _standing(tables)
    kept = acts.filter(~acts.automated, acts.direction != "within")
    return kept.anti_join(standing, kept.id == standing.interaction)


def theirs(tables: Tables) -> Any:
    """Return the acts of others that count, with whose they are."""
    acts = counted(tables)
    who = tables["identities"]
    who = who.filter(who.side == "them").select(account=who.identity, person=who.person)
    return acts.filter(acts.verb.notin(NO_ANSWER)).join(who, acts.actor == who.account)


def within(rows: Any, since: Any, until: Any) -> Any:
    """Return the rows from the day `since` to before the day `until`."""
    return rows.filter(rows.day >= since, rows.day < until)


def divided(rows: Any, each: str) -> tuple[Any, list[str]]:
    """Return rows with the first day of their month, or their day, as `begins`, and that name; else no name."""
    import ibis

    if not each:
        return rows, []
    begins = ibis.date(rows.day.year(), rows.day.month(), 1) if each == "month" else rows.day
    return rows.mutate(begins=begins), ["begins"]


def in_groups(rows: Any, by: list[str]) -> Any:
    """Return rows in groups by some columns; as they are without any."""
    return rows.group_by(by) if by else rows


def days(tables: Tables) -> Any:
    """Return how many acts there were a day, on each channel, of each verb and direction, counted and not."""
    acts, standing, who = tables["interactions"], _standing(tables), tables["identities"]
    judged = standing.select(excluded=standing.interaction).distinct()
    who = who.select(account=who.identity, side=who.side)
    joined = acts.left_join(judged, acts.id == judged.excluded).left_join(who, acts.actor == who.account)
    aside = joined.excluded.notnull() | joined.automated
    told = joined.mutate(is_counted=~aside & (joined.direction != "within"), is_aside=aside)
    return told.group_by(list(DAY_KEYS)).aggregate(interactions=told.count(), words=told.words.sum())


def sums(day_rows: Any, since: Any, until: Any, each: str = "") -> Any:
    """Return what can be added up over a period, from the days; of each month in it, or day, if `each` names one."""
    rows, by = divided(within(day_rows, since, until), each)
    rows = rows.group_by(*by, "verb", "side", "is_counted", "is_aside")  # few: nothing is compared row by row
    rows = rows.aggregate(interactions=lambda t: t.interactions.sum(), words=lambda t: t.words.sum())
    heard = rows.is_counted & (rows.side == "them") & rows.verb.notin(NO_ANSWER)
    ours = rows.is_counted & (rows.side == "us") & (rows.verb == "reply")
    many = rows.interactions.sum
    return in_groups(rows, by).aggregate(
        interactions=many(where=heard).fill_null(0),
        messages=many(where=heard & rows.verb.isin(SPOKEN)).fill_null(0),
        replies=many(where=heard & (rows.verb == "reply")).fill_null(0),
        likes=many(where=heard & (rows.verb == "like")).fill_null(0),
        shares=many(where=heard & (rows.verb == "share")).fill_null(0),
        words=rows.words.sum(where=heard).fill_null(0),
        answers=many(where=ours).fill_null(0),
        set_aside=many(where=rows.is_aside).fill_null(0),
    )


def present(tables: Tables) -> Tables:
    """Return who and what was there on which days, each once: people who did something, conversations of others."""
    acts = theirs(tables)
    known = acts.filter(acts.person.notnull())
    said = acts.filter(acts.verb.isin(SPOKEN), acts.root.notnull())
    return {
        PEOPLE: known.select(key=known.person, day=known.day).distinct(),
        CONVERSATIONS: said.select(key=said.root, day=said.day).distinct(),
    }


def people(tables: Tables, since: date, until: date) -> Any:
    """Return how many people did something, and how many of them on more than one day."""
    there = within(present(tables)[PEOPLE], since, until)
    one = there.group_by("key").aggregate(days=there.count())
    return one.aggregate(people=one.count(), came_back=(one.days > 1).sum().fill_null(0))


def conversations(tables: Tables, since: date, until: date) -> Any:
    """Return in how many conversations others said something."""
    there = within(present(tables)[CONVERSATIONS], since, until)
    return there.aggregate(conversations=there.key.nunique())


def newcomers(tables: Tables, since: date, until: date) -> Any:
    """Return how many people did something for the first time. It needs the tables of all months."""
    there = present(tables)[PEOPLE]
    one = there.group_by("key").aggregate(day=there.day.min())
    first = within(one, since, until)
    return first.aggregate(newcomers=first.count())


def by_day(day_rows: Any, since: date, until: date) -> Any:
    """Return the acts that count day by day, for each channel, verb and side, in that order."""
    rows = within(day_rows, since, until)
    rows = rows.filter(rows.is_counted)
    keys = ["day", "channel", "network", "verb", "side"]
    found = rows.group_by(keys).aggregate(interactions=rows.interactions.sum(), words=rows.words.sum())
    return found.order_by(keys)


def _standing(tables: Tables) -> Any:
    exclusions = tables["exclusions"]
    return exclusions.filter(exclusions.undone_at.isnull())
