"""How much room a text takes on a channel and leaves: the one count that page, API and inbox show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from antiphon.channels.connector import Outgoing
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.lib.counting import UNITS
from antiphon.publishing.sentences import UNIT_NAMES


@dataclass(frozen=True, slots=True)
class Room:
    """How much of one limit is used: `unit` is the one in which the network counts."""

    unit: str
    used: int
    most: int

    @property
    def left(self) -> int:
        """How much may still be written; below zero it is too long."""
        return self.most - self.used

    @property
    def over(self) -> int:
        """By how much it is too long; 0 if it fits."""
        return max(0, -self.left)

    @property
    def unit_name(self) -> Promise | str:
        """What people call the unit."""
        return UNIT_NAMES.get(self.unit, self.unit)


def rooms_of(channel: Channel, outgoing: Outgoing) -> list[Room]:
    """Return what the text of a post comes to on a channel, as it is sent, in each unit in which it counts.

    Nothing is counted of what goes out without words.
    """
    worded = connector_for(channel.kind).wording(outgoing)
    limits = limits_of(channel, outgoing.settings).text_of(outgoing)
    return [Room(unit, UNITS[unit](worded), most) for unit, most in limits.items()]


def rooms_of_title(channel: Channel, title: str) -> list[Room]:
    """Return what a title comes to on a channel; none where titles are not known."""
    return [Room(unit, UNITS[unit](title), most) for unit, most in limits_of(channel).title.items()]


def tightest(rooms: Iterable[Room]) -> Room | None:
    """Return the one that is nearest its end, or None of none."""
    return min(rooms, key=lambda room: room.left / max(1, room.most), default=None)
