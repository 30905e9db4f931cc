"""How answers are written: frozen structures, encoded at once, in pages where there may be many."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, cast

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.renderers import BaseRenderer

from antiphon.api.errors import JSON
from antiphon.lib.errors import Refusal

#: Promises of translation become text in the language of who asks.
_encoder = msgspec.json.Encoder(enc_hook=str)


class Json(msgspec.Struct, frozen=True, kw_only=True):
    """What all structures of answers descend from."""


class Page[T](Json, frozen=True, kw_only=True):
    """Some of many. `next` is the cursor with which to ask for those after them, null at the end."""

    items: list[T]
    next: str | None


class Renderer(BaseRenderer):
    """Writes structures as JSON."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        """Return the JSON of the answer."""
        return _encoder.encode(data)


class Created[T](HttpResponse):
    """An answer with status 201 that tells what was made."""

    def __init__(self, made: T) -> None:
        super().__init__(_encoder.encode(made), status=201, content_type=JSON)


class Download(FileResponse):
    """A file as it is, to be kept: no JSON."""


class Accepted[T](HttpResponse):
    """An answer with status 202 that tells what waits for somebody's word before it is made."""

    def __init__(self, waiting: T) -> None:
        super().__init__(_encoder.encode(waiting), status=202, content_type=JSON)


type Place = tuple[datetime, int]
"""Where a row stands among rows ordered by a moment and their id."""

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Row = Annotated[int, msgspec.Meta(ge=0, le=2**62)]


def page_of[R, T](
    rows: Sequence[R], limit: int, place: Callable[[R], Place], made: Callable[[list[R]], list[T]]
) -> Page[T]:
    """Return a page of at most `limit` rows, made into answers. A row more says that there are more."""
    kept = list(rows[:limit])
    more = len(rows) > limit
    return Page(items=made(kept), next=cursor(place(kept[-1])) if more else None)


def cursor(place: Place | int) -> str:
    """Return the cursor that stands for a place, or for how many have been seen."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str) -> Place:
    """Return the place that a cursor stands for; raise Refusal for what is none."""
    at, pk = cast("Place", _read(cursor, tuple[_Moment, _Row]))
    try:
        return at.astimezone(UTC), pk
    except OverflowError as error:
        raise _no_cursor() from error


def seen_of(cursor: str) -> int:
    """Return how many have been seen; 0 without a cursor; raise Refusal for what is none."""
    return cast("int", _read(cursor, _Row)) if cursor else 0


def _read(cursor: str, shape: Any) -> Any:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError) as error:
        raise _no_cursor() from error


def _no_cursor() -> Refusal:
    return Refusal(_("This cursor is none. Take it from “next” of the page before."), field="cursor")
