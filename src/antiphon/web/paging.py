"""Which page of a list is asked for."""

from django.http import HttpRequest

_LAST = 10_000


def page_number(request: HttpRequest) -> int:
    """Return the page that the address asks for, from 1; whatever is no number is the first page."""
    asked = request.GET.get("page", "")
    return min(max(1, int(asked)), _LAST) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
