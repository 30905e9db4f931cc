"""What local servers have in common whose network is asked with an access token and answers in JSON."""

import io
import itertools
from typing import Any, ClassVar

from PIL import Image

from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.server import PracticeServer

TOKEN = "the access token of the workshop"


class BearerServer(PracticeServer):
    """A network with one account of ours. A subclass names its routes: method, path and the method that answers."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]]

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.numbers = itertools.count(1_000)

    def number(self) -> str:
        """Return a number that nothing has yet."""
        return str(next(self.numbers))

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token, or is asked for none."""
        for method, template, name in self.routes:
            params = matched(template, request.path) if method == request.method else None
            if params is not None:
                request.params = params
                answered = getattr(self, name)(request)
                return answered if isinstance(answered, Answer) else Answer.of_json(answered)
        raise RefusalError(404, {"error": f"no such address: {request.method} {request.path}"})

    def signed_in(self, request: Request) -> None:
        """Refuse whoever has no good token."""
        if request.bearer != self.token:
            raise RefusalError(401, self.unknown_token())

    def unknown_token(self) -> Any:
        """Return what the network says to a token that is no longer good."""
        return {"error": "invalid token"}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait."""
        return Answer.of_json({"error": "too many requests"}, 429, {"Retry-After": str(retry_after)})

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return Answer.of_json({"error": "internal error"}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Refuse the token."""
        return Answer.of_json(self.unknown_token(), 401)


def matched(template: str, path: str) -> dict[str, str] | None:
    """Return what a path says where the template has braces; None if it is another path."""
    wanted, given = template.rstrip("/").split("/"), path.rstrip("/").split("/")
    if len(wanted) != len(given):
        return None
    pairs = list(zip(wanted, given, strict=True))
    if any(want != have for want, have in pairs if not want.startswith("{")):
        return None
    return {want.strip("{}"): have for want, have in pairs if want.startswith("{")}


def size_of(data: bytes) -> tuple[int, int]:
    """Return the width and height of a picture."""
    with Image.open(io.BytesIO(data)) as opened:
        return opened.size
