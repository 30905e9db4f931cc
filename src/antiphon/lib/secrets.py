"""Credentials at rest: sealed with a key that is not in the database."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from antiphon.lib.errors import AntiphonError


class SealBroken(AntiphonError):
    """The stored secret was sealed with a key that the key file no longer holds."""


class Sealer:
    """Seals and opens small secrets (Fernet: AES-128-CBC and HMAC-SHA256, authenticated).

    The first key seals; every key opens, so that keys can be rotated without a pause. Making it raises
    SealBroken if what the key file holds are no keys.
    """

    def __init__(self, keys: list[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise SealBroken(
                "The key file holds no key that seals credentials. Put the key back that was in it."
            ) from None

    def seal(self, secret: bytes) -> str:
        """Return the secret as sealed text."""
        return self._fernet.encrypt(secret).decode()

    def open(self, sealed: str) -> bytes:
        """Return the secret, or raise SealBroken."""
        try:
            return self._fernet.decrypt(sealed.encode())
        except InvalidToken:
            raise SealBroken(
                "A stored credential cannot be opened: the key file is not the one it was sealed with. "
                "Put the old key back into the key file, or connect the channel again."
            ) from None

    def reseal(self, sealed: str) -> str:
        """Return the same secret sealed with the first key."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken("A stored credential was sealed with a key that the key file lost.") from None


def read_keys(path: Path) -> list[str]:
    """Return the keys of a key file, newest first; make the file with one key if it is missing."""
    if not path.exists():
        write_keys(path, [new_key()])
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


def write_keys(path: Path, keys: list[str]) -> None:
    """Write the keys, newest first, readable by the owner alone, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(keys) + "\n")
    fresh.replace(path)


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode()
