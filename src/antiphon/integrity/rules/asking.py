"""Likes and votes that were asked for: in words, or by bringing friends to give them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from antiphon.integrity.rules.acts import Act, Finding
from antiphon.ledger.rules import Verb
from antiphon.lib.folding import folded

#: How long what was asked for is taken as an answer to it; how soon who was brought votes for who brought them, and
#: how many of these it takes.
AFTER, SOON, LEAST_BROUGHT = timedelta(days=7), timedelta(days=2), 3
_SHOWN = 50
#: On folded words: English, Italian, Spanish, French.
_ASKS: Mapping[str, re.Pattern[str]] = {
    Verb.LIKE: re.compile(
        r"\b(like (this|my|our) (post|page|photo|video|comment|picture)|(give|drop|leave) (me |us |it )?a like"
        r"|like (and \w+ )?to (win|enter)|please like"
        r"|(metti|mettete|lascia|lasciate) (un )?(mi piace|like)"
        r"|(dale|dadle|denle|danos|dame|deja|dejad) (a )?(un )?(me gusta|like)"
        r"|likez (ce|cette|notre|mon|ma)|(mets|mettez|laisse|laissez) un (like|j aime))\b"
    ),
    Verb.SHARE: re.compile(
        r"\b(share (and \w+ )?to (win|enter)|like and share|condividi(te)? (e|per) vinc\w+"
        r"|comparte y gana|partage[zr]? (et|pour) gagne[zr])\b"
    ),
    Verb.VOTE: re.compile(
        r"\b(vote for (me|us|my|our)|(give|lend) (me|us) your vote|upvote (me|us|my|our|this)"
        r"|vota(te)? (per )?(me|noi|la mia|il mio|la nostra|il nostro)"
        r"|vota(d)? por (mi|nosotros|nuestra|nuestro)|votez pour (moi|nous|mon|ma|notre))\b"
    ),
}


def asked_for(text: str) -> frozenset[str]:
    """Return which acts a text asks for.

    >>> sorted(map(str, asked_for("Please LIKE this post and vote for my idea!"))), asked_for("I like this post")
    (['like', 'vote'], frozenset())
    """
    words = folded(text)
    return frozenset(verb for verb, asks in _ASKS.items() if asks.search(words) and not _tells(words, verb))


def found_asked_in_words(acts: Sequence[Act], said: Iterable[Act], texts: Mapping[str, str]) -> list[Finding]:
    """Return what was done within a week after somebody asked for it, to what they say in that conversation."""
    asks: dict[tuple[str, int], list[tuple[Act, frozenset[str]]]] = defaultdict(list)
    for one in said:
        if wanted := asked_for(texts.get(one.subject, "")):
            asks[one.root or one.subject, one.actor].append((one, wanted))
    found = []
    for one in acts:
        if one.target is None or one.actor == one.target:
            continue
        here = asks.get((one.root or one.subject, one.target), [])
        by = [ask for ask, wanted in here if one.verb in wanted and ask.at <= one.at <= ask.at + AFTER]
        if by:
            found.append(Finding(one.id, {"asked": one.verb}, tuple(ask.id for ask in by)))
    return found


def found_brought(acts: Sequence[Act], every: Iterable[Act]) -> list[Finding]:
    """Return likes and votes for somebody by those whom they had just brought, if these are several."""
    brought: dict[int, Act] = {}
    for one in every:
        if one.verb == Verb.INVITE and one.target is not None:
            brought.setdefault(one.target, one)
    for_bringer: dict[int, list[tuple[Act, Act]]] = defaultdict(list)
    for one in acts:
        came = brought.get(one.actor)
        if came is not None and one.target == came.actor and came.at <= one.at <= came.at + SOON:
            for_bringer[came.actor].append((one, came))
    return [
        Finding(one.id, {"accounts": str(len({each.actor for each, _came in some}))}, (came.id,))
        for some in for_bringer.values()
        if len({each.actor for each, _came in some}) >= LEAST_BROUGHT
        for one, came in some
    ]


def _tells(words: str, verb: str) -> bool:
    """Whether somebody tells what they themselves do, and asks nobody."""
    return verb == Verb.LIKE and bool(
        re.search(r"\b(i|we|people|they|you) (really |do |all )?like (this|my|our)\b", words)
    )
