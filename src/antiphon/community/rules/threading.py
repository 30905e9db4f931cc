"""Threads of a mailing list, rebuilt from what mails say of one another (Jamie Zawinski's algorithm, "JWZ")."""

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

#: How programs of many languages mark an answer or what is passed on.
_MARK = re.compile(
    r"^\s*(?:\[[^\]]{1,60}\]\s*)?(?:(?:re|aw|antw|sv|r|rif|rép|ref|fwd?|wg|tr|i)(?:\[\d+\])?\s*:\s*)", re.IGNORECASE
)
_LIST = re.compile(r"^\s*\[[^\]]{1,60}\]\s*")
#: A mail may name so many others; of more, the first and the last ones count.
_MOST_REFERENCES = 50


@dataclass(frozen=True, slots=True)
class Mail:
    """What is needed of a mail: its name, the names of those before it (the oldest first), subject and time."""

    id: str
    references: tuple[str, ...]
    subject: str
    at: datetime


def threads(mails: Iterable[Mail]) -> dict[str, str | None]:
    """Return for each mail the one that it answers, None if it opens a thread.

    References name the chain above a mail, also mails that are not here: those who share such an ancestor are of
    one thread, opened by the earliest. What has none but is marked as an answer ("Re:") joins the thread of that
    subject. A circle is never closed; without recursion. Source: jwz.org/doc/threading.html.

    >>> at = datetime(2020, 1, 1)
    >>> threads([Mail("a", (), "Tea", at), Mail("b", ("a",), "Re: Tea", at), Mail("c", (), "Re: tea", at)])
    {'a': None, 'b': 'a', 'c': 'a'}
    """
    known = {mail.id: mail for mail in reversed(list(mails))}
    in_order = sorted(known.values(), key=lambda mail: (mail.at, mail.id))
    above = _linked(in_order)
    parents = _without_ghosts(in_order, known, above)
    _join_by_subject(in_order, parents)
    return {mail.id: parents[mail.id] for mail in in_order}


def base_subject(subject: str) -> tuple[str, bool]:
    """Return a subject without the marks of answers and lists, in small letters, and whether it was an answer.

    >>> base_subject("[coffee] Re: AW: Which  mill?")
    ('which mill?', True)
    """
    rest, answered = subject, False
    while found := _MARK.match(rest):
        rest, answered = rest[found.end() :], True
    return " ".join(_LIST.sub("", rest).split()).lower(), answered


def _linked(mails: Iterable[Mail]) -> dict[str, str]:
    """Return who stands above whom, mails that are only named included."""
    above: dict[str, str] = {}
    for mail in mails:
        chain = [name for name in dict.fromkeys(mail.references) if name != mail.id]
        if len(chain) > _MOST_REFERENCES:
            chain = [*chain[:1], *chain[1 - _MOST_REFERENCES :]]
        for parent, child in itertools.pairwise(chain):
            if child not in above and not _is_above(child, parent, above):
                above[child] = parent
        above.pop(mail.id, None)  # its own word counts for more than what others told of it
        if chain and not _is_above(mail.id, chain[-1], above):
            above[mail.id] = chain[-1]
    return above


def _is_above(name: str, other: str, above: Mapping[str, str]) -> bool:
    here: str | None = other
    while here is not None:
        if here == name:
            return True
        here = above.get(here)
    return False


def _without_ghosts(
    in_order: Iterable[Mail], known: Mapping[str, Mail], above: Mapping[str, str]
) -> dict[str, str | None]:
    parents: dict[str, str | None] = {}
    openers: dict[str, str] = {}
    for mail in in_order:
        top = mail.id
        here = above.get(top)
        while here is not None and here not in known:
            top = here
            here = above.get(top)
        if here is None and top != mail.id and openers.setdefault(top, mail.id) != mail.id:
            here = openers[top]
        parents[mail.id] = here
    return parents


def _join_by_subject(in_order: Iterable[Mail], parents: dict[str, str | None]) -> None:
    """Put lone answers below the thread of their subject. Two threads of one title stay two: years lie between."""
    roots = [(mail, *base_subject(mail.subject)) for mail in in_order if parents[mail.id] is None]
    first: dict[str, tuple[str, bool]] = {}
    for mail, subject, answered in roots:
        if subject and (subject not in first or (first[subject][1] and not answered)):
            first[subject] = (mail.id, answered)
    for mail, subject, answered in roots:
        if answered and subject in first and first[subject][0] != mail.id:
            parents[mail.id] = first[subject][0]
