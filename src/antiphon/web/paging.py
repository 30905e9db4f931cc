"""Which page of a list is asked for."""

from django.http import HttpRequest

_LAST = 10_000
_TOO_LONG = 19


def page_number(request: HttpRequest) -> int:
    """Return the page that the address asks for, from 1; whatever is no number is the first page."""
    return min(max(1, number_in(request.GET.get("page", ""))), _LAST)


def number_in(typed: str) -> int:
    """Return the number that a text is, as of a page or a row; 0 for whatever is none or is beyond all rows."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _TOO_LONG else 0


def pages_beside(number: int, *, more: bool) -> dict[str, int | None]:
    """Return the numbers of the pages before and after one, None where there is none."""
    return {"newer": number - 1 if number > 1 else None, "older": number + 1 if more else None}
