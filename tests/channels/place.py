"""Where a connector is put to the test: a local network with us and other people on it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from antiphon.channels import limits
from antiphon.channels.connector import (
    Act,
    Bounds,
    Capability,
    Connector,
    Credentials,
    Door,
    Limits,
    Media,
    Outgoing,
    Pace,
    Profile,
    Reference,
    RetrySafety,
    Settings,
)
from antiphon.lib.errors import UnknownAfterSend
from antiphon.practice.server import PracticeServer
from tests.channels import media as made
from tests.channels.shelf import Shelf

#: Families of one mark, writing from the right, marks that combine, both forms of é.
UNUSUAL = "👩‍👩‍👧‍👦 שלום مرحبا é é Ꮳ"


@dataclass(frozen=True, slots=True)
class Standing:
    """A post of ours as it stands on a network.

    `pictures` are alternative text, width and height of each; `videos` and `documents` the number of bytes
    of each; `poll` its choices; `card` the address that is shown as a preview; `answers` the uri that it answers.
    """

    uri: str
    text: str
    language: str = ""
    pictures: tuple[tuple[str, int, int], ...] = ()
    answers: str = ""
    title: str = ""
    videos: tuple[int, ...] = ()
    documents: tuple[int, ...] = ()
    poll: tuple[str, ...] = ()
    card: str = ""


@dataclass
class OpenFence:
    """A fence that lets through and remembers: `seen` is what stood when it was opened, `steps` what was reached.

    The fence of a second try is given the steps of the first.
    """

    look: Callable[[], object] = lambda: None
    seen: list[object] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=dict)

    def open(self) -> None:
        """Let through."""
        self.seen.append(self.look())

    def checkpoint(self, step: str, value: str = "") -> None:
        """Remember a step."""
        assert len(value) <= 500, "a checkpoint keeps 500 characters"
        self.steps[step] = value

    def reached(self, step: str) -> str | None:
        """Return what a step yielded."""
        return self.steps.get(step)


class Closed(Exception):
    """The post is no longer ours to send."""


class ClosedFence(OpenFence):
    """A fence that does not let through."""

    def open(self) -> None:
        """Refuse."""
        raise Closed


class Place(ABC):
    """What the contract needs to know of where a connector publishes."""

    connector: ClassVar[type[Connector[Any]]]
    settings: ClassVar[Settings | None] = None
    """What every post of the tests is given, where the network wants to know more than words."""
    bases: ClassVar[tuple[str, ...]] = ()
    """The fixed addresses of the network, where the person who connects it types none."""
    picture_size: ClassVar[tuple[int, int]] = (48, 32)
    """Pixels of the pictures of the tests: wide, so that width and height cannot be mistaken for each other."""
    token: str = ""
    """The access token that the house keeps fresh, of a connector with OAuth."""
    folder: Path
    """Where the files of a test lie; the contract sets it."""
    shelf: Shelf | None = None
    """Where the open internet finds those files, for a network that fetches them; the contract sets it."""

    @property
    @abstractmethod
    def typed(self) -> dict[str, str]:
        """What a person types to connect our account; with OAuth, what names the application."""

    @property
    @abstractmethod
    def us(self) -> Profile:
        """Who `verify` should find."""

    @property
    def secret(self) -> str:
        """What nobody may see: the access token, else the last of what is typed."""
        return self.token or list(self.typed.values())[-1]

    def credentials(self) -> Credentials:
        """Return our credentials."""
        return self.connector.credentials(**self.typed)

    def open(
        self,
        bounds: Bounds | None = None,
        kept: str = "",
        keep: Callable[[str], None] | None = None,
        pace: Callable[[Pace], None] | None = None,
        at: str = "",
    ) -> Any:
        """Return the connector of our account, as the house opens it; `at` stands in for its fixed addresses."""
        door = Door(
            bounds=bounds or self.bounds(),
            kept=kept,
            keep=keep or (lambda _session: None),
            token=self.token,
            instead=self.instead(at),
            pace=pace or (lambda _pace: None),
        )
        return self.connector(self.credentials(), door, self.us)

    def instead(self, at: str = "") -> dict[str, str]:
        """Return what stands in for the fixed addresses of the network: nothing, or one address for all."""
        return dict.fromkeys(self.bases, at)

    def open_at(self, address: str, bounds: Bounds) -> Any:
        """Return the connector of our account, said to live at another address."""
        if self.bases:
            return self.open(bounds, at=address)
        first = next(iter(self.typed))
        return self.connector(self.connector.credentials(**self.typed | {first: address}), Door(bounds), self.us)

    def bounds(self, seconds: float = 10, most: int = 1_000_000) -> Bounds:
        """Return bounds that let a connector reach this network."""
        return Bounds(frozenset({"127.0.0.1"}), connect_seconds=2, total_seconds=seconds, max_bytes=most)

    def post(self, text: str, alt: str = "", **more: Any) -> Outgoing:
        """Return a post in Italian, due now, with what this network cannot do without.

        With `alt` it has a picture with that alternative text, where the network takes pictures.
        """
        known = table(self)
        if (alt or known.media_needed) and "media" not in more and not more.get("reply_to"):
            more["media"] = self.media(alt or "A square")
        if known.title_needed:
            more.setdefault("title", "A title")
        return outgoing(self.connector, text, **{"settings": self.settings} | more)

    def media(self, alt: str) -> tuple[Media, ...]:
        """Return one file that the network takes: a picture, else a video; nothing if it takes neither."""
        if table(self).images:
            return (self.picture(alt),)
        return (self.video(alt),) if table(self).videos else ()

    def picture(self, alt: str, name: str = "picture") -> Media:
        """Return a picture of a type that the network takes."""
        png = "image/png" in table(self).image_types
        kind = "PNG" if png else "JPEG"
        return self._within_reach(made.picture(self.folder, alt, self.picture_size, name=name, kind=kind))

    def video(self, alt: str) -> Media:
        """Return a very short film."""
        return self._within_reach(made.video(self.folder, alt))

    def document(self, title: str) -> Media:
        """Return a PDF of one page."""
        return self._within_reach(made.document(self.folder, title))

    def _within_reach(self, media: Media) -> Media:
        return self.shelf.with_address(media) if self.shelf else media


class NetworkPlace(Place):
    """A local network with us and Ada on it. `requests` names the method and path of each step.

    A step that is left out asks nothing of the network: its tests do not apply.
    """

    requests: ClassVar[dict[str, tuple[str, str]]]
    server: PracticeServer
    keeps_language: ClassVar[bool] = True
    """Whether the network knows the language of a post."""
    keeps_picture_text: ClassVar[bool] = True
    """Whether the network knows alternative texts of pictures."""
    shows_cards: ClassVar[bool] = False
    """Whether we give the network the preview of a link."""
    mentions: ClassVar[bool] = True
    """Whether somebody can speak to us out of the blue."""
    answers: ClassVar[bool] = True
    """Whether we can answer what somebody said."""
    nests: ClassVar[bool] = True
    """Whether an answer can be answered, at any depth."""
    heard_acts: ClassVar[frozenset[Act]] = frozenset({Act.LIKE, Act.SHARE, Act.FOLLOW})
    """What `react` does that `listen` tells."""
    counts: ClassVar[dict[str, int]] = {"likes": 1, "shares": 1, "replies": 1}
    """The figures of a post after `react` and one answer."""
    tells_wait: ClassVar[bool] = True
    """Whether a network that asks to wait says how long."""

    def instead(self, at: str = "") -> dict[str, str]:
        """Return the local server for every fixed address of the network."""
        return super().instead(at or self.server.url)

    @abstractmethod
    def standing(self) -> list[Standing]:
        """Return our posts, oldest first."""

    @abstractmethod
    def revoke(self) -> None:
        """Take our access away."""

    def lower_limits(self) -> dict[str, Any]:
        """Let the server allow less than the table; return what `limits` should say then, by field."""
        raise NotImplementedError

    def mention(self, text: str) -> str:
        """Let Ada speak to us out of the blue; return the address of what she said."""
        raise NotImplementedError

    def reply(self, to: Reference, text: str) -> Reference:
        """Let Ada answer."""
        raise NotImplementedError

    def react(self, to: Reference) -> None:
        """Let Ada like and pass on what stands there, and follow us, as far as one can here."""

    def follow(self) -> None:
        """Let one more person follow us."""
        raise NotImplementedError

    def take_down(self, reference: Reference) -> None:
        """Let our post disappear from the network."""
        raise NotImplementedError

    def keep_working(self) -> None:
        """Let the network go on working on what is published next, until `be_done` or `refuse_it`."""
        raise NotImplementedError

    def be_done(self) -> None:
        """Let the network be done with it: the post stands."""
        raise NotImplementedError

    def refuse_it(self) -> None:
        """Let the network refuse what it was working on."""
        raise NotImplementedError


def outgoing(connector: type[Connector[Any]], text: str, **more: Any) -> Outgoing:
    """Return a post in Italian, due now."""
    at = datetime.now(UTC)
    return Outgoing(operation=connector.new_operation(at), text=text, language="it", at=at, **more)


def send(connector: Any, post: Outgoing, fence: OpenFence | None = None) -> Reference:
    """Prepare and publish, and wait until the network is done with it."""
    reference: Reference = connector.publish(post, connector.prepare(post), fence or OpenFence())
    return done(connector, reference)


def done(connector: Any, reference: Reference) -> Reference:
    """Ask until the network is done with what it took."""
    for _ in range(20):
        if not reference.processing:
            break
        reference = connector.finished(reference)
    return reference


def send_after_doubt(place: Place, post: Outgoing, fence: OpenFence) -> Reference:
    """Do what the engine does with a post of which it does not know whether it is live."""
    connector = place.open()
    if place.connector.retry_safety == RetrySafety.RECONCILE_FIRST:
        found: Reference | None = connector.reconcile(post)
        if found:
            return done(connector, found)
    return send(connector, post, OpenFence(steps=fence.steps))


def leave_in_doubt(place: Place, post: Outgoing) -> OpenFence:
    """Send into a fault that leaves us in doubt; return the fence with the steps that were reached."""
    fence = OpenFence()
    with pytest.raises(UnknownAfterSend):
        send(place.open(), post, fence)
    return fence


def can(place: Place, capability: Capability) -> bool:
    """Whether the connector of a place can do something."""
    return place.connector.can(capability)


def table(place: Place | type[Place]) -> Limits:
    """Return the dated limits of the place's network."""
    return limits.table(place.connector.kind)


def limits_of(place: Place, connector: Any) -> Limits:
    """Return what fits: what the network says for us where it does, else the table."""
    found: Limits = connector.limits(table(place)) if can(place, Capability.LIMITS) else table(place)
    return found
