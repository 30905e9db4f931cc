"""What a connector that listens promises: what others say and do is heard, once, in full, and harmless."""

import tracemalloc
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Reference
from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.conversations.tasks import take_in
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError
from antiphon.people.actions import meet
from antiphon.people.models import Identity, Side
from tests.channels.applying import Chosen, needs
from tests.channels.place import NetworkPlace, send
from tests.world import World

_DONE = frozenset({Act.LIKE, Act.SHARE, Act.FOLLOW})
HARMFUL = (
    "<script",
    "onerror",
    "onclick",
    "onload",
    "javascript:",
    "<iframe",
    "<svg",
    "<style",
    "data:text",
    "\u202e",
)


def channel_at(place: NetworkPlace, world: World) -> Channel:
    """Return the channel of our account there, as it is when it has been connected."""
    now, us = clock.now(), place.us
    identity = meet(
        world.bottega,
        network=place.connector.kind,
        stable_id=us.stable_id,
        at=now,
        handle=us.handle,
        name=us.name,
        url=us.url,
        side=Side.US,
    )
    return Channel.objects.create(
        brand=world.bottega, kind=place.connector.kind, identity=identity, connected_at=now, listen_due_at=now
    )


class ListeningContract(Chosen):
    """Tests of what is heard."""

    of = {Capability.LISTEN}
    at: ClassVar[type[NetworkPlace]]

    @pytest.fixture
    def root(self, place: NetworkPlace, connector: Any) -> Reference:
        """A post of ours that others speak under."""
        return send(connector, place.post("What should we build next?"))

    def speak(self, place: NetworkPlace, root: Reference, text: str) -> str:
        """Let Ada say something to us; return its uri."""
        return place.mention(text) if place.mentions else place.reply(root, text).uri

    def test_what_others_say_and_do_is_heard_once(self, place: NetworkPlace, connector: Any, root: Reference) -> None:
        uris = {place.reply(root, "A bridge").uri, self.speak(place, root, "Hello there")}
        place.react(root)
        first = connector.listen("")
        assert {said.reference.uri for said in first.said} - {root.uri} == uris
        assert sorted(did.act for did in first.did) == sorted(place.heard_acts)
        others = [said.act for said in first.said if said.reference.uri != root.uri]
        assert {*others, *(did.act for did in first.did)} <= place.connector.hears
        assert place.connector.hears & _DONE == place.heard_acts
        assert not place.mentions or Act.MENTION in place.connector.hears
        assert {did.subject_uri for did in first.did} - {""} <= {root.uri}
        assert all(did.subject_uri for did in first.did if did.act != Act.FOLLOW)
        again = connector.listen(first.cursor)
        assert (again.said, again.did, again.cursor) == ((), (), first.cursor)

    def test_listening_goes_on_where_it_stopped(self, place: NetworkPlace, root: Reference) -> None:
        heard, cursor = [], place.open().listen("").cursor
        for number in range(5):
            self.speak(place, root, f"Call {number}")
            found = place.open().listen(cursor)
            heard += [said.text for said in found.said]
            cursor = found.cursor
        assert [text.rpartition("Call ")[2] for text in heard] == ["0", "1", "2", "3", "4"]

    def test_what_is_heard_names_who_said_it_and_what_it_answers(
        self, place: NetworkPlace, connector: Any, root: Reference
    ) -> None:
        asked = place.reply(root, "A bridge?")
        [said] = [one for one in connector.listen("").said if one.reference.uri == asked.uri]
        assert (said.act, said.parent_uri, said.root_uri) == (Act.REPLY, root.uri, root.uri)
        assert said.text.endswith("A bridge?")
        assert said.actor.stable_id not in {"", place.us.stable_id}
        assert said.actor.name or said.actor.handle

    @needs(at=lambda at: at.answers)
    def test_an_answer_hangs_on_the_very_message_it_answers(
        self, place: NetworkPlace, connector: Any, root: Reference
    ) -> None:
        asked = place.reply(root, "A bridge?")
        heard = {said.reference.uri: said for said in connector.listen("").said}[asked.uri]
        answer = place.post("Yes!", reply_to=heard.reference, reply_root=root, reply_handle=heard.actor.handle)
        reference = send(connector, answer)
        assert {one.uri: one.answers for one in place.standing()} == {root.uri: "", reference.uri: asked.uri}

    @needs(Capability.RECONCILE, at=lambda at: at.answers)
    def test_a_look_tells_apart_what_answers_somebody(
        self, place: NetworkPlace, connector: Any, root: Reference
    ) -> None:
        asked = place.reply(root, "A bridge?")
        to = next(said for said in connector.listen("").said if said.reference.uri == asked.uri).reference
        send(connector, place.post("Thank you!", reply_to=to, reply_root=root))
        assert connector.reconcile(place.post("Thank you!")) is None

    def test_what_strangers_write_is_kept_harmless(
        self, place: NetworkPlace, connector: Any, root: Reference, world: World
    ) -> None:
        channel = channel_at(place, world)
        place.reply(root, "Listen")
        self.speak(place, root, "And this")
        place.react(root)
        place.server.faults.hostile_markup()
        take_in(channel, connector.listen(""))
        assert Message.objects.filter(brand=world.bottega).count() >= 2
        written = [f"{one.html} {one.url} {one.pictures}" for one in Message.objects.all()]
        written += [f"{one.url} {one.avatar_url} {one.handle}" for one in Identity.objects.all()]
        assert [text for text in written if any(harm in text.lower() for harm in HARMFUL)] == []
        plain = [*Message.objects.values_list("text", flat=True), *Identity.objects.values_list("name", flat=True)]
        assert [text for text in plain if "\u202e" in text or "\u2066" in text] == []

    @pytest.mark.parametrize("seconds", [7200.0, -7200.0])
    def test_a_server_whose_clock_is_wrong_is_heard(
        self, place: NetworkPlace, root: Reference, seconds: float
    ) -> None:
        place.server.faults.skew_clock(seconds=seconds)
        connector = place.open()
        before = connector.listen("").cursor
        self.speak(place, root, "What time is it?")
        heard = connector.listen(before)
        assert len(heard.said) == 1
        assert heard.said[0].at <= datetime.now(UTC)
        assert connector.listen(heard.cursor).said == ()

    def test_a_huge_answer_is_not_kept_in_memory(self, place: NetworkPlace) -> None:
        place.server.faults.garbage(*place.requests["listen"], kind="huge", megabytes=64)
        connector = place.open()
        tracemalloc.start()
        try:
            with pytest.raises(ChannelError):
                connector.listen("")
            assert tracemalloc.get_traced_memory()[1] < 16_000_000
        finally:
            tracemalloc.stop()
