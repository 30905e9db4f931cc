"""What is done to channels, and to what lets us speak there: the only place that writes them."""

from antiphon.channels.actions.connecting import connect, disconnect
from antiphon.channels.actions.founding import open_brand
from antiphon.channels.actions.lending import close_idle, lent_connector
from antiphon.channels.actions.listening import claim_listening, finish_listening
from antiphon.channels.actions.opening import note_pace, note_trouble, note_wellness, open_connector
from antiphon.channels.actions.sealing import rotate_secrets

__all__ = [
    "claim_listening",
    "close_idle",
    "connect",
    "disconnect",
    "finish_listening",
    "lent_connector",
    "note_pace",
    "note_trouble",
    "note_wellness",
    "open_brand",
    "open_connector",
    "rotate_secrets",
]
