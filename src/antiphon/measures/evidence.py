"""What the measures look at: the ledger's rows under some messages, up to a moment, loaded once for all of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from antiphon.ledger.rules import SAID, Verb, carried_on
from antiphon.measures.rules import Message


@dataclass(frozen=True, slots=True)
class Line:
    """An interaction as the measures see it.

    `author` names a person (or an account that belongs to none, or us); `counted`: not set aside;
    `flagged`: set aside by a detector, or done by a machine. What we do to ourselves in the open,
    as carrying on a thread, is neither counted nor flagged. `account` is whose it is; `heard`: it stands
    on a channel on which we listen.
    """

    id: int
    verb: str
    at: datetime
    subject: str
    parent: str
    root: str
    source: str
    author: str
    ours: bool
    counted: bool
    flagged: bool
    account: int = 0
    heard: bool = True


@dataclass(frozen=True, slots=True)
class Meter:
    """A reading of the network: the number it told about one of our messages at a moment."""

    id: int
    at: datetime
    subject: str
    name: str
    value: int


@dataclass(frozen=True)
class Evidence:
    """All that is known at `as_of` of the conversations under some roots: addresses of our messages.

    A thread is one post: its later parts and first comments, said by the same account with nobody's words
    between, stand in the trees as the root itself. What is done to them is done to the post.
    """

    roots: tuple[str, ...]
    as_of: datetime
    lines: tuple[Line, ...] = ()
    meters: tuple[Meter, ...] = ()

    def until(self, moment: datetime) -> "Evidence":
        """Return what was known at an earlier moment."""
        return replace(
            self,
            as_of=moment,
            lines=tuple(line for line in self.lines if line.at <= moment),
            meters=tuple(meter for meter in self.meters if meter.at <= moment),
        )

    @cached_property
    def began(self) -> dict[str, Line]:
        """Our messages themselves, by address, as far as they stand in the ledger."""
        return {line.subject: line for line in self.lines if line.subject in self.roots and line.verb in SAID}

    @cached_property
    def parts(self) -> dict[str, str]:
        """The addresses of our messages with those of their later parts, each with its root."""
        first = {uri: line.account for uri, line in self.began.items()}
        found = {root: root for root in self.roots}
        for root, account in first.items():
            own = [line for line in self.lines if line.root == root and line.verb in SAID and line.account == account]
            found |= dict.fromkeys(carried_on(root, [(line.subject, line.parent) for line in own]), root)
        return found

    @property
    def deaf(self) -> bool:
        """Whether our messages stand only where nobody listens, and nothing came back: not known, which is not 0."""
        began = self.began.values()
        return bool(began) and not any(line.heard for line in began) and all(line.ours for line in self.lines)

    @cached_property
    def theirs(self) -> list[Line]:
        """What others said below our messages."""
        return [line for line in self.lines if line.verb in SAID and line.parent and not line.ours]

    @property
    def aside_below(self) -> tuple[int, ...]:
        """Return the ids of what was said below our messages and is not counted."""
        below = [line for line in self.lines if line.verb in SAID and line.parent and line.subject not in self.parts]
        return tuple(line.id for line in below if not line.counted)

    def upon(self, verb: Verb) -> list[Line]:
        """Return what was done to our messages and their parts, by anybody; taken back and done again, it is once."""
        once: dict[tuple[str, str], Line] = {}
        for line in self.lines:
            if line.verb == verb and line.subject in self.parts:
                once.setdefault((line.subject, line.author if line.counted else str(line.id)), line)
        return list(once.values())

    def last_reading(self, root: str, name: str) -> Meter | None:
        """Return what the network told last of a message, or None if it never told."""
        told = [meter for meter in self.meters if meter.subject == root and meter.name == name]
        return max(told, key=lambda meter: (meter.at, meter.id), default=None)

    def told(self, root: str, name: str) -> int | None:
        """Return what the network told last of a message and its parts, added up; None where it told nothing.

        Networks count our own next part as an answer: of replies these are taken off.
        """
        own = [uri for uri, first in self.parts.items() if first == root]
        told = [meter.value for meter in (self.last_reading(uri, name) for uri in own) if meter]
        ours = len(own) - 1 if name == "replies" else 0
        return max(0, sum(told) - ours) if told else None

    def whole_tree(self, root: str) -> list[Message[str]]:
        """Return the messages of one conversation, those set aside flagged, a thread of ours as one message."""
        said = [line for line in self.lines if line.root == root and line.verb in SAID]
        return [self._message(line) for line in said if self.parts.get(line.subject, line.subject) == line.subject]

    def tree(self, root: str) -> list[Message[str]]:
        """Return the messages of one conversation without those set aside, but for what holds up others."""
        kept = {message.id: message for message in self.whole_tree(root)}
        while True:
            answered = {message.parent_id for message in kept.values()}
            bare = [one.id for one in kept.values() if one.flagged and one.id not in answered and one.id != root]
            if not bare:
                return list(kept.values())
            for one in bare:
                del kept[one]

    def shares(self, root: str) -> list[Message[str]]:
        """Return the shares within one conversation, each hung below what it shares."""
        passed_on = [line for line in self.lines if line.root == root and line.verb == Verb.SHARE]
        return [self._share(line) for line in passed_on]

    @cached_property
    def by_message(self) -> dict[str, Line]:
        """The lines by the name their message or share has in the trees."""
        return {line.source if line.verb == Verb.SHARE else line.subject: line for line in self._in_trees}

    @property
    def _in_trees(self) -> list[Line]:
        return [line for line in self.lines if line.verb == Verb.SHARE or line.verb in SAID]

    def _share(self, line: Line) -> Message[str]:
        what = self.parts.get(line.subject, line.subject)
        return Message(line.source, what, line.author, line.ours, line.at, flagged=not line.counted)

    def _message(self, line: Line) -> Message[str]:
        parent = self.parts.get(line.parent, line.parent) or None
        return Message(line.subject, parent, line.author, line.ours, line.at, line.flagged)
