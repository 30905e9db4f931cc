"""The index of a side in words: on which weights it stands, and what it would be under others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from antiphon.measures.rounding import rounded
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.indexing import SideIndex
from antiphon.reports.returns.words import THEN
from antiphon.reports.rules.index import LEAST_MEASURES, Index


@dataclass(frozen=True, slots=True)
class IndexShown:
    """An index as it is shown: its number (empty where it is not known), on what it stands, and other weights."""

    index: SideIndex
    number: str
    stands_on: str
    otherwise: Sequence[tuple[str, str]]
    scores: Sequence[tuple[str, str, str]]
    unknown: Sequence[str]

    @property
    def then(self) -> str:
        """With which days it compares."""
        return str(THEN[self.index.then])


def index_shown(found: SideIndex) -> IndexShown:
    """Return an index in words."""
    held = found.holds
    return IndexShown(
        found, _number(held), _stands_on(found), _otherwise(found),
        [(_title(name), _written(one), _written(float(found.weights[name]))) for name, one in held.known.items()],
        [_title(name) for name in held.unknown],
    )  # fmt: skip


def _stands_on(found: SideIndex) -> str:
    held = found.holds
    told = {"n": len(held.known), "least": LEAST_MEASURES, "share": rounded(100 * held.share)}
    if held.value is None:
        too_few = _(
            "not known: %(n)d measures can be compared, with %(share)s %% of the weight; needed are at least "
            "%(least)d, and half of the weight"
        )
        return too_few % told
    return _("on %(n)d measures with %(share)s %% of the weight") % told


def _otherwise(found: SideIndex) -> list[tuple[str, str]]:
    """Return what the index would be: with all weights alike, one measure left out, weights that held before."""
    held, rows = found.holds, [(_("if all weighed the same"), _number(found.equal))]
    if held.lowest is not None and held.highest is not None:
        between = {"low": _written(held.lowest), "high": _written(held.highest)}
        rows.append((_("with one measure left out"), _("%(low)s to %(high)s") % between))
    for row, one in found.former:
        day = date_format(timezone.localtime(row.chosen_at), "DATE_FORMAT")
        rows.append((_("by the weights of %(day)s") % {"day": day}, _number(one)))
    return rows


def _number(one: Index) -> str:
    return "" if one.value is None else _written(one.value)


def _written(value: float) -> str:
    return rounded(value, 0 if float(value).is_integer() else 1)


def _title(name: str) -> str:
    return str(return_measures()[name].title)
