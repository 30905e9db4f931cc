"""By what an account may be recognized: the traits that follow from what a network tells of it. Pure."""

import hashlib
import hmac

from antiphon.lib.folding import folded
from antiphon.people.rules.matching import LONGEST_KEY, Kind, Trait, address_key, is_excluded, is_rare

_MAIL = "mailto:"
_FULL_NAME, _LEAST_DIGITS = 2, 7
_DOMAIN_NAMED = frozenset({"bluesky"})


def traits_of(key: bytes, *, network: str, stable_id: str, handle: str, name: str, url: str) -> frozenset[Trait]:
    """Return what an account is recognized by: full name, rare username, mail address, its own addresses.

    A page elsewhere than where the account itself is was typed by somebody, and is no address of theirs: whoever
    comments on a blog may name anybody's.
    """
    found = {name_trait(name), mail_trait(key, stable_id.removeprefix(_MAIL)), username_trait(network, handle)}
    own = (stable_id, url) if _is_at_home(stable_id, url) else (stable_id,)
    found |= {address_trait(Kind.ADDRESS, one) for one in own}
    return frozenset(one for one in found if one is not None)


def name_trait(name: str) -> Trait | None:
    """Return the trait of a full name, its words in one order; None for one word and for nobody's name."""
    words = folded(name).split()
    if len(words) < _FULL_NAME or is_excluded(name):
        return None
    return Trait(Kind.NAME, " ".join(sorted(words))[:LONGEST_KEY])


def username_trait(network: str, handle: str) -> Trait | None:
    """Return the trait of a username of six letters and more; None for others, and for mail addresses.

    >>> username_trait("mastodon", "@Dora_Conti@a.example").key, username_trait("bluesky", "dora-conti.example").key
    ('doraconti', 'doraconti')
    """
    local, at, _server = handle.lstrip("@").partition("@")
    if at and not handle.startswith("@") and network in {"mail", "newsletter"}:
        return None
    if network in _DOMAIN_NAMED:
        local = local.split(".")[0]
    plain = folded(local).replace(" ", "")
    return Trait(Kind.USERNAME, plain[:LONGEST_KEY]) if is_rare(plain) and not is_excluded(local) else None


def mail_trait(key: bytes, address: str, *, verified: bool = False) -> Trait | None:
    """Return the trait of a mail address, as a digest under the key of the brand: it serves to compare, and who has
    it without the key cannot try addresses.

    None for what is none, and for addresses that are nobody's in particular, as info@ is.
    """
    local, at, host = address.strip().lower().rpartition("@")
    if not at or not local or "." not in host or "/" in address or is_excluded(local.split("+")[0]):
        return None
    return Trait(Kind.MAIL, _digest(key, f"{local.split('+')[0]}@{host}"), verified)


def phone_trait(key: bytes, number: str) -> Trait | None:
    """Return the trait of a telephone number in international form, as a digest; None for what is none."""
    digits = "".join(one for one in number if one.isdigit())
    return Trait(Kind.PHONE, _digest(key, digits.removeprefix("00"))) if len(digits) >= _LEAST_DIGITS else None


def organization_trait(name: str) -> Trait | None:
    """Return the trait of the organization somebody belongs to; None for nobody's name."""
    plain = folded(name)
    return Trait(Kind.ORGANIZATION, plain[:LONGEST_KEY]) if plain and not is_excluded(plain) else None


def address_trait(kind: Kind, address: str, *, verified: bool = False) -> Trait | None:
    """Return the trait of an address that leads to an account or a page; None for what leads nowhere."""
    return Trait(kind, address_key(address), verified) if "://" in address or address.startswith("did:") else None


def _is_at_home(stable_id: str, url: str) -> bool:
    """Whether an address is where the account is; for one that is known by no web address, as its network says."""
    there = _host(stable_id)
    return not there or there == _host(url)


def _host(address: str) -> str:
    return address_key(address).partition("/")[0] if address.startswith(("https://", "http://")) else ""


def _digest(key: bytes, value: str) -> str:
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
