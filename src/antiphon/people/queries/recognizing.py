"""The key under which mail addresses and telephone numbers are compared."""

from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac


def trait_key(brand: int) -> bytes:
    """Return the key of a brand: another one in each brand and installation, and not in the database."""
    return _key(brand, settings.SECRET_KEY)


@lru_cache(maxsize=1024)
def _key(brand: int, secret: str) -> bytes:
    return salted_hmac("antiphon.people.traits", str(brand), secret=secret, algorithm="sha256").digest()
