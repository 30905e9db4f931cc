"""Moving pictures without what cameras and programs write into them; their frames are not touched.

Taking the containers apart costs no memory, however large the frames unfold.
Sources: W3C PNG (third edition), GIF89a, the WebP container specification (RFC 9649).
"""

from collections.abc import Iterator

_PNG_HIDDEN = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_HIDDEN = {b"EXIF", b"XMP "}
_WEBP_SAYS_HIDDEN = 0x0C
_GIF_LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
_GIF_END, _GIF_IMAGE, _GIF_EXTENSION, _GIF_CONTROL, _GIF_APPLICATION = 0x3B, 0x2C, 0x21, 0xF9, 0xFF


def bare_animation(data: bytes, media_type: str) -> bytes:
    """Return a moving PNG, WebP or GIF without hidden data; raise ValueError if it is not put together as one."""
    take_apart = {"image/png": _png, "image/webp": _webp, "image/gif": _gif}[media_type]
    try:
        return b"".join(take_apart(data))
    except IndexError:
        raise ValueError("the picture is cut short") from None


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while at < len(data):
        end = at + 12 + int.from_bytes(_slice(data, at, at + 4), "big")
        piece, kind = _slice(data, at, end), data[at + 4 : at + 8]
        if kind not in _PNG_HIDDEN:
            yield piece
        if kind == b"IEND":
            return
        at = end


def _webp(data: bytes) -> list[bytes]:
    pieces, at = [], 12
    until = min(len(data), 8 + int.from_bytes(_slice(data, 4, 8), "little"))
    while at < until:
        size = int.from_bytes(_slice(data, at + 4, at + 8), "little")
        piece, kind = data[at : at + 8 + size + size % 2], data[at : at + 4]
        if kind == b"VP8X":
            piece = piece[:8] + bytes([piece[8] & ~_WEBP_SAYS_HIDDEN]) + piece[9:]
        if kind not in _WEBP_HIDDEN:
            pieces.append(piece)
        at += 8 + size + size % 2
    length = 4 + sum(len(piece) for piece in pieces)
    return [b"RIFF", length.to_bytes(4, "little"), b"WEBP", *pieces]


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _colors(data[10])
    yield _slice(data, 0, at)
    while data[at] != _GIF_END:
        end = _end_of_block(data, at)
        if data[at] == _GIF_IMAGE or _shows(data, at):
            yield _slice(data, at, end)
        at = end
    yield bytes([_GIF_END])


def _end_of_block(data: bytes, at: int) -> int:
    if data[at] == _GIF_IMAGE:
        at += 10 + _colors(data[at + 9]) + 1
    elif data[at] == _GIF_EXTENSION:
        at += 2
    else:
        raise ValueError("no GIF has such a block")
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _shows(data: bytes, at: int) -> bool:
    """Whether an extension is about how the frames are shown."""
    label = data[at + 1]
    return label == _GIF_CONTROL or (label == _GIF_APPLICATION and data[at + 3 : at + 14] in _GIF_LOOPS)


def _colors(packed: int) -> int:
    """Return the length of the color table that the byte announces."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _slice(data: bytes, start: int, end: int) -> bytes:
    if end > len(data):
        raise ValueError("the picture is cut short")
    return data[start:end]
