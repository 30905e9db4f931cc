"""A file given whole or in the part that is asked for (RFC 9110, section 14), read piece by piece."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_PIECE = 262_144
_ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def give_file(request: HttpRequest, place: Path, media_type: str) -> HttpResponseBase:
    """Return a file, or the one part of it that is asked for; several parts at once are answered with all of it."""
    size = place.stat().st_size
    asked = _ASKED.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":
        answer: HttpResponseBase = FileResponse(place.open("rb"), content_type=media_type)
    else:
        answer = _part(place, media_type, size, *_bounds(asked[1], asked[2], size))
    answer["Accept-Ranges"] = "bytes"
    return answer


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first byte and the one behind the last."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)


def _part(place: Path, media_type: str, size: int, start: int, end: int) -> HttpResponseBase:
    if start >= end:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    answer = StreamingHttpResponse(_pieces(place, start, end), status=206, content_type=media_type)
    answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer["Content-Length"] = str(end - start)
    return answer


def _pieces(place: Path, start: int, end: int) -> Iterator[bytes]:
    with place.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece
