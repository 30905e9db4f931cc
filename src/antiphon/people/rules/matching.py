"""How likely two people are one (definition 3.11 of the measures' handbook). Pure."""

import math
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from rapidfuzz.fuzz import token_sort_ratio

from antiphon.lib.folding import folded

#: From here on two people are linked by themselves, and from here on somebody is asked.
LINKED_FROM, SUGGESTED_FROM = 0.95, 0.6
#: What more accounts than so many have in common tells nobody apart, and would have all compared with all.
MOST_ALIKE = 50
LONGEST_KEY = 500
_DOUBT = 0.5
#: Where everybody has several addresses, and nobody is doubted for it.
_MANY_EACH = frozenset({"mail", "newsletter", "card"})
#: How alike two names are, of 100, to be one: a letter more or less in two words, no other letter.
_SAME_NAME, _FULL_NAME, _RARE_USERNAME = 96, 2, 6
_EXCLUDED = frozenset({
    "abuse", "account", "accounts", "admin", "administrator", "amministrazione", "anonymous", "bot", "commandes",
    "contact", "contacto", "contatti", "customer", "direzione", "editor", "email", "everybody", "feedback", "hello",
    "help", "helpdesk", "hola", "hostmaster", "info", "informazioni", "mail", "mailer", "marketing", "me", "media",
    "moderator", "newsletter", "no", "noreply", "office", "official", "ordini", "pedidos", "postmaster", "press",
    "redazione", "reply", "root", "sales", "segreteria", "service", "services", "shop", "staff", "support", "team",
    "test", "the", "user", "ventas", "vendite", "webmaster", "welcome",
})  # fmt: skip


class Kind(StrEnum):
    """What is known of an account by which somebody may be recognized."""

    NAME = "name"
    USERNAME = "username"
    MAIL = "mail"
    PHONE = "phone"
    ORGANIZATION = "org"
    AVATAR = "avatar"
    SIGN_IN = "sign_in"
    ADDRESS = "address"
    """An address of the account itself."""
    PAGE = "page"
    """A page that links back to the account with rel=me, and the account to it."""
    ALIAS = "alias"
    """The address of an account that this one says it is, too (alsoKnownAs)."""


class Sign(StrEnum):
    """A piece of evidence that two people are one."""

    VERIFIED_MAIL = "verified_mail"
    SIGN_IN = "sign_in"
    REL_ME = "rel_me"
    ALSO_KNOWN_AS = "also_known_as"
    MAIL = "mail"
    PHONE = "phone"
    NAME = "name"
    USERNAME = "username"
    ORGANIZATION = "org"
    AVATAR = "avatar"


