"""The Matrix connector keeps its promise against a local server that speaks the specified protocol."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Bounds, Capability, Door, Poll, Profile, Reference
from antiphon.channels.connectors.matrix import Matrix
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import TOKEN, size_of
from tests.channels.networks.matrix import ALIAS, ROOM, US, Event, MatrixServer
from tests.channels.place import NetworkPlace, Standing, leave_in_doubt, send, send_after_doubt, table

_ROOM = "/_matrix/client/v3/rooms/*"


class MatrixPlace(NetworkPlace):
    """A local Matrix server with our room, and Ada in it."""

    connector = Matrix
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("PUT", f"{_ROOM}/send/*"),
        "upload": ("POST", "/_matrix/media/v3/upload"),
        "verify": ("GET", "/_matrix/client/v3/account/whoami"),
        "limits": ("GET", "/_matrix/client/v1/media/config"),
        "listen": ("GET", "/_matrix/client/v3/sync"),
        "thread": ("GET", f"{_ROOM}/messages"),
        "figures": ("GET", "/_matrix/client/v1/rooms/*/relations/*"),
        "reconcile": ("GET", f"{_ROOM}/messages"),
        "followers": ("GET", f"{_ROOM}/joined_members"),
        "remove": ("PUT", f"{_ROOM}/redact/*"),
    }
    server: MatrixServer
    keeps_language = False
    heard_acts = frozenset({Act.LIKE, Act.FOLLOW})
    counts: ClassVar[dict[str, int]] = {"likes": 1}

    def __init__(self, server: MatrixServer) -> None:
        self.server = server
        self.ada = server.join("Ada", told=False)
        self._newcomers = iter(["Grace", "Hedy", "Katherine"])

    @property
    def typed(self) -> dict[str, str]:
        return {"server": self.server.url, "room": ALIAS, "access_token": TOKEN}

    @property
    def us(self) -> Profile:
        return Profile(ROOM, ALIAS, "La Bottega", "https://matrix.to/#/%23bottega%3Abottega.example")

    def standing(self) -> list[Standing]:
        posts: dict[str, list[Event]] = {}
        for one in self.server.events:
            if one.sender == US and not one.taken_back:
                posts.setdefault(one.transaction.partition(".")[0], []).append(one)
        return [self._standing(parts) for parts in posts.values()]

    def _standing(self, parts: list[Event]) -> Standing:
        first = parts[0].content
        poll = first.get("org.matrix.msc3381.poll.start", {"question": {}, "answers": []})
        text = first["body"] if first.get("msgtype") == "m.text" else ""
        answered = parts[0].relation.get("m.in_reply_to")
        return Standing(
            uri=parts[0].uri,
            text=text or poll["question"].get("org.matrix.msc1767.text", ""),
            pictures=tuple((one.content["body"], *size_of(self._data(one))) for one in self._of(parts, "m.image")),
            videos=tuple(len(self._data(one)) for one in self._of(parts, "m.video")),
            documents=tuple(len(self._data(one)) for one in self._of(parts, "m.file")),
            poll=tuple(one["org.matrix.msc1767.text"] for one in poll["answers"]),
            answers=self._uri(answered["event_id"]) if answered else "",
        )

    def _of(self, parts: list[Event], kind: str) -> list[Event]:
        return [one for one in parts if one.content.get("msgtype") == kind]

    def _data(self, event: Event) -> bytes:
        return self.server.media[event.content["url"]].file.data

    def _uri(self, identifier: str) -> str:
        return next(one.uri for one in self.server.events if one.id == identifier)

    def lower_limits(self) -> dict[str, Any]:
        self.server.most_bytes = 4321
        return {"image_bytes": 4321, "video_bytes": 4321, "document_bytes": 4321}

    def revoke(self) -> None:
        self.server.token = "another"

    def mention(self, text: str) -> str:
        return self.server.say(self.ada, text, **{"m.mentions": {"user_ids": [US]}}).uri

    def reply(self, to: Reference, text: str) -> Reference:
        sent = self.server.answer_to(self.ada, text, to.id.split(",")[0])
        return Reference(sent.uri, sent.id)

    def react(self, to: Reference) -> None:
        self.server.react(self.ada, to.id)
        self.follow()

    def follow(self) -> None:
        self.server.join(next(self._newcomers))

    def take_down(self, reference: Reference) -> None:
        self.server.found(reference.uri).taken_back = True


class TestMatrix(NetworkContract):
    at = MatrixPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.ACCOUNTS, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[MatrixPlace]:
        with MatrixServer() as server:
            yield MatrixPlace(server)

    def test_a_lost_answer_leaves_one_post_and_a_way_to_know_it(self, place: NetworkPlace) -> None:
        """A post is several events here: what is missing of it is sent at the next try, and nothing twice."""
        place.server.faults.lose_answer(*place.requests["publish"])
        post = place.post("Did you hear me?", alt="An ear")
        fence = leave_in_doubt(place, post)
        [begun] = place.standing()
        assert (begun.text, begun.pictures) == ("Did you hear me?", ())
        found = place.open().reconcile(post)
        reference = send_after_doubt(place, post, fence)
        assert (begun.uri, found.uri, [one.uri for one in place.standing()]) == (reference.uri,) * 2 + ([begun.uri],)
        assert [alt for alt, _, _ in place.standing()[0].pictures] == ["An ear"]

    def test_a_picture_that_is_refused_after_the_words_leaves_us_in_doubt(self, place: MatrixPlace) -> None:
        refusal = RefusalError(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1000})
        place.server.refused = {1: refusal}
        post = place.post("Look", alt="A square")
        with pytest.raises(UnknownAfterSend):
            send(place.open(), post)
        reference = send(place.open(), post)
        [found] = place.standing()
        assert (found.uri, len(found.pictures)) == (reference.uri, 1)

    def test_the_words_are_html_too(self, place: MatrixPlace, connector: Any) -> None:
        send(connector, place.post("Read https://example.org\n\n<b>now</b>"))
        content = place.server.events[-1].content
        link = '<a href="https://example.org" rel="noopener">https://example.org</a>'
        assert content["formatted_body"] == f"<p>Read {link}</p>\n<p>&lt;b&gt;now&lt;/b&gt;</p>"

    def test_the_longest_text_arrives(self, place: MatrixPlace, connector: Any) -> None:
        send(connector, place.post("&\n" * 15_000))
        assert [one.text for one in place.standing()] == ["&\n" * 15_000]

    def test_who_is_answered_is_told(self, place: MatrixPlace, connector: Any) -> None:
        place.mention("Is there wool?")
        [said] = connector.listen("").said
        send(connector, place.post("There is.", reply_to=said.reference, reply_handle=said.actor.handle))
        assert place.server.events[-1].content["m.mentions"] == {"user_ids": [place.ada]}

    def test_an_answer_within_a_thread_stays_in_it(self, place: MatrixPlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        relation = {"rel_type": "m.thread", "event_id": root.id, "is_falling_back": True}
        asked = place.server.say(
            place.ada, "A bridge?", **{"m.relates_to": {**relation, "m.in_reply_to": {"event_id": root.id}}}
        )
        [said] = connector.listen("").said
        assert (said.act, said.parent_uri, said.root_uri) == (Act.REPLY, root.uri, root.uri)
        send(connector, place.post("Yes", reply_to=said.reference, reply_root=root))
        assert place.server.events[-1].relation == {
            "rel_type": "m.thread",
            "event_id": root.id,
            "is_falling_back": False,
            "m.in_reply_to": {"event_id": asked.id},
        }

    def test_what_goes_on_is_a_thread_with_its_pictures(self, place: MatrixPlace, connector: Any) -> None:
        first = send(connector, place.post("First"))
        shown = place.media("A square")
        send(connector, place.post("Second", reply_to=first, reply_root=first, continues=True, media=shown))
        assert [one.relation.get("event_id") for one in place.server.events] == [None, first.id, first.id]

    def test_whoever_answers_a_picture_answers_the_post(self, place: MatrixPlace, connector: Any) -> None:
        root = send(connector, place.post("Look", alt="A square"))
        picture = root.id.split(",")[1]
        place.server.answer_to(place.ada, "Teal!", picture)
        place.server.react(place.ada, picture)
        heard = connector.listen("")
        assert [(one.parent_uri, one.root_uri) for one in heard.said] == [(root.uri, root.uri)]
        assert [one.subject_uri for one in heard.did] == [root.uri]
        assert [one.parent_uri for one in connector.thread(root)] == [root.uri]

    def test_a_post_is_taken_down_with_its_pictures(self, place: MatrixPlace, connector: Any) -> None:
        reference = send(connector, place.post("Look", alt="A square"))
        connector.remove(reference)
        assert [one.taken_back for one in place.server.events] == [True, True]

    def test_a_poll_takes_one_answer_or_several(self, place: MatrixPlace, connector: Any) -> None:
        for multiple in (False, True):
            send(connector, place.post("Which?", poll=Poll(("Teal", "Red"), hours=24, multiple=multiple)))
        polls = [one.content["org.matrix.msc3381.poll.start"] for one in place.server.events]
        assert [one["max_selections"] for one in polls] == [1, 2]
        assert place.server.events[0].type == "org.matrix.msc3381.poll.start"

    def test_what_others_do_to_each_other_is_not_heard(self, place: MatrixPlace, connector: Any) -> None:
        first = place.server.say(place.ada, "Who has seen my cat?")
        grace = place.server.join("Grace", told=False)
        place.server.answer_to(grace, "Not I", first.id)
        place.server.react(grace, first.id)
        heard = connector.listen("")
        assert (heard.said, heard.did) == ((), ())

    def test_words_that_are_changed_are_heard_once(self, place: MatrixPlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        said = place.server.answer_to(place.ada, "A brige", root.id)
        changed = {"m.relates_to": {"rel_type": "m.replace", "event_id": said.id}, "m.mentions": {"user_ids": [US]}}
        place.server.say(place.ada, "* A bridge", **changed)
        assert [one.text for one in connector.listen("").said] == ["A brige"]

    def test_what_older_clients_quote_is_left_out(self, place: MatrixPlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        content = {
            "m.relates_to": {"m.in_reply_to": {"event_id": root.id}},
            "format": "org.matrix.custom.html",
            "formatted_body": "<mx-reply><blockquote>What next?</blockquote></mx-reply>A <b>bridge</b>",
        }
        place.server.say(place.ada, f"> <{US}> What next?\n\nA bridge", **content)
        place.server.say(place.ada, "> a saying\nof mine", **{"m.mentions": {"user_ids": [US]}})
        heard = [(one.text, one.html) for one in connector.listen("").said]
        assert heard == [("A bridge", "A <b>bridge</b>"), ("> a saying\nof mine", "")]

    def test_a_new_picture_of_somebody_is_no_new_follower(self, place: MatrixPlace, connector: Any) -> None:
        place.server.join("Ada")
        assert connector.listen("").did == ()

    def test_a_gap_is_filled(self, place: MatrixPlace, connector: Any) -> None:
        cursor = connector.listen("").cursor
        for number in range(250):
            place.mention(f"Call {number}")
        heard = connector.listen(cursor)
        assert [one.text for one in heard.said] == [f"Call {number}" for number in range(250)]
        assert connector.listen(heard.cursor).said == ()

    def test_more_reactions_than_a_page_are_counted(self, place: MatrixPlace, connector: Any) -> None:
        root = send(connector, place.post("How many?"))
        for number in range(130):
            place.server.react(f"@n{number}:elsewhere.example", root.id)
        assert [(one.name, one.value) for one in connector.figures(root)] == [("likes", 130)]

    def test_an_event_of_a_strange_shape_does_not_hold_up_the_others(
        self, place: MatrixPlace, connector: Any
    ) -> None:
        place.mention("Here")
        place.server.say(7, "Strange")  # type: ignore[arg-type]
        place.server.do(place.ada, "m.room.message", {"body": ["x"], "m.relates_to": "y", "m.mentions": 3})
        place.mention("And here")
        assert [one.text for one in connector.listen("").said] == ["Here", "And here"]

    def test_an_encrypted_room_is_not_connected(self, place: MatrixPlace, connector: Any) -> None:
        place.server.state[("m.room.encryption", "")] = {"algorithm": "m.megolm.v1.aes-sha2"}
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert caught.value.trouble == Trouble.PERMISSION

    def test_a_room_that_was_not_joined_is_not_connected(self, place: MatrixPlace, connector: Any) -> None:
        place.server.state[("m.room.member", US)] = {"membership": "invite"}
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert caught.value.trouble == Trouble.PERMISSION

    def test_a_room_without_a_name_is_known_by_its_id(self, place: MatrixPlace) -> None:
        place.server.state = {("m.room.member", US): {"membership": "join"}}
        credentials = Matrix.credentials(**place.typed | {"room": ROOM})
        found = Matrix(credentials, place.open()._door).verify()  # type: ignore[arg-type]
        url = "https://matrix.to/#/%21OGEhHVWSdvArJzumhm%3Abottega.example?via=bottega.example"
        assert found == Profile(ROOM, ROOM, "", url)

    def test_a_server_that_sets_no_limit_leaves_the_table(self, place: MatrixPlace, connector: Any) -> None:
        place.server.most_bytes = None
        assert connector.limits(table(place)) == table(place)

    def test_the_address_people_know_may_send_us_elsewhere(self, place: MatrixPlace) -> None:
        with Delegating(place.server.url) as known:
            credentials = Matrix.credentials(**place.typed | {"server": known.url})
            kept: list[str] = []
            door = Door(Bounds(frozenset({"127.0.0.1"})), keep=kept.append)
            assert Matrix(credentials, door).verify().stable_id == ROOM
            known.journal.clear()
            opened = Matrix(credentials, replace(door, kept=kept[-1]), place.us)
            assert opened.listen("").said == ()
            assert len(known.journal) == 0


class Delegating(MatrixServer):
    """A server that only says where the real one is."""

    def __init__(self, real: str) -> None:
        super().__init__()
        self._real = real

    def answer(self, request: Request) -> Answer:
        assert request.path == "/.well-known/matrix/client"
        return Answer.of_json({"m.homeserver": {"base_url": self._real}})
