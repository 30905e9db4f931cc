"""The LinkedIn connector keeps its promise against a local server that speaks the documented protocol."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Captions, Door, Poll, Profile, Reference
from antiphon.channels.connectors.linkedin import LinkedIn, LinkedInCredentials, LinkedInSettings
from antiphon.channels.wire.linkedin.text import little, plain
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.linkedin import TOKEN, LinkedInServer, kind_of
from tests.channels.networks.linkedin_records import Post, understood
from tests.channels.place import NetworkPlace, OpenFence, Standing, send

PAGES = "https://www.linkedin.com"


class LinkedInPlace(NetworkPlace):
    """A local LinkedIn with our page and Ada on it."""

    connector = LinkedIn
    bases = ("https://api.linkedin.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/rest/posts"),
        "upload": ("POST", "/rest/images"),
        "verify": ("GET", "/rest/organizations/*"),
        "listen": ("GET", "/rest/organizationalEntityNotifications"),
        "thread": ("GET", "/rest/socialActions/*/comments"),
        "figures": ("GET", "/rest/organizationalEntityShareStatistics"),
        "reconcile": ("GET", "/rest/posts"),
        "followers": ("GET", "/rest/networkSizes/*"),
        "accounts": ("GET", "/rest/organizationAcls"),
        "remove": ("DELETE", "/rest/posts/*"),
    }
    keeps_language = False
    shows_cards = True
    heard_acts: ClassVar[frozenset[Act]] = frozenset({Act.LIKE, Act.SHARE})
    counts: ClassVar[dict[str, int]] = {
        "views": 900, "reach": 700, "clicks": 12, "likes": 1, "replies": 1, "shares": 1,
    }  # fmt: skip
    tells_wait = False
    token = TOKEN
    server: LinkedInServer

    def __init__(self, server: LinkedInServer) -> None:
        self.server = server

    @property
    def typed(self) -> dict[str, str]:
        return {"client_id": "78abcdefgh", "client_secret": "a1b2C3D4", "speaks_for": "pages"}

    @property
    def us(self) -> Profile:
        return Profile(self.server.page, "bottega", "La Bottega", f"{PAGES}/company/bottega/")

    def standing(self) -> list[Standing]:
        posts = [self.shown(post) for post in self.server.posts if post.author == self.us.stable_id]
        ours = [one for one in self.server.comments if one.actor == self.us.stable_id]
        above = {post.activity: post.urn for post in self.server.posts}
        return posts + [Standing(one.urn, one.text, answers=one.parent or above[one.thread]) for one in ours]

    def shown(self, post: Post) -> Standing:
        content = post.body.get("content") or {}
        media = content.get("media")
        several = (content.get("multiImage") or {}).get("images") or ([media] if media else [])
        pictures = [one for one in several if ":image:" in one["id"]]
        return Standing(
            uri=post.urn,
            text=post.text,
            pictures=tuple((one["altText"], *self.measured(one["id"])) for one in pictures),
            videos=tuple(len(self.server.assets[one["id"]].data) for one in several if ":video:" in one["id"]),
            documents=tuple(len(self.server.assets[one["id"]].data) for one in several if ":document:" in one["id"]),
            poll=tuple(one["text"] for one in (content.get("poll") or {}).get("options", [])),
            card=(content.get("article") or {}).get("source", ""),
        )

    def measured(self, urn: str) -> tuple[int, int]:
        kind = kind_of(self.server, urn)
        return kind.width, kind.height

    def revoke(self) -> None:
        self.server.tokens.clear()

    def mention(self, text: str) -> str:
        return self.server.mention(text)

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(self.server.ada, to.id, text)
        return Reference(made.urn, made.urn, to.url)

    def react(self, to: Reference) -> None:
        self.server.react(self.server.post(to.id))

    def follow(self) -> None:
        self.server.followers += 1

    def take_down(self, reference: Reference) -> None:
        self.server.posts.remove(self.server.post(reference.id))


class TestLinkedIn(NetworkContract):
    at = LinkedInPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.LIMITS, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[LinkedInPlace]:
        with LinkedInServer() as server:
            yield LinkedInPlace(server)

    @pytest.mark.parametrize("kind", ["huge"])
    def test_nonsense_for_an_answer_to_a_post_leaves_us_in_doubt(self, place: LinkedInPlace, kind: Any) -> None:
        """The name of a post stands in the head of the answer, which has no body to speak of."""
        place.server.faults.garbage(*place.requests["publish"], kind=kind)
        post = place.post("What did you say?")
        with pytest.raises(UnknownAfterSend):
            send(place.open(), post)
        assert place.open().reconcile(post).uri == place.standing()[0].uri

    def test_a_slow_answer_to_a_post_is_not_waited_for(self, place: LinkedInPlace) -> None:
        """Its head is slow: it has no body."""
        place.server.on_request("accepted", lambda _entry: time.sleep(3), *place.requests["publish"])
        begun = time.monotonic()
        with pytest.raises(UnknownAfterSend):
            send(place.open(place.bounds(seconds=1)), place.post("Quick"))
        assert time.monotonic() - begun < 2.5

    @pytest.mark.parametrize(
        "text",
        [
            "All (of it) [and] {more}",
            "a_b*c~d|e<f>g@h\\i",
            "https://example.org/a_(b)?utm_source=linkedin#top",
            "# not a tag, #1 neither",
        ],
    )
    def test_what_the_format_reserves_arrives_whole(self, place: LinkedInPlace, connector: Any, text: str) -> None:
        post = place.post(text)
        reference = send(connector, post)
        assert ([one.text for one in place.standing()], connector.reconcile(post)) == ([text], reference)

    def test_escapes_count(self, place: LinkedInPlace) -> None:
        assert LinkedIn.wording(place.post("(a)")) == "\\(a\\)"
        assert LinkedIn.wording(place.post("(a)", reply_to=Reference("urn:li:share:1", "urn:li:share:1"))) == "(a)"

    def test_a_hashtag_stays_one(self) -> None:
        assert little("On #weaving, #día-1 and C#") == "On #weaving, #día-1 and C\\#"
        assert understood(little("On #weaving (all)")) == "On #weaving (all)"

    def test_the_networks_own_forms_are_read_as_people_read_them(self) -> None:
        told = "{hashtag|\\#|weaving} with @[La \\(Bottega\\)](urn:li:organization:1) \\_here\\_"
        assert plain(told) == "#weaving with @La (Bottega) _here_"

    def test_who_may_see_it_and_pass_it_on_is_told(self, place: LinkedInPlace, connector: Any) -> None:
        send(
            connector,
            place.post("Friends", settings=LinkedInSettings(visibility="CONNECTIONS", may_be_reshared=False)),
        )
        send(connector, place.post("Everyone"))
        told = [(one.body["visibility"], one.body["isReshareDisabledByAuthor"]) for one in place.server.posts]
        assert told == [("CONNECTIONS", True), ("PUBLIC", False)]

    def test_a_video_comes_in_parts_with_its_cover(self, place: LinkedInPlace, connector: Any) -> None:
        film = place.video("A shuttle")
        send(connector, place.post("Look", media=(film,)))
        [asset] = place.server.assets.values()
        assert (asset.data, asset.thumbnail) == (film.path.read_bytes(), film.cover.read_bytes())
        assert place.server.posts[0].body["content"]["media"]["title"] == "A film"

    def test_a_video_has_its_captions_as_subrip(self, place: LinkedInPlace, connector: Any, tmp_path: Path) -> None:
        words = tmp_path / "words.vtt"
        words.write_text("WEBVTT\n\nNOTE ours\n\n00:01.000 --> 00:02.000 align:start\n<v Ada>Così\n", "utf-8")
        film = replace(place.video("A shuttle"), captions=(Captions(words, "it"), Captions(words, "en")))
        send(connector, place.post("Look", media=(film,)))
        [asset] = place.server.assets.values()
        assert asset.captions == {"IT": "1\n00:00:01,000 --> 00:00:02,000\nCosì\n"}

    def test_captions_that_are_refused_are_told_before_anybody_sees_the_post(
        self, place: LinkedInPlace, connector: Any, tmp_path: Path
    ) -> None:
        words = tmp_path / "words.vtt"
        words.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "utf-8")
        film = replace(place.video("A shuttle"), captions=(Captions(words, "en"),))
        place.server.faults.server_error("POST", "/dms-uploads/*/captions", status=400)
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Look", media=(film,)))
        assert (caught.value.trouble, place.standing()) == (Trouble.MEDIA, [])

    def test_a_video_that_is_worked_on_is_waited_for(self, place: LinkedInPlace, connector: Any) -> None:
        post, fence = place.post("Look", media=(place.video("A shuttle"),)), OpenFence()
        place.server.working = True
        prepared = connector.prepare(post)
        for status, trouble in (("PROCESSING", Trouble.BEFORE_SEND), ("PROCESSING_FAILED", Trouble.MEDIA)):
            place.server.assets[prepared[0]].status = status
            with pytest.raises(ChannelError) as caught:
                connector.publish(post, prepared, fence)
            assert (caught.value.trouble, fence.seen) == (trouble, [])
        place.server.assets[prepared[0]].status = "AVAILABLE"
        connector.publish(post, prepared, fence)
        assert len(place.standing()) == 1

    def test_a_poll_is_open_for_at_least_as_long_as_asked(self, place: LinkedInPlace, connector: Any) -> None:
        for hours in (24, 30, 168, 200):
            send(connector, place.post(f"{hours}?", poll=Poll(("Yes", "No"), hours=hours)))
        lasts = [one.body["content"]["poll"]["settings"]["duration"] for one in place.server.posts]
        assert lasts == ["ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"]

    def test_a_post_that_stands_already_is_named_so(self, place: LinkedInPlace, connector: Any) -> None:
        send(connector, place.post("Good morning"))
        place.server.refuses_duplicates = True
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Good morning"))
        assert caught.value.trouble == Trouble.DUPLICATE

    def test_a_post_that_was_edited_hides_no_newer_one(self, place: LinkedInPlace, connector: Any) -> None:
        place.server.clock.advance(-86_400)
        send(connector, place.post("Yesterday"))
        place.server.clock.advance(86_400)
        post = place.post("Today")
        reference = send(connector, post)
        place.server.posts[0].changed = place.server.clock.now()
        assert connector.reconcile(post) == reference

    def test_what_answers_an_answer_hangs_on_the_comment_above(self, place: LinkedInPlace, connector: Any) -> None:
        root = send(connector, place.post("What do you say?"))
        asked = place.reply(root, "A bridge?")
        more = place.reply(asked, "Or a door?")
        send(connector, place.post("Both!", reply_to=more, reply_root=root))
        assert place.standing()[1].answers == asked.uri

    def test_somebody_whose_name_is_not_told_is_heard_all_the_same(
        self, place: LinkedInPlace, connector: Any
    ) -> None:
        root = send(connector, place.post("What do you say?"))
        place.reply(root, "A bridge")
        place.reply(root, "A door")
        place.server.tells_names = False
        said = connector.listen("").said
        assert [(one.text, one.actor.handle, one.actor.name) for one in said] == [
            ("A bridge", "ada02", ""),
            ("A door", "ada02", ""),
        ]
        assert len(place.server.journal.entries("GET", "/rest/people/*")) == 1

    def test_a_comment_with_a_video_is_refused_before_it_is_sent(self, place: LinkedInPlace, connector: Any) -> None:
        root = send(connector, place.post("The post"))
        for media in ((place.video("A shuttle"),), (place.picture("One"), place.picture("Two", name="two"))):
            with pytest.raises(ChannelError) as caught:
                connector.prepare(place.post("Look", reply_to=root, media=media))
            assert caught.value.trouble == Trouble.MEDIA
        assert len(place.standing()) == 1

    def test_scopes_are_those_of_what_it_speaks_for(self) -> None:
        oauth = LinkedIn.oauth
        assert oauth is not None
        assert "w_organization_social" in oauth.at({"speaks_for": "pages"}).scopes
        assert oauth.at({"speaks_for": "profile"}).scopes == ("openid", "profile", "w_member_social")


class TestLinkedInOfAPerson:
    """What a profile can do, of which the network tells little."""

    @pytest.fixture
    def place(self) -> Iterator[LinkedInPlace]:
        with LinkedInServer() as server:
            yield LinkedInPlace(server)

    def open(self, place: LinkedInPlace, account: Profile | None) -> LinkedIn:
        typed = LinkedInCredentials(client_id="78abcdefgh", client_secret="a1b2C3D4", speaks_for="profile")
        return LinkedIn(typed, Door(place.bounds(), token=place.token, instead=place.instead()), account)

    def test_it_posts_for_who_signed_in(self, place: LinkedInPlace) -> None:
        [anna] = self.open(place, None).accounts()
        assert (anna.stable_id, anna.name) == (place.server.admin, "Anna Bottega")
        post = place.post("Good morning")
        reference = send(self.open(place, anna), post)
        assert [(one.urn, one.author, one.text) for one in place.server.posts] == [
            (reference.uri, place.server.admin, "Good morning")
        ]
        assert self.open(place, anna).reconcile(post) == reference

    def test_what_may_not_be_read_is_for_a_person_to_look_at(self, place: LinkedInPlace) -> None:
        connector = self.open(place, self.open(place, None).verify())
        place.server.reads_profiles = False
        with pytest.raises(ChannelError) as caught:
            connector.reconcile(place.post("Did you hear me?"))
        assert (caught.value.trouble, caught.value.passing) == (Trouble.CONTENT, False)

    def test_nothing_is_heard_and_nothing_is_counted(self, place: LinkedInPlace) -> None:
        connector = self.open(place, self.open(place, None).verify())
        reference = send(connector, place.post("Good morning"))
        assert (connector.listen("").said, connector.figures(reference)) == ((), ())
        with pytest.raises(ChannelError):
            connector.followers()
