"""A vCard of somebody else’s, changed in a few lines: all that is not understood stays as it was. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from antiphon.people.rules.vcards import day, folded_line, property_of, safe, unfolded

_NEW = {"mails": "EMAIL", "phones": "TEL", "urls": "URL"}
_ONE = {"name": "FN", "organization": "ORG", "role": "TITLE", "birthday": "BDAY"}
_PIECE = re.compile(r"(?<!\\);")


def edited(card: str, changes: Mapping[str, Any]) -> str:
    """Return a card with changes: a value for what there is one of, what is to be added for what there are several.

    >>> edited("BEGIN:VCARD\\nFN:Dora\\nPHOTO:x\\nEND:VCARD", {"name": "Dora Conti"}).split()
    ['BEGIN:VCARD', 'FN:Dora', 'Conti', 'PHOTO:x', 'END:VCARD']
    """
    lines = list(_lines(card))
    lettered = ";CHARSET=UTF-8" if any("VERSION:2.1" in one for one in lines) else ""
    single = {_ONE[name]: value for name, value in changes.items() if name in _ONE and value}
    before = next((found.words for one in lines if (found := property_of(one)) and found.name == "FN"), "")
    out: list[str] = []
    for raw in lines:
        name = _name(raw)
        if name in single:
            out.append(_single(name, single.pop(name), lettered))
        elif name == "N" and "name" in changes:
            out.append(_renamed(raw, before, changes["name"], lettered))
        elif name == "END":
            out += [_single(one, value, lettered) for one, value in single.items()]
            out += [
                folded_line(f"{_NEW[one]}{lettered}:{safe(value)}") for one in _NEW for value in changes.get(one, ())
            ]
            single = {}
            out.append(raw)
        else:
            out.append(raw)
    return "".join(out)


def _lines(card: str) -> Iterator[str]:
    """Yield the lines of a card as they stand, each with those that go on with it."""
    held = ""
    for one in card.splitlines():
        soft = held.rstrip("\r\n").endswith("=") and "QUOTED-PRINTABLE" in held[:200].upper()
        if held and (soft or one[:1] in {" ", "\t"}):
            held += f"{one}\r\n"
            continue
        if held:
            yield held
        held = f"{one}\r\n" if one.strip() else ""
    if held:
        yield held


def _name(raw: str) -> str:
    found = property_of(raw.splitlines()[0])
    return found.name if found else ""


def _single(name: str, value: str, lettered: str) -> str:
    plain = day(value) if name == "BDAY" else value
    return folded_line(f"{name}{lettered if name != 'BDAY' else ''}:{safe(plain)}")


def _renamed(raw: str, before: str, after: str, lettered: str) -> str:
    """Return the line of the parts of a name, anew where it said the same as the name did."""
    whole = next(iter(unfolded(raw.splitlines(keepends=True))), "")
    found = property_of(whole)
    if found is None or sorted(" ".join(found.parts[:2]).split()) != sorted(before.split()):
        return raw
    given, _space, family = after.rpartition(" ")
    rest = _PIECE.split(found.value)[2:] or ["", "", ""]
    return folded_line(f"N{lettered}:{safe(family)};{safe(given)};{';'.join(rest)}")
