"""Documents in PDF: how many pages, what they are called, how the first one looks.

All that opens a file happens in a process of its own: `hand.py`.
"""

from dataclasses import dataclass
from pathlib import Path

from antiphon.lib.apart import Unfit, work_apart

__all__ = ["Document", "Unfit", "is_document", "open_document"]


@dataclass(frozen=True, slots=True)
class Document:
    """What a document is; `width` and `height` are of its drawn cover, in pixels."""

    pages: int
    title: str
    width: int
    height: int
    bytes: int


def is_document(beginning: bytes) -> bool:
    """Whether a file begins as a PDF does; some programs put a few bytes before it."""
    return b"%PDF-" in beginning[:1024]


def open_document(path: Path, cover: Path, most: int = 1280) -> Document:
    """Draw page one as a JPEG of at most `most` pixels a side; return what the document is.

    Raise Unfit if it cannot be read, is locked with a password or has no page.
    """
    return Document(**work_apart("lib.documents.hand:draw", path=str(path), cover=str(cover), most=most))
