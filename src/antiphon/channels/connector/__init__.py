"""The promise that every connector keeps, and the words that connectors and the house exchange.

A connector speaks to one network and goes both ways: it publishes and it listens. One file in
`connectors/` holds one connector; nothing else has to be edited: the form that connects a channel,
the counter in the composer, the icon and the table in the documents follow from the class. What a
connector can do is which methods it overrides: a method left alone *is* the missing capability.

A connector knows no models and no Django. It is given credentials, an account and a door to the
network, and answers with the frozen values of this package, or raises `ChannelError`.
"""

from typing import Annotated

from antiphon.channels.connector.forms import Credentials, Field, Settings, describe
from antiphon.channels.connector.oauth import Exchange, OAuth, Revocation
from antiphon.channels.connector.promise import Capability, Connector, Door, Fence, RetrySafety
from antiphon.channels.connector.values import (
    Act,
    Captions,
    Card,
    Did,
    Figure,
    Heard,
    Limits,
    Media,
    Outgoing,
    Pace,
    Poll,
    Profile,
    Recipient,
    Reference,
    Said,
)
from antiphon.lib.bounds import Bounds

__all__ = [
    "Act",
    "Annotated",
    "Bounds",
    "Capability",
    "Captions",
    "Card",
    "Connector",
    "Credentials",
    "Did",
    "Door",
    "Exchange",
    "Fence",
    "Field",
    "Figure",
    "Heard",
    "Limits",
    "Media",
    "OAuth",
    "Outgoing",
    "Pace",
    "Poll",
    "Profile",
    "Recipient",
    "Reference",
    "RetrySafety",
    "Revocation",
    "Said",
    "Settings",
    "describe",
]
