"""The Instagram connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Profile, Reference
from antiphon.channels.connectors.instagram import Instagram, InstagramSettings
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.publishing.rules.fitting import Misfit, misfits
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.graph import Post
from tests.channels.networks.instagram import PAGES, InstagramServer
from tests.channels.place import OpenFence, Standing, leave_in_doubt, limits_of, outgoing, send
from tests.channels.signed_in import GraphPlace

STORY = InstagramSettings(story=True)


class InstagramPlace(GraphPlace):
    """A local Instagram with us and Ada on it."""

    connector = Instagram
    bases = ("https://graph.instagram.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/v25.0/*/media_publish"),
        "upload": ("POST", "/v25.0/*/media"),
        "verify": ("GET", "/v25.0/me"),
        "limits": ("GET", "/v25.0/*/content_publishing_limit"),
        "listen": ("GET", "/v25.0/*/media"),
        "thread": ("GET", "/v25.0/*/comments"),
        "figures": ("GET", "/v25.0/*"),
        "reconcile": ("GET", "/v25.0/*/media"),
        "followers": ("GET", "/v25.0/*"),
    }
    keeps_language = False
    mentions = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {
        "likes": 1, "replies": 1, "views": 340, "reach": 210, "saves": 3, "shares": 1,
    }  # fmt: skip
    server: InstagramServer

    def __init__(self, server: InstagramServer) -> None:
        super().__init__(server, server.token)

    @property
    def us(self) -> Profile:
        us = self.server.us
        return Profile(us.id, us.username, us.name, f"{PAGES}/{us.username}/")

    def standing(self) -> list[Standing]:
        return [
            Standing(
                uri=self.uri(one),
                text=one.text,
                pictures=tuple((file.alt, file.width, file.height) for file in one.files if not file.is_video),
                answers=self.uri(self.server.posts[one.parent]) if one.parent else "",
                videos=tuple(file.size for file in one.files if file.is_video),
            )
            for one in self.server.posts.values()
            if one.author is self.server.us
        ]

    def uri(self, post: Post) -> str:
        if post.more.get("story"):
            return f"instagram:story/{post.id}"
        return f"instagram:comment/{post.id}" if post.parent else f"instagram:{post.id}"

    def lower_limits(self) -> dict[str, Any]:
        self.server.quota = 25
        return {"posts_a_day": 25}

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(self.ada, to.id, text)
        return Reference(self.uri(made), made.id, to.url)


class TestInstagram(NetworkContract):
    at = InstagramPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.ACCOUNTS, Capability.REMOVE, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[InstagramPlace]:
        with InstagramServer() as server:
            yield InstagramPlace(server)

    def test_words_alone_are_refused_before_anything_is_asked(self, place: InstagramPlace, connector: Any) -> None:
        with pytest.raises(ChannelError) as caught:
            connector.prepare(outgoing(Instagram, "Only words"))
        assert (caught.value.trouble, len(place.server.journal)) == (Trouble.MEDIA, 0)

    def test_a_video_is_a_reel_that_is_shown_where_it_is_wanted(self, place: InstagramPlace, connector: Any) -> None:
        for settings in (None, InstagramSettings(share_to_feed=False)):
            send(connector, place.post("Look", media=(place.video("A shuttle"),), settings=settings))
        made = [one.fields for one in place.server.containers.values()]
        assert [(one["media_type"], one["share_to_feed"]) for one in made] == [("REELS", "true"), ("REELS", "false")]

    def test_pictures_and_videos_stand_in_one_carousel(self, place: InstagramPlace, connector: Any) -> None:
        send(connector, place.post("Both", media=(place.picture("A loom"), place.video("A shuttle"))))
        [found] = place.standing()
        assert (len(found.pictures), len(found.videos)) == (1, 1)

    def test_what_few_people_saw_has_counts_but_no_insights(self, place: InstagramPlace, connector: Any) -> None:
        root = send(connector, place.post("Who sees me?"))
        place.server.few_viewers = True
        assert {one.name: one.value for one in connector.figures(root)} == {"likes": 0, "replies": 0}

    def test_a_full_day_asks_to_wait(self, place: InstagramPlace, connector: Any) -> None:
        place.server.quota = 1
        send(connector, place.post("The first"))
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("One too many"))
        assert (caught.value.trouble, len(place.standing())) == (Trouble.LIMIT, 1)

    def test_a_first_comment_in_doubt_is_found_again(self, place: InstagramPlace, connector: Any) -> None:
        root = send(connector, place.post("The post"))
        comment = place.post("#weaving", reply_to=root, reply_root=root, continues=True)
        assert connector.prepare(comment) == ()
        place.server.faults.lose_answer("POST", "/v25.0/*/comments")
        with pytest.raises(UnknownAfterSend):
            connector.publish(comment, (), OpenFence())
        assert place.open().reconcile(comment).uri == place.standing()[1].uri
        assert place.open().reconcile(place.post("#other", reply_to=root)) is None

    def test_a_comment_waits_for_its_post(self, connector: Any) -> None:
        with pytest.raises(ChannelError) as caught:
            connector.publish(outgoing(Instagram, "First!", continues=True), (), OpenFence())
        assert caught.value.trouble == Trouble.BEFORE_SEND

    def test_a_caption_is_found_although_the_network_leaves_out_who_is_named(
        self, place: InstagramPlace, connector: Any
    ) -> None:
        post = place.post("With @ada in the shop")
        reference = send(connector, post)
        place.server.posts[reference.id].text = "With ada in the shop"
        assert place.open().reconcile(post) == reference

    def test_a_comment_with_a_picture_is_refused_before_it_is_sent(
        self, place: InstagramPlace, connector: Any
    ) -> None:
        root = send(connector, place.post("The post"))
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Look", reply_to=root, media=(place.picture("A loom"),)))
        assert (caught.value.trouble, len(place.standing())) == (Trouble.MEDIA, 1)

    def test_a_story_is_one_picture_or_video_without_words(self, place: InstagramPlace, connector: Any) -> None:
        for media in (place.picture("A loom"), place.video("A shuttle")):
            send(connector, place.post("Only seen here", media=(media,), settings=STORY))
        picture, film = place.standing()
        assert [one["media_type"] for one in made_of(place)] == ["STORIES", "STORIES"]
        assert (picture.text, picture.pictures, len(film.videos)) == ("", (("", 48, 32),), 1)
        assert Instagram.wording(place.post("Words", settings=STORY)) == ""

    def test_other_limits_hold_for_a_story(self, place: InstagramPlace, connector: Any) -> None:
        feed = limits_of(place, connector)
        story = Instagram.limits_for(STORY, feed)
        assert (Instagram.limits_for(InstagramSettings(), feed), story.posts_a_day) == (feed, feed.posts_a_day)
        long = place.post("#tag " * 600, media=(place.picture("One"), place.picture("Two", name="two")))
        assert misfits(long, "", story) == [Misfit("images", 2, 1)]
        comment = replace(place.post("First!"), continues=True, media=())
        assert misfits(comment, "", story) == [Misfit("alone", 1)]

    def test_a_story_whose_answer_was_lost_is_never_published_twice(
        self, place: InstagramPlace, connector: Any
    ) -> None:
        send(connector, place.post("In the feed"))
        place.server.faults.lose_answer(*place.requests["publish"])
        post = place.post("", alt="A loom", settings=STORY)
        fence = leave_in_doubt(place, post)
        assert place.open().reconcile(post) is None
        found = send(place.open(), post, OpenFence(steps=fence.steps))
        assert [one.uri for one in place.standing()][1:] == [found.uri]

    @pytest.mark.parametrize("told", [True, False])
    def test_a_story_that_cannot_be_told_from_another_is_left_to_a_person(
        self, place: InstagramPlace, connector: Any, *, told: bool
    ) -> None:
        place.server.tells_stories = told
        send(connector, place.post("", alt="Another", settings=STORY))
        place.server.faults.lose_answer(*place.requests["publish"])
        post = place.post("", alt="A loom", settings=STORY)
        fence = leave_in_doubt(place, post)
        with pytest.raises(UnknownAfterSend):
            send(place.open(), post, OpenFence(steps=fence.steps))
        assert len(place.standing()) == 2

    def test_of_a_story_other_figures_are_told_and_no_comments(self, place: InstagramPlace, connector: Any) -> None:
        reference = send(connector, place.post("", alt="A loom", settings=STORY))
        assert {one.name: one.value for one in connector.figures(reference)} == {
            "views": 34, "reach": 21, "shares": 0, "replies": 2,
        }  # fmt: skip
        assert connector.thread(reference) == ()
        place.server.posts.clear()
        assert connector.figures(reference) == ()


def made_of(place: InstagramPlace) -> list[dict[str, str]]:
    return [one.fields for one in place.server.containers.values()]
