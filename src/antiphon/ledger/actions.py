"""The two ways to write into the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from antiphon.channels.models import Channel
from antiphon.ledger.models import Interaction, Reading
from antiphon.ledger.rules import MESSAGES, Direction, Verb, direction
from antiphon.lib import clock
from antiphon.people.actions import note_spoken
from antiphon.people.models import Identity, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An act to be recorded; see `Interaction` for what the addresses mean.

    Without a `channel` it happened elsewhere, and a person of ours says so.
    """

    verb: Verb
    at: datetime
    actor: Identity
    target: Identity | None
    channel: Channel | None
    subject: str
    source: str
    parent: str = ""
    root: str = ""
    words: int = 0
    inferred: bool = False

    @property
    def direction(self) -> Direction:
        """Which way it goes."""
        to_us = None if self.target is None else self.target.side == Side.US
        return direction(by_us=self.actor.side == Side.US, to_us=to_us)


@transaction.atomic
def record(act: Happened) -> bool:
    """Add the act to the ledger; return False, and add nothing, if it was recorded before."""
    _, is_new = Interaction.objects.get_or_create(
        brand_id=act.actor.brand_id,
        source=act.source,
        defaults={
            "verb": act.verb,
            "direction": act.direction,
            "at": act.at,
            "recorded_at": clock.now(),
            "actor": act.actor,
            "target": act.target,
            "channel": act.channel,
            "subject": act.subject,
            "parent": act.parent,
            "root": act.root,
            "words": act.words,
            "automated": act.actor.automated,
            "inferred": act.inferred,
        },
    )
    if is_new and act.verb in MESSAGES:
        _note_spoken(act)
    return is_new


def _note_spoken(act: Happened) -> None:
    """Note with whom words were exchanged; what a machine says is no contact."""
    theirs = act.actor if act.direction == Direction.IN else act.target if act.direction == Direction.OUT else None
    if theirs is not None and not act.actor.automated:
        note_spoken(theirs, act.at)


@transaction.atomic
def note_reading(channel: Channel, subject: str, name: str, value: int, at: datetime) -> bool:
    """Add a reading if it differs from the last one of that name; return whether it did."""
    last = Reading.objects.filter(brand_id=channel.brand_id, subject=subject, name=name).order_by("-at").first()
    if last is not None and last.value == value:
        return False
    Reading.objects.create(
        brand_id=channel.brand_id,
        at=at,
        recorded_at=clock.now(),
        subject=subject,
        channel=channel,
        name=name,
        value=value,
    )
    return True
