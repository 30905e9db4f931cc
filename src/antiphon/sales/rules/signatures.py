"""Whether a shop signed what it sent. Pure: the bytes as they came, the header, the secret, the hour.

WooCommerce and Shopify sign the body: base64 of its HMAC-SHA256 (`X-WC-Webhook-Signature`, `X-Shopify-Hmac-Sha256`).
Stripe signs the hour and the body, joined by a dot: hexadecimal, in `Stripe-Signature: t=…,v1=…`, several v1 while a
secret is exchanged. Comparisons take the same time wherever they differ.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

#: How old, or how far ahead, a signature with an hour may be (the tolerance of Stripe’s own libraries).
TOLERANCE = timedelta(minutes=5)
_LONGEST = 4_000


def body_is_signed(secret: bytes, body: bytes, header: str) -> bool:
    """Whether a header holds the base64 of the HMAC-SHA256 of a body.

    >>> body_is_signed(b"key", b"The quick brown fox jumps over the lazy dog",
    ...                "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg=")
    True
    """
    made = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest())
    return bool(secret) and hmac.compare_digest(made, header.strip().encode("utf-8", "replace"))


def stripe_signature(secret: bytes, body: bytes, at: int) -> str:
    """Return the signature (v1) of a body at a moment in seconds since 1970."""
    return hmac.new(secret, str(at).encode() + b"." + body, hashlib.sha256).hexdigest()


def stripe_is_signed(secret: bytes, body: bytes, header: str, now: datetime) -> bool:
    """Whether a header holds a signature of Stripe for a body, not older than the tolerance nor further ahead."""
    parts = [one.strip().partition("=") for one in header[:_LONGEST].split(",")]
    moments = [value for name, _, value in parts if name == "t"]
    if not secret or len(moments) != 1 or not (moments[0].isascii() and moments[0].isdigit()):
        return False
    at = int(moments[0][:15])
    if abs(now.timestamp() - at) > TOLERANCE.total_seconds():
        return False
    made = stripe_signature(secret, body, at).encode()
    given = [value.encode("utf-8", "replace") for name, _, value in parts if name == "v1"]
    return any(hmac.compare_digest(made, one) for one in given)
