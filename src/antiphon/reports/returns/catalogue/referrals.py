"""How many came because somebody brought them, and then spoke."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules.referral import Cycle
from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Known, Rows


class Referrals(ReturnMeasure):
    """People brought without a reward who said something within thirty days."""

    name = "referrals"
    title = _("Referrals")
    unit = _("people")
    definition = _(
        "People who came into the community in these days because a member brought them, and said something within "
        "thirty days of coming. Who was brought for a reward is counted apart, two accounts of one person once."
    )
    source = _("Definition 3.8: activated.")
    side = Side.RESPONSE
    size = Size.PEOPLE
    place = 60
    reads = ("referred",)
    example = Example(
        told=_("50 members made 40 invitations, 12 people came by them, 10 of these said something."),
        known=Known(friends=Cycle(50, 40, 12, 10)),
        value=10,
    )

    def of(self, known: Known) -> Result:
        """Return how many; None where there is no community."""
        told = known.friends
        if told is None:
            return Result(None, 0, gettext("There is no community into which anybody could be brought."))
        said = gettext("%(came)d were brought, %(k)d of them spoke; %(rewarded)d more came for a reward.")
        words = said % {"came": told.joined, "k": told.activated, "rewarded": known.rewarded}
        rows = (Rows("newcomer", known.newcomers),)
        return Result(told.activated, told.joined, words, by_chance(told.activated), rows)
