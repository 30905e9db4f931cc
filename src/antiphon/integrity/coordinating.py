"""Finds what was done together: in Python for few acts, over columns for many. Both find the same."""

from collections.abc import Sequence
from typing import Any

from antiphon.integrity.rules.acts import Act, Finding
from antiphon.integrity.rules.coordination import Edge, Network
from antiphon.integrity.rules.together import Together, actions_of, found_together

#: From how many acts on the columns are quicker, their import included.
MANY = 20_000


def together(acts: Sequence[Act], context: Sequence[Act], test: Together) -> list[Finding]:
    """Return which acts were done together; `context` holds when the things they were done to were said."""
    edges = _edges(acts, test) if len(acts) > MANY else None
    return found_together(acts, test, context, edges)


def _edges(acts: Sequence[Act], test: Together) -> Network[int]:
    import pyarrow as pa

    from antiphon.integrity.engine.coordination import edges_of

    actions = actions_of(acts)
    columns: dict[str, Any] = {
        "what": pa.array([one.what for one in actions]),
        "who": pa.array([one.who for one in actions], pa.int64()),
        "id": pa.array([one.id for one in actions]),
        "at": pa.array([one.at for one in actions], pa.int64()),
    }
    found = edges_of(pa.table(columns), test.window).to_pylist()
    return {(row["one"], row["other"]): Edge(row["weight"], row["objects"], row["mean_delta"]) for row in found}
