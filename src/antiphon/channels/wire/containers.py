"""Containers: how Instagram and Threads take a post in before it is published.

A container is made (nobody sees it), the network fetches what it names and works on it, and a last call
publishes it, once: a container that was published cannot be published again. It lives for 24 hours.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from antiphon.channels.connector import Fence, Media
from antiphon.channels.wire.graph import Graph
from antiphon.channels.wire.rest import Gone, understood
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend

#: How long the network may work on a container before we come back to it later; how often we ask: less and less.
_PATIENCE, _FIRST_WAIT, _LONGEST_WAIT = 40.0, 0.25, 8.0


class AlreadyPublished(UnknownAfterSend):
    """An earlier try published the container; its answer was lost."""


class State(StrEnum):
    """How far a container is, in the network's words."""

    WORKING = "IN_PROGRESS"
    READY = "FINISHED"
    PUBLISHED = "PUBLISHED"
    FAILED = "ERROR"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of one account.

    They are made at `make` and published at `publish`; `state` and `reason` are the fields in which one tells
    how far it is and what went wrong.
    """

    graph: Graph
    make: str
    publish: str
    state: str
    reason: str

    def made(self, **fields: Any) -> str:
        """Make a container and return its id."""
        found = self.graph.change(self.make, fields)
        with understood(f"POST {self.make}"):
            return str(found["id"])

    def state_of(self, container: str) -> State:
        """Return how far a container is; one that the network no longer knows has expired. Raise if it failed."""
        try:
            found = self.graph.get(container, fields=f"{self.state},{self.reason}")
        except Gone:
            return State.EXPIRED
        with understood(f"GET {container}"):
            state, reason = State(found[self.state]), str(found.get(self.reason) or "")
        if state == State.FAILED:
            raise ChannelError(Trouble.MEDIA, f"the network could not use what it was given: {reason}")
        return state

    def all_ready(self, containers: Iterable[str]) -> bool:
        """Wait for some time until all are ready; return False if the network needs longer."""
        until, wait = time.monotonic() + _PATIENCE, _FIRST_WAIT
        for container in containers:
            while self.state_of(container) == State.WORKING:
                if time.monotonic() > until:
                    return False
                time.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        return True

    def gathered(self, known: tuple[str, ...], make: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """Return the parts of a carousel when all are ready: the known ones, fresh ones if one of them is lost.

        Raise BEFORE_SEND while the network works on them.
        """
        lost = not known or State.EXPIRED in {self.state_of(part) for part in known}
        parts = make() if lost else known
        if not self.all_ready(parts):
            raise ChannelError(Trouble.BEFORE_SEND, "the network is still working on a part of the carousel")
        return parts

    def to_publish(self, known: str, make: Callable[[], str], fence: Fence) -> str:
        """Return a container that is ready: that of an earlier try, the prepared one, else one made now.

        Raise AlreadyPublished if it has been published, BEFORE_SEND while the network works on it.
        """
        last = _last(fence)
        container = last or known
        state = self.state_of(container) if container else State.EXPIRED
        if state == State.EXPIRED:
            container = make()
            state = State.READY if self.all_ready([container]) else State.WORKING
        if container != last:
            fence.checkpoint(_step(_reached(fence) + 1), container)
        if state == State.PUBLISHED:
            raise AlreadyPublished(f"container {container}")
        if state == State.WORKING:
            raise ChannelError(Trouble.BEFORE_SEND, f"the network is still working on container {container}")
        return container

    def published(self, container: str) -> str:
        """Publish a container and return the id of what stands now; the fence must be open."""
        found = self.graph.change(self.publish, {"creation_id": container}, sent=True)
        with understood(f"POST {self.publish}", sent=True):
            return str(found["id"])

    def standing(self, post: str, otherwise: str) -> dict[str, Any]:
        """Return the id of a post and its address, another where that is not told: it is not worth an error."""
        with suppress(ChannelError):
            found = self.graph.get(post, fields="id,permalink")
            with understood("permalink"):
                return {"id": str(found["id"]), "permalink": found.get("permalink")}
        return {"id": post, "permalink": otherwise}


@dataclass(frozen=True, slots=True)
class Making:
    """One post on its way: `files` are the parts of a carousel, None if it is none; `whole` makes it of them."""

    containers: Containers
    files: Callable[[], Iterable[Mapping[str, str]]] | None
    whole: Callable[[tuple[str, ...]], str]

    def prepared(self, *, waits: bool = False) -> tuple[str, ...]:
        """Make the containers, which nobody sees; the last token is that of the post, empty if it is not made yet."""
        parts = self._parts()
        if waits or not self.containers.all_ready(parts):
            return (*parts, "")
        container = self.whole(parts)
        self.containers.all_ready([container])
        return (*parts, container)

    def published(self, prepared: tuple[str, ...], fence: Fence) -> str:
        """Publish what was prepared, made anew where it is lost, and return the id of what stands now.

        Raise AlreadyPublished if an earlier try did, BEFORE_SEND while the network works on it.
        """
        container = self.containers.to_publish("".join(prepared[-1:]), lambda: self._anew(prepared[:-1]), fence)
        fence.open()
        return self.containers.published(container)

    def _parts(self) -> tuple[str, ...]:
        files = self.files() if self.files else ()
        return tuple(self.containers.made(**file, is_carousel_item=True) for file in files)

    def _anew(self, parts: tuple[str, ...]) -> str:
        return self.whole(self.containers.gathered(parts, self._parts) if self.files else ())


def address_of(media: Media) -> str:
    """Return where the network finds a file; raise if the open internet does not."""
    if not media.address:
        raise ChannelError(Trouble.MEDIA, "the network fetches files itself, and this one has no public address")
    return media.address


def _step(number: int) -> str:
    """Return the step under which the nth container of a delivery is remembered: a step keeps its first value."""
    return f"container {number}"


def _reached(fence: Fence) -> int:
    number = 0
    while fence.reached(_step(number + 1)) is not None:
        number += 1
    return number


def _last(fence: Fence) -> str:
    return fence.reached(_step(_reached(fence))) or ""
