"""What a connector that publishes on a network promises: what arrives there, unchanged and once.

The tests talk to a local server that speaks the network's protocol and does what a network does on a bad day.
"""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Card, Poll
from tests.channels.applying import needs
from tests.channels.bad_days import BadDays
from tests.channels.contract import ConnectorContract, answers_alike
from tests.channels.place import (
    UNUSUAL,
    Closed,
    ClosedFence,
    NetworkPlace,
    OpenFence,
    limits_of,
    send,
)

WORDS_FOR_IT = 'A "loom" <seen> & from above, così'


def pictures(limits: Any) -> bool:
    """Whether the network takes pictures."""
    return bool(limits.images)


class PublishingContract(BadDays, ConnectorContract):
    """Tests of what arrives, and (from `BadDays`) of what is known when something went wrong."""

    at: ClassVar[type[NetworkPlace]]

    def test_text_arrives_in_its_language(self, place: NetworkPlace, connector: Any) -> None:
        reference = send(connector, place.post("Buongiorno"))
        [found] = place.standing()
        language = "it" if place.keeps_language else ""
        assert (found.uri, found.text, found.language) == (reference.uri, "Buongiorno", language)

    @needs(takes=pictures)
    def test_text_picture_and_words_for_it_arrive_unchanged(self, place: NetworkPlace, connector: Any) -> None:
        post = place.post("Buongiorno", alt=WORDS_FOR_IT)
        reference = send(connector, post)
        [found] = place.standing()
        assert (found.uri, found.text) == (reference.uri, "Buongiorno")
        words = WORDS_FOR_IT if place.keeps_picture_text else ""
        assert found.pictures == ((words, post.media[0].width, post.media[0].height),)

    @needs(takes=lambda limits: limits.images > 1)
    def test_pictures_arrive_in_their_order(self, place: NetworkPlace, connector: Any) -> None:
        shown = tuple(place.picture(f"Number {number}", name=f"number{number}") for number in (1, 2))
        shown = tuple(replace(one, position=number) for number, one in enumerate(shown))
        send(connector, place.post("Two", media=shown))
        [found] = place.standing()
        words = ("Number 1", "Number 2") if place.keeps_picture_text else ("", "")
        assert tuple(alt for alt, _, _ in found.pictures) == words

    @needs(takes=lambda limits: limits.videos)
    def test_a_video_arrives_whole(self, place: NetworkPlace, connector: Any) -> None:
        film = place.video("A shuttle flies")
        reference = send(connector, place.post("Look", media=(film,)))
        assert [(one.uri, one.videos) for one in place.standing()] == [(reference.uri, (film.path.stat().st_size,))]

    @needs(takes=lambda limits: limits.documents)
    def test_a_document_arrives_whole(self, place: NetworkPlace, connector: Any) -> None:
        paper = place.document("How to weave")
        reference = send(connector, place.post("Read", media=(paper,)))
        assert [(one.uri, one.documents) for one in place.standing()] == [
            (reference.uri, (paper.path.stat().st_size,))
        ]

    @needs(takes=lambda limits: limits.poll_options)
    def test_a_poll_arrives_with_its_choices(self, place: NetworkPlace, connector: Any) -> None:
        send(connector, place.post("Which color?", poll=Poll(("Teal", "Terracotta"), hours=24)))
        assert [one.poll for one in place.standing()] == [("Teal", "Terracotta")]

    @needs(takes=lambda limits: limits.title)
    def test_a_title_arrives(self, place: NetworkPlace, connector: Any) -> None:
        send(connector, place.post("Buongiorno", title="È arrivata la lana"))
        assert [(one.title, one.text) for one in place.standing()] == [("È arrivata la lana", "Buongiorno")]

    @needs(at=lambda at: at.shows_cards)
    def test_the_preview_of_a_link_arrives(self, place: NetworkPlace, connector: Any) -> None:
        address = "https://example.org/wool"
        card = Card(address, "On wool", "All about it", place.picture("").path)
        send(connector, place.post(f"Read {address}", card=card))
        assert [one.card for one in place.standing()] == [address]

    @needs(at=lambda at: at.connector.continues)
    def test_the_next_part_hangs_on_the_one_before(self, place: NetworkPlace, connector: Any) -> None:
        first = send(connector, place.post("First"))
        second = send(connector, place.post("Second", reply_to=first, reply_root=first, continues=True))
        third = send(connector, place.post("Third", reply_to=second, reply_root=first, continues=True))
        expected = {"First": "", "Second": first.uri, "Third": second.uri if place.nests else first.uri}
        assert {one.text: one.answers for one in place.standing()} == expected
        assert third.uri in [one.uri for one in place.standing()]

    def test_unusual_characters_arrive_unchanged(self, place: NetworkPlace, connector: Any) -> None:
        send(connector, place.post(UNUSUAL, alt=UNUSUAL))
        [found] = place.standing()
        assert found.text == UNUSUAL
        assert {alt for alt, _, _ in found.pictures} <= {UNUSUAL if place.keeps_picture_text else ""}

    def test_nothing_can_be_seen_when_the_fence_is_opened(self, place: NetworkPlace, connector: Any) -> None:
        fence = OpenFence(look=place.standing)
        send(connector, place.post("Once", alt="A square"), fence)
        assert fence.seen == [[]]

    def test_nothing_is_made_visible_behind_a_closed_fence(self, place: NetworkPlace, connector: Any) -> None:
        with pytest.raises(Closed):
            send(connector, place.post("Not mine any more", alt="A square"), ClosedFence())
        assert place.standing() == []

    @needs(at=answers_alike)
    def test_one_operation_makes_one_post_however_often_it_is_sent(self, place: NetworkPlace) -> None:
        post = place.post("Say it once", alt="A square")
        first = send(place.open(), post)
        assert [send(place.open(), post) for _ in range(2)] == [first, first]
        assert [one.uri for one in place.standing()] == [first.uri]

    def test_two_operations_make_two_posts(self, place: NetworkPlace, connector: Any) -> None:
        uris = [send(connector, place.post("Good morning")).uri for _ in range(2)]
        assert sorted(one.uri for one in place.standing()) == sorted(uris)

    @needs(Capability.RECONCILE)
    def test_a_look_does_not_take_an_earlier_post_for_this_one(self, place: NetworkPlace, connector: Any) -> None:
        place.server.clock.advance(-86_400)
        send(connector, place.post("Good morning"))
        place.server.clock.advance(86_400)
        assert connector.reconcile(place.post("Good morning")) is None

    @needs(Capability.LIMITS)
    def test_limits_are_those_of_the_server(self, place: NetworkPlace, connector: Any) -> None:
        expected = place.lower_limits()
        found = limits_of(place, connector)
        assert {name: getattr(found, name) for name in expected} == expected
        assert found.text

    @needs(Capability.RECONCILE)
    @pytest.mark.parametrize("seconds", [7200.0, -7200.0])
    def test_a_server_whose_clock_is_wrong_is_written_to(self, place: NetworkPlace, seconds: float) -> None:
        place.server.faults.skew_clock(seconds=seconds)
        connector = place.open()
        post = place.post("Late")
        reference = send(connector, post)
        assert [one.uri for one in place.standing()] == [connector.reconcile(post).uri] == [reference.uri]
