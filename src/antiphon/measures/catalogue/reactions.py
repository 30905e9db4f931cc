"""How many people liked the post."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from antiphon.ledger.rules import Verb
from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import liked_by
from antiphon.measures.measure import Example, Figure, Measure, Side, ids


class Reactions(Measure):
    """Counted likes of the messages themselves."""

    name = "reactions"
    title = _("Reactions")
    unit = _("likes")
    definition = _(
        "Likes of the post and its later parts that were heard, without those of our own accounts and of machines."
    )
    source = _("A count of the ledger; our own.")
    side = Side.CALL
    place = 20
    reading = "likes"
    compared = True
    example = Example(
        told=_("Anna, Bea and one of our own accounts like our post: ours is set aside, two are left."),
        value=2,
        acts=liked_by("Anna", "Bea", "us"),
    )

    def of(self, evidence: Evidence) -> Figure:
        """Return the number of likes."""
        likes = evidence.upon(Verb.LIKE)
        rows = ids(likes, counted=True)
        sentence = ngettext("%(count)d like was heard.", "%(count)d likes were heard.", len(rows))
        return Figure(len(rows), len(rows), sentence % {"count": len(rows)}, rows, excluded=ids(likes, counted=False))
