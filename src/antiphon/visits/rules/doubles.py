"""When a page was told twice: by the script in the browser and by the server of the site. Pure."""

from collections.abc import Iterable

from antiphon.visits.rules.hits import BROWSER, Act, Hit

#: So many seconds lie between the two at most: a page is given by the server, then shown.
APART_SECONDS = 30.0

type Looked = tuple[float, str, str]
"""A page that is counted already: when (seconds), its path, by which way."""


def is_double(hit: Hit, counted: Iterable[Looked]) -> bool:
    """Whether a page of a visitor was counted by another way a moment ago: the browser and the server told the same.

    Who loads a page twice is told twice by the same way, and counts twice.

    >>> hit = Hit(site=1, at=10, visitor="a", way="script", act=Act.PAGE, path="/tea")
    >>> is_double(hit, [(9.5, "/tea", "api")]), is_double(hit, [(9.5, "/tea", "script")]), is_double(hit, [])
    (True, False, False)
    """
    return hit.act == Act.PAGE and any(
        path == hit.path and (way in BROWSER) != (hit.way in BROWSER) and abs(hit.at - at) <= APART_SECONDS
        for at, path, way in counted
    )
