"""Tables of contacts: what each column holds, guessed by its name, and a row as a contact. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from antiphon.lib.folding import folded
from antiphon.people.rules.contacts import LINKEDIN, MASTODON, Contact

#: What a column may hold.
FIELDS = (
    "name",
    "given",
    "family",
    "mails",
    "phones",
    "organization",
    "role",
    "urls",
    "birthday",
    "note",
    "account",
    "since",
)
_MANY = frozenset({"mails", "phones", "urls"})
#: How programs name their columns, in the four languages.
_TOLD = {
    "name": "name, full name, display name, nome completo, nominativo, nombre completo, nom complet",
    "given": "first name, given name, nome, nombre, prenom, vorname",
    "family": "last name, family name, surname, cognome, apellido, apellidos, nom, nom de famille, nachname",
    "mails": "mail, email, e mail, email address, e mail address, indirizzo email, posta elettronica, correo, "
    "correo electronico, courriel, adresse e mail",
    "phones": "phone, telephone, mobile, phone number, mobile phone, telefono, cellulare, movil, tel",
    "organization": "organization, organisation, company, azienda, societa, ditta, empresa, entreprise, societe, "
    "organization name",
    "role": "role, title, job title, position, ruolo, qualifica, cargo, fonction, poste, organization title",
    "urls": "url, website, web site, web page, sito, sito web, sitio web, site web, page web",
    "birthday": "birthday, date of birth, data di nascita, compleanno, fecha de nacimiento, date de naissance",
    "note": "note, notes, notas, remarques",
    "account": "account address",
    "since": "connected on, known since",
}
_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {field: tuple(names.split(", ")) for field, names in _TOLD.items()}
)
_LINKEDIN, _MASTODON = frozenset({"first name", "last name", "connected on"}), "account address"


def kind_of(header: Sequence[str]) -> str:
    """Return where a table comes from by its header: linkedin, mastodon, or csv for any other.

    >>> kind_of(["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"])
    'linkedin'
    """
    names = {folded(one) for one in header}
    if names >= _LINKEDIN:
        return LINKEDIN
    return MASTODON if _MASTODON in names else "csv"


def guessed(header: Sequence[str]) -> list[str]:
    """Return what each column may hold, by its name; nothing for one that says nothing.

    >>> guessed(["Cognome", "Nome", "E-mail", "E-mail 2 - Value", "Shoe size"])
    ['family', 'given', 'mails', 'mails', '']
    """
    return [_guess(folded(one)) for one in header]


def _guess(name: str) -> str:
    exact = next((field for field, names in _NAMES.items() if name in names), "")
    if exact:
        return exact
    words = " ".join(one for one in name.split() if not one.isdigit() and one not in {"value", "work", "home"})
    return next((field for field, names in _NAMES.items() if words in names), "")


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """Return the place of the header among the first rows: notes may stand before it, as LinkedIn writes them."""
    for place, row in enumerate(rows):
        if {folded(one) for one in row} >= _LINKEDIN:
            return place
    return next((place for place, row in enumerate(rows) if any(one.strip() for one in row)), 0)


def contact_of(row: Sequence[str], columns: Sequence[str], kind: str) -> Contact:
    """Return a row as a contact; a cell may hold several mail addresses or numbers, with a comma between."""
    found: dict[str, list[str]] = {}
    for cell, field in zip(row, columns, strict=False):
        # Tables made safe for spreadsheets have an apostrophe before what looks like a formula.
        plain = cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell
        if field and plain.strip():
            found.setdefault(field, []).extend(_cells(plain, field))
    single = {field: cells[0] for field, cells in found.items() if field not in _MANY}
    many = {field: tuple(cells) for field, cells in found.items() if field in _MANY}
    if "account" in single:
        single |= _account(single["account"])
    if kind == LINKEDIN and many.get("urls"):
        single |= {"network": LINKEDIN, "account": many["urls"][0].strip()}
    return Contact(**single, **many)  # type: ignore[arg-type]


def _cells(cell: str, field: str) -> list[str]:
    if field not in _MANY:
        return [cell]
    return [one for one in cell.replace(":::", ",").replace(";", ",").split(",") if one.strip()]


def _account(text: str) -> dict[str, str]:
    plain = text.strip().lstrip("@").lower()
    user, _at, host = plain.partition("@")
    known = bool(user) and "." in host and "@" not in host and "/" not in plain
    return {"network": MASTODON, "account": plain} if known else {"account": ""}
