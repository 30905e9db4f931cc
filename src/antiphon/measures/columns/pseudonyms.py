"""Numbers that stand for people, accounts and addresses outside of the database: always the same, no names."""

from functools import lru_cache
from hashlib import blake2b

from django.conf import settings

from antiphon.lib.secrets import read_keys

_KEPT = 200_000


class Pseudonyms:
    """Turns what names somebody into a number, keyed: who has only the numbers cannot guess back.

    The key lies in the data folder, in `pseudonyms.key`. With another key all numbers are others.
    """

    def __init__(self, brand: int, key: bytes | None = None) -> None:
        self._key = (key or _key())[:64]
        self._brand = brand
        self.of = lru_cache(_KEPT)(self._of)

    @property
    def mark(self) -> str:
        """What tells one key from another, and does not give it away."""
        return blake2b(b"mark", key=self._key, digest_size=6).hexdigest()

    def _of(self, sort: str, value: str | int | None) -> int | None:
        """Return the number of something of a sort, from 0 to 2⁶³ − 1; None where there is nothing."""
        if value is None or value == "":
            return None
        told = f"{self._brand} {sort} {value}".encode()
        return int.from_bytes(blake2b(told, key=self._key, digest_size=8).digest()) >> 1


def _key() -> bytes:
    return read_keys(settings.DATA / "pseudonyms.key")[0].encode()
