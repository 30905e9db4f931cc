"""How many posts were answered by somebody."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Known, Rows, Sent, ids_of


class ConversationsStarted(ReturnMeasure):
    """Posts below which at least one other person said something."""

    name = "conversations_started"
    title = _("Conversations started")
    unit = _("conversations")
    definition = _(
        "Posts of these days below which, by their end, at least one other said something that is counted. Each "
        "place of a post is one conversation. Posts where nobody listens are left out."
    )
    source = _("A count of the ledger; our own.")
    side = Side.CALL
    size = Size.FOLLOWERS
    place = 40
    reads = ("sent",)
    example = Example(
        told=_(
            "Three posts: two replies below the first, none below the second; the third stands where nobody listens."
        ),
        known=Known(sent=(Sent(replies=(1, 2), depth=1), Sent(aside=(3,)), Sent(heard=False))),
        value=1,
    )

    def of(self, known: Known) -> Result:
        """Return how many were answered; None where no post stands where somebody listens."""
        heard = [one for one in known.sent if one.heard]
        if not heard:
            why = gettext("Nobody listens where the posts of these days stand.")
            return Result(None, 0, why if known.sent else gettext("No post went out in these days."))
        begun = [one for one in heard if one.replies]
        said = gettext("%(k)d of %(n)d posts that are listened to were answered by somebody.")
        rows = (Rows("interaction", ids_of(one.replies for one in begun)),)
        aside = (Rows("interaction", ids_of(one.aside for one in heard)),)
        words = said % {"k": len(begun), "n": len(heard)}
        return Result(len(begun), len(heard), words, by_chance(len(begun)), rows, aside)
