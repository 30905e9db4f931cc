"""Names that we choose for things: short, sortable in time, safe in an address."""

import secrets
import threading
from datetime import datetime

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_TID = "234567abcdefghijklmnopqrstuvwxyz"
_last_tid = 0
_tid_lock = threading.Lock()


def new_id(at: datetime) -> str:
    """Return 26 characters: 48 bits of milliseconds and 80 random bits (the shape of a ULID)."""
    value = (int(at.timestamp() * 1000) << 80) | secrets.randbits(80)
    return _encode(value, _CROCKFORD, 26)


def new_tid(at: datetime) -> str:
    """Return an AT Protocol timestamp identifier: 13 characters, microseconds and 10 random bits.

    Two calls in one process never return the same, nor an earlier one after a later.
    Source: atproto.com/specs/tid.
    """
    global _last_tid  # noqa: PLW0603  monotonic within the process
    with _tid_lock:
        micros = max(int(at.timestamp() * 1_000_000), _last_tid + 1)
        _last_tid = micros
    return _encode((micros << 10) | secrets.randbits(10), _TID, 13)


def new_secret() -> str:
    """Return 256 random bits as text that fits an address."""
    return secrets.token_urlsafe(32)


def _encode(value: int, alphabet: str, length: int) -> str:
    return "".join(alphabet[(value >> (5 * place)) & 31] for place in reversed(range(length)))
