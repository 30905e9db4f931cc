"""How many who asked something were answered by when it was promised."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules import N_MIN
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.intervals import wilson
from antiphon.reports.rules.known import Call, Known, Rows

_NINE, _DAY = datetime(2026, 1, 5, 9, tzinfo=UTC), timedelta(days=1)


class AnsweredInTime(ReturnMeasure):
    """The share of decided calls that were answered within their target."""

    name = "answered_in_time"
    title = _("Answered in time")
    unit = _("of calls to answer")
    definition = _(
        "Of the calls to answer of these days for which a time was promised, the share that a human of the team "
        "answered by then. Who still waits within the time is not decided yet and left out; who waits beyond it "
        "counts as late."
    )
    source = _("Definition 3.4: answered within target ÷ (answered + open beyond target). The interval is Wilson’s.")
    side = Side.RESPONSE
    kind = Kind.ESTIMATE
    hundredths = True
    place = 50
    reads = ("calls",)
    example = Example(
        told=_("Six calls, due in a day: four answered in time, one late, one still open beyond it: 4 ÷ 6."),
        known=Known(
            calls=(
                *(Call(_NINE, _NINE + _DAY, _NINE + _DAY / 2) for _ in range(4)),
                Call(_NINE, _NINE + _DAY, _NINE + 2 * _DAY),
                Call(_NINE, _NINE + _DAY, None),
            )
        ),
        value=4 / 6,
    )

    def of(self, known: Known) -> Result:
        """Return the share; None below five calls that are decided."""
        promised = [one for one in known.calls if one.due is not None]
        decided = [one for one in promised if one.decided(known.until)]
        open_ = [one for one in known.calls if one.due is None or not one.decided(known.until)]
        met = [one for one in decided if one.met(known.until)]
        n = len(decided)
        rows = (Rows("call", tuple(one.id for one in decided)),)
        aside = (Rows("call", tuple(one.id for one in open_)),)
        if not promised and known.calls:
            return Result(None, 0, gettext("No time is promised for an answer, so none can be late."), aside=aside)
        if n < N_MIN:
            few = gettext("Not enough yet: %(n)d of at least %(least)d calls.") % {"n": n, "least": N_MIN}
            return Result(None, n, few, rows=rows, aside=aside)
        words = gettext("%(met)d of %(n)d were answered by when it was promised.") % {"met": len(met), "n": n}
        return Result(len(met) / n, n, words, wilson(len(met), n), rows, aside)
