"""What an address book tells of somebody, as it is taken in and handed out. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from hashlib import sha256
from typing import Any

import phonenumbers

MOST_OF_A_KIND, LONGEST_LINE, LONGEST_NOTE = 20, 300, 10_000
MAIL, CARD, MASTODON, LINKEDIN = "mail", "card", "mastodon", "linkedin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One entry of an address book. `birthday` as 1980-05-17, or --05-17 without a year.

    `account` is its address on `network`, where it has one that is no mail address.
    """

    name: str = ""
    given: str = ""
    family: str = ""
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    organization: str = ""
    role: str = ""
    urls: tuple[str, ...] = ()
    birthday: str = ""
    note: str = ""
    uid: str = ""
    network: str = ""
    account: str = ""
    since: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """The contact as JSON, without what is empty."""
        return {name: list(one) if isinstance(one, tuple) else one for name, one in asdict(self).items() if one}

    @property
    def called(self) -> str:
        """What they are called: the name, or else the mail address or organization."""
        both = f"{self.given} {self.family}".strip()
        return (self.name or both or self.organization or next(iter((*self.mails, self.account)), ""))[:200]


def contact_from(kept: Mapping[str, Any]) -> Contact:
    """Return a contact that was kept as JSON."""
    told: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in kept.items()}
    return Contact(**told)


@dataclass(frozen=True, slots=True)
class Account:
    """An account by which a contact is kept in the book."""

    network: str
    stable_id: str
    handle: str
    url: str = ""


def accounts_of(contact: Contact) -> tuple[Account, ...]:
    """Return the accounts of a contact: its own on a network, each mail address, or else what names it.

    >>> accounts_of(Contact(mails=("Dora@Home.example",)))[0].stable_id
    'mailto:dora@home.example'
    """
    found = [_own(contact)] if contact.account else []
    found += [Account(MAIL, f"mailto:{one.lower()}", one.lower()) for one in contact.mails]
    if found:
        return tuple(found)
    told = contact.uid or "|".join((contact.called.casefold(), *contact.phones, *contact.urls))
    return (Account(CARD, f"card:{sha256(told.encode()).hexdigest()}", contact.called[:300]),)


def _own(contact: Contact) -> Account:
    if contact.network == MASTODON:
        user, _at, host = contact.account.partition("@")
        return Account(MASTODON, f"acct:{contact.account}", f"@{contact.account}", f"https://{host}/@{user}")
    return Account(contact.network, contact.account, contact.called[:300], contact.account)


def tidy(contact: Contact, region: str = "") -> Contact:
    """Return a contact with what is no address, number or day left out, and the rest written in one way.

    `region` is the country (as IT) of numbers that name none.
    """
    return replace(
        contact,
        name=line(contact.name)[:200],
        given=line(contact.given)[:100],
        family=line(contact.family)[:100],
        mails=_some(plain_mail(one) for one in contact.mails),
        phones=_some(plain_phone(one, region) for one in contact.phones),
        organization=line(contact.organization)[:200],
        role=line(contact.role)[:200],
        urls=_some(_web(one) for one in contact.urls),
        birthday=plain_birthday(contact.birthday),
        note=contact.note.replace("\0", "").strip()[:LONGEST_NOTE],
        uid=line(contact.uid)[:LONGEST_LINE],
    )


def line(text: str) -> str:
    """Return text on one line, without characters that nobody sees."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())[:LONGEST_LINE]


def plain_mail(text: str) -> str:
    """Return a mail address, or nothing if it is none.

    >>> plain_mail(" MAILTO:Dora@Home.example "), plain_mail("dora at home"), plain_mail("=cmd|x@a.example")
    ('Dora@home.example', '', '')
    """
    found = line(text)
    found = found[7:] if found.lower().startswith("mailto:") else found
    local, _at, host = found.rpartition("@")
    if not local or "." not in host or " " in found or found[0] in "=+-@<" or len(found) > 254:
        return ""
    try:
        return Address(username=local, domain=host.lower()).addr_spec
    except (HeaderParseError, ValueError, IndexError):
        return ""


def plain_phone(text: str, region: str = "") -> str:
    """Return a telephone number in international form (E.164); as it stands if its country is unknown.

    >>> plain_phone("06 6982 1234", "IT"), plain_phone("tel:+44 20 7946 0958"), plain_phone("soon")
    ('+390669821234', '+442079460958', '')
    """
    found = line(text).removeprefix("tel:").split(";")[0]
    try:
        number = phonenumbers.parse(found, region or None)
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    return found[:40] if sum(one.isdigit() for one in found) >= 5 else ""


def plain_birthday(text: str) -> str:
    """Return a birthday as 1980-05-17, or --05-17 without a year; nothing if it is none.

    >>> plain_birthday("19800517"), plain_birthday("--0517"), plain_birthday("1980-05-17T00:00:00Z")
    ('1980-05-17', '--05-17', '1980-05-17')
    """
    digits = "".join(one for one in text.strip().split("T")[0] if one.isdigit())
    yearless = text.strip().startswith("--")
    digits = f"2000{digits}" if yearless else digits
    try:
        day = date.fromisoformat(digits) if len(digits) == 8 else None
    except ValueError:
        day = None
    if day is None or (not yearless and day.year < 1900):
        return ""
    return f"--{day:%m-%d}" if yearless else day.isoformat()


def _web(text: str) -> str:
    found = line(text)
    found = f"https://{found}" if found.lower().startswith("www.") else found
    return found if found.lower().startswith(("https://", "http://")) and " " not in found else ""


def _some(found: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one))[:MOST_OF_A_KIND]
