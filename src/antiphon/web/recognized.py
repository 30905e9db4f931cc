"""What speaks for two people being one, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.people.queries import Decision, Pair
from antiphon.people.rules import Evidence, Sign

SIGN_NAMES: Mapping[str, Promise] = {
    Sign.VERIFIED_MAIL: _("the same mail address, verified on both sides"),
    Sign.SIGN_IN: _("the same account by which they sign in here"),
    Sign.REL_ME: _("a page and an account that link to each other (rel=me)"),
    Sign.ALSO_KNOWN_AS: _("two accounts that are known as each other (alsoKnownAs)"),
    Sign.MAIL: _("the same mail address, not verified"),
    Sign.PHONE: _("the same telephone number"),
    Sign.NAME: _("the same full name"),
    Sign.USERNAME: _("the same rare username"),
    Sign.ORGANIZATION: _("the same organization"),
    Sign.AVATAR: _("the same picture"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence in words, with its weight in hundredths."""

    words: Promise
    percent: int


@dataclass(frozen=True, slots=True)
class ShownPair:
    """Two people to decide about, the evidence in words, and how likely it is in hundredths."""

    pair: Pair
    evidence: list[Shown]
    percent: int


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A joining and its evidence in words; `percent` is None where a member knew."""

    decision: Decision
    evidence: list[Shown]
    percent: int | None


def shown_pair(pair: Pair) -> ShownPair:
    """Return a pair as a page shows it."""
    return ShownPair(pair, shown_evidence(pair.evidence), round(pair.suggestion.score * 100))


def shown_decision(decision: Decision) -> ShownDecision:
    """Return a decision as a page shows it."""
    score = decision.merge.score
    return ShownDecision(decision, shown_evidence(decision.evidence), None if score is None else round(score * 100))


def shown_evidence(evidence: Iterable[Evidence]) -> list[Shown]:
    """Return evidence in words."""
    return [Shown(SIGN_NAMES[one.sign], round(one.weight * 100)) for one in evidence]
