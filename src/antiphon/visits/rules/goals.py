"""What reaches a goal."""

from enum import StrEnum

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
    return any(_fits(pattern, one) for one in told)


def _fits(pattern: str, text: str) -> bool:
    """Whether a text is as a pattern says; each part is looked for once, so that no pattern takes long."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *parts, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in parts:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
