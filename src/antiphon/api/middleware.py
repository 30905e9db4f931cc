"""Errors under /api/ that arise before a route is reached, in the shape of all others."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from antiphon.api.errors import plain_error

type Next = Callable[[HttpRequest], HttpResponse]


class ErrorsAsJsonMiddleware:
    """Puts what went wrong under /api/ into JSON: a program cannot read a page."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; put a page that tells of an error into the shape of the API's errors."""
        answer = self._next(request)
        if not request.path.startswith("/api/") or not _is_page_of_error(answer):
            return answer
        with translation.override(translation.get_language_from_request(request)):
            told = plain_error(answer.status_code)
        for name in ("Allow", "Retry-After"):
            if name in answer:
                told[name] = answer[name]
        return told


def _is_page_of_error(answer: HttpResponse) -> bool:
    return answer.status_code >= HTTPStatus.BAD_REQUEST and "json" not in answer.get("Content-Type", "")
