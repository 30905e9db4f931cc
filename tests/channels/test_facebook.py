"""The connector of Facebook Pages keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Door, Media, Profile, Reference
from antiphon.channels.connectors.facebook import Facebook, FacebookSettings
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.publishing.rules.fitting import Misfit, misfits
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.facebook import PAGES, FacebookServer
from tests.channels.networks.graph import Post
from tests.channels.place import OpenFence, Standing, leave_in_doubt, limits_of, send
from tests.channels.signed_in import GraphPlace

STORY = FacebookSettings(story=True)


class FacebookPlace(GraphPlace):
    """A local Facebook with our page and Ada on it."""

    connector = Facebook
    bases = ("https://graph.facebook.com", "https://graph-video.facebook.com")
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/v25.0/*/feed"),
        "upload": ("POST", "/v25.0/*/photos"),
        "verify": ("GET", "/v25.0/*"),
        "listen": ("GET", "/v25.0/*/published_posts"),
        "thread": ("GET", "/v25.0/*/comments"),
        "figures": ("GET", "/v25.0/*_*"),
        "finished": ("GET", "/v25.0/*"),
        "reconcile": ("GET", "/v25.0/*/published_posts"),
        "followers": ("GET", "/v25.0/*"),
        "accounts": ("GET", "/v25.0/me/accounts"),
        "remove": ("DELETE", "/v25.0/*"),
    }
    keeps_language = False
    shows_cards = True
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {
        "likes": 1, "replies": 1, "shares": 1, "views": 800, "reach": 500, "clicks": 21,
    }  # fmt: skip
    server: FacebookServer

    def __init__(self, server: FacebookServer) -> None:
        super().__init__(server, server.person_token)

    @property
    def us(self) -> Profile:
        us = self.server.us
        return Profile(us.id, us.username, us.name, f"{PAGES}/{us.username}")

    def media(self, alt: str) -> tuple[Media, ...]:
        """Only a video takes its time."""
        return (self.video(alt),) if self.server.keeps_working else super().media(alt)

    def standing(self) -> list[Standing]:
        return [self.shown(post) for post in self.server.posts.values() if post.author is self.server.us]

    def shown(self, post: Post) -> Standing:
        return Standing(
            uri=f"facebook:{'story/' if post.id in self.server.stories.values() else ''}{post.id}",
            text=post.text,
            pictures=tuple((file.alt, file.width, file.height) for file in post.files if not file.is_video),
            answers=f"facebook:{post.parent}" if post.parent else "",
            videos=tuple(file.size for file in post.files if file.is_video),
            card=post.more.get("link", ""),
        )

    def mention(self, text: str) -> str:
        return f"facebook:{self.server.add(self.ada, text, more={'names': self.server.us.id}).id}"

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(self.ada, to.id, text)
        return Reference(f"facebook:{made.id}", made.id, f"{PAGES}/{made.id}")

    def keep_working(self) -> None:
        self.server.keeps_working = True

    def be_done(self) -> None:
        for film in self.server.films.values():
            self.server.finish(film)

    def refuse_it(self) -> None:
        for film in self.server.films.values():
            film.status = "error"


class TestFacebook(NetworkContract):
    at = FacebookPlace
    capabilities = set(Capability) - {Capability.LIMITS, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[FacebookPlace]:
        with FacebookServer() as server:
            yield FacebookPlace(server)

    def test_the_token_of_the_page_is_asked_for_once(self, place: FacebookPlace) -> None:
        kept: list[str] = []
        send(place.open(keep=kept.append), place.post("First"))
        place.server.tokens.pop(place.server.person_token)
        send(place.open(kept=kept[0]), place.post("Second"))
        assert (len(kept), len(place.standing())) == (1, 2)

    def test_who_signs_in_anew_gets_a_new_token_of_the_page(self, place: FacebookPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        place.token = "EAAanother-person-token"
        place.server.tokens = {place.token: place.server.anna, "EAAnew-page-token": place.server.us}
        place.server.page_token = "EAAnew-page-token"
        send(place.open(kept=kept[0], keep=kept.append), place.post("Again"))
        assert ("EAAnew-page-token" in kept[1], len(place.standing())) == (True, 1)

    def test_only_pages_that_one_may_write_for_are_offered(self, place: FacebookPlace, connector: Any) -> None:
        assert [one.stable_id for one in connector.accounts()] == [place.us.stable_id]

    def test_before_a_page_was_chosen_the_only_one_is_meant(self, place: FacebookPlace) -> None:
        unchosen = Facebook(place.credentials(), Door(place.bounds(), token=place.token, instead=place.instead()))
        assert unchosen.verify().stable_id == place.us.stable_id

    def test_a_video_whose_answer_was_lost_is_not_published_twice(self, place: FacebookPlace, connector: Any) -> None:
        post, fence = place.post("Look", media=(place.video("A shuttle"),)), OpenFence()
        prepared = connector.prepare(post)
        place.server.faults.lose_answer("POST", "/v25.0/*/videos")
        with pytest.raises(UnknownAfterSend):
            connector.publish(post, prepared, fence)
        again = OpenFence(steps=fence.steps)
        taken = place.open().publish(post, prepared, again)
        assert (again.seen, place.open().finished(taken).uri) == ([], place.standing()[0].uri)
        assert len(place.standing()) == 1
        assert place.open().reconcile(post).uri == place.standing()[0].uri

    def test_a_video_has_its_title_and_its_cover(self, place: FacebookPlace, connector: Any) -> None:
        film = place.video("A shuttle")
        send(connector, place.post("Look", media=(film,)))
        [uploaded] = place.server.films.values()
        assert (uploaded.told["title"], uploaded.thumb) == ("A film", film.cover.read_bytes())

    def test_a_comment_may_have_a_picture(self, place: FacebookPlace, connector: Any) -> None:
        root = send(connector, place.post("What do you say?"))
        send(connector, place.post("Look", media=(place.picture("A loom"),), reply_to=root, reply_root=root))
        assert [alt for alt, _, _ in place.standing()[1].pictures] == ["A loom"]

    def test_somebody_whom_facebook_hides_is_heard_all_the_same(self, place: FacebookPlace, connector: Any) -> None:
        root = send(connector, place.post("What do you say?"))
        place.reply(root, "A bridge")
        place.server.hides_people = True
        [said] = connector.listen("").said
        assert (said.text, said.actor.stable_id, said.actor.name) == (
            "A bridge",
            "facebook:somebody",
            "Somebody on Facebook",
        )

    def test_a_small_page_has_counts_but_no_insights(self, place: FacebookPlace, connector: Any) -> None:
        root = send(connector, place.post("Who sees me?"))
        place.server.is_small = True
        assert {one.name: one.value for one in connector.figures(root)} == {"likes": 0, "replies": 0, "shares": 0}

    def test_a_right_that_was_not_given_is_named(self, place: FacebookPlace) -> None:
        place.server.tokens[place.server.page_token] = place.server.anna
        with pytest.raises(ChannelError) as caught:
            send(place.open(), place.post("May I?"))
        assert caught.value.trouble == Trouble.PERMISSION

    def test_a_comment_with_a_video_is_refused_before_it_is_sent(self, place: FacebookPlace, connector: Any) -> None:
        root = send(connector, place.post("The post"))
        for media in ((place.video("A shuttle"),), (place.picture("One"), place.picture("Two", name="two"))):
            with pytest.raises(ChannelError) as caught:
                connector.prepare(place.post("Look", reply_to=root, media=media))
            assert caught.value.trouble == Trouble.MEDIA
        assert len(place.standing()) == 1

    def test_a_story_is_one_picture_or_video_without_words(self, place: FacebookPlace, connector: Any) -> None:
        for media in (place.picture("A loom"), place.video("A shuttle")):
            reference = send(connector, place.post("Only seen here", media=(media,), settings=STORY))
            assert reference.uri == place.standing()[-1].uri
        picture, film = place.standing()
        assert (picture.text, len(picture.pictures), len(film.videos), film.text) == ("", 1, 1, "")
        assert (connector.thread(reference), connector.figures(reference)) == ((), ())
        assert place.open().reconcile(place.post("Only seen here", alt="A loom")) is None

    def test_other_limits_hold_for_a_story(self, place: FacebookPlace, connector: Any) -> None:
        table = limits_of(place, connector)
        story = Facebook.limits_for(STORY, table)
        assert Facebook.limits_for(FacebookSettings(), table) == table
        assert misfits(place.post("Words alone"), "", story) == [Misfit("media_needed", 0, least=1)]
        assert Facebook.wording(place.post("Words", settings=STORY)) == ""

    @pytest.mark.parametrize("moves", [False, True])
    def test_a_story_whose_answer_was_lost_is_found_by_its_upload(
        self, place: FacebookPlace, connector: Any, *, moves: bool
    ) -> None:
        send(connector, place.post("", alt="Another", settings=STORY))
        shown = place.video("A shuttle") if moves else place.picture("A loom")
        post = place.post("", media=(shown,), settings=STORY)
        prepared, fence = connector.prepare(post), OpenFence()
        place.server.faults.lose_answer("POST", "/v25.0/*_stories")
        with pytest.raises(UnknownAfterSend):
            connector.publish(post, prepared, fence)
        assert place.open().reconcile(post) is None
        found = send(place.open(), post, OpenFence(steps=fence.steps))
        assert [one.uri for one in place.standing()][1:] == [found.uri]

    def test_a_story_that_never_arrived_is_shown_by_the_next_try(self, place: FacebookPlace) -> None:
        place.server.faults.reset_connection("POST", "/v25.0/*/photo_stories")
        post = place.post("", alt="A loom", settings=STORY)
        fence = leave_in_doubt(place, post)
        found = send(place.open(), post, OpenFence(steps=fence.steps))
        assert [one.uri for one in place.standing()] == [found.uri]

    def test_a_film_of_a_story_is_waited_for(self, place: FacebookPlace, connector: Any) -> None:
        place.server.keeps_working = True
        post, fence = place.post("", media=(place.video("A shuttle"),), settings=STORY), OpenFence()
        prepared = connector.prepare(post)
        with pytest.raises(ChannelError) as caught:
            connector.publish(post, prepared, fence)
        assert (caught.value.trouble, fence.seen) == (Trouble.BEFORE_SEND, [])
        place.server.films[prepared[0]].uploading = "complete"
        connector.publish(post, prepared, fence)
        assert len(place.standing()) == 1
