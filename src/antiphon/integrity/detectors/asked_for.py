"""Likes, shares and votes that somebody asked for: in words, or by bringing friends to give them."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Act, Finding, WindowDetector, Words
from antiphon.integrity.rules.acts import public
from antiphon.integrity.rules.asking import found_asked_in_words, found_brought
from antiphon.ledger.rules import SAID, Verb


class AskedFor(WindowDetector):
    """Sets aside what was given because it was asked for, our own asking included."""

    name = "asked_for"
    version = "1"
    title = gettext_noop("Asked for")
    reason = gettext_noop("Given after somebody asked for it, in words or by a link to friends.")
    how = gettext_noop(
        "In words: who said it asked for likes, shares or votes in that conversation, in English, Italian, "
        "Spanish or French, at most a week before; posts of ours that ask for likes are no exception. By a link: "
        "three people or more whom somebody brought to the community liked or voted for them within two days. An "
        "ask of yours that invites everybody to vote is none of this."
    )
    verbs = frozenset({Verb.LIKE, Verb.SHARE, Verb.VOTE, Verb.INVITE})

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:
        """Return what was asked for."""
        given = public(acts, self.verbs - {Verb.INVITE})
        said = [one for one in acts if one.verb in SAID and one.words]
        about = {one.root or one.subject for one in given}
        asking = [one for one in said if (one.root or one.subject) in about]
        found = found_asked_in_words(given, asking, words([one.subject for one in asking]))
        return {one.interaction_id: one for one in (*found_brought(given, acts), *found)}.values()
