"""Names that stand in addresses."""

import itertools
import re
import unicodedata
from collections.abc import Container

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
#: What would be taken for somebody who speaks for the house.
_RESERVED = frozenset({"admin", "administrator", "everybody", "host", "moderator", "new", "root", "support", "team"})


def is_handle(name: str) -> bool:
    """Whether a participant may be called so: 1 to 40 small letters, digits, inner hyphens or underscores."""
    return HANDLE.fullmatch(name) is not None and name not in _RESERVED


def plain_name(name: str, most: int = 40) -> str:
    """Return a name as it can stand in an address, empty if nothing of it can.

    >>> plain_name("Dóra & Zsófia")
    'dora-zsofia'
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:most].strip("-")


def free_handle(name: str, taken: Container[str]) -> str:
    """Return a handle made of a name that nobody has.

    >>> free_handle("Dóra", {"dora"})
    'dora-2'
    """
    plain = plain_name(name, 33) or "guest"
    wanted = itertools.chain([plain], (f"{plain}-{number}" for number in itertools.count(2)))
    return next(one for one in wanted if is_handle(one) and one not in taken)
