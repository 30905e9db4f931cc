"""One file, one measure of a return. The measures of this folder are found by walking it."""

import importlib
import pkgutil
from functools import cache

from antiphon.reports.returns.measure import ReturnMeasure, Side


@cache
def return_measures() -> dict[str, ReturnMeasure]:
    """Return one of every measure by its name: the call's first, then the response's, each in its place."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    classes = [value for module in modules for value in vars(module).values() if _is_defined(value, module.__name__)]
    made = sorted((found() for found in classes), key=lambda one: (list(Side).index(one.side), one.place, one.name))
    return {one.name: one for one in made}


def _is_defined(value: object, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, ReturnMeasure) and value.__module__ == module
