"""Who is the same visitor within a day: a keyed hash whose key is thrown away when the day is over."""

import hashlib
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

#: Who has one address of IPv6 has all of its /64.
_SAME_HOUSE = 64
SALT_BYTES, KEY_BYTES = 32, 12


def visitor_key(salt: bytes, site: int, address: str, agent: str) -> str:
    """Return a visitor's key (24 hexadecimal digits): the same for address, browser and site while the salt lasts.

    Source: BLAKE2b with a key, RFC 7693. Without the salt nobody can find out to which address a key belongs.

    >>> visitor_key(bytes(32), 1, "192.0.2.1", "a") == visitor_key(bytes(32), 1, "192.0.2.1", "a")
    True
    >>> visitor_key(bytes(32), 1, "192.0.2.1", "a") == visitor_key(bytes(32), 2, "192.0.2.1", "a")
    False
    """
    told = f"{site}\n{address}\n{agent}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(told, key=salt, digest_size=KEY_BYTES).hexdigest()


def house(address: IPv4Address | IPv6Address | None) -> str:
    """Return an address as it tells senders apart: of IPv6 the first 64 bits.

    >>> from ipaddress import ip_address
    >>> house(ip_address("2001:db8::1")), house(ip_address("192.0.2.1"))
    ('2001:db8::/64', '192.0.2.1')
    """
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _SAME_HOUSE), strict=False))
    return str(address or "")


def house_of(told: str) -> str:
    """Return the same of an address as somebody writes it; whatever is none tells senders apart as it stands."""
    try:
        return house(ip_address(told))
    except ValueError:
        return told
