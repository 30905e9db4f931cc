"""How many more follow than before."""

from datetime import UTC, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.known import Known, Rows
from antiphon.reports.rules.readings import Growth


class FollowerGrowth(ReturnMeasure):
    """The change of followers on all channels that tell it."""

    name = "follower_growth"
    title = _("Follower growth")
    unit = _("followers")
    definition = _(
        "Followers at the end less followers at the beginning, of every channel that told both, added up. Somebody "
        "who follows on two channels counts twice. Followers who came all at once without reach are not counted. "
        "Followers are an audience, not a network."
    )
    source = _("Told by the networks; a difference of two readings.")
    side = Side.CALL
    size = Size.FOLLOWERS
    kind = Kind.SUM
    signed = True
    place = 30
    reads = ("followers",)
    example = Example(
        told=_("One channel went from 100 to 108 followers, another from 50 to 47; a third tells nothing: 8 − 3."),
        known=Known(
            followers=(
                Growth(100, 108, 2),
                Growth(50, 47, 2),
                Growth(None, 12, 1, datetime(2026, 1, 9, tzinfo=UTC)),
            )
        ),
        value=5,
    )

    def of(self, known: Known) -> Result:
        """Return the change; None where no channel told it at two moments."""
        told = [one for one in known.followers if one.change is not None]
        if not told:
            return Result(None, 0, gettext("No channel told how many follow at two moments of these days."))
        change, start = sum(one.counted_change or 0 for one in told), sum(one.start or 0 for one in told)
        end = sum(one.end or 0 for one in told)
        said = gettext("From %(start)d to %(end)d, told by %(n)d of %(all)d channels.")
        words = said % {"start": start, "end": end, "n": len(told), "all": len(known.followers)}
        if aside := sum(one.aside for one in told):
            with_all = gettext("With those who are not counted it would be %(change)d.")
            words = f"{words} {with_all % {'change': change + aside}}"
        return Result(
            change,
            len(told),
            words,
            rows=(Rows("reading", known.follower_readings),),
            aside=(Rows("surge"),),
            level=float(end - sum(one.aside_end for one in told)),
        )
