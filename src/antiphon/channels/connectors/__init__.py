"""One file, one network. The connectors of this folder are found by walking it.

Others come from installed packages through the entry-point group `antiphon.connectors`.
"""

from functools import cache
from importlib.metadata import entry_points
from typing import Any

from antiphon.channels.connector import Connector
from antiphon.lib.walking import classes_of, defined_in


@cache
def connectors() -> dict[str, type[Connector[Any]]]:
    """Return every connector by its kind, in alphabetical order of the kinds."""
    installed = [point.load() for point in entry_points(group="antiphon.connectors")]
    others = [found for module in installed for found in defined_in(module, Connector)]
    named = [found for found in (*classes_of(__name__, Connector), *others) if hasattr(found, "kind")]
    return {found.kind: found for found in sorted(named, key=lambda found: found.kind)}


def connector_for(kind: str) -> type[Connector[Any]]:
    """Return the connector of a kind; raise LookupError for one that is not installed."""
    try:
        return connectors()[kind]
    except KeyError:
        raise LookupError(f"There is no connector {kind!r}; installed are {', '.join(connectors())}.") from None
