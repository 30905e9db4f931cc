"""Figures of a brand over a period, read from the columns: each with what it stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.adding_up import totals
from antiphon.measures.columns.store import Store
from antiphon.measures.measure import Side
from antiphon.organizations.models import Brand

type Sums = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BrandFigure:
    """A figure of a brand: what it is, its value, how many observations it stands on.

    `value` is None where it is not known, which is not 0.
    """

    name: str
    title: str
    unit: str
    side: Side
    definition: str
    value: float | None
    n: int
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How a figure is told from the sums; `is_share`: its value is a part of 1."""

    title: Promise
    unit: Promise
    side: Side
    definition: Promise
    value: Callable[[Sums], float | None]
    n: Callable[[Sums], int]
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Figures from the day `since` to before the day `until`, on the brand's clock; `as_of` is how fresh they are."""

    since: date
    until: date
    as_of: datetime | None
    figures: tuple[BrandFigure, ...]


def brand_figures(brand: Brand, since: date, until: date, store: Store | None = None) -> Period:
    """Return the figures of a brand from the day `since` to before the day `until`."""
    store = store or Store(brand)
    manifest = store.manifest()
    told = totals(store, since, until)
    return Period(since, until, manifest.at, tuple(_figure(name, how, told) for name, how in FIGURES.items()))


def _figure(name: str, how: Way, told: Sums) -> BrandFigure:
    title, unit, definition = str(how.title), str(how.unit), str(how.definition)
    return BrandFigure(name, title, unit, how.side, definition, how.value(told), how.n(told), how.is_share)


def _count(name: str, title: Promise, unit: Promise, definition: Promise, side: Side = Side.RESPONSE) -> Way:
    return Way(title, unit, side, definition, lambda told: told[name], lambda told: told[name])


FIGURES: Mapping[str, Way] = {
    "interactions": _count(
        "interactions", _("Interactions"), _("acts"), _("What others did to us or to one another, and that counts.")
    ),
    "messages": _count(
        "messages",
        _("Messages"),
        _("messages"),
        _("What others said: posts, replies, mentions, quotes, direct words."),
    ),
    "replies": _count("replies", _("Replies"), _("replies"), _("What others said in answer to something.")),
    "likes": _count("likes", _("Likes"), _("likes"), _("Likes by others that were heard.")),
    "shares": _count("shares", _("Shares"), _("shares"), _("How often others passed something on, as far as heard.")),
    "conversations": _count(
        "conversations", _("Conversations"), _("conversations"), _("Conversations in which others said something.")
    ),
    "people": _count("people", _("People"), _("people"), _("Different people who did something that counts.")),
    "newcomers": _count(
        "newcomers", _("For the first time"), _("people"), _("Those of them who had never done anything before.")
    ),
    "came_back": Way(
        _("Came back"),
        _("share"),
        Side.RESPONSE,
        _("Of these people, the share that did something on more than one day."),
        lambda told: told["came_back"] / told["people"] if told["people"] else None,
        lambda told: told["people"],
        is_share=True,
    ),
    "answers": _count(
        "answers", _("Answers given"), _("answers"), _("What we said in answer to somebody."), Side.CALL
    ),
    "set_aside": _count(
        "set_aside", _("Not counted"), _("acts"), _("Acts set aside by a detector or done by a machine."), Side.RETURN
    ),
}
