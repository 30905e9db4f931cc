"""The connector of X keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Captions, Pace, Profile, Reference
from antiphon.channels.connectors.x import X, XSettings
from antiphon.channels.wire.x import address, reference
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import size_of
from tests.channels.networks.x import US, XServer
from tests.channels.place import Standing, send
from tests.channels.signed_in import SignedInPlace


class XPlace(SignedInPlace):
    """A local X with us and Ada on it."""

    connector = X
    bases = ("https://api.x.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/2/tweets"),
        "upload": ("POST", "/2/media/upload/*"),
        "verify": ("GET", "/2/users/me"),
        "limits": ("GET", "/2/users/me"),
        "followers": ("GET", "/2/users/me"),
        "listen": ("GET", "/2/users/*/mentions"),
        "thread": ("GET", "/2/tweets/search/recent"),
        "figures": ("GET", "/2/tweets/*"),
        "remove": ("DELETE", "/2/tweets/*"),
    }
    server: XServer
    keeps_language = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"likes": 1, "shares": 1, "replies": 1, "quotes": 0, "saves": 0, "views": 40}

    @property
    def us(self) -> Profile:
        return Profile(f"https://x.com/i/user/{US}", "bottega", "La Bottega", "https://x.com/bottega")

    def standing(self) -> list[Standing]:
        return [
            Standing(
                uri=address(one.id),
                text=one.text,
                pictures=tuple(
                    (file.alt_text, *size_of(file.data))
                    for file in map(self.server.files.__getitem__, one.media)
                    if file.category == "tweet_image"
                ),
                videos=tuple(
                    len(file.data)
                    for file in map(self.server.files.__getitem__, one.media)
                    if file.category == "tweet_video"
                ),
                poll=one.poll,
                answers=address(one.answers) if one.answers else "",
            )
            for one in self.server.ours()
        ]

    def lower_limits(self) -> dict[str, Any]:
        self.server.subscription = "Premium"
        return {"text": {"x_weight": 25_000}, "video_bytes": 16 * 1024**3, "video_seconds": (0.5, 7500.0)}

    def mention(self, text: str) -> str:
        return address(self.server.say(f"@bottega {text}"))

    def reply(self, to: Reference, text: str) -> Reference:
        return reference(self.server.say(text, to.id), "ada")

    def react(self, to: Reference) -> None:
        self.server.tweets[to.id].counts |= {"like_count": 1, "retweet_count": 1, "impression_count": 40}

    def follow(self) -> None:
        self.server.followers += 1

    def take_down(self, reference: Reference) -> None:
        del self.server.tweets[reference.id]


class TestX(NetworkContract):
    at = XPlace
    capabilities: ClassVar[set[Capability]] = {
        Capability.PUBLISH,
        Capability.LISTEN,
        Capability.THREAD,
        Capability.FIGURES,
        Capability.LIMITS,
        Capability.REMOVE,
        Capability.FOLLOWERS,
    }

    @pytest.fixture
    def place(self) -> Iterator[XPlace]:
        with XServer() as server:
            yield XPlace(server)

    def test_two_operations_make_two_posts(self, place: XPlace, connector: Any) -> None:
        """X refuses the same words: that they may be live already is said, and nothing is sent again."""
        send(connector, place.post("Good morning"))
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Good morning"))
        assert (caught.value.trouble, len(place.standing())) == (Trouble.DUPLICATE, 1)

    def test_who_may_answer_and_what_must_be_said_of_it_arrive(self, place: XPlace, connector: Any) -> None:
        chosen = XSettings(reply_settings="following", paid_partnership=True, made_with_ai=True)
        send(connector, place.post("With care", settings=chosen))
        [sent] = place.server.ours()
        assert sent.asked == {
            "text": "With care",
            "reply_settings": "following",
            "paid_partnership": True,
            "made_with_ai": True,
        }

    def test_a_long_file_goes_in_pieces_that_are_read_one_by_one(self, place: XPlace, connector: Any) -> None:
        film = place.video("A film")
        with film.path.open("ab") as file:
            file.write(bytes(9_000_000))
        send(connector, place.post("Look", media=(film,)))
        pieces = [entry.body["media"]["size"] for entry in place.server.journal.entries("POST", "*/append")]
        assert (max(pieces), sum(pieces)) == (4 * 1024 * 1024, film.path.stat().st_size)

    def test_captions_arrive_with_their_language(self, place: XPlace, connector: Any, tmp_path: Path) -> None:
        words = tmp_path / "words.vtt"
        words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiao\n", "utf-8")
        film = replace(place.video("A film"), captions=(Captions(words, "it"),))
        send(connector, place.post("Look", media=(film,)))
        number = place.server.ours()[0].media[0]
        [told] = place.server.files[number].subtitles
        assert (told["language_code"], place.server.files[told["id"]].data) == ("IT", words.read_bytes())

    def test_a_film_is_waited_for_until_x_is_done_with_it(self, place: XPlace, connector: Any) -> None:
        place.server.looks_until_ready = 3
        send(connector, place.post("Look", media=(place.video("A film"),)))
        assert len(place.server.journal.entries("GET", "/2/media/upload")) == 3

    def test_a_film_that_x_cannot_use_is_named_before_anything_is_posted(self, place: XPlace, connector: Any) -> None:
        place.server.fails = True
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Look", media=(place.video("A film"),)))
        assert (caught.value.trouble, place.standing()) == (Trouble.MEDIA, [])

    def test_used_up_credits_wait_for_a_person(self, place: XPlace, connector: Any) -> None:
        place.server.credits = False
        for step in (connector.verify, lambda: connector.listen(""), lambda: send(connector, place.post("Ciao"))):
            with pytest.raises(ChannelError) as caught:
                step()
            assert caught.value.trouble == Trouble.PERMISSION

    def test_markup_in_words_is_read_as_it_was_typed(self, place: XPlace, connector: Any) -> None:
        place.mention("1 < 2 & 3 > 2")
        assert [said.text for said in connector.listen("").said] == ["@bottega 1 < 2 & 3 > 2"]

    def test_the_first_time_only_one_page_is_read_because_each_post_costs(
        self, place: XPlace, connector: Any
    ) -> None:
        place.mention("Hello")
        connector.listen("")
        assert len(place.server.journal.entries("GET", "/2/users/*/mentions")) == 1

    def test_what_x_says_of_its_rate_is_passed_on(self, place: XPlace) -> None:
        told: list[Pace] = []
        place.server.faults.too_many_requests(*place.requests["verify"], retry_after=60)
        with pytest.raises(ChannelError):
            place.open(pace=told.append).verify()
        assert [(one.left, one.most) for one in told] == [(0, 100)]
