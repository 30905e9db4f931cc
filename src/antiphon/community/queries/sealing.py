"""Seals: whoever holds one has one file for a while without signing in, as programs do."""

from datetime import timedelta

from django.core import signing

from antiphon.lib import clock
from antiphon.organizations.models import Brand, User

#: How long a program may fetch a file by its seal; the day on which it ends is whole.
SEALED_FOR = timedelta(days=3)
#: How long an archive is there for whoever has its address: it holds all that somebody wrote.
ARCHIVE_FOR = timedelta(hours=1)
_SALT, _ARCHIVE_SALT = "community.files", "community.archive"


def sealed(what: str, key: int | str) -> str:
    """Return a seal for one file for three days; `what` it is and its `key` name it."""
    until = (clock.now() + SEALED_FOR).date().isoformat()
    return signing.Signer(salt=f"{_SALT}.{what}", sep=".").sign(f"{key}@{until}")


def is_sealed(what: str, key: int | str, seal: str) -> bool:
    """Whether a seal opens this file today."""
    try:
        named, _sign, until = signing.Signer(salt=f"{_SALT}.{what}", sep=".").unsign(seal).rpartition("@")
    except signing.BadSignature:
        return False
    return named == str(key) and until >= clock.now().date().isoformat()


def archive_token(brand: Brand, user: User) -> str:
    """Return the token by which a program fetches what a user has in a community, for an hour."""
    return signing.dumps([brand.pk, user.pk, int(clock.now().timestamp())], salt=_ARCHIVE_SALT)


def whose_archive(brand: Brand, token: str) -> User | None:
    """Return whose archive a token opens, None if it opens none here, or not any more."""
    try:
        of_brand, user, made = signing.loads(token, salt=_ARCHIVE_SALT)
    except signing.BadSignature:
        return None
    fresh = 0 <= clock.now().timestamp() - made <= ARCHIVE_FOR.total_seconds()
    return User.objects.filter(pk=user, is_active=True).first() if fresh and of_brand == brand.pk else None