WEIGHTS: dict[Sign, float] = {
    Sign.VERIFIED_MAIL: 0.98,
    Sign.SIGN_IN: 0.98,
    Sign.REL_ME: 0.98,
    Sign.ALSO_KNOWN_AS: 0.98,
    Sign.MAIL: 0.6,
    Sign.PHONE: 0.6,
    Sign.NAME: 0.5,
    Sign.USERNAME: 0.4,
    Sign.ORGANIZATION: 0.3,
    Sign.AVATAR: 0.3,
}
#: Evidence that speaks of these very accounts: two accounts on one network are no reason to doubt it.
PROOF = frozenset({Sign.VERIFIED_MAIL, Sign.SIGN_IN, Sign.REL_ME, Sign.ALSO_KNOWN_AS})
_SAME: dict[Kind, Sign] = {
    Kind.PHONE: Sign.PHONE,
    Kind.USERNAME: Sign.USERNAME,
    Kind.ORGANIZATION: Sign.ORGANIZATION,
    Kind.AVATAR: Sign.AVATAR,
    Kind.SIGN_IN: Sign.SIGN_IN,
}


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of an account. Equal keys of one kind are the same thing; see `Kind`."""

    kind: Kind
    key: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody as far as they are known: what is known of their accounts, the names, the networks."""

    traits: Set[Trait] = frozenset()
    names: Set[str] = frozenset()
    networks: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sign and its weight, from 0 to 1."""

    sign: Sign
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """How likely two people are one, from 0 to 1, with why. `doubt`: they have accounts on one network."""

    score: float
    evidence: tuple[Evidence, ...] = field(default=())
    doubt: bool = False

    @property
    def certain(self) -> bool:
        """Whether they are linked without asking."""
        return self.score >= LINKED_FROM

    @property
    def likely(self) -> bool:
        """Whether somebody is asked."""
        return SUGGESTED_FROM <= self.score < LINKED_FROM


def match(one: Candidate, other: Candidate) -> Match:
    """Return how likely two people are one: 1 − Π(1 − w) over independent evidence.

    What is no proof of these very accounts counts half where both have an account on one network: people have
    second accounts, so it is a doubt and no veto.
    """
    found = signs_of(one, other)
    doubt = bool((one.networks & other.networks) - _MANY_EACH)
    proof = _either(WEIGHTS[sign] for sign in found if sign in PROOF)
    rest = _either(WEIGHTS[sign] for sign in found if sign not in PROOF) * (_DOUBT if doubt else 1.0)
    return Match(_either((proof, rest)), tuple(Evidence(sign, WEIGHTS[sign]) for sign in found), doubt)


def signs_of(one: Candidate, other: Candidate) -> list[Sign]:
    """Return what speaks for two people being one, the weightiest first, each kind once."""
    found = {_SAME[trait.kind] for trait in _shared(one, other) if trait.kind in _SAME}
    found |= _mails(one, other) | _addresses(one, other) | _addresses(other, one)
    if any(same_name(*pair) for pair in product(one.names, other.names)):
        found.add(Sign.NAME)
    return sorted(found, key=lambda sign: (-WEIGHTS[sign], sign))


def same_name(one: str, other: str) -> bool:
    """Whether two full names are one, in any order of their words, accents and capitals apart.

    >>> same_name("Niccolò Sì", "si NICCOLO"), same_name("Mario Rossi", "Maria Rossi"), same_name("Dora", "Dora")
    (True, False, False)
    """
    left, right = folded(one), folded(other)
    if min(len(left.split()), len(right.split())) < _FULL_NAME or is_excluded(left) or is_excluded(right):
        return False
    return token_sort_ratio(left, right) >= _SAME_NAME


def is_excluded(name: str) -> bool:
    """Whether a name, a username or what stands before the @ of a mail address is nobody's in particular.

    >>> is_excluded("info"), is_excluded("Support Team"), is_excluded("dora")
    (True, True, False)
    """
    words = folded(name).split()
    return all(word in _EXCLUDED or word.isdigit() for word in words)


def is_rare(username: str) -> bool:
    """Whether a username is long enough to tell somebody by it."""
    return len(username) >= _RARE_USERNAME and not is_excluded(username)


def address_key(address: str) -> str:
    """Return an address so that two ways to write it are one.

    >>> address_key("HTTPS://Town.example/@dora/#top")
    'town.example/@dora'
    """
    plain = address.split("#", maxsplit=1)[0].rstrip("/")
    scheme, found, rest = plain.partition("://")
    if not found or scheme.lower() not in {"http", "https"}:
        return plain[:LONGEST_KEY]
    host, slash, path = rest.partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}"[:LONGEST_KEY]


def _either(weights: Iterable[float]) -> float:
    return 1.0 - math.prod(1.0 - weight for weight in weights)


def _keys(of: Candidate, kind: Kind, *, verified: bool = False) -> set[str]:
    return {one.key for one in of.traits if one.kind == kind and (one.verified or not verified)}


def _shared(one: Candidate, other: Candidate) -> set[Trait]:
    known = {(trait.kind, trait.key) for trait in other.traits}
    return {trait for trait in one.traits if (trait.kind, trait.key) in known}


def _mails(one: Candidate, other: Candidate) -> set[Sign]:
    if _keys(one, Kind.MAIL, verified=True) & _keys(other, Kind.MAIL, verified=True):
        return {Sign.VERIFIED_MAIL}
    return {Sign.MAIL} if _keys(one, Kind.MAIL) & _keys(other, Kind.MAIL) else set()


def _addresses(one: Candidate, other: Candidate) -> set[Sign]:
    """Return what addresses of one prove about the other: pages that link both ways, accounts known as each other."""
    found: set[Sign] = set()
    theirs = _keys(other, Kind.ADDRESS)
    if _keys(one, Kind.PAGE, verified=True) & (theirs | _keys(other, Kind.PAGE, verified=True)):
        found.add(Sign.REL_ME)
    back = _keys(other, Kind.ALIAS) & _keys(one, Kind.ADDRESS)
    said = _keys(one, Kind.ALIAS) & theirs
    if _keys(one, Kind.ALIAS, verified=True) & theirs or (said and back):
        found.add(Sign.ALSO_KNOWN_AS)
    return found
