"""How many people passed the post on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from antiphon.ledger.rules import Verb
from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import shared_by
from antiphon.measures.measure import Example, Figure, Measure, Side, ids


class Shares(Measure):
    """Counted shares of the messages themselves."""

    name = "shares"
    title = _("Shares")
    unit = _("shares")
    definition = _("How often the post and its later parts were passed on, without our own accounts and machines.")
    source = _("A count of the ledger; our own.")
    side = Side.CALL
    place = 30
    reading = "shares"
    compared = True
    example = Example(
        told=_("Anna and Bea pass our post on, and so does one of our own accounts, which is set aside."),
        value=2,
        acts=shared_by("Anna", "Bea", "us"),
    )

    def of(self, evidence: Evidence) -> Figure:
        """Return the number of shares."""
        shares = evidence.upon(Verb.SHARE)
        rows = ids(shares, counted=True)
        sentence = ngettext("%(count)d share was heard.", "%(count)d shares were heard.", len(rows))
        return Figure(
            len(rows), len(rows), sentence % {"count": len(rows)}, rows, excluded=ids(shares, counted=False)
        )
