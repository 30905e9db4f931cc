"""How good a conversation it was."""

from django.utils.translation import gettext_lazy as _

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side
from antiphon.measures.trees import weighted_mean


class Quality(Measure):
    """Q, of depth, people, evenness and mutuality."""

    name = "quality"
    title = _("Quality of the conversation")
    unit = _("points of 100")
    definition = _(
        "Points for going deep (30), for many people (20), for words evenly shared (20) and for answering each "
        "other (30), less the share of messages set aside. A deep conversation may also be a quarrel: read it."
    )
    source = _("Definition 3.5, Q; the weights are choices, none is fitted to data.")
    side = Side.RETURN
    place = 20
    decimals = 1
    example = Example(told=THREAD_TOLD, value=50.424813, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return Q; None for fewer messages than say anything."""
        return weighted_mean(evidence, lambda shape: shape.quality, evidence.whole_tree)
