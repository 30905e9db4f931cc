"""Whether it passed from one to the next, or all came to us."""

from django.utils.translation import gettext_lazy as _

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side
from antiphon.measures.trees import weighted_mean


class StructuralVirality(Measure):
    """ν, the mean distance between two messages of a conversation."""

    name = "structural_virality"
    title = _("Structural virality")
    unit = _("steps between two messages")
    definition = _(
        "The mean distance between two messages of the conversation: near 2 where all only answer the post, "
        "larger where people answer one another. Over several channels: the mean, weighted by messages."
    )
    source = _("Definition 3.5, ν; Goel, Anderson, Hofman and Watts 2015.")
    side = Side.RETURN
    place = 10
    decimals = 2
    example = Example(told=THREAD_TOLD, value=100 / 42, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return ν; None for fewer messages than say anything."""
        return weighted_mean(evidence, lambda shape: shape.virality, evidence.tree)
