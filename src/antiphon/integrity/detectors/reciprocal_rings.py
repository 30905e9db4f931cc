"""Rings of accounts that like and pass on one another, and hardly anybody else."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.rings import Ring, found_rings
from antiphon.ledger.rules import Verb


class ReciprocalRings(WindowDetector):
    """Sets aside the praise that stays within a ring."""

    name = "reciprocal_rings"
    version = "1"
    title = gettext_noop("Rings that praise one another")
    reason = gettext_noop("Praise within a small ring of accounts that praise one another and hardly anybody else.")
    how = gettext_noop(
        "Three accounts or more gave each other five likes, shares or votes or more within eight weeks, each with"
        " two thirds of the others, and four fifths of all they gave stayed among them, while three times as many"
        " others give praise, too. What they did for others counts."
    )
    verbs = frozenset({Verb.LIKE, Verb.SHARE, Verb.VOTE})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        """Return what the accounts of rings did for one another."""
        return found_rings(public(acts, self.verbs), Ring())
