"""Web Push: messages that only one browser can read (RFC 8291), from a server that says who it is (RFC 8292)."""

import base64
import binascii
import json
import os
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: All of a message that a push service has to take (RFC 8291 § 4): 4096 less header, padding mark and seal.
MOST_BYTES = 3_993
_RECORD_SIZE = 4_096
_POINT_BYTES, _AUTH_BYTES, _NUMBER_BYTES = 65, 16, 32


@dataclass(frozen=True, slots=True)
class Reader:
    """The browser that reads: its public point (65 bytes, uncompressed, P-256) and its secret (16 bytes)."""

    point: bytes
    auth: bytes

    def __post_init__(self) -> None:
        """Raise ValueError if these are no point of the curve and no secret of sixteen bytes."""
        if len(self.point) != _POINT_BYTES or len(self.auth) != _AUTH_BYTES:
            raise ValueError("a point of 65 bytes and a secret of 16")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.point)


def read_reader(point: str, auth: str) -> Reader:
    """Return a reader from what a browser gives, in base64url; raise ValueError if it is none."""
    return Reader(_decoded(point), _decoded(auth))


def new_key() -> bytes:
    """Return a fresh private key: 32 bytes."""
    return number_of(ec.generate_private_key(ec.SECP256R1()))


def number_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the private number of a key: 32 bytes."""
    return key.private_numbers().private_value.to_bytes(_NUMBER_BYTES)


def point_of(private: bytes) -> bytes:
    """Return the public point of a private key: 65 bytes, uncompressed."""
    return _point(_key(private))


def encoded(raw: bytes) -> str:
    """Return bytes as base64url without padding, as all of Web Push is written."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def encrypt(message: bytes, to: Reader, *, salt: bytes = b"", private: bytes = b"") -> bytes:
    """Return a message as one record that only the reader opens (`aes128gcm`, RFC 8188, keys by RFC 8291 § 3.4).

    `salt` (16 bytes) and `private` (32 bytes) are made anew for each message; they are given only to compare with
    the example of RFC 8291. Raise ValueError if the message is longer than MOST_BYTES.
    """
    if len(message) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes")
    salt, own = salt or os.urandom(16), _key(private or new_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.point))
    ours = _point(own)
    secret = _derived(shared, to.auth, b"WebPush: info\0" + to.point + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD_SIZE.to_bytes(4) + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, message + b"\x02", b"")


def authorization(private: bytes, audience: str, subject: str, until: datetime) -> str:
    """Return the header that says who sends (`vapid`, RFC 8292 § 3): to an origin, reached at `subject`, until then.

    `subject` is a `mailto:` or `https:` address; `until` lies at most a day ahead.
    """
    claims = {"aud": audience, "exp": int(until.timestamp()), "sub": subject}
    said = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(_key(private).sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(_NUMBER_BYTES) + s.to_bytes(_NUMBER_BYTES))
    return f"vapid t={said}.{signature}, k={encoded(point_of(private))}"


def _derived(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, about).derive(secret)


def _key(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private), ec.SECP256R1())


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _json(value: dict[str, object]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
