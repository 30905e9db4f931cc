"""How often the post was seen, as far as the networks tell it."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import ONLY_THE_POST
from antiphon.measures.measure import Example, Figure, Measure, Side


class Reach(Measure):
    """The last reading of "views" of each message, added up."""

    name = "reach"
    title = _("Reach")
    unit = _("views")
    definition = _(
        "How often the post was seen: the last number that each network told, of a thread that of its first post. "
        "Unknown is not zero."
    )
    source = _("Told by the networks; those that tell nothing are named and left out.")
    side = Side.CALL
    needs_hearing = False
    place = 10
    compared = True
    example = Example(
        told=_("The network told 120 views, and later 340: the last reading holds."),
        value=340,
        acts=ONLY_THE_POST,
        readings=(("views", 120), ("views", 340)),
    )

    def of(self, evidence: Evidence) -> Figure:
        """Return the views told last; None where no network of the post tells them."""
        last = [evidence.last_reading(root, "views") for root in evidence.roots]
        told = [meter for meter in last if meter]
        if not told:
            why = gettext("No network it stands on tells how often it was seen. Unknown is not zero.")
            return Figure(None, 0, why)
        value = sum(meter.value for meter in told)
        return Figure(value, len(told), _sentence(len(told), len(last)), readings=tuple(meter.id for meter in told))


def _sentence(told: int, places: int) -> str:
    if told == places:
        return ngettext(
            "Told by the one network it stands on.", "Told by all %(count)d networks it stands on.", places
        ) % {"count": places}
    return gettext("Told by %(told)d of the %(places)d networks it stands on; of the others nothing is known.") % {
        "told": told,
        "places": places,
    }
