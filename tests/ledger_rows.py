"""Rows of the ledger for tests, written by the ledger's own actions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from antiphon.channels.models import Channel
from antiphon.ledger.actions import Happened, note_reading, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.people.actions import meet
from antiphon.people.models import Identity, Side

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def somebody(channel: Channel, name: str, *, ours: bool = False, automated: bool = False) -> Identity:
    """Meet an account of that name on the channel's network."""
    return meet(
        channel.brand,
        network=channel.kind,
        stable_id=f"id:{name}",
        at=START,
        handle=f"@{name.lower()}",
        name=name,
        automated=automated,
        side=Side.US if ours else Side.THEM,
    )


@dataclass
class Thread:
    """A conversation under a post of ours, act by act; `prefix` keeps addresses of several apart."""

    channel: Channel
    prefix: str = "post"
    start: datetime = START
    authors: dict[str, Identity] = field(default_factory=dict)
    rows: dict[str, Interaction] = field(default_factory=dict)

    def uri(self, name: str) -> str:
        """Return the address of a message."""
        return f"uri:{self.prefix}/{name}"

    def post(self, name: str = "R") -> str:
        """Say something; return its address."""
        self._record(name, Verb.POST, self.channel.identity, "", timedelta(0))
        return self.uri(name)

    def act(self, name: str, verb: Verb, who: Identity, upon: str, after: timedelta = timedelta(hours=1)) -> None:
        """Let somebody do something to a message."""
        self._record(name, verb, who, upon, after)

    def reply(self, name: str, who: Identity, upon: str = "R", after: timedelta = timedelta(hours=1)) -> None:
        """Let somebody answer a message."""
        self.act(name, Verb.REPLY, who, upon, after)

    def reading(self, name: str, value: int, after: timedelta, of: str = "R") -> None:
        """Let the network tell a number about the post, or a part of it."""
        note_reading(self.channel, self.uri(of), name, value, self.start + after)

    def _record(self, name: str, verb: Verb, who: Identity, upon: str, after: timedelta) -> None:
        makes_words = verb not in {Verb.LIKE, Verb.SHARE}
        source = f"{self.channel.kind}:{self.prefix}/{name}"
        record(
            Happened(
                verb=verb,
                at=self.start + after,
                actor=who,
                target=self.authors.get(upon),
                channel=self.channel,
                subject=self.uri(name) if makes_words else self.uri(upon),
                parent=self.uri(upon) if upon else "",
                root=self.uri("R"),
                words=3 if makes_words else 0,
                source=source,
            )
        )
        self.authors[name] = who
        self.rows[name] = Interaction.objects.get(source=source)
