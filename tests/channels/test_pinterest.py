"""The connector of Pinterest keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Card, Profile, Reference
from antiphon.channels.connectors.pinterest import Pinterest, PinterestSettings
from antiphon.channels.wire.pinterest import reference
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import size_of
from tests.channels.networks.pinterest import PinterestServer
from tests.channels.place import OpenFence, Standing, send
from tests.channels.signed_in import SignedInPlace


class PinterestPlace(SignedInPlace):
    """A local Pinterest with us on it."""

    connector = Pinterest
    settings = PinterestSettings(board="looms and shuttles")
    bases = ("https://api.pinterest.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/v5/pins"),
        "verify": ("GET", "/v5/user_account"),
        "followers": ("GET", "/v5/user_account"),
        "figures": ("GET", "/v5/pins/*"),
        "remove": ("DELETE", "/v5/pins/*"),
    }
    server: PinterestServer
    keeps_language = False
    answers = False
    counts: ClassVar[dict[str, int]] = {"views": 40, "likes": 1, "replies": 2, "saves": 3, "clicks": 4}

    @property
    def us(self) -> Profile:
        return Profile("2783136121146311751", "bottega", "La Bottega", "https://www.pinterest.com/bottega/")

    def standing(self) -> list[Standing]:
        return [
            Standing(
                uri=reference(one.id).uri,
                text=one.asked.get("description", ""),
                title=one.asked.get("title", ""),
                card=one.asked.get("link", ""),
                pictures=()
                if one.video
                else tuple(
                    (words, *size_of(data))
                    for words, data in zip(one.asked.get("alt_text", "").split("\n"), one.files, strict=True)
                ),
                videos=(len(one.video),) if one.video else (),
            )
            for one in self.server.pins.values()
        ]

    def react(self, to: Reference) -> None:
        told = {"impression": 40, "reaction": 1, "comment": 2, "save": 3, "clickthrough": 4, "pin_click": 9}
        self.server.pins[to.id].metrics = told

    def reply(self, to: Reference, text: str) -> Reference:  # noqa: ARG002
        """Comments are counted, and cannot be read."""
        return to

    def follow(self) -> None:
        self.server.followers += 1

    def take_down(self, reference: Reference) -> None:
        del self.server.pins[reference.id]


class TestPinterest(NetworkContract):
    at = PinterestPlace
    capabilities: ClassVar[set[Capability]] = {
        Capability.PUBLISH,
        Capability.FIGURES,
        Capability.REMOVE,
        Capability.FOLLOWERS,
    }

    @pytest.fixture
    def place(self) -> Iterator[PinterestPlace]:
        with PinterestServer() as server:
            yield PinterestPlace(server)

    def test_a_board_is_found_by_its_name_on_whatever_page(self, place: PinterestPlace, connector: Any) -> None:
        send(connector, place.post("Ciao"))
        assert [one.asked["board_id"] for one in place.server.pins.values()] == ["222"]

    def test_a_board_that_is_not_there_is_said_before_anything_is_uploaded(
        self, place: PinterestPlace, connector: Any
    ) -> None:
        fence = OpenFence()
        chosen = PinterestSettings(board="Silk")
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Ciao", media=(place.video("A film"),), settings=chosen))
        assert (caught.value.trouble, fence.seen) == (Trouble.CONTENT, [])
        assert place.server.films == {}

    @pytest.mark.parametrize(
        ("text", "more", "leads_to"),
        [
            ("Wool, at https://example.org/wool.", {}, "https://example.org/wool"),
            ("Wool", {"card": Card("https://example.org/card", "On wool")}, "https://example.org/card"),
            (
                "At https://example.org/wool",
                {"settings": PinterestSettings(board="Wool", link="https://a.example/")},
                "https://a.example/",
            ),
            ("Wool", {}, ""),
        ],
    )
    def test_a_pin_leads_where_it_is_said_to(
        self, place: PinterestPlace, connector: Any, text: str, more: dict[str, Any], leads_to: str
    ) -> None:
        send(connector, place.post(text, **more))
        assert [one.card for one in place.standing()] == [leads_to]

    def test_words_for_several_pictures_that_are_too_long_together_are_not_cut(
        self, place: PinterestPlace, connector: Any
    ) -> None:
        shown = tuple(place.picture("a" * 251, name=name) for name in ("one", "two"))
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Two", media=shown))
        assert (caught.value.trouble, place.standing()) == (Trouble.MEDIA, [])

    def test_a_film_is_shown_behind_its_cover(self, place: PinterestPlace, connector: Any) -> None:
        film = place.video("A film")
        send(connector, place.post("Look", media=(film,)))
        [pin] = place.server.pins.values()
        assert film.cover is not None
        assert (pin.files, pin.asked["alt_text"]) == ([film.cover.read_bytes()], "A film")
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Look", media=(replace(film, cover=None),)))
        assert caught.value.trouble == Trouble.MEDIA

    @pytest.mark.parametrize(
        ("fault", "path", "trouble"),
        [
            ("reset_connection", "/v5/media", Trouble.BEFORE_SEND),
            ("reset_connection", "/upload", Trouble.BEFORE_SEND),
            ("lose_answer", "/upload", Trouble.BEFORE_SEND),
            ("server_error", "/upload", Trouble.BEFORE_SEND),
            ("garbage", "/v5/media", Trouble.BEFORE_SEND),
        ],
    )
    def test_what_goes_wrong_while_a_film_is_sent_leaves_no_doubt(
        self, place: PinterestPlace, connector: Any, fault: str, path: str, trouble: Trouble
    ) -> None:
        getattr(place.server.faults, fault)("POST", path)
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Look", media=(place.video("A film"),)))
        assert (caught.value.trouble, isinstance(caught.value, UnknownAfterSend)) == (trouble, False)

    def test_a_film_that_pinterest_cannot_use_is_named(self, place: PinterestPlace, connector: Any) -> None:
        place.server.fails = True
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Look", media=(place.video("A film"),)))
        assert caught.value.trouble == Trouble.MEDIA

    def test_a_large_picture_is_sent_whole_as_text(self, place: PinterestPlace, connector: Any) -> None:
        shown = place.picture("Large")
        with shown.path.open("ab") as file:
            file.write(bytes(200_001))
        send(connector, place.post("Large", media=(shown,)))
        [pin] = place.server.pins.values()
        assert pin.files == [shown.path.read_bytes()]
