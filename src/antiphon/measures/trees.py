"""Figures of the shape of reply trees: how one is made of several conversations."""

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

from django.utils.translation import gettext, ngettext

from antiphon.measures.evidence import Evidence
from antiphon.measures.measure import Figure
from antiphon.measures.rules import N_MIN, Message, QualityParams, Shape, shape

type Trees = Callable[[str], list[Message[str]]]


@dataclass(frozen=True, slots=True)
class Shaped:
    """The shape of the conversation under one root, and the names of its messages."""

    shape: Shape
    messages: tuple[str, ...]


def shapes(evidence: Evidence, trees: Trees) -> list[Shaped]:
    """Return the shape of each conversation whose root stands in the ledger."""
    found = [(trees(root), root) for root in evidence.began]
    return [Shaped(shape(messages), tuple(one.id for one in messages)) for messages, _ in found]


def deepest(evidence: Evidence, of: Callable[[Shape], int]) -> Figure:
    """Return a figure of the one conversation in which it is largest."""
    found = shapes(evidence, evidence.tree)
    if not found:
        return _not_there()
    best = max(found, key=lambda one: of(one.shape))
    return _figure(evidence, of(best.shape), best.shape.n, best.messages)


def broadest(evidence: Evidence) -> Figure:
    """Return the fullest level of any conversation; the post itself is no answer."""
    return deepest(evidence, lambda one: max(one.levels[1:], default=0))


def weighted_mean(evidence: Evidence, of: Callable[[Shape], float | None], trees: Trees) -> Figure:
    """Return the mean over the conversations, weighted by their messages; None below five messages in all."""
    found = shapes(evidence, trees)
    if not found:
        return _not_there()
    messages = tuple(name for one in found for name in one.messages)
    known = [(value, one.shape.n) for one in found if (value := of(one.shape)) is not None]
    n = sum(count for _, count in known)
    if n < N_MIN:
        return _figure(evidence, None, n, messages, _not_enough(n))
    return _figure(evidence, fsum(value * count for value, count in known) / n, n, messages)


def _figure(evidence: Evidence, value: float | None, n: int, messages: tuple[str, ...], sentence: str = "") -> Figure:
    lines = [evidence.by_message[name] for name in messages]
    said = ngettext("%(count)d message, the post included.", "%(count)d messages, the post included.", n)
    return Figure(
        value,
        n,
        sentence or said % {"count": n},
        tuple(line.id for line in lines if not line.flagged),
        excluded=evidence.aside_below,
        params_version=QualityParams().version,
    )


def _not_there() -> Figure:
    return Figure(None, 0, gettext("The post does not stand in the ledger at this moment."))


def _not_enough(n: int) -> str:
    return gettext("Not enough yet: %(count)d of at least %(least)d messages of a conversation.") % {
        "count": n,
        "least": N_MIN,
    }
