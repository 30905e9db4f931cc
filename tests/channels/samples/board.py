"""A notice board: the whole of a new connector, in the one file that a newcomer writes."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import requests

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Field,
    Limits,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
)
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.http import guarded_session

_TROUBLE = {401: Trouble.AUTH, 422: Trouble.CONTENT, 429: Trouble.LIMIT}


class BoardCredentials(Credentials, frozen=True, kw_only=True):
    """Where the board hangs and what opens its case."""

    address: Annotated[str, Field("Address", "Where the board hangs.", placeholder="https://board.example")]
    key: Annotated[str, Field("Key", "What opens its case.", secret=True)]


class Board(Connector[BoardCredentials]):
    """A board that can be read, and that knows nothing of notices pinned twice."""

    kind = "board"
    name = "Notice board"
    icon = "M3 3h18v18H3Z"
    credentials = BoardCredentials
    retry_safety = RetrySafety.RECONCILE_FIRST
    settles_after = timedelta(0)
    tested_against = "a local board"

    def verify(self) -> Profile:
        """Return whose board it is."""
        told = self._ask("GET", "/me")
        return Profile(stable_id=told["id"], handle=told["name"], url=self._credentials.address)

    def limits(self, table: Limits) -> Limits:  # noqa: ARG002
        """A notice has 40 characters and no picture."""
        return Limits(text={"code_points": 40}, images=0, source="the board", checked="2026-11-22")

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Pin a notice."""
        fence.open()
        try:
            return self._reference(self._ask("POST", "/notes", {"text": outgoing.text}))
        except ChannelError as error:
            if error.trouble in _TROUBLE.values():
                raise
            raise UnknownAfterSend(error.detail) from error

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Read the board."""
        notes = self._ask("GET", "/notes")["notes"]
        return next((self._reference(one) for one in notes if self._is_it(one, outgoing)), None)

    def _is_it(self, note: dict[str, Any], outgoing: Outgoing) -> bool:
        pinned = datetime.fromisoformat(note["at"])
        return note["text"] == outgoing.text and pinned >= outgoing.at - timedelta(minutes=1)

    def _reference(self, note: dict[str, Any]) -> Reference:
        address = f"{self._credentials.address}/notes/{note['id']}"
        return Reference(uri=address, id=note["id"], url=address)

    def _ask(self, method: str, path: str, said: dict[str, str] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._credentials.key}"}
        with guarded_session(self._door.bounds) as session:
            try:
                answer = session.request(method, self._credentials.address + path, json=said, headers=headers)
                answer.raise_for_status()
                return answer.json()
            except requests.HTTPError as error:
                trouble = _TROUBLE.get(error.response.status_code, Trouble.BEFORE_SEND)
                raise ChannelError(trouble, f"the board said {error.response.status_code}") from error
            except (requests.RequestException, ValueError) as error:
                raise ChannelError(Trouble.BEFORE_SEND, repr(error)) from error
