"""Which page of a list is asked for."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

_LAST = 10_000
_TOO_LONG = 19


def page_number(request: HttpRequest) -> int:
    """Return the page that the address asks for, from 1; whatever is no number is the first page."""
    return min(max(1, number_in(request.GET.get("page", ""))), _LAST)


def number_in(typed: str) -> int:
    """Return the number that a text is, as of a page or a row; 0 for whatever is none or is beyond all rows."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _TOO_LONG else 0


type Place = tuple[datetime, int]
"""Where a row stands among rows ordered by a moment and their key."""


def place_asked(request: HttpRequest, name: str = "before") -> Place | None:
    """Return before, or after, which row a page is asked for; whatever is none is the beginning."""
    moment, _, key = request.GET.get(name, "").partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, number_in(key)) if at is not None and is_aware(at) else None


def shown_place(place: Place) -> str:
    """Return a place as it stands in an address."""
    return f"{place[0]:%Y-%m-%dT%H:%M:%S.%fZ}~{place[1]}"


def pages_beside(number: int, *, more: bool) -> dict[str, int | None]:
    """Return the numbers of the pages before and after one, None where there is none."""
    return {"newer": number - 1 if number > 1 else None, "older": number + 1 if more else None}
