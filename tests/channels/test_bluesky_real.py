"""The essential path against the real Bluesky network: what we say is there, what is said comes back."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from antiphon.channels.actions import connect, open_connector
from antiphon.channels.connector import Captions, Card
from antiphon.channels.connector import Reference as Standing
from antiphon.channels.connectors.bluesky import Bluesky
from antiphon.channels.models import Channel
from antiphon.cli.working import Worker
from antiphon.conversations.models import Message
from antiphon.conversations.tasks import take_in
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.outgoing import outgoing_of
from tests.channels.media import picture, video
from tests.channels.place import OpenFence, outgoing
from tests.channels.place import send as straight
from tests.partners.bluesky import BlueskyNetwork, Reference, Somebody, eventually
from tests.world import World, make_world, png

pytestmark = [
    pytest.mark.partner,
    pytest.mark.xdist_group("bluesky"),
    # The client library uploads in a way that its HTTP library frowns upon.
    pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning"),
]


@pytest.fixture
def loopback(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1", "localhost"]
    settings.DELIVERY_FIRST_WAIT = timedelta(milliseconds=100)
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


@pytest.fixture
def world(transactional_db: None, loopback: None) -> World:
    return make_world()


_names = iter(f"{who}{number}" for number in range(100) for who in ["shop"])


@pytest.fixture
def channel(world: World, bluesky_network: BlueskyNetwork) -> Channel:
    """Our account, connected with an app password, as soon as the whole network knows it."""
    us = bluesky_network.create_account(next(_names))
    bluesky_network.sign_in(us.handle, us.password)
    password = bluesky_network.create_app_password(us)
    typed = {"service": bluesky_network.addresses.pds, "handle": us.handle, "app_password": password}
    return connect(world.anna, "bluesky", typed)


@pytest.fixture
def ada(bluesky_network: BlueskyNetwork, channel: Channel) -> Somebody:
    return bluesky_network.somebody(f"ada-{channel.identity.handle.partition('.')[0]}")


def work() -> None:
    Worker(threading.Event(), lane="delivery").once()


def send(world: World, channel: Channel, text: str, pictures: int = 0) -> Delivery:
    given = [Picture(png(60, 40), f"Picture {number}, così") for number in range(pictures)]
    post = compose(world.anna, Draft(text, [channel], "it", given), Moment())
    return sent(post)


def place_on(connector: Any, text: str, **more: Any) -> Standing:
    """Send without the house."""
    return straight(connector, outgoing(Bluesky, text, **more))


def sent(post: Post) -> Delivery:
    def state() -> str:
        work()
        return str(Delivery.objects.get(post=post).state)

    eventually(state, lambda found: found == "live")
    return Delivery.objects.select_related("channel__identity", "channel__brand").get(post=post)


def records(person: Somebody, did: str) -> list[Any]:
    """Return the posts of an account as its server keeps them, oldest first."""
    found = person.client.com.atproto.repo.list_records({"repo": did, "collection": "app.bsky.feed.post"}).records
    return list(reversed(found))


def listen(channel: Channel) -> None:
    """Listen once, as the worker does."""
    channel.refresh_from_db()
    heard = open_connector(channel).listen(channel.listen_cursor)
    take_in(channel, heard)
    Channel.objects.filter(pk=channel.pk).update(listen_cursor=heard.cursor)


def heard(channel: Channel, **wanted: Any) -> Message:
    """Listen until a message came, and return it."""

    def found() -> Message | None:
        listen(channel)
        return Message.objects.select_related("conversation__channel", "author").filter(**wanted).first()

    message = eventually(found)
    assert message is not None
    return message


def test_text_marks_picture_and_words_for_it_stand_on_the_network(
    world: World, channel: Channel, ada: Somebody
) -> None:
    text = f"Buongiorno 👩‍🚀 @{ada.handle}, guarda https://example.org/è?a=b #lana"
    delivery = send(world, channel, text, pictures=2)
    seen = eventually(lambda: ada.client.get_posts([delivery.uri]).posts)[0]
    assert (seen.record.text, seen.record.langs, seen.cid) == (text, ["it"], delivery.version)
    assert [image.alt for image in seen.embed.images] == ["Picture 0, così", "Picture 1, così"]
    assert {(one.aspect_ratio.width, one.aspect_ratio.height) for one in seen.record.embed.images} == {(60, 40)}
    words = text.encode()
    marked = {
        words[one.index.byte_start : one.index.byte_end].decode(): one.features[0] for one in seen.record.facets
    }
    assert marked[f"@{ada.handle}"].did == ada.did
    assert marked["https://example.org/è?a=b"].uri == "https://example.org/è?a=b"
    assert marked["#lana"].tag == "lana"
    told = eventually(ada.notifications)
    assert [(one.reason, one.uri) for one in told] == [("mention", delivery.uri)]


def test_the_same_operation_makes_one_record(world: World, channel: Channel, ada: Somebody) -> None:
    delivery = send(world, channel, "Once", pictures=1)
    connector, again = open_connector(channel), outgoing_of(delivery)
    for _ in range(2):
        assert connector.publish(again, connector.prepare(again), OpenFence()).uri == delivery.uri
    found = connector.reconcile(again)
    assert found is not None
    assert (found.uri, found.version) == (delivery.uri, delivery.version)
    assert [one.uri for one in records(ada, channel.identity.stable_id)] == [delivery.uri]


def test_many_pictures_are_a_gallery(world: World, channel: Channel, ada: Somebody) -> None:
    delivery = send(world, channel, "Many", pictures=5)
    seen = eventually(lambda: ada.client.get_posts([delivery.uri]).posts)[0]
    assert [one.alt for one in seen.record.embed.items] == [f"Picture {number}, così" for number in range(5)]
    assert len(seen.embed.items) == 5


def test_the_preview_of_a_link_and_a_video_with_captions_are_accepted(
    channel: Channel, ada: Somebody, tmp_path: Path
) -> None:
    words = tmp_path / "film.vtt"
    words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiao\n")
    film = replace(video(tmp_path, "A shuttle"), captions=(Captions(words, "it"),))
    card = Card("https://example.org/wool", "On wool", "All about it", picture(tmp_path, "").path)
    connector = open_connector(channel)
    shown = [place_on(connector, "Look", media=(film,)), place_on(connector, "Read", card=card)]
    found = {one.uri: one.value for one in records(ada, channel.identity.stable_id)}
    [moving, linked] = [found[reference.uri].embed for reference in shown]
    assert (moving.video.mime_type, moving.captions[0].file.mime_type) == ("video/mp4", "text/vtt")
    assert (linked.external.uri, linked.external.thumb.mime_type) == ("https://example.org/wool", "image/png")


def test_a_thread_of_ours_hangs_together_and_is_taken_down(channel: Channel, ada: Somebody) -> None:
    connector = open_connector(channel)
    first = place_on(connector, "First")
    second = place_on(connector, "Second", reply_to=first, reply_root=first, continues=True)
    third = place_on(connector, "Third", reply_to=second, reply_root=first, continues=True)
    by_uri = {one.uri: one.value for one in records(ada, channel.identity.stable_id)}
    above = by_uri[third.uri].reply
    assert (above.parent.uri, above.root.uri) == (second.uri, first.uri)
    for _ in range(2):
        connector.remove(third)
    assert [one.uri for one in records(ada, channel.identity.stable_id)] == [first.uri, second.uri]


def test_followers_are_counted(channel: Channel, ada: Somebody) -> None:
    connector = open_connector(channel)
    assert eventually(lambda: connector.followers() == 0)
    ada.client.follow(channel.identity.stable_id)
    assert eventually(lambda: connector.followers() == 1)


def test_what_never_arrived_is_not_found(world: World, channel: Channel) -> None:
    delivery = send(world, channel, "Here")
    other = outgoing_of(delivery)
    missing = type(other)(operation="3lzzzzzzzzz2z", text="Nobody said this", language="en", at=clock.now())
    assert open_connector(channel).reconcile(missing) is None


def test_a_reply_comes_back_and_its_answer_hangs_on_that_very_message(
    world: World, channel: Channel, ada: Somebody
) -> None:
    delivery = send(world, channel, "What should we build next?")
    said = ada.reply("A bridge! שלום", to=Reference(delivery.uri, delivery.version))
    message = heard(channel, uri=said.uri)
    assert (message.text, message.parent_uri, message.author.handle) == ("A bridge! שלום", delivery.uri, ada.handle)
    assert message.conversation.root_uri == delivery.uri

    ours = sent(answer(world.anna, message, "Gladly."))
    seen = eventually(lambda: ada.client.get_posts([ours.uri]).posts)[0]
    assert (seen.record.reply.parent.uri, seen.record.reply.parent.cid) == (said.uri, said.cid)
    assert (seen.record.reply.root.uri, seen.record.reply.root.cid) == (delivery.uri, delivery.version)
    told = eventually(ada.notifications)
    assert ours.uri in {one.uri for one in told if one.reason == "reply"}

    again = ada.reply("When?", to=Reference(ours.uri, ours.version))
    assert heard(channel, uri=again.uri).parent_uri == ours.uri
    under = eventually(
        lambda: open_connector(channel).thread(outgoing_reference(delivery)), lambda all_: len(all_) == 3
    )
    assert [one.text for one in under] == ["A bridge! שלום", "Gladly.", "When?"]


def test_likes_shares_and_follows_are_heard_once(world: World, channel: Channel, ada: Somebody) -> None:
    delivery = send(world, channel, "Do you like it?")
    post = Reference(delivery.uri, delivery.version)
    ada.like(post)
    ada.repost(post)
    ada.follow(channel.identity.stable_id)
    ada.quote("Listen to this", of=post)

    def verbs() -> list[str]:
        listen(channel)
        return sorted(Interaction.objects.filter(direction="in").values_list("verb", flat=True))

    assert eventually(verbs, lambda found: len(found) >= 4) == ["follow", "like", "quote", "share"]
    listen(channel)
    assert verbs() == ["follow", "like", "quote", "share"]
    figures = eventually(
        lambda: {one.name: one.value for one in open_connector(channel).figures(outgoing_reference(delivery))},
        lambda found: found["likes"] == 1 and found["shares"] == 1,
    )
    assert figures["replies"] == 0


def test_no_post_signs_in_anew(world: World, channel: Channel) -> None:
    """The server takes 30 sign-ins in five minutes; with one a post the 31st would be refused."""
    session = Channel.objects.get(pk=channel.pk).session_sealed
    assert session
    for number in range(3):
        send(world, channel, f"Post {number}")
    assert Channel.objects.get(pk=channel.pk).session_sealed == session


def outgoing_reference(delivery: Delivery) -> Standing:
    return Standing(delivery.uri, delivery.network_id, delivery.url, delivery.version)
