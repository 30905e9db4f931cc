"""Finds what was done together: in Python for few acts, over columns for many. Both find the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from antiphon.integrity.rules.acts import Act, Finding
from antiphon.integrity.rules.coordination import Action, Edge, Network
from antiphon.integrity.rules.together import Together, found_together

#: From how many acts on the columns are quicker, their import included.
MANY = 20_000


class OverColumns:
    """Reckons many actions at once."""

    def edges(self, actions: Sequence[Action[int]], window: int) -> Network[int]:
        """Return the edges."""
        from antiphon.integrity.engine.coordination import edges_of

        found = edges_of(_columns(actions), window).to_pylist()
        return {(row["one"], row["other"]): Edge(row["weight"], row["objects"], row["mean_delta"]) for row in found}

    def by_chance(self, actions: Sequence[Action[int]], window: int) -> Mapping[int, int]:
        """Return the null."""
        from antiphon.integrity.engine.coordination import weights_by_chance

        return weights_by_chance(_columns(actions), window)


def together(acts: Sequence[Act], context: Sequence[Act], test: Together, many: int = MANY) -> list[Finding]:
    """Return which acts were done together; `context` holds when the things they were done to were said."""
    return found_together(acts, test, context, OverColumns() if len(acts) > many else None)


def _columns(actions: Sequence[Action[int]]) -> Any:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "what": pa.array([one.what for one in actions], pa.string()),
        "who": pa.array([one.who for one in actions], pa.int64()),
        "id": pa.array([one.id for one in actions], pa.string()),
        "at": pa.array([one.at for one in actions], pa.int64()),
    }
    return pa.table(columns)
