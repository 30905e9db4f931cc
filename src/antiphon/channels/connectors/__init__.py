"""One file, one network. The connectors of this folder are found by walking it.

Others come from installed packages through the entry-point group `antiphon.connectors`.
"""

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from antiphon.channels.connector import Connector


@cache
def connectors() -> dict[str, type[Connector[Any]]]:
    """Return every connector by its kind, in alphabetical order of the kinds."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    installed = [point.load() for point in entry_points(group="antiphon.connectors")]
    classes = [found for module in [*modules, *installed] for found in _defined_in(module)]
    return {found.kind: found for found in sorted(classes, key=lambda found: found.kind)}


def connector_for(kind: str) -> type[Connector[Any]]:
    """Return the connector of a kind; raise LookupError for one that is not installed."""
    try:
        return connectors()[kind]
    except KeyError:
        raise LookupError(f"There is no connector {kind!r}; installed are {', '.join(connectors())}.") from None


def _defined_in(module: ModuleType) -> list[type[Connector[Any]]]:
    members = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Connector)]
    return [value for value in members if value.__module__ == module.__name__ and hasattr(value, "kind")]
