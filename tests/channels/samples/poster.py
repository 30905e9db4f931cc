"""Posters: the board takes one at once, and it can be read when the ink has dried."""

from dataclasses import replace

from antiphon.channels.connector import Connector, Fence, Outgoing, Reference, RetrySafety
from antiphon.channels.connectors.board import Board, BoardCredentials
from antiphon.lib.errors import ChannelError, Trouble


class Poster(Connector[BoardCredentials]):
    """Posters that a network works on after it has taken them."""

    kind = "poster"
    name = "Poster"
    icon = "M4 2h16v20H4Z"
    credentials = BoardCredentials
    retry_safety = RetrySafety.RECONCILE_FIRST
    tested_against = "a local board"
    verify, limits, reconcile = Board.verify, Board.limits, Board.reconcile
    _ask, _reference, _is_it = Board._ask, Board._reference, Board._is_it

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Hand the poster over."""
        return replace(Board.publish(self, outgoing, prepared, fence), processing=True)  # type: ignore[arg-type]

    def finished(self, reference: Reference) -> Reference:
        """Ask whether the ink has dried."""
        told = self._ask("GET", f"/ink/{reference.id}")["ink"]
        if told == "run":
            raise ChannelError(Trouble.MEDIA, "the ink has run")
        return replace(reference, processing=told == "wet")
