"""Accounts that say nothing of being machines, and behave like one."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.machines import found_machines
from antiphon.ledger.rules import SAID, Verb


class MachineLike(WindowDetector):
    """Sets aside what accounts did that act at once, like clockwork, or without sleep."""

    name = "machine_like"
    version = "1"
    title = gettext_noop("Machines by what they do")
    reason = gettext_noop("Done by an account that acts as no human does: at once, like clockwork, or without sleep.")
    how = gettext_noop(
        "An account that acted within three seconds after something was said, five times or more and half of all "
        "times; or twenty times or more with pauses that differ by a twentieth at most; or in 22 hours of one "
        "day, with 44 acts or more. All it did within eight weeks is left out."
    )
    verbs = frozenset({Verb.LIKE, Verb.SHARE, Verb.REPLY, Verb.QUOTE, Verb.MENTION, Verb.VOTE, Verb.FOLLOW})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        """Return what such accounts did."""
        return found_machines(public(acts, self.verbs), [one for one in acts if one.verb in SAID])
