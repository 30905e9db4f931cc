"""The connector of Reddit keeps its promise against a local server that speaks the protocol as PRAW does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Pace, Profile, Reference
from antiphon.channels.connectors.reddit import Reddit, RedditSettings
from antiphon.channels.wire.reddit.records import comment, submission
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import size_of
from tests.channels.networks.reddit import US, RedditServer
from tests.channels.place import OpenFence, Standing, send
from tests.channels.signed_in import SignedInPlace

IN_KNITTING = RedditSettings(subreddit="r/knitting")


class RedditPlace(SignedInPlace):
    """A local Reddit with us and Ada on it."""

    connector = Reddit
    settings = IN_KNITTING
    bases = ("https://oauth.reddit.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/api/submit*"),
        "upload": ("POST", "/api/media/asset.json"),
        "verify": ("GET", "/api/v1/me"),
        "followers": ("GET", "/api/v1/me"),
        "listen": ("GET", "/message/inbox"),
        "thread": ("GET", "/comments/*"),
        "figures": ("GET", "/api/info"),
        "reconcile": ("GET", "/user/*/submitted"),
        "remove": ("POST", "/api/del"),
    }
    server: RedditServer
    keeps_language = False
    keeps_picture_text = False
    mentions = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"likes": 2, "shares": 1, "replies": 1}

    @property
    def us(self) -> Profile:
        return Profile("t2_bott", US, US, "https://www.reddit.com/user/bottega")

    def standing(self) -> list[Standing]:
        posts = [
            Standing(
                uri=submission(one.id).uri,
                text=one.text,
                pictures=tuple(("", *size_of(self.server.pictures[number])) for number, _ in one.pictures),
                title=one.title,
                poll=one.poll,
                card=one.url,
            )
            for one in self.server.submissions.values()
            if one.standing
        ]
        ours = [one for one in self.server.remarks.values() if one.author == US]
        return posts + [
            Standing(uri=comment(one.id, one.link).uri, text=one.text, answers=self._uri(one.parent, one.link))
            for one in ours
        ]

    def _uri(self, name: str, link: str) -> str:
        return submission(name).uri if name.startswith("t3_") else comment(name, link).uri

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(text, to.id)
        return comment(made.id, made.link)

    def react(self, to: Reference) -> None:
        found = self.server.submissions[to.id[3:]]
        found.score, found.crossposts = 2, 1

    def follow(self) -> None:
        self.server.subscribers += 1

    def take_down(self, reference: Reference) -> None:
        del self.server.submissions[reference.id[3:]]

    def keep_working(self) -> None:
        self.server.makes_pictures_at_once = False

    def be_done(self) -> None:
        self.server.make()


class TestReddit(NetworkContract):
    at = RedditPlace
    capabilities: ClassVar[set[Capability]] = set(Capability) - {
        Capability.LIMITS,
        Capability.ACCOUNTS,
        Capability.SEARCH,
    }

    @pytest.fixture
    def place(self) -> Iterator[RedditPlace]:
        with RedditServer() as server:
            yield RedditPlace(server)

    def test_what_the_network_refuses_in_the_end_is_an_error(self, place: RedditPlace, connector: Any) -> None:
        """Reddit tells nobody that it made nothing of a picture: it goes on being asked, and a person decides."""
        place.keep_working()
        post = place.post("In vain", alt="A square")
        taken = connector.publish(post, connector.prepare(post), OpenFence())
        assert place.open().finished(taken).processing

    def test_another_post_with_the_same_title_is_not_taken_for_the_one_in_the_making(
        self, place: RedditPlace, connector: Any
    ) -> None:
        place.server.clock.advance(-3600)
        send(connector, place.post("Before", title="Wool"))
        place.server.clock.advance(3600)
        place.keep_working()
        post = place.post("Now", alt="A square", title="Wool")
        taken = connector.publish(post, connector.prepare(post), OpenFence())
        assert place.open().finished(taken).processing

    def test_a_text_that_is_nothing_but_a_link_is_submitted_as_a_link(
        self, place: RedditPlace, connector: Any
    ) -> None:
        post = place.post("https://example.org/wool")
        reference = send(connector, post)
        [found] = place.standing()
        assert (found.card, found.text, connector.reconcile(post)) == (
            "https://example.org/wool",
            "",
            replace(reference, url=reference.url),
        )

    def test_captions_of_a_gallery_are_the_words_for_the_pictures_as_far_as_they_fit(
        self, place: RedditPlace, connector: Any
    ) -> None:
        long = "wool " * 60
        shown = tuple(place.picture(words, name=name) for name, words in (("one", "A sheep"), ("two", long)))
        send(connector, place.post("Two", media=shown))
        [found] = place.server.submissions.values()
        first, second = (caption for _, caption in found.pictures)
        assert (first, second[-6:], len(second) <= 180) == ("A sheep", " wool…", True)

    def test_a_flair_is_found_by_its_words(self, place: RedditPlace, connector: Any) -> None:
        chosen = RedditSettings(subreddit="knitting", flair="question", nsfw=True, spoiler=True)
        send(connector, place.post("How?", settings=chosen))
        [found] = place.server.submissions.values()
        assert (found.flair, found.asked["nsfw"], found.asked["spoiler"]) == ("f2", "true", "true")

    def test_a_flair_that_the_community_does_not_know_is_said_before_anything_is_submitted(
        self, place: RedditPlace, connector: Any
    ) -> None:
        fence = OpenFence()
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("How?", settings=RedditSettings(subreddit="knitting", flair="Wool")), fence)
        assert (caught.value.trouble, fence.seen, place.standing()) == (Trouble.CONTENT, [], [])

    @pytest.mark.parametrize(
        ("error", "trouble"),
        [
            (["SUBREDDIT_NOTALLOWED", "you aren't allowed to post there.", "sr"], Trouble.PERMISSION),
            (["ALREADY_SUB", "that link has already been submitted", "url"], Trouble.DUPLICATE),
            (["USER_REQUIRED", "Please log in to do that.", ""], Trouble.AUTH),
            (["SUBMIT_VALIDATION_FLAIR_REQUIRED", "Post must contain post flair.", "flair"], Trouble.CONTENT),
        ],
    )
    def test_errors_inside_answers_of_success_are_named(
        self, place: RedditPlace, connector: Any, error: list[str], trouble: Trouble
    ) -> None:
        place.server.error = error
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Refused"))
        assert (caught.value.trouble, place.standing()) == (trouble, [])

    @pytest.mark.parametrize(
        ("words", "told", "wait"),
        [
            ("Take a break for 9 minutes before trying again.", 0.0, timedelta(minutes=9)),
            ("you are doing that too much. try again in 44 seconds.", 0.0, timedelta(seconds=44)),
            ("you are doing that too much.", 321.5, timedelta(seconds=321.5)),
            ("you are doing that too much.", 0.0, timedelta(minutes=10)),
        ],
    )
    def test_who_posts_too_much_is_told_how_long_to_wait(
        self, place: RedditPlace, connector: Any, words: str, told: float, wait: timedelta
    ) -> None:
        place.server.error, place.server.ratelimit = ["RATELIMIT", words, "ratelimit"], told
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Too much"))
        assert (caught.value.trouble, caught.value.retry_after) == (Trouble.LIMIT, wait)

    def test_a_comment_whose_answer_was_lost_is_found_under_what_it_answers(
        self, place: RedditPlace, connector: Any
    ) -> None:
        root = send(connector, place.post("What next?"))
        other = place.reply(root, "A bridge?")
        answer = place.post("Yes!", reply_to=other, reply_root=root)
        reference = send(connector, answer)
        assert place.open().reconcile(answer).uri == reference.uri
        assert place.open().reconcile(place.post("Yes!", reply_to=root, reply_root=root)) is None

    def test_a_private_message_is_heard_as_one(self, place: RedditPlace, connector: Any) -> None:
        place.server.say("Do you ship to Norway?", "", kind="t4")
        [said] = connector.listen("").said
        assert (said.act, said.text, said.root_uri) == (Act.DIRECT, "Do you ship to Norway?", "")

    def test_a_name_dropped_in_a_strangers_thread_is_a_mention(self, place: RedditPlace, connector: Any) -> None:
        place.server.say("Ask u/bottega", "t3_stranger", type="username_mention")
        [said] = connector.listen("").said
        assert (said.act, said.root_uri) == (Act.MENTION, submission("stranger").uri)

    def test_what_reddit_says_of_its_rate_is_passed_on(self, place: RedditPlace) -> None:
        told: list[Pace] = []
        place.open(pace=told.append).verify()
        assert [one.left for one in told] == [98]
