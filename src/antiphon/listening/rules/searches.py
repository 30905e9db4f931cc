"""Saved searches: how often a network may be asked, and for how long what was found is kept."""

import re
from datetime import timedelta

#: How often public posts are looked through, in minutes: the least is what networks take without being strained.
INTERVALS = (15, 60, 360, 1440)
#: What nobody took up is forgotten after this.
KEPT = timedelta(days=90)
_TAG = re.compile(r"#\w{1,100}")


def is_tag(words: str) -> bool:
    """Whether a search is for one tag.

    >>> is_tag("#woodwork"), is_tag("#"), is_tag("wood work")
    (True, False, False)
    """
    return bool(_TAG.fullmatch(words))


def next_look(every_minutes: int, failures_wait: timedelta | None = None) -> timedelta:
    """Return how long to wait until the next look: as asked, or for as long as a network wants, if that is longer.

    >>> next_look(15, timedelta(hours=1))
    datetime.timedelta(seconds=3600)
    """
    return max(timedelta(minutes=every_minutes), failures_wait or timedelta())
