"""What every request passes through on its way to a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

type Next = Callable[[HttpRequest], HttpResponse]


#: Addresses that take files, by their name: what is sent there is written to disk as it comes.
TAKES_FILES = frozenset({"compose", "edit_post", "keep_pictures", "library", "api:assets"})
#: What a form holds besides its files.
_BESIDE = 5_000_000


class BodyLimitMiddleware:
    """Refuses a request that announces more than we take at its address, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413, or pass the request on."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) <= settings.MAX_BODY_BYTES:
            return self._next(request)
        most = _most(request.path_info)
        if not announced.isdigit() or int(announced) > most:
            return render(request, "errors/413.html", {"most": most // 10**6}, status=413)
        return self._next(request)


def _most(path: str) -> int:
    """Return how many bytes are taken at an address."""
    try:
        takes_files = resolve(path).view_name in TAKES_FILES
    except Resolver404:
        takes_files = False
    return (
        max(settings.MAX_BODY_BYTES, settings.MAX_UPLOAD_BYTES + _BESIDE) if takes_files else settings.MAX_BODY_BYTES
    )


class LanguageOfUserMiddleware:
    """Speaks to a signed-in user in the language of their choice."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on in the user's language."""
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self._next(request)
