"""Where a connector is put to the test: a local network with us and other people on it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from antiphon.channels import limits
from antiphon.channels.connector import Bounds, Connector, Credentials, Door, Media, Outgoing, Profile, Reference
from antiphon.practice.server import PracticeServer

#: What a picture of the tests measures: wide, so that width and height cannot be mistaken for each other.
WIDTH, HEIGHT = 48, 32
#: Families of one mark, writing from the right, marks that combine, both forms of é.
UNUSUAL = "👩‍👩‍👧‍👦 שלום مرحبا é é Ꮳ"


@dataclass(frozen=True, slots=True)
class Standing:
    """A post of ours as it stands on a network: pictures as alternative text, width and height."""

    uri: str
    text: str
    language: str = ""
    pictures: tuple[tuple[str, int, int], ...] = ()
    answers: str = ""


@dataclass
class OpenFence:
    """A fence that lets through and remembers: `seen` is what stood when it was opened."""

    look: Callable[[], object] = lambda: None
    seen: list[object] = field(default_factory=list)

    def open(self) -> None:
        """Let through."""
        self.seen.append(self.look())


class Closed(Exception):
    """The post is no longer ours to send."""


class ClosedFence:
    """A fence that does not let through."""

    def open(self) -> None:
        """Refuse."""
        raise Closed


class Place(ABC):
    """What the contract needs to know of where a connector publishes."""

    connector: ClassVar[type[Connector[Any]]]

    @property
    @abstractmethod
    def typed(self) -> dict[str, str]:
        """What a person types to connect our account."""

    @property
    @abstractmethod
    def us(self) -> Profile:
        """Who `verify` should find."""

    @property
    def secret(self) -> str:
        """The part of what is typed that nobody may see."""
        return list(self.typed.values())[-1]

    def credentials(self) -> Credentials:
        """Return our credentials."""
        return self.connector.credentials(**self.typed)

    def open(self, bounds: Bounds | None = None, kept: str = "", keep: Callable[[str], None] | None = None) -> Any:
        """Return the connector of our account, as the house opens it."""
        door = Door(bounds or self.bounds(), kept, keep or (lambda _session: None))
        return self.connector(self.credentials(), door, self.us)

    def open_at(self, address: str, bounds: Bounds) -> Any:
        """Return the connector of our account, said to live at another address."""
        first = next(iter(self.typed))
        return self.connector(self.connector.credentials(**self.typed | {first: address}), Door(bounds), self.us)

    def bounds(self, seconds: float = 10, most: int = 1_000_000) -> Bounds:
        """Return bounds that let a connector reach this network."""
        return Bounds(frozenset({"127.0.0.1"}), connect_seconds=2, total_seconds=seconds, max_bytes=most)


class NetworkPlace(Place):
    """A local network with us and Ada on it. `requests` names the method and path of each step."""

    requests: ClassVar[dict[str, tuple[str, str]]]
    server: PracticeServer

    @abstractmethod
    def standing(self) -> list[Standing]:
        """Return our posts, oldest first."""

    @abstractmethod
    def lower_limits(self) -> dict[str, Any]:
        """Let the server allow less than the table; return what `limits` should say then, by field."""

    @abstractmethod
    def revoke(self) -> None:
        """Take our access away."""

    @abstractmethod
    def mention(self, text: str) -> str:
        """Let Ada speak to us out of the blue; return the address of what she said."""

    @abstractmethod
    def reply(self, to: Reference, text: str) -> Reference:
        """Let Ada answer."""

    @abstractmethod
    def react(self, to: Reference) -> None:
        """Let Ada like and pass on what stands there, and follow us."""

    @abstractmethod
    def take_down(self, reference: Reference) -> None:
        """Let our post disappear from the network."""


def outgoing(connector: type[Connector[Any]], text: str, **more: Any) -> Outgoing:
    """Return a post in Italian, due now."""
    at = datetime.now(UTC)
    return Outgoing(operation=connector.new_operation(at), text=text, language="it", at=at, **more)


def picture(folder: Path, alt_text: str) -> Media:
    """Return a picture of the tests."""
    path = folder / "picture.png"
    Image.new("RGB", (WIDTH, HEIGHT), "teal").save(path)
    return Media(path, "image/png", alt_text, WIDTH, HEIGHT)


def send(connector: Any, post: Outgoing, fence: Any = None) -> Reference:
    """Prepare and publish."""
    reference: Reference = connector.publish(post, connector.prepare(post), fence or OpenFence())
    return reference


def table(place: Place) -> Any:
    """Return the dated limits of the place's network."""
    return limits.table(place.connector.kind)
