"""The items of a list in a JSON file too large to be held: one at a time."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

_PIECE = 65_536
_BETWEEN = re.compile(r"[\s,]*")


class NoList(ValueError):
    """There is no such list, it is broken, or one item of it is larger than agreed."""


def items_of(file: BinaryIO, name: str, largest: int = 4 * 1024 * 1024) -> Iterator[Any]:
    """Yield the items of the first list of this name. Memory holds one item, of `largest` letters at most.

    Raise NoList where there is none, or it ends too early.

    >>> import io
    >>> list(items_of(io.BytesIO(b'{"id": 1, "all": [{"a": 1}, 2]}'), "all"))
    [{'a': 1}, 2]
    """
    pieces = _texts(file)
    held = _begun(pieces, name)
    decoder = json.JSONDecoder()
    while True:
        held = held[_end(held) :]
        if held.startswith("]"):
            return
        try:
            item, end = decoder.raw_decode(held)
            whole = end < len(held)  # a number may go on in the next piece
        except ValueError:
            whole = False
        except RecursionError:
            raise NoList(f"an item of {name} is nested beyond measure") from None
        if whole:
            yield item
            held = held[end:]
            continue
        more = next(pieces, "")
        if not more or len(held) > largest:
            raise NoList(f"an item of {name} has no end")
        held += more


def _begun(pieces: Iterator[str], name: str) -> str:
    """Return what follows the bracket that begins the list."""
    begin = re.compile(rf'"{re.escape(name)}"\s*:\s*\[')
    held = ""
    for piece in pieces:
        held += piece
        if found := begin.search(held):
            return held[found.end() :]
        held = held[-(len(name) + _PIECE) :]
    raise NoList(f"there is no list {name}")


def _end(held: str) -> int:
    found = _BETWEEN.match(held)
    return found.end() if found else 0


def _texts(file: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    while piece := file.read(_PIECE):
        yield decoder.decode(piece)
