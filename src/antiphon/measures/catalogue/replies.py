"""How many answers the post and its answers got from others."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side, ids


class Replies(Measure):
    """Counted messages of others below ours."""

    name = "replies"
    title = _("Replies")
    unit = _("replies")
    definition = _("Messages of others in the conversations under the post, at any depth; ours are not counted.")
    source = _("A count of the ledger; our own.")
    side = Side.RESPONSE
    place = 10
    reading = "replies"
    compared = True
    example = Example(told=THREAD_TOLD, value=5, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return the number of replies."""
        rows = ids(evidence.theirs, counted=True)
        sentence = ngettext("Others wrote %(count)d message.", "Others wrote %(count)d messages.", len(rows))
        return Figure(len(rows), len(rows), sentence % {"count": len(rows)}, rows, excluded=evidence.aside_below)
