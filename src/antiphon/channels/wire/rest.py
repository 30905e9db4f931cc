"""JSON over HTTPS, as most networks speak it: one way to ask, one way to name what goes wrong."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import msgspec
import requests
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import HTTPError, NewConnectionError

from antiphon.channels.connector import Door, Pace
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.http import AddressRefused, AnswerTooLarge, AnswerTooSlow, guarded_session
from antiphon.lib.retry_after import asked_wait

#: How far a network's clock and ours may differ when we look for what we sent.
CLOCKS_DIFFER = timedelta(minutes=10)
_WAIT = timedelta(minutes=5)
_BY_STATUS: Mapping[int, Trouble] = {
    HTTPStatus.UNAUTHORIZED: Trouble.AUTH,
    HTTPStatus.FORBIDDEN: Trouble.PERMISSION,
    HTTPStatus.CONFLICT: Trouble.DUPLICATE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Trouble.MEDIA,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Trouble.MEDIA,
    HTTPStatus.TOO_MANY_REQUESTS: Trouble.LIMIT,
}
_BROKEN = HTTPStatus.INTERNAL_SERVER_ERROR
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_REFUSED = (AddressRefused, AnswerTooLarge, AnswerTooSlow)
_LEFT = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
_MOST = ("ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit")
_UNTIL = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")

type Explain = Callable[[requests.Response], Trouble | ChannelError | None]
type AsksToWait = Callable[[requests.Response], timedelta | None]


class Gone(ChannelError):
    """What was asked for is not there, or no longer."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Trouble.CONTENT, detail)


class Rest:
    """One network's interface: `base` is its documented address, `headers` go with every request.

    `explain` may name the trouble of an answer better than its status does, or make the whole error; None
    leaves it to the status, BEFORE_SEND says that it is no better than none.
    `asks_to_wait` reads how long from an answer that does not say it in its head; None leaves it to the head.
    Every method raises ChannelError. With `sent=True` the request changes what people can see: whatever is
    not a clear no is then UnknownAfterSend. What is read out of an answer stands in `with understood(…):`.
    `ahead` is by how much the network's clock runs ahead of ours, as far as its last answer told.
    """

    ahead = timedelta(0)

    def __init__(
        self,
        door: Door,
        base: str,
        headers: Mapping[str, str] | None = None,
        explain: Explain = lambda _answer: None,
        asks_to_wait: AsksToWait = lambda _answer: None,
    ) -> None:
        self._door = door
        self._base = base.rstrip("/") + "/"
        self._explain = explain
        self._asks_to_wait = asks_to_wait
        self._session = guarded_session(door.bounds)
        self._session.headers.update(headers or {})

    def get(self, path: str, **query: Any) -> Any:
        """Return the decoded answer to a GET; `path` may be a whole address."""
        return self.ask("GET", path, params=query)

    def post(self, path: str, body: Any = None, *, sent: bool = False) -> Any:
        """Return the decoded answer to a POST of JSON."""
        return self.ask("POST", path, sent=sent, json=body)

    def ask(self, method: str, path: str, *, sent: bool = False, **request: Any) -> Any:
        """Return the decoded answer, None if it has no body; `request` goes to requests as it is.

        An empty path is the base itself.
        """
        answer = self.answer(method, path, sent=sent, **request)
        try:
            return answer.json() if answer.content else None
        except ValueError as error:
            raise _lost(f"{method} {_named(path)}: the answer is not JSON", sent=sent) from error

    def answer(self, method: str, path: str, *, sent: bool = False, **request: Any) -> requests.Response:
        """Return the whole answer, whose status is a success."""
        here = urljoin(self._base, path.lstrip("/")) if path else self._base.rstrip("/")
        address = self._door.at(path if "://" in path else here)
        try:
            answer = self._session.request(method, address, allow_redirects=method == "GET", **request)
        except (requests.RequestException, HTTPError, OSError, *_REFUSED) as error:
            detail = f"{method} {_named(path)}: {type(error).__name__}"
            # The cause would tell the whole address, in which some networks want the token.
            raise _lost(detail, sent=sent and not never_left(error)) from None
        self.ahead = _ahead(answer)
        self._note_pace(answer)
        if not answer.ok or answer.is_redirect:
            told = f"{method} {_named(path)}: {answer.status_code} {answer.text[:300]}"
            raise self._trouble(answer, told, sent=sent)
        return answer

    def _trouble(self, answer: requests.Response, detail: str, *, sent: bool) -> ChannelError:
        named = self._explain(answer) or _BY_STATUS.get(answer.status_code)
        if isinstance(named, ChannelError):
            return named
        if named == Trouble.UNKNOWN_AFTER_SEND:
            return UnknownAfterSend(detail)
        if named == Trouble.LIMIT:
            return ChannelError(named, detail, retry_after=self._wait(answer))
        broken = named is None and answer.status_code >= _BROKEN
        if broken or named == Trouble.BEFORE_SEND:
            return _lost(detail, sent=sent)
        if named is None and answer.status_code in _GONE:
            return Gone(detail)
        return ChannelError(named or Trouble.CONTENT, detail)

    def _wait(self, answer: requests.Response) -> timedelta:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return self._asks_to_wait(answer) or asked_wait(headers, datetime.now(UTC)) or _WAIT

    def _note_pace(self, answer: requests.Response) -> None:
        left, most, until = (_first(answer, names) for names in (_LEFT, _MOST, _UNTIL))
        if _is_number(left) and _is_number(until):
            self._door.pace(Pace(int(float(left)), _moment(float(until)), most=int(most) if most.isdigit() else 0))


def store(door: Door, base: str) -> Rest:
    """Return the way to where files go: another house, which must not see the token, and says no to files alone."""
    return Rest(door, base, explain=lambda answer: Trouble.MEDIA if answer.status_code < _BROKEN else None)


def shaped[T](answer: Any, shape: type[T], *, sent: bool = False) -> T:
    """Return an answer as its network documents it; raise ChannelError if it is anything else."""
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise _lost(f"the answer is not as documented: {error}", sent=sent) from error


@contextmanager
def understood(what: str, *, sent: bool = False) -> Iterator[None]:
    """Name an answer of another shape than the network documents while it is read, as Rest names what is no JSON."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _lost(f"{what}: the answer is not understood ({error!r})", sent=sent) from error


def never_left(error: BaseException | None) -> bool:
    """Whether the connection was never made, so that nothing can have been received."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ConnectTimeout | NewConnectionError | ConnectionRefusedError | AddressRefused):
            return True
        error = next((one for one in error.args if isinstance(one, BaseException)), None) or error.__context__
    return False


def _ahead(answer: requests.Response) -> timedelta:
    try:
        return parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC) - datetime.now(UTC)
    except ValueError:
        return timedelta(0)


def _first(answer: requests.Response, names: tuple[str, ...]) -> str:
    return next((answer.headers[name] for name in names if name in answer.headers), "")


def _named(path: str) -> str:
    """Return a path as a log may tell it: addresses for uploads are keys themselves, by what follows the mark."""
    return path.partition("?")[0]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _lost(detail: str, *, sent: bool) -> ChannelError:
    return UnknownAfterSend(detail) if sent else ChannelError(Trouble.BEFORE_SEND, detail)


def _moment(number: float) -> datetime:
    """Return a moment given in seconds, from now or since 1970."""
    a_year = 366 * 86_400
    return datetime.now(UTC) + timedelta(seconds=number) if number < a_year else datetime.fromtimestamp(number, UTC)
