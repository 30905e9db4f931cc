"""On how many days something passes between us and the people of the network."""

from statistics import fmean

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules import N_MIN
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.intervals import of_mean
from antiphon.reports.rules.known import Known, Rows

_MONTH = 30.0


class InteractionFrequency(ReturnMeasure):
    """The mean number of days with words, of a person, in thirty days."""

    name = "interaction_frequency"
    title = _("Frequency of interaction")
    unit = _("days of 30, mean")
    definition = _(
        "On how many days words went either way, or we met, for each person of the network at the end; brought to "
        "thirty days. Who was silent in these days counts with 0. Days, not messages: ten messages on one day are "
        "one."
    )
    source = _("Active days, after Ureña-Carrion et al. 2020; brought to thirty days by us.")
    side = Side.RESPONSE
    kind = Kind.ESTIMATE
    decimals = 1
    place = 20
    reads = ("in_touch",)
    example = Example(
        told=_("Five people in thirty days, with words on 1, 2, 3, 4 and 0 days: 10 ÷ 5."),
        known=Known(contact_days=(1, 2, 3, 4, 0)),
        value=2,
    )

    def of(self, known: Known) -> Result:
        """Return the mean; None below five people, or a day."""
        n = len(known.contact_days)
        rows, aside = (Rows("person", known.people), Rows("contact")), (Rows("set_aside"),)
        if n < N_MIN or known.days < 1:
            few = gettext("Not enough yet: %(n)d of at least %(least)d people.") % {"n": n, "least": N_MIN}
            return Result(None, n, few, rows=rows, aside=aside)
        each = [days * _MONTH / known.days for days in known.contact_days]
        silent = sum(not days for days in known.contact_days)
        words = gettext("%(silent)d of %(n)d people were silent all these days.") % {"silent": silent, "n": n}
        return Result(fmean(each), n, words, of_mean(each), rows, aside)
