"""The same comment from several accounts."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.copies import LEAST_WORDS, found_copies
from antiphon.ledger.rules import Verb


class CopiedComments(WindowDetector):
    """Sets aside comments that repeat, word for word, what another account said."""

    name = "copied_comments"
    version = "1"
    title = gettext_noop("Copied comments")
    reason = gettext_noop("Word for word what other accounts said, too; who said it first is counted.")
    how = gettext_noop(
        "Three accounts or more said the same six words or more within eight weeks; addresses, names, tags, "
        "accents and capitals make no difference. Who said it first is counted."
    )
    verbs = frozenset({Verb.REPLY, Verb.MENTION, Verb.QUOTE})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:
        """Return what repeats somebody else."""
        said = [one for one in public(acts, self.verbs) if one.words >= LEAST_WORDS]
        return found_copies(said, words([one.subject for one in said]))
