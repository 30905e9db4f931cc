"""How good the conversations were that were no answer to a post."""

from statistics import fmean

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules import N_MIN
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.intervals import of_mean
from antiphon.reports.rules.known import Known, Rows, Talk, ids_of


class InteractionQuality(ReturnMeasure):
    """The mean Q of conversations in which others spoke."""

    name = "interaction_quality"
    title = _("Quality of interaction")
    unit = _("points of 100, mean")
    definition = _(
        "Of the conversations in which others said something in these days, without those under our posts to all "
        "and those of closed groups: points for going deep, for many people, for words evenly shared and for "
        "answering each other; the mean of those with at least five messages. A deep conversation may also be a "
        "quarrel: read it."
    )
    source = _("Definition 3.5, Q; the weights in it are choices, none is fitted to data.")
    side = Side.RESPONSE
    kind = Kind.ESTIMATE
    decimals = 1
    place = 30
    reads = ("talks",)
    example = Example(
        told=_("Five conversations of 40, 50, 60, 45 and 55 points; one of two messages is too short: 250 ÷ 5."),
        known=Known(talks=(*(Talk(6, float(q)) for q in (40, 50, 60, 45, 55)), Talk(2, None))),
        value=50,
    )

    def of(self, known: Known) -> Result:
        """Return the mean; None below five conversations that are long enough."""
        judged = [one for one in known.talks if one.quality is not None]
        n = len(judged)
        rows = (Rows("interaction", ids_of(one.rows for one in judged)),)
        aside = (Rows("interaction", ids_of(one.aside for one in known.talks)),)
        if n < N_MIN:
            few = gettext("Not enough yet: %(n)d of at least %(least)d conversations of five messages or more.")
            return Result(None, n, few % {"n": n, "least": N_MIN}, rows=rows, aside=aside)
        points = [one.quality or 0.0 for one in judged]
        said = gettext("%(n)d of %(all)d conversations have five messages or more.")
        words = said % {"n": n, "all": len(known.talks)}
        return Result(fmean(points), n, words, of_mean(points), rows, aside)
