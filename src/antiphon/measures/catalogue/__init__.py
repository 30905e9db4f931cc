"""One file, one measure. The measures of this folder are found by walking it."""

from functools import cache

from antiphon.lib.walking import classes_of
from antiphon.measures.measure import Measure, Side


@cache
def measures() -> dict[str, Measure]:
    """Return one of every measure by its name: the call's first, then the response's, then the return's."""
    found = [one() for one in classes_of(__name__, Measure)]  # type: ignore[type-abstract]
    made = sorted(found, key=lambda one: (list(Side).index(one.side), one.place, one.name))
    return {one.name: one for one in made}
