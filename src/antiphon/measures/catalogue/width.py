"""How many spoke side by side."""

from django.utils.translation import gettext_lazy as _

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side
from antiphon.measures.trees import broadest


class Width(Measure):
    """The number of messages on the largest level."""

    name = "width"
    title = _("Width")
    unit = _("messages side by side")
    definition = _("How many messages stand on the fullest level of the conversation.")
    source = _("Definition 3.5.")
    side = Side.RESPONSE
    place = 50
    compared = True
    example = Example(told=THREAD_TOLD, value=3, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return the width of the broadest conversation."""
        return broadest(evidence)
