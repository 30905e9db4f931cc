"""Whom a note names: an @ and a name, the whole name or the first of its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named[Key]:
    """Who is named, and the first words that could be several people."""

    keys: tuple[Key, ...]
    unclear: tuple[str, ...] = ()


def named_in[Key](text: str, team: Mapping[Key, str]) -> Named[Key]:
    """Return who of a team a text names. A whole name comes before a first one; an unknown name names nobody.

    >>> named_in("@Anna Rossi and @bruno, see also anna@x.example", {1: "Anna Rossi", 2: "Bruno Neri", 3: "Anna Blu"})
    Named(keys=(1, 2), unclear=())
    >>> named_in("Ask @Anna", {1: "Anna Rossi", 3: "Anna Blu"})
    Named(keys=(), unclear=('Anna',))
    """
    found, unclear = dict[Key, None](), dict[str, None]()
    for rest in _after_signs(text):
        whole = [key for key, name in _longest_first(team) if _begins(rest, name)]
        firsts = [key for key, name in team.items() if name.split() and _begins(rest, name.split()[0])]
        same = [key for key in whole if team[key].casefold() == team[whole[0]].casefold()]
        meant = same or firsts
        if len(meant) == 1:
            found[meant[0]] = None
        elif meant:
            unclear[team[meant[0]] if same else team[meant[0]].split()[0]] = None
    return Named(tuple(found), tuple(unclear))


def _after_signs(text: str) -> list[str]:
    """Return what follows each @ that begins a word."""
    places = [at for at, sign in enumerate(text) if sign == "@" and (at == 0 or not _in_word(text[at - 1]))]
    return [text[at + 1 :] for at in places]


def _longest_first[Key](team: Mapping[Key, str]) -> Iterable[tuple[Key, str]]:
    return sorted(team.items(), key=lambda one: -len(one[1]))


def _begins(rest: str, name: str) -> bool:
    part, after = rest[: len(name)], rest[len(name) : len(name) + 1]
    return bool(name) and part.casefold() == name.casefold() and not (after.isalnum() or after in {"_", "@"})


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign in "._-@"
