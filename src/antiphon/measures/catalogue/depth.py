"""How far the conversation went."""

from django.utils.translation import gettext_lazy as _

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side
from antiphon.measures.trees import deepest


class Depth(Measure):
    """The level of the deepest message."""

    name = "depth"
    title = _("Depth")
    unit = _("levels")
    definition = _("How many answers deep the longest thread of the conversation goes; 1 is an answer to the post.")
    source = _("Definition 3.5.")
    side = Side.RESPONSE
    place = 40
    compared = True
    example = Example(told=THREAD_TOLD, value=3, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return the depth of the deepest conversation."""
        return deepest(evidence, lambda shape: shape.depth)
