"""The essential path against a real Matrix server (Synapse): what we say is there once, what is said comes back."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from antiphon.channels import limits
from antiphon.channels.actions import connect, open_connector
from antiphon.channels.connector import Act, Bounds, Door, Outgoing, Poll, Profile, Reference
from antiphon.channels.connectors.matrix import Matrix
from antiphon.channels.models import Channel
from antiphon.cli.working import Worker
from antiphon.conversations.models import Message
from antiphon.conversations.tasks import take_in
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Delivery, Post
from tests.channels.media import document, picture, video
from tests.channels.place import outgoing, send
from tests.partners.folder import PartnersMissingError
from tests.partners.synapse import MOST_BYTES, Somebody, Synapse, synapse_python
from tests.world import World, make_world, png

pytestmark = [pytest.mark.partner, pytest.mark.xdist_group("synapse")]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def synapse() -> Iterator[Synapse]:
    """A real Matrix server."""
    try:
        synapse_python()
    except PartnersMissingError as missing:
        pytest.skip(str(missing))
    with Synapse() as server:
        yield server


@dataclass
class Scene:
    """A room with us in it, and Ada."""

    us: Somebody
    ada: Somebody
    room: str
    alias: str

    @property
    def typed(self) -> dict[str, str]:
        """What a person types to connect the room."""
        return {"server": self.us.server.url, "room": self.alias, "access_token": self.us.token}

    def open(self) -> Matrix:
        """Return the connector, as the house opens it."""
        account = Profile(self.room, self.alias, "La Bottega")
        return Matrix(Matrix.credentials(**self.typed), Door(Bounds(frozenset({"127.0.0.1"}))), account)  # type: ignore[arg-type]

    def standing(self) -> list[dict[str, Any]]:
        """Return the contents of what we said, oldest first; of what was taken back nothing is left."""
        return [one["content"] for one in self.ada.timeline(self.room, self.us.user)]


@pytest.fixture
def scene(synapse: Synapse) -> Scene:
    number = next(_numbers)
    us, ada = synapse.somebody(f"bottega{number}"), synapse.somebody(f"ada{number}")
    room = us.open_room("La Bottega", f"bottega{number}")
    ada.join(room)
    return Scene(us, ada, room, f"#bottega{number}:bottega.test")


def post(text: str, **more: Any) -> Outgoing:
    return outgoing(Matrix, text, **more)


def test_it_knows_the_room_and_what_fits(scene: Scene) -> None:
    found = scene.open().verify()
    assert (found.stable_id, found.handle, found.name) == (scene.room, scene.alias, "La Bottega")
    fits = scene.open().limits(limits.table("matrix"))
    assert (fits.image_bytes, fits.video_bytes, fits.document_bytes) == (MOST_BYTES,) * 3
    assert scene.open().followers() == 1


def test_words_pictures_and_words_for_them_stand_in_the_room(scene: Scene, tmp_path: Path) -> None:
    shown = picture(tmp_path, 'A "loom" <seen> & from above, così')
    send(scene.open(), post("Buongiorno 👩‍🚀 https://example.org/è?a=b", media=(shown,)))
    words, image = scene.standing()
    assert (words["msgtype"], words["body"]) == ("m.text", "Buongiorno 👩‍🚀 https://example.org/è?a=b")
    assert words["format"] == "org.matrix.custom.html"
    assert (image["msgtype"], image["body"]) == ("m.image", 'A "loom" <seen> & from above, così')
    assert (image["info"]["w"], image["info"]["h"], image["info"]["mimetype"]) == (48, 32, "image/png")
    assert scene.ada.download(image["url"]) == shown.path.read_bytes()


def test_a_film_a_document_and_a_poll_stand_in_the_room(scene: Scene, tmp_path: Path) -> None:
    film, paper = video(tmp_path, "A shuttle flies"), document(tmp_path, "How to weave")
    send(scene.open(), post("Look and read", media=(film, paper)))
    send(scene.open(), post("Which color?", poll=Poll(("Teal", "Terracotta"), hours=24)))
    _, moving, read, asked = scene.standing()
    assert (moving["msgtype"], moving["body"], moving["info"]["duration"]) == ("m.video", "A shuttle flies", 5000)
    assert (read["msgtype"], read["body"], read["filename"]) == ("m.file", "How to weave.pdf", "How to weave.pdf")
    assert scene.ada.download(read["url"]) == paper.path.read_bytes()
    choices = asked["org.matrix.msc3381.poll.start"]["answers"]
    assert [one["org.matrix.msc1767.text"] for one in choices] == ["Teal", "Terracotta"]


def test_a_file_that_is_too_large_is_refused(scene: Scene, tmp_path: Path) -> None:
    shown = picture(tmp_path, "Heavy")
    with shown.path.open("ab") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(ChannelError) as caught:
        scene.open().prepare(post("Look", media=(shown,)))
    assert caught.value.trouble == Trouble.MEDIA


def test_the_longest_text_fits_into_an_event(scene: Scene) -> None:
    most = limits.table("matrix").text["utf8_bytes"]
    send(scene.open(), post("&\n" * (most // 2)))
    assert [one["body"] for one in scene.standing()] == ["&\n" * (most // 2)]


def test_the_same_operation_makes_its_events_once(scene: Scene, tmp_path: Path) -> None:
    once = post("Once", media=(picture(tmp_path, "A square"),))
    references = {send(scene.open(), once).id for _ in range(3)}
    assert len(references) == 1
    assert [one["msgtype"] for one in scene.standing()] == ["m.text", "m.image"]


def test_a_look_finds_what_stands_by_its_key_alone(scene: Scene, tmp_path: Path) -> None:
    said = post("Where am I?", media=(picture(tmp_path, "A square"),))
    reference = send(scene.open(), said)
    assert scene.open().reconcile(said) == reference
    assert scene.open().reconcile(post("Where am I?")) is None


def test_a_reply_is_heard_and_its_answer_hangs_on_it(scene: Scene) -> None:
    root = send(scene.open(), post("What should we build next?"))
    cursor = scene.open().listen("").cursor
    asked = scene.ada.answer(scene.room, "A bridge? שלום", root.id)
    heard = scene.open().listen(cursor)
    [said] = heard.said
    assert (said.act, said.parent_uri, said.root_uri) == (Act.REPLY, root.uri, root.uri)
    assert (said.text, said.actor.handle) == ("A bridge? שלום", scene.ada.user)
    assert scene.open().listen(heard.cursor).said == ()

    send(scene.open(), post("Gladly.", reply_to=said.reference, reply_root=root, reply_handle=said.actor.handle))
    ours = scene.standing()[-1]
    assert ours["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}
    assert ours["m.mentions"] == {"user_ids": [scene.ada.user]}
    under = scene.open().thread(root)
    assert [(one.text, one.parent_uri) for one in under] == [
        ("A bridge? שלום", root.uri),
        ("Gladly.", said.reference.uri),
    ]
    assert under[1].actor.stable_id == scene.room


def test_a_thread_is_a_thread(scene: Scene) -> None:
    first = send(scene.open(), post("First"))
    second = send(scene.open(), post("Second", reply_to=first, reply_root=first, continues=True))
    relation = {"rel_type": "m.thread", "event_id": first.id, "is_falling_back": True}
    assert scene.standing()[1]["m.relates_to"] == relation | {"m.in_reply_to": {"event_id": first.id}}
    said = {"m.relates_to": relation | {"m.in_reply_to": {"event_id": second.id}}}
    scene.ada.say(scene.room, "And third?", **said)
    [heard] = scene.open().listen("").said
    assert (heard.text, heard.root_uri) == ("And third?", first.uri)
    send(scene.open(), post("Third", reply_to=heard.reference, reply_root=first))
    assert scene.standing()[2]["m.relates_to"]["rel_type"] == "m.thread"


def test_mentions_reactions_and_who_joins_are_heard_once(scene: Scene, synapse: Synapse) -> None:
    root = send(scene.open(), post("Do you like it?"))
    cursor = scene.open().listen("").cursor
    scene.ada.say(scene.room, "Hello there", **{"m.mentions": {"user_ids": [scene.us.user]}})
    scene.ada.react(scene.room, root.id)
    grace = synapse.somebody(f"grace{next(_numbers)}")
    grace.join(scene.room)
    grace.react(scene.room, root.id, "👍")
    own = scene.ada.say(scene.room, "I like my own words")
    grace.react(scene.room, own)

    heard = scene.open().listen(cursor)
    assert [(one.act, one.text) for one in heard.said] == [(Act.MENTION, "Hello there")]
    likes = [(one.actor.handle, one.subject_uri) for one in heard.did if one.act == Act.LIKE]
    assert likes == [(scene.ada.user, root.uri), (grace.user, root.uri)]
    assert [one.actor.handle for one in heard.did if one.act == Act.FOLLOW] == [grace.user]
    assert [(one.name, one.value) for one in scene.open().figures(root)] == [("likes", 2)]
    assert scene.open().followers() == 2
    again = scene.open().listen(heard.cursor)
    assert (again.said, again.did) == ((), ())


def test_a_long_silence_of_ours_leaves_no_gap(scene: Scene) -> None:
    cursor = scene.open().listen("").cursor
    for number in range(130):
        scene.ada.say(scene.room, f"Call {number}", **{"m.mentions": {"user_ids": [scene.us.user]}})
    assert [one.text for one in scene.open().listen(cursor).said] == [f"Call {number}" for number in range(130)]


def test_a_post_is_taken_back_with_its_pictures(scene: Scene, tmp_path: Path) -> None:
    stays = send(scene.open(), post("Stays"))
    goes = send(scene.open(), post("Goes", media=(picture(tmp_path, "A square"),)))
    for _ in range(2):
        scene.open().remove(goes)
    assert [bool(content) for content in scene.standing()] == [True, False, False]
    assert (scene.open().thread(goes), scene.open().figures(goes)) == ((), ())
    assert scene.open().figures(stays) != ()
    nobody = Reference("", "$nobody-ever-said-this-nobody-ever-said-thi")
    assert (scene.open().thread(nobody), scene.open().figures(nobody)) == ((), ())


def test_a_token_that_was_taken_away_is_named(scene: Scene) -> None:
    connector = scene.open()
    scene.us.ask("POST", "logout", {})
    for step in (connector.verify, lambda: scene.open().listen(""), lambda: send(scene.open(), post("Let me in"))):
        with pytest.raises(ChannelError) as caught:
            step()
        assert caught.value.trouble == Trouble.AUTH


def test_a_room_that_we_are_not_in_is_not_connected(scene: Scene) -> None:
    other = scene.ada.open_room("Elsewhere", f"elsewhere{next(_numbers)}")
    with pytest.raises(ChannelError) as caught:
        replace_room(scene, other).open().verify()
    assert caught.value.trouble == Trouble.PERMISSION


def test_an_encrypted_room_is_not_connected(scene: Scene) -> None:
    content = {"algorithm": "m.megolm.v1.aes-sha2"}
    scene.us.ask("PUT", f"rooms/{scene.room}/state/m.room.encryption", content)
    with pytest.raises(ChannelError) as caught:
        scene.open().verify()
    assert caught.value.trouble == Trouble.PERMISSION


def replace_room(scene: Scene, room: str) -> Scene:
    return replace(scene, room=room, alias=room)


# Through the house ---------------------------------------------------------------------------------------


@pytest.fixture
def world(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.DELIVERY_FIRST_WAIT = timedelta(milliseconds=100)
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    return make_world()


def sent(of: Post) -> Delivery:
    """Let the worker send a post, and return its delivery."""
    Worker(threading.Event(), lane="delivery").once()
    return Delivery.objects.select_related("channel__identity", "channel__brand").get(post=of)


def heard(channel: Channel) -> Message:
    """Listen once, as the worker does, and return the one message that came."""
    channel.refresh_from_db()
    found = open_connector(channel).listen(channel.listen_cursor)
    take_in(channel, found)
    Channel.objects.filter(pk=channel.pk).update(listen_cursor=found.cursor)
    return Message.objects.select_related("conversation__channel", "author").exclude(author=channel.identity).get()


def test_a_call_opens_a_conversation_that_is_answered(world: World, scene: Scene) -> None:
    channel = connect(world.anna, "matrix", scene.typed)
    call = sent(compose(world.anna, Draft("What next?", [channel], "it", [Picture(png(60, 40), "A loom")]), Moment()))
    assert (call.state, [one["body"] for one in scene.standing()]) == ("live", ["What next?", "A loom"])
    scene.ada.answer(scene.room, "A bridge!", call.network_id.split(",")[0])
    message = heard(channel)
    assert (message.text, message.parent_uri, message.conversation.root_uri) == ("A bridge!", call.uri, call.uri)
    ours = sent(answer(world.anna, message, "Gladly."))
    assert ours.state == "live"
    assert scene.standing()[-1]["m.relates_to"] == {"m.in_reply_to": {"event_id": message.network_id}}
