"""Content identifiers (CID), record keys (TID), account identifiers (DID) and at:// addresses."""

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
RECORD_KEY = re.compile(r"(?!\.\.?$)[A-Za-z0-9._~:-]{1,512}")
AT_URI = re.compile(r"at://(?P<did>did:[a-z]+:[A-Za-z0-9._:%-]+)/(?P<collection>[a-zA-Z0-9.-]+)/(?P<rkey>[^/]+)")
DAG_CBOR, RAW = 0x71, 0x55


@dataclass(frozen=True)
class Address:
    """The three parts of the address of a record."""

    did: str
    collection: str
    rkey: str

    @property
    def uri(self) -> str:
        """Written as at://."""
        return f"at://{self.did}/{self.collection}/{self.rkey}"


def parse_address(uri: str) -> Address | None:
    """Read an at:// address of a record; None when it is none."""
    found = AT_URI.fullmatch(uri)
    return Address(found["did"], found["collection"], found["rkey"]) if found else None


def record_cid(record: Any) -> str:
    """Return the CID of a record: version 1, DAG-CBOR, SHA-256, base32."""
    return _cid(DAG_CBOR, dag_cbor(record))


def blob_cid(data: bytes) -> str:
    """Return the CID of a file: version 1, raw, SHA-256, base32."""
    return _cid(RAW, data)


def _cid(codec: int, data: bytes) -> str:
    binary = bytes([1, codec, 0x12, 32]) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(binary).decode().lower().rstrip("=")


def dag_cbor(value: Any) -> bytes:
    """Write JSON data as DAG-CBOR; `{"$link": …}` is a link, `{"$bytes": …}` are bytes (RFC 8949, DASL)."""
    if isinstance(value, bool) or value is None:
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(dag_cbor(item) for item in value)
    return _map(value)


def _map(value: dict[str, Any]) -> bytes:
    if value.keys() == {"$link"}:
        text = value["$link"].upper()[1:]
        binary = b"\x00" + base64.b32decode(text + "=" * (-len(text) % 8))
        return b"\xd8\x2a" + _head(2, len(binary)) + binary
    if value.keys() == {"$bytes"}:
        binary = base64.b64decode(value["$bytes"] + "=" * (-len(value["$bytes"]) % 4))
        return _head(2, len(binary)) + binary
    ordered = sorted(value.items(), key=lambda item: (len(item[0].encode()), item[0].encode()))
    return _head(5, len(ordered)) + b"".join(dag_cbor(k) + dag_cbor(v) for k, v in ordered)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for extra, (size, letter) in enumerate(((8, ">B"), (16, ">H"), (32, ">I"), (64, ">Q")), start=24):
        if number < 1 << size:
            return bytes([major << 5 | extra]) + struct.pack(letter, number)
    raise ValueError("an integer of more than 64 bits")


def tid(at: datetime, clock_id: int) -> str:
    """Return a record key that sorts by time: microseconds and ten bits of clock id."""
    number = int(at.timestamp() * 1_000_000) << 10 | clock_id % 1024
    return "".join(TID_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def did_of(handle: str) -> str:
    """Return an account identifier of the `plc` method, made from the handle."""
    digest = base64.b32encode(hashlib.sha256(handle.encode()).digest()).decode().lower()
    return f"did:plc:{digest[:24]}"
