"""What every request passes through on its way to a page."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

type Next = Callable[[HttpRequest], HttpResponse]


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Addresses that take files, by their name: what is sent there is written to disk as it comes.
TAKES_FILES = frozenset(
    {"compose", "edit_post", "keep_pictures", "library", "people_import", "api:assets", "api:hand_in_contacts"}
)
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


class ReadableMiddleware:
    """Refuses an address with control characters: nobody types them, and PostgreSQL keeps no NUL. Lines may stand."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400, or pass the request on."""
        asked = request.path_info + unquote(request.META.get("QUERY_STRING", ""), errors="replace")
        if _CONTROL.search(asked):
            return render(request, "400.html", status=400)
        return self._next(request)


class NoNulMiddleware:
    """Takes NUL out of forms, which no database of ours keeps and nobody sees."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._next(request)

    def process_view(self, request: HttpRequest, _page: object, _args: object, _rest: object) -> None:
        """Clean a form that was read already, to see that it is ours: after that nothing is read that is not."""
        if request.method != "POST" or request.path_info.startswith("/api/"):
            return
        if any("\0" in value for _name, values in request.POST.lists() for value in values):
            cleaned = request.POST.copy()
            for name, values in request.POST.lists():
                cleaned.setlist(name, [value.replace("\0", "") for value in values])
            request.POST = cleaned  # type: ignore[assignment]


class GuestBodyMiddleware:
    """Refuses a large request of who has not signed in, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413, or pass the request on; by a token it is looked at before more is read."""
        announced = int(request.META.get("CONTENT_LENGTH") or "0")
        by_token = request.path_info.startswith(("/api/", "/letters/", "/shops/"))
        if announced > settings.MAX_GUEST_BODY_BYTES and not by_token and not request.user.is_authenticated:
            most = settings.MAX_GUEST_BODY_BYTES // 1000
            return render(request, "errors/sign_in_first.html", {"most": most}, status=413)
        return self._next(request)


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
