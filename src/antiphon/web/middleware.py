"""What every request passes through on its way to a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

type Next = Callable[[HttpRequest], HttpResponse]


class BodyLimitMiddleware:
    """Refuses a request that announces more than we take, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413, or pass the request on."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdigit() or int(announced) > settings.MAX_BODY_BYTES:
            return render(request, "errors/413.html", {"most": settings.MAX_BODY_BYTES // 10**6}, status=413)
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
