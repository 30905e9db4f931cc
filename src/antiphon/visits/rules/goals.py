"""What reaches a goal."""

import re
from enum import StrEnum
from functools import lru_cache

from antiphon.visits.rules.hits import Act, Hit


class GoalKind(StrEnum):
    """By what a goal is reached: a page that is opened, an event of the site's own, a form that is sent."""

    PATH = "path"
    EVENT = "event"
    FORM = "form"


_ACTS = {GoalKind.PATH: Act.PAGE, GoalKind.EVENT: Act.EVENT, GoalKind.FORM: Act.FORM}


def reaches(kind: str, pattern: str, hit: Hit) -> bool:
    """Whether a hit reaches a goal: `*` in its pattern stands for anything. A form is known by its name or its page.

    >>> hit = Hit(site=1, at=0, visitor="a", way="script", act="page", path="/thanks/book")
    >>> reaches("path", "/thanks*", hit), reaches("path", "/thanks", hit), reaches("event", "/thanks*", hit)
    (True, False, False)
    """
    if hit.act != _ACTS[GoalKind(kind)]:
        return False
    told = (hit.path,) if kind == GoalKind.PATH else (hit.name, hit.path) if kind == GoalKind.FORM else (hit.name,)
    return any(_pattern(pattern).fullmatch(one) for one in told)


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
