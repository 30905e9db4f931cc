"""vCards: 2.1, 3.0 and 4.0 are read, 4.0 is written (RFC 6350). Pure."""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from antiphon.people.rules.contacts import Contact

#: Nothing of a contact that is kept is longer; pictures and sounds are left out.
_LONGEST, _MOST_LINES = 20_000, 500
_KEPT = frozenset({"FN", "N", "EMAIL", "TEL", "ORG", "TITLE", "ROLE", "URL", "BDAY", "NOTE", "UID", "VERSION"})
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*+')
_WIDTH = 75


@dataclass(frozen=True, slots=True)
class Broken:
    """A card that cannot be read, and why, by one of the words `end`, `empty`."""

    why: str


@dataclass(frozen=True, slots=True)
class Property:
    """A line of a card: its name in capitals, its parameters, its value as it stands."""

    name: str
    parameters: str
    value: str

    @property
    def words(self) -> str:
        """The value, with what was escaped."""
        return _plain(self.value)

    @property
    def parts(self) -> list[str]:
        """The parts of a value that has several."""
        return [_plain(one) for one in re.split(r"(?<!\\);", self.value)]


def read_cards(lines: Iterable[str]) -> Iterator[Contact | Broken]:
    """Yield the contact of each card, or why it is none. `lines` may be folded; memory holds one card at a time."""
    card: list[Property] | None = None
    for one in filter(None, map(property_of, unfolded(lines))):
        edge = one.name in {"BEGIN", "END"} and one.value.strip().upper() == "VCARD"
        if edge and card is not None:
            yield _contact(card) if one.name == "END" else Broken("end")
        if edge:
            card = [] if one.name == "BEGIN" else None
        elif card is not None and one.name in _KEPT and len(card) < _MOST_LINES:
            card.append(one)
    if card is not None:
        yield Broken("end")


def unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines as they were before they were folded; what is longer than anything kept is cut."""
    held = ""
    for text in lines:
        plain = text.rstrip("\r\n")
        soft = held.endswith("=") and "QUOTED-PRINTABLE" in held[:200].upper()
        if soft or plain[:1] in {" ", "\t"}:
            if len(held) < _LONGEST:
                held = (held[:-1] if soft else held) + (plain[1:] if plain[:1] in {" ", "\t"} else plain)
            continue
        if held:
            yield held[:_LONGEST]
        held = plain
    if held:
        yield held[:_LONGEST]


def property_of(text: str) -> Property | None:
    """Return the property of a line, without its group; None for a line that is none.

    >>> property_of("item1.TEL;TYPE=CELL:+39 06 1").name
    'TEL'
    """
    head, value = _divided(text)
    if value is None:
        return None
    name, _semicolon, parameters = head.partition(";")
    name = name.rpartition(".")[2].strip().upper()
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    return Property(name, parameters.upper(), value)


def _divided(text: str) -> tuple[str, str | None]:
    head, colon, value = text.partition(":")
    if '"' in head:  # a parameter may hold a colon between quotes
        found = _HEAD.match(text)
        head, colon, value = (
            (found[0], text[found.end() : found.end() + 1], text[found.end() + 1 :]) if found else ("", "", "")
        )
    return head, value if colon else None


def _contact(lines: list[Property]) -> Contact | Broken:
    def first(name: str) -> Property:
        return next((one for one in lines if one.name == name), Property(name, "", ""))

    def every(name: str) -> tuple[str, ...]:
        return tuple(one.words for one in sorted(lines, key=_preference) if one.name == name)

    family, given = [*first("N").parts, "", ""][:2]
    contact = Contact(
        name=first("FN").words,
        given=given,
        family=family,
        mails=every("EMAIL"),
        phones=every("TEL"),
        organization=" · ".join(one for one in first("ORG").parts if one),
        role=first("TITLE").words or first("ROLE").words,
        urls=every("URL"),
        birthday=first("BDAY").words,
        note="\n".join(every("NOTE")),
        uid=first("UID").words,
    )
    return contact if contact.called else Broken("empty")


def _preference(one: Property) -> int:
    return 0 if "PREF" in one.parameters else 1


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def written(contact: Contact) -> str:
    """Return a contact as a vCard 4.0, its lines folded at 75 octets and ended by CRLF."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{safe(contact.called)}"]
    if contact.given or contact.family:
        lines.append(f"N:{safe(contact.family)};{safe(contact.given)};;;")
    lines += [f"{name}:{safe(value)}" for name, value in _lines(contact)]
    return "".join(folded_line(one) for one in [*lines, "END:VCARD"])


def _lines(contact: Contact) -> Iterator[tuple[str, str]]:
    yield from (("EMAIL", one) for one in contact.mails)
    yield from (("TEL", one) for one in contact.phones)
    yield from (("URL", one) for one in contact.urls)
    single = (
        ("ORG", contact.organization),
        ("TITLE", contact.role),
        ("BDAY", day(contact.birthday)),
        ("NOTE", contact.note),
        ("UID", contact.uid),
    )
    yield from ((name, value) for name, value in single if value)


def day(birthday: str) -> str:
    """Return a birthday as vCard 4.0 writes it."""
    return f"--{birthday[2:4]}{birthday[5:7]}" if birthday.startswith("--") else birthday.replace("-", "")


def safe(value: str) -> str:
    """Return a value with what has a meaning in a vCard escaped."""
    plain = value.replace("\\", "\\\\").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return plain.replace(",", "\\,").replace(";", "\\;")


def folded_line(line: str) -> str:
    """Return a line folded at 75 octets, with its end."""
    pieces: list[str] = []
    held = b""
    for one in line:
        octets = one.encode()
        if len(held) + len(octets) > _WIDTH - bool(pieces):
            pieces.append(held.decode())
            held = b""
        held += octets
    return "\r\n ".join([*pieces, held.decode()]) + "\r\n"
