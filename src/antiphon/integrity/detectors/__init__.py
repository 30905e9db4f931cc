"""What judges interactions: one file, one detector. They are found by walking this folder."""

import importlib
import pkgutil
from functools import cache

from antiphon.integrity.detector import Detector


@cache
def detectors() -> tuple[Detector, ...]:
    """Return one of every detector, by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    classes = [value for module in modules for value in vars(module).values() if _is_defined(value, module.__name__)]
    return tuple(made() for made in sorted(classes, key=lambda made: made.name))


def _is_defined(value: object, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, Detector) and value.__module__ == module
