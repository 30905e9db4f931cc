"""Likes that come in lockstep: the same accounts, the same things, at the same time."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.coordinating import together
from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.together import Together
from antiphon.ledger.rules import SAID, Verb

_CLOSE, _WIDE = Together(window=60), Together(window=600, objects=5, share=0.5, close=False)


class LockstepLikes(WindowDetector):
    """Sets aside likes of accounts that like the same things at the same time, as hired ones do."""

    name = "lockstep_likes"
    version = "1"
    title = gettext_noop("Likes in lockstep")
    reason = gettext_noop("The same accounts liked the same things at the same time, again and again.")
    how = gettext_noop(
        "Two accounts liked the same three things or more within 60 seconds of each other, a fifth or more of all"
        " they liked in eight weeks; or five things or more within ten minutes, half of all they liked. Neither "
        "moments shifted by chance nor the usual haste of both would bring them together so often."
    )
    verbs = frozenset({Verb.LIKE})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        """Return the likes given in lockstep; one that is found at both distances is told of once."""
        likes, context = public(acts, self.verbs), [one for one in acts if one.verb in SAID]
        found = {one.interaction_id: one for test in (_WIDE, _CLOSE) for one in together(likes, context, test)}
        return found.values()
