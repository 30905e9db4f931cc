"""One shape for everything that goes wrong: {"error": {"code", "message", "field"}}."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import pydantic
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from antiphon.lib.errors import AntiphonError, Conflict, NotAllowed, Refusal
from antiphon.lib.wall_time import NoSuchMoment, UnknownZone

#: Named here, since Python 3.13 names it otherwise than 3.12 did; the word is that of RFC 9110.
_TOO_LARGE = 413
_NAMES = {_TOO_LARGE: "content_too_large"}

JSON = "application/json; charset=utf-8"

#: What the form of the pages calls differently.
_FIELDS = {"wall": "at", "zone": "time_zone"}


class Error(msgspec.Struct):
    """What went wrong: `code` for programs, `message` for people, `field` where it belongs to one."""

    code: str
    message: str
    field: str | None = None


class ErrorJson(msgspec.Struct):
    """The body of every answer with a status of 400 or more."""

    error: Error


class TooMany(AntiphonError):
    """A token asked more often than it may; `wait` in seconds until it may again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


def error_answer(status: int, code: str, message: str, field: str = "") -> HttpResponse:
    """Return an answer that tells an error."""
    body = ErrorJson(Error(code, message, field or None))
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=JSON)


def plain_error(status: int) -> HttpResponse:
    """Return the answer for an error that has no words of its own."""
    return error_answer(status, _NAMES.get(status) or HTTPStatus(status).name.lower(), _words_for(status))


def _words_for(status: int) -> str:
    said = {
        HTTPStatus.BAD_REQUEST: _("This request cannot be read. Send it as the description of the API says."),
        HTTPStatus.UNAUTHORIZED: _("Send a valid token in the header Authorization: Bearer …"),
        HTTPStatus.NOT_FOUND: _("There is nothing at this address that this token may see."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This address does not know this method."),
        _TOO_LARGE: _(
            "This is more than is taken in at once. Send pictures as multipart/form-data, and smaller ones."
        ),
    }
    return said.get(HTTPStatus(status)) or _("Something went wrong here. It was noted; try again later.")


def tell_errors(api: NinjaAPI) -> None:
    """Let the API answer every error that a route can raise in the one shape."""
    for kind, tell in _TELLERS.items():
        api.add_exception_handler(kind, _handler(tell))


def _handler(tell: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, error: tell(error)


def _not_allowed(error: NotAllowed) -> HttpResponse:
    return error_answer(403, "not_allowed", str(error), error.field)


def _conflict(error: Conflict) -> HttpResponse:
    return error_answer(409, "conflict", str(error), error.field)


def _refused(error: Refusal) -> HttpResponse:
    return error_answer(422, "refused", str(error), _FIELDS.get(error.field, error.field))


def _unknown_zone(_error: UnknownZone) -> HttpResponse:
    return error_answer(
        422, "refused", _("This time zone is not known. Choose one such as Europe/Rome."), "time_zone"
    )


def _no_such_moment(_error: NoSuchMoment) -> HttpResponse:
    return error_answer(422, "refused", _("This time is beyond the calendar. Choose another one."), "at")


def _invalid(error: ValidationError) -> HttpResponse:
    return not_as_it_should_be(error.errors[0]["loc"][2:] or error.errors[0]["loc"][1:], error.errors[0]["msg"])


def not_as_it_should_be(place: Sequence[str | int], what: str) -> HttpResponse:
    """Return the answer for a body or parameter that has another shape than the description of the API says."""
    field = ".".join(str(part) for part in place)
    message = _("“%(field)s” is not as it should be: %(what)s") % {"field": field or "body", "what": what}
    return error_answer(422, "invalid", message, field)


def _misshapen(error: pydantic.ValidationError) -> HttpResponse:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return plain_error(400)
    return not_as_it_should_be(first["loc"], first["msg"])


def _too_many(error: TooMany) -> HttpResponse:
    message = _("This token asks too often. Ask again in %(count)d seconds.") % {"count": error.wait}
    answer = error_answer(429, "too_many_requests", message)
    answer["Retry-After"] = str(error.wait)
    return answer


def _unauthorized(_error: AuthenticationError) -> HttpResponse:
    answer = plain_error(401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _of_ninja(error: HttpError) -> HttpResponse:
    return plain_error(413 if isinstance(error.__cause__, RequestDataTooBig) else error.status_code)


_TELLERS: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    NotAllowed: _not_allowed,
    Conflict: _conflict,
    Refusal: _refused,
    UnknownZone: _unknown_zone,
    NoSuchMoment: _no_such_moment,
    ValidationError: _invalid,
    pydantic.ValidationError: _misshapen,
    TooMany: _too_many,
    RequestDataTooBig: lambda _error: plain_error(413),
    SuspiciousOperation: lambda _error: plain_error(400),
    AuthenticationError: _unauthorized,
    Http404: lambda _error: plain_error(404),
    HttpError: _of_ninja,
}
