"""From method and path to the function that answers."""

import re
from collections.abc import Callable

from antiphon.practice.exchange import Answer, Request

type Handler[State] = Callable[[State, Request], Answer]
type Route[State] = tuple[str, re.Pattern[str], Handler[State]]


class Router[State]:
    """Routes of one server; a handler takes the server's state and the request."""

    def __init__(self) -> None:
        self.routes: list[Route[State]] = []

    def on(self, method: str, *templates: str) -> Callable[[Handler[State]], Handler[State]]:
        """Register a handler for templates such as `/api/v1/statuses/{id}`."""

        def register(handler: Handler[State]) -> Handler[State]:
            self.routes += [(method, _compiled(template), handler) for template in templates]
            return handler

        return register

    def include(self, other: "Router[State]") -> None:
        """Take over the routes of another router."""
        self.routes += other.routes

    def answer(self, state: State, request: Request) -> Answer | None:
        """Answer with the first route that matches; None when there is none."""
        wanted = "GET" if request.method == "HEAD" else request.method
        for method, pattern, handler in self.routes:
            found = pattern.fullmatch(request.path) if method == wanted else None
            if found:
                request.params = found.groupdict()
                return handler(state, request)
        return None


def _compiled(template: str) -> re.Pattern[str]:
    named = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
    return re.compile(named)
