"""One shape for everything that goes wrong: {"error": {"code", "message", "field"}}."""

from http import HTTPStatus

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from antiphon.lib.errors import AntiphonError, Conflict, NotAllowed, Refusal
from antiphon.lib.wall_time import NoSuchMoment, UnknownZone

JSON = "application/json; charset=utf-8"


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


class TooLarge(AntiphonError):
    """A body is larger than we read at once."""


def error_answer(status: int, code: str, message: str, field: str = "") -> HttpResponse:
    """Return an answer that tells an error."""
    body = ErrorJson(Error(code, message, field or None))
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=JSON)


def words_for(status: int) -> str:
    """Return the sentence for an error that has no words of its own."""
    said = {
        HTTPStatus.BAD_REQUEST: _("This request cannot be read. Send it as the description of the API says."),
        HTTPStatus.UNAUTHORIZED: _("Send a valid token in the header Authorization: Bearer …"),
        HTTPStatus.NOT_FOUND: _("There is nothing at this address that this token may see."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This address does not know this method."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _(
            "This is more than is taken in at once. Send pictures as multipart/form-data, and smaller ones."
        ),
    }
    return said.get(HTTPStatus(status)) or _("Something went wrong here. It was noted; try again later.")


def tell_errors(api: NinjaAPI) -> None:
    """Let the API answer every error that a route can raise in the one shape."""
    api.add_exception_handler(NotAllowed, _not_allowed)
    api.add_exception_handler(Conflict, _conflict)
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(UnknownZone, _unknown_zone)
    api.add_exception_handler(NoSuchMoment, _no_such_moment)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(TooMany, _too_many)
    api.add_exception_handler(TooLarge, _too_large)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(SuspiciousOperation, _unreadable)
    api.add_exception_handler(AuthenticationError, _unauthorized)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(HttpError, _http)


def _not_allowed(_request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return error_answer(403, "not_allowed", str(error), error.field)


def _conflict(_request: HttpRequest, error: Conflict) -> HttpResponse:
    return error_answer(409, "conflict", str(error), error.field)


def _refused(_request: HttpRequest, error: Refusal) -> HttpResponse:
    return error_answer(422, "refused", str(error), error.field)


def _unknown_zone(_request: HttpRequest, _error: UnknownZone) -> HttpResponse:
    return error_answer(422, "refused", _("This time zone is not known. Choose one such as Europe/Rome."), "zone")


def _no_such_moment(_request: HttpRequest, _error: NoSuchMoment) -> HttpResponse:
    return error_answer(422, "refused", _("This time is beyond the calendar. Choose another one."), "wall")


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    field = ".".join(str(part) for part in first["loc"][1:] if part != "body")
    message = _("“%(field)s” is not as it should be: %(what)s") % {"field": field or "body", "what": first["msg"]}
    return error_answer(422, "invalid", message, field)


def _too_many(_request: HttpRequest, error: TooMany) -> HttpResponse:
    message = _("This token asks too often. Ask again in %(count)d seconds.") % {"count": error.wait}
    answer = error_answer(429, "too_many", message)
    answer["Retry-After"] = str(error.wait)
    return answer


def _too_large(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return error_answer(413, "request_entity_too_large", words_for(413))


def _unreadable(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return error_answer(400, "bad_request", words_for(400))


def _unauthorized(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = error_answer(401, "unauthorized", words_for(401))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return error_answer(404, "not_found", words_for(404))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, RequestDataTooBig):
        return _too_large(request, error)
    return error_answer(error.status_code, HTTPStatus(error.status_code).name.lower(), words_for(error.status_code))
