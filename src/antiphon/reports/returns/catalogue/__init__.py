"""One file, one measure of a return. The measures of this folder are found by walking it."""

from functools import cache

from antiphon.lib.walking import classes_of
from antiphon.reports.returns.measure import ReturnMeasure, Side


@cache
def return_measures() -> dict[str, ReturnMeasure]:
    """Return one of every measure by its name: the call's first, then the response's, each in its place."""
    found = [one() for one in classes_of(__name__, ReturnMeasure)]  # type: ignore[type-abstract]
    made = sorted(found, key=lambda one: (list(Side).index(one.side), one.place, one.name))
    return {one.name: one for one in made}
