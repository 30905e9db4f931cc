"""Postcards: once in the letter box, nobody can look whether they are there."""

from antiphon.channels.connector import Connector, RetrySafety
from antiphon.channels.connectors.board import Board, BoardCredentials


class Postcard(Connector[BoardCredentials]):
    """Cards that are sent and cannot be looked for."""

    kind = "postcard"
    name = "Postcard"
    icon = "M2 5h20v14H2Z"
    credentials = BoardCredentials
    retry_safety = RetrySafety.NEVER_REPLAY
    tested_against = "a local board"
    verify, limits, publish = Board.verify, Board.limits, Board.publish
    _ask, _reference = Board._ask, Board._reference
