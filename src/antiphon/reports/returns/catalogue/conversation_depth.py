"""How deep the conversations went that posts started."""

from statistics import fmean

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules import N_MIN
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.intervals import of_mean
from antiphon.reports.rules.known import Known, Rows, Sent, ids_of


class ConversationDepth(ReturnMeasure):
    """The mean depth of conversations started."""

    name = "conversation_depth"
    title = _("Depth of conversations")
    unit = _("levels, mean")
    definition = _(
        "How many answers deep the conversations under the posts of these days went: the deepest level of each that "
        "somebody answered, and of these the mean. 1 is an answer to the post, 2 an answer to that."
    )
    source = _("Definition 3.5, as the depth of one post; the mean over conversations is ours.")
    side = Side.CALL
    kind = Kind.ESTIMATE
    decimals = 1
    place = 50
    reads = ("sent",)
    example = Example(
        told=_(
            "Five conversations, 1, 1, 2, 3 and 3 answers deep; a post without an answer is none of them: 10 ÷ 5."
        ),
        known=Known(sent=(*(Sent(replies=(1,), depth=depth) for depth in (1, 1, 2, 3, 3)), Sent())),
        value=2,
    )

    def of(self, known: Known) -> Result:
        """Return the mean depth; None below five conversations."""
        depths = [float(one.depth) for one in known.sent if one.heard and one.replies]
        n = len(depths)
        rows = (Rows("interaction", ids_of(one.replies for one in known.sent if one.heard)),)
        aside = (Rows("interaction", ids_of(one.aside for one in known.sent if one.heard)),)
        if n < N_MIN:
            few = gettext("Not enough yet: %(n)d of at least %(least)d conversations.")
            return Result(None, n, few % {"n": n, "least": N_MIN}, rows=rows, aside=aside)
        said = gettext("The deepest of %(n)d conversations went %(most)d levels down.")
        words = said % {"n": n, "most": int(max(depths))}
        return Result(fmean(depths), n, words, of_mean(depths), rows, aside)
