"""What kind of file some bytes are, by their first bytes and never by their name."""

import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """Media type with width and height in pixels (0 when the header does not tell)."""

    mime_type: str
    width: int = 0
    height: int = 0

    @property
    def is_image(self) -> bool:
        """Whether it is a still or animated picture."""
        return self.mime_type.startswith("image/")


def file_kind(data: bytes) -> FileKind | None:
    """Recognize PNG, JPEG, GIF, WebP, AVIF, HEIC, MP4, QuickTime and WebM; None for the rest."""
    for recognize in (_png, _jpeg, _gif, _webp, _iso_media, _webm):
        kind = recognize(data)
        if kind:
            return kind
    return None


def _png(data: bytes) -> FileKind | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return FileKind("image/png", width, height)


def _gif(data: bytes) -> FileKind | None:
    if data[:6] not in {b"GIF87a", b"GIF89a"} or len(data) < 10:
        return None
    width, height = struct.unpack("<HH", data[6:10])
    return FileKind("image/gif", width, height)


def _jpeg(data: bytes) -> FileKind | None:
    if data[:3] != b"\xff\xd8\xff":
        return None
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], struct.unpack(">H", data[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return FileKind("image/jpeg", width, height)
        position += 2 + length
    return None


def _webp(data: bytes) -> FileKind | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    form = data[12:16]
    if form == b"VP8X":
        width = 1 + int.from_bytes(data[24:27], "little")
        return FileKind("image/webp", width, 1 + int.from_bytes(data[27:30], "little"))
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return FileKind("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack("<HH", data[26:30])
    return FileKind("image/webp", width & 0x3FFF, height & 0x3FFF)


def _iso_media(data: bytes) -> FileKind | None:
    if data[4:8] != b"ftyp":
        return None
    brand = data[8:12]
    still = {b"avif": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif"}
    return FileKind(still.get(brand) or ("video/quicktime" if brand == b"qt  " else "video/mp4"))


def _webm(data: bytes) -> FileKind | None:
    return FileKind("video/webm") if data[:4] == b"\x1a\x45\xdf\xa3" else None
