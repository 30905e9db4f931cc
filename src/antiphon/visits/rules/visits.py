"""When hits of a visitor are one visit."""

from collections.abc import Sequence
from typing import Protocol

from antiphon.visits.rules.hits import Hit

#: Whoever does nothing for so long (seconds) begins a new visit. Source: what web analytics agree on, 30 minutes.
IDLE_SECONDS = 30 * 60


class Span(Protocol):
    """A visit as far as it matters here: its first and last moment, and what its first address said of its source."""

    @property
    def began(self) -> float:
        """When it began, in seconds since 1970."""

    @property
    def last(self) -> float:
        """When something happened last."""

    @property
    def mark(self) -> tuple[str, str, str, str]:
        """Source, medium, campaign and short link of its first address."""


def visit_of[S: Span](visits: Sequence[S], hit: Hit) -> S | None:
    """Return to which of a visitor's visits a hit belongs; None if it begins a new one.

    It belongs to the latest that lies within half an hour of it. Who comes by another campaign or another short link
    comes anew. Hits that arrive out of order find the visit all the same.
    """
    for one in sorted(visits, key=lambda one: one.last, reverse=True):
        near = one.began - IDLE_SECONDS < hit.at < one.last + IDLE_SECONDS
        if near and (not any(hit.mark) or hit.mark == one.mark):
            return one
    return None
