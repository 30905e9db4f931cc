"""The coordination rule over columns; see `rules.coordination`, to which it is equal edge for edge.

Within a window means: in the same slice of time or in the next one, if slices are as long as the window. So the pairs
are an equi-join, which grows with the pairs and not with the square of the rows.
"""

from collections import Counter
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from antiphon.integrity.rules.coordination import JITTER, ROUNDS, key_of

_THREADS, _MEMORY = 2, "3GB"


def opened(threads: int = _THREADS, memory: str = _MEMORY) -> Any:
    """Return a database in memory with its bounds."""
    connection = ibis.duckdb.connect(threads=threads, memory_limit=memory)
    connection.raw_sql("SET preserve_insertion_order = false")
    return connection


def edges_of(actions: pa.Table | Any, window: int, least: int = 1, connection: Any = None) -> pa.Table:
    """Return the edges as a table: one, other, weight, objects, mean_delta.

    `actions` has the columns what, who, id and at (whole numbers in the unit of `window`); an Ibis table does, too.
    """
    database = connection or opened()
    table = actions if connection is not None and not isinstance(actions, pa.Table) else ibis.memtable(actions)
    return database.to_pyarrow(edges(_counted_pairs(database, table, window, least)))


def weights_by_chance(actions: pa.Table, window: int, least: int = 1, rounds: int = ROUNDS) -> Counter[int]:
    """Return how many edges of each number of objects the null makes, as `rules.coordination` does."""
    found: Counter[int] = Counter()
    keys, database = _keys(actions), opened()
    for turn in range(rounds):
        drawn = edges(_counted_pairs(database, ibis.memtable(_moved(actions, keys, window, turn)), window, least))
        told = database.to_pyarrow(drawn.group_by("objects").agg(many=drawn.count())).to_pylist()
        found.update({row["objects"]: row["many"] for row in told})
    return found


def edges(pairs: Any) -> Any:
    """Return the expression of the edges that pairs make: first by thing, so that things need not be told apart."""
    between = pairs.select(
        one=ibis.least(pairs.who, pairs.who_2),
        other=ibis.greatest(pairs.who, pairs.who_2),
        what=pairs.what,
        delta=pairs.at_2 - pairs["at"],
    )
    by_thing = between.group_by("one", "other", "what").agg(pairs=between.count(), between=between.delta.sum())
    found = by_thing.group_by("one", "other").agg(
        weight=by_thing.pairs.sum().cast("int64"),
        objects=by_thing.count(),
        between=by_thing.between.sum().cast("int64"),
    )
    return found.select("one", "other", "weight", "objects", mean_delta=found.between / found.weight)


def pairs_within(table: Any, window: int) -> Any:
    """Return the expression of the pairs within a window, the earlier act first."""
    sliced = table.mutate(slice=table["at"] // window)
    here = sliced.mutate(slice_2=sliced["slice"])
    before = sliced.mutate(slice_2=sliced["slice"] - 1)
    second = here.union(before).select(what="what", slice="slice_2", who_2="who", id_2="id", at_2="at")
    found = sliced.join(second, ["what", "slice"])
    in_order = (found["at"] < found["at_2"]) | ((found["at"] == found["at_2"]) & (found["who"] < found["who_2"]))
    near = (found["at_2"] - found["at"] <= window) & (found["who"] != found["who_2"]) & (found["id"] != found["id_2"])
    return found.filter(in_order & near).select("what", "who", "id", "at", "who_2", "id_2", "at_2")


def jittered(actions: pa.Table, window: int, turn: int) -> pa.Table:
    """Return the acts with each moment moved as `rules.coordination.jittered` moves it."""
    return _moved(actions, _keys(actions), window, turn)


def _keys(actions: pa.Table) -> Any:
    return np.fromiter((key_of(name) for name in actions["id"].to_pylist()), np.uint64, len(actions))


def _moved(actions: pa.Table, keys: Any, window: int, turn: int) -> pa.Table:
    moved = actions["at"].to_numpy() + _shifts(keys, turn, JITTER * window)
    return actions.set_column(actions.schema.get_field_index("at"), "at", pa.array(moved))


def _shifts(keys: Any, turn: int, reach: int) -> Any:
    with np.errstate(over="ignore"):
        mixed = keys + np.uint64((turn + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64(2 * reach + 1)).astype(np.int64) - reach


def _counted_pairs(database: Any, table: Any, window: int, least: int) -> Any:
    """Return the pairs that count; where accounts must take part often they are kept, since they are asked thrice."""
    known = _with_enough(table, least)
    near = pairs_within(known, window)
    if least <= 1:
        return near.filter(_apart(near))
    found = database.create_table(ibis.util.gen_name("pairs"), near.filter(_apart(near)), temp=True)
    paired = found.select("id").union(found.select(id="id_2"), distinct=True)
    kept = _with_enough(known.semi_join(paired, "id"), least).select("id").distinct()
    return found.semi_join(kept, "id").union(found.anti_join(kept, "id").semi_join(kept, [("id_2", "id")]))


def _apart(found: Any) -> Any:
    """Return the condition that neither act is done to itself."""
    if found.what.type() != found.id.type():
        return ibis.literal(value=True)
    return (found.what != found.id) & (found.what != found.id_2)


def _with_enough(table: Any, least: int) -> Any:
    if least <= 1:
        return table
    often = table.group_by("who").agg(acts=table.count())
    return table.semi_join(often.filter(often.acts >= least), "who")
