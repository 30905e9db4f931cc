"""Faults that a test can order: each for the next N matching requests, or for all of them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from antiphon.practice.journal import JournalEntry, matches

Garbage = Literal["not_json", "truncated", "wrong_type", "huge"]
Moment = Literal["received", "accepted", "answered"]


@dataclass(frozen=True)
class LostAnswer:
    """The request is carried out, then the connection is closed without a word."""


@dataclass(frozen=True)
class ConnectionReset:
    """The connection is reset before anything is carried out."""


@dataclass(frozen=True)
class TooManyRequests:
    """429 before anything is carried out; `retry_after` in seconds."""

    retry_after: int


@dataclass(frozen=True)
class ServerError:
    """A 5xx, before or after the request is carried out."""

    status: int
    after: bool


@dataclass(frozen=True)
class SlowBody:
    """The answer's body arrives in drips, over `seconds` in all."""

    seconds: float


@dataclass(frozen=True)
class GarbageBody:
    """The request is carried out, the body of the answer is nonsense; `megabytes` for a huge one."""

    kind: Garbage
    megabytes: int


@dataclass(frozen=True)
class RevokedToken:
    """The network's answer to a token that is no longer good; `error` names which, by its own word."""

    error: str | None


@dataclass(frozen=True)
class SkewedClock:
    """The Date header and the moments in the answer are off by `seconds`."""

    seconds: float


@dataclass(frozen=True)
class HostileMarkup:
    """Texts that people write come back full of markup, or (`non_ascii`) of unusual characters."""

    non_ascii: bool


Fault = (
    LostAnswer
    | ConnectionReset
    | TooManyRequests
    | ServerError
    | SlowBody
    | GarbageBody
    | RevokedToken
    | SkewedClock
    | HostileMarkup
)


@dataclass
class _Order:
    method: str
    path: str
    fault: Fault
    times: int | None


class Faults:
    """The faults in force. `path` is a pattern such as `/api/v1/statuses*`; `times=None` is always."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[_Order] = []
        self._hooks: list[tuple[Moment, str, str, Callable[[JournalEntry], None]]] = []

    def order(self, fault: Fault, method: str = "*", path: str = "*", times: int | None = 1) -> None:
        """Put a fault in force."""
        with self._lock:
            self._orders.append(_Order(method, path, fault, times))

    def lose_answer(self, method: str = "*", path: str = "*", times: int | None = 1) -> None:
        """Carry the request out and never answer."""
        self.order(LostAnswer(), method, path, times)

    def reset_connection(self, method: str = "*", path: str = "*", times: int | None = 1) -> None:
        """Reset the connection before the request is carried out."""
        self.order(ConnectionReset(), method, path, times)

    def too_many_requests(
        self, method: str = "*", path: str = "*", times: int | None = 1, *, retry_after: int = 2
    ) -> None:
        """Answer 429 and ask to come back after so many seconds."""
        self.order(TooManyRequests(retry_after), method, path, times)

    def server_error(
        self,
        method: str = "*",
        path: str = "*",
        times: int | None = 1,
        *,
        after: bool = False,
        status: int = 500,
    ) -> None:
        """Answer 5xx, before or `after` the request is carried out."""
        self.order(ServerError(status, after), method, path, times)

    def slow_body(self, method: str = "*", path: str = "*", times: int | None = 1, *, seconds: float = 5.0) -> None:
        """Let the body of the answer drip for so many seconds."""
        self.order(SlowBody(seconds), method, path, times)

    def garbage(
        self,
        method: str = "*",
        path: str = "*",
        times: int | None = 1,
        *,
        kind: Garbage = "not_json",
        megabytes: int = 64,
    ) -> None:
        """Carry the request out and answer with nonsense."""
        self.order(GarbageBody(kind, megabytes), method, path, times)

    def revoke_token(
        self, method: str = "*", path: str = "*", times: int | None = None, *, error: str | None = None
    ) -> None:
        """Refuse the token, as if it had been revoked."""
        self.order(RevokedToken(error), method, path, times)

    def skew_clock(
        self, method: str = "*", path: str = "*", times: int | None = None, *, seconds: float = 3600.0
    ) -> None:
        """Shift the Date header and every moment in the answers."""
        self.order(SkewedClock(seconds), method, path, times)

    def hostile_markup(
        self, method: str = "*", path: str = "*", times: int | None = None, *, non_ascii: bool = False
    ) -> None:
        """Put hostile markup (or only unusual characters) in what people wrote."""
        self.order(HostileMarkup(non_ascii), method, path, times)

    def on_request(
        self, moment: Moment, call: Callable[[JournalEntry], None], method: str = "*", path: str = "*"
    ) -> None:
        """Call a function at a moment of every matching request, in the thread that serves it."""
        with self._lock:
            self._hooks.append((moment, method, path, call))

    def clear(self) -> None:
        """Lift all faults and hooks."""
        with self._lock:
            self._orders.clear()
            self._hooks.clear()

    def take(self, method: str, path: str) -> list[Fault]:
        """Return the faults in force for a request, each counted down by one."""
        with self._lock:
            due = [o for o in self._orders if o.times != 0 and matches(method, path, o.method, o.path)]
            for order in due:
                order.times = None if order.times is None else order.times - 1
            return [order.fault for order in due]

    def reached(self, moment: Moment, entry: JournalEntry) -> None:
        """Run the hooks of a moment."""
        with self._lock:
            hooks = [h for h in self._hooks if h[0] == moment and matches(entry.method, entry.path, h[1], h[2])]
        for _, _, _, call in hooks:
            call(entry)
