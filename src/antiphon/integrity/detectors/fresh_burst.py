"""Bursts of likes, shares, votes and follows from accounts that have just appeared and are nobody."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.bursts import Burst, found_bursts
from antiphon.ledger.rules import Verb


class FreshBurst(WindowDetector):
    """Sets aside what fresh and empty accounts did in a burst."""

    name = "fresh_burst"
    version = "2"
    title = gettext_noop("Bursts from fresh and empty accounts")
    reason = gettext_noop("One of many accounts, all new and empty, that did this within minutes.")
    how = gettext_noop(
        "Ten accounts or more did the same to one thing within ten minutes, and were four fifths or more of all "
        "who did. Each has no picture and no name beside its handle, never said a word, never joined, subscribed "
        "or attended, was first met within that hour, and did nothing else within eight weeks but for the same "
        "hour. Where a third of such accounts came more than half an hour before or after, something brought "
        "them, and they count."
    )
    both = True
    verbs = frozenset({Verb.LIKE, Verb.SHARE, Verb.VOTE, Verb.FOLLOW})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        """Return the acts of fresh and empty accounts that came in bursts."""
        return found_bursts(public(acts, self.verbs), acts, Burst())
