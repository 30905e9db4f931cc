"""A kiosk: whoever puts something up there says where its pictures are, and it fetches them itself."""

from antiphon.channels.connector import Connector, RetrySafety
from antiphon.channels.connectors.board import Board, BoardCredentials


class Kiosk(Connector[BoardCredentials]):
    """A board that fetches pictures."""

    kind = "kiosk"
    name = "Kiosk"
    icon = "M2 5h20v14H2Z"
    credentials = BoardCredentials
    retry_safety = RetrySafety.NEVER_REPLAY
    fetches_media = True
    tested_against = "a local board"
    verify, publish = Board.verify, Board.publish
    _ask, _reference = Board._ask, Board._reference
