"""The same accounts passing on, answering or voting within a minute of each other, again and again."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.coordinating import together
from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.together import Together
from antiphon.ledger.rules import SAID, Verb

#: Whoever is in a live session votes while the others do.
_LIVE = "community:question-voted:"


class CoordinatedAction(WindowDetector):
    """Sets aside what accounts did together within a minute, if that is a good part of what they do at all."""

    name = "coordinated_action"
    version = "2"
    title = gettext_noop("Done together within a minute")
    reason = gettext_noop("The same accounts did the same within a minute of each other, again and again.")
    how = gettext_noop(
        "Two accounts passed on, answered or voted on the same three things or more, each time within 60 seconds "
        "of each other; that is a fifth or more of what the less active of both did within eight weeks; and "
        "neither moments shifted by chance nor the usual haste of both would bring them together so often. Votes in "
        "a live session are left out: whoever is there votes while the others do."
    )
    verbs = frozenset({Verb.SHARE, Verb.REPLY, Verb.QUOTE, Verb.VOTE})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        """Return the acts that were done together."""
        context = [one for one in acts if one.verb in SAID]
        apart = [one for one in acts if not one.source.startswith(_LIVE)]
        for verb in sorted(self.verbs):
            yield from together(public(apart, {verb}), context, Together(window=60))
