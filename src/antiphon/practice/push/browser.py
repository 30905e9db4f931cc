"""The browser's side of Web Push: its keys, and how it opens what comes (RFC 8188, RFC 8291)."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class PracticeBrowser:
    """A browser that subscribed: what it gives to who pushes, and what it was told."""

    def __init__(self, endpoint: str, sender: str) -> None:
        self.endpoint = endpoint
        self.sender = sender
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    @property
    def p256dh(self) -> str:
        """Its public key."""
        return text_of(self._point)

    @property
    def auth(self) -> str:
        """Its secret."""
        return text_of(self._auth)

    @property
    def _point(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body: bytes) -> bytes:
        """Open a message of one record; raise ValueError or InvalidTag if it is not for this browser."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        if len(sealed) > size:
            raise ValueError("more than one record")
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = _expanded(_mac(self._auth, shared), b"WebPush: info\x00" + self._point + theirs, 32)
        found = _mac(salt, secret)
        key = _expanded(found, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _expanded(found, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, b"").rstrip(b"\x00")
        if not padded.endswith(b"\x02"):
            raise ValueError("not the last record")
        return padded[:-1]


def text_of(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """Return the bytes that such a text means."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()


def _expanded(secret: bytes, about: bytes, length: int) -> bytes:
    """Return the first block of HKDF's expansion, which is all that is needed here."""
    return _mac(secret, about + b"\x01")[:length]
