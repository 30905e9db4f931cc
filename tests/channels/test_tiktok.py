"""The connector of TikTok keeps its promise against a local server that speaks the documented protocol."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Media, Pace, Profile, Reference
from antiphon.channels.connectors.tiktok import TikTok, TikTokSettings
from antiphon.channels.wire.tiktok import pacing
from antiphon.channels.wire.tiktok.reading import reference
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.bad_days import GARBAGE
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import size_of
from tests.channels.networks.tiktok import MEGABYTE, TikTokServer
from tests.channels.place import OpenFence, Standing, done, leave_in_doubt, send, send_after_doubt
from tests.channels.signed_in import SignedInPlace

PUBLIC, HIDDEN = TikTokSettings(privacy="PUBLIC_TO_EVERYONE"), TikTokSettings(privacy="SELF_ONLY")
FETCHING = ("POST", "/v2/post/publish/content/init")


class TikTokPlace(SignedInPlace):
    """A local TikTok with us on it. What is posted is a film, unless a test gives pictures."""

    connector = TikTok
    settings = PUBLIC
    bases = ("https://open.tiktokapis.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("PUT", "/upload/*"),
        "upload": ("POST", "/v2/post/publish/video/init"),
        "verify": ("GET", "/v2/user/info"),
        "followers": ("GET", "/v2/user/info"),
        "limits": ("POST", "/v2/post/publish/creator_info/query"),
        "figures": ("POST", "/v2/video/query"),
        "reconcile": ("POST", "/v2/video/list"),
    }
    server: TikTokServer
    keeps_language = False
    keeps_picture_text = False
    answers = False
    tells_wait = False
    counts: ClassVar[dict[str, int]] = {"views": 40, "likes": 1, "replies": 2, "shares": 3}

    @property
    def us(self) -> Profile:
        number = "723f24d7-e717-40f8-a2b6-cb8464cd23b4"
        return Profile(number, "bottega", "La Bottega", "https://www.tiktok.com/@bottega")

    def media(self, alt: str) -> tuple[Media, ...]:
        return (self.video(alt),)

    def film(self, size: int) -> Media:
        """Return a film of so many bytes, no two of its parts alike."""
        film = self.video("A film")
        film.path.write_bytes(b"".join(number.to_bytes(4, "big") for number in range(size // 4 + 1))[:size])
        return film

    def standing(self) -> list[Standing]:
        return [
            Standing(
                uri=reference(one.number, "bottega").uri,
                text=one.words,
                pictures=tuple(("", *size_of(data)) for data in one.pictures),
                videos=(len(one.data),) if one.data else (),
            )
            for one in self.server.standing()
        ]

    def lower_limits(self) -> dict[str, Any]:
        self.server.longest = 60
        return {"video_seconds": (3.0, 60.0)}

    def react(self, to: Reference) -> None:
        post = next(one for one in self.server.posts.values() if one.number == to.id)
        post.counts = {"view_count": 40, "like_count": 1, "comment_count": 2, "share_count": 3}

    def reply(self, to: Reference, text: str) -> Reference:  # noqa: ARG002
        """Comments are counted, and cannot be read."""
        return to

    def follow(self) -> None:
        self.server.followers += 1

    def take_down(self, reference: Reference) -> None:
        for name, post in list(self.server.posts.items()):
            if post.number == reference.id:
                del self.server.posts[name]

    def keep_working(self) -> None:
        self.server.works = True

    def be_done(self) -> None:
        self.server.be_done()

    def refuse_it(self) -> None:
        self.server.be_done("duration_check_failed")


class TestTikTok(NetworkContract):
    at = TikTokPlace
    capabilities: ClassVar[set[Capability]] = {
        Capability.PUBLISH,
        Capability.RECONCILE,
        Capability.FIGURES,
        Capability.LIMITS,
        Capability.FINISHED,
        Capability.FOLLOWERS,
    }

    @pytest.fixture
    def place(self) -> Iterator[TikTokPlace]:
        with TikTokServer() as server:
            yield TikTokPlace(server)

    # Films ------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("kind", GARBAGE)
    def test_nonsense_for_an_answer_to_a_post_leaves_us_in_doubt(self, place: TikTokPlace, kind: Any) -> None:
        """The last chunk is answered by a status alone: nonsense beside it is of no weight, too much of it is."""
        place.server.faults.garbage(*place.requests["publish"], kind=kind)
        post = place.post("What did you say?")
        with contextlib.suppress(UnknownAfterSend):
            send(place.open(), post)
        assert place.open().reconcile(post).uri == place.standing()[0].uri

    def test_a_long_film_waits_at_tiktok_for_its_last_chunk(self, place: TikTokPlace, connector: Any) -> None:
        film = place.film(12 * MEGABYTE + 5)
        post = place.post("Long", media=(film,))
        prepared = connector.prepare(post)
        puts = place.server.journal.entries("PUT", "/upload/*")
        assert [entry.headers["content-range"] for entry in puts] == [f"bytes 0-5242879/{12 * MEGABYTE + 5}"]
        assert place.standing() == []
        reference = done(place.open(), place.open().publish(post, prepared, OpenFence()))
        [found] = place.server.standing()
        assert (found.data, reference.id) == (film.path.read_bytes(), found.number)

    def test_an_address_for_uploads_that_is_too_old_is_not_used(self, place: TikTokPlace, connector: Any) -> None:
        post = place.post("Late")
        [token] = connector.prepare(post)
        old = token.replace('"at":', '"at":1.0,"was":')
        send_late = place.open().publish(post, (old,), OpenFence())
        assert len(place.server.journal.entries("POST", "/v2/post/publish/video/init")) == 2
        assert done(place.open(), send_late).uri == place.standing()[0].uri

    def test_a_film_that_was_taken_is_not_sent_again_whatever_the_list_of_videos_says(
        self, place: TikTokPlace
    ) -> None:
        """TikTok lists a video late, or never: its name was noted behind the fence."""
        post = place.post("Hidden", settings=HIDDEN)
        place.server.faults.lose_answer(*place.requests["publish"])
        fence = leave_in_doubt(place, post)
        reference = send(place.open(), post, OpenFence(steps=fence.steps))
        assert len(place.server.standing()) == 1
        assert (reference.processing, reference.id) == (False, place.server.standing()[0].id)

    def test_a_film_that_tiktok_still_works_on_is_not_sent_again(self, place: TikTokPlace) -> None:
        place.keep_working()
        post, fence = place.post("Slow"), OpenFence()
        first = place.open().publish(post, place.open().prepare(post), fence)
        again = place.open().publish(post, place.open().prepare(post), OpenFence(steps=fence.steps))
        assert (again, len(place.server.journal.entries("PUT", "/upload/*"))) == (first, 1)

    def test_a_film_that_failed_is_begun_anew(self, place: TikTokPlace, connector: Any) -> None:
        place.keep_working()
        post, fence = place.post("Again"), OpenFence()
        prepared = connector.prepare(post)
        connector.publish(post, prepared, fence)
        place.server.be_done("internal")
        place.server.works = False
        reference = done(connector, place.open().publish(post, prepared, OpenFence(steps=fence.steps)))
        assert [one.uri for one in place.standing()] == [reference.uri]

    def test_one_post_is_told_apart_from_another_with_the_same_beginning(
        self, place: TikTokPlace, connector: Any
    ) -> None:
        """The list cuts words after 150 characters."""
        long = "wool " * 100
        send(connector, place.post(long))
        assert connector.reconcile(place.post("Silk")) is None
        assert connector.reconcile(place.post("")) is None
        assert connector.reconcile(place.post(long)).uri == place.standing()[0].uri

    # Who may see it ---------------------------------------------------------------------------------

    def test_what_is_not_public_stands_without_a_number(self, place: TikTokPlace, connector: Any) -> None:
        reference = send(connector, place.post("For ourselves", settings=HIDDEN))
        assert (reference.uri, reference.processing) == (f"tiktok:{place.server.standing()[0].id}", False)
        assert connector.figures(reference) == ()

    def test_of_what_is_not_public_a_look_says_that_it_cannot_know(self, place: TikTokPlace, connector: Any) -> None:
        for post in (
            place.post("Hidden", settings=HIDDEN),
            place.post("Pictures", media=(place.picture("A square"),)),
        ):
            with pytest.raises(ChannelError) as caught:
                connector.reconcile(post)
            assert (caught.value.trouble, caught.value.passing) == (Trouble.CONTENT, False)

    def test_what_the_creator_may_not_choose_is_said_while_preparing(
        self, place: TikTokPlace, connector: Any
    ) -> None:
        place.server.levels = ["SELF_ONLY"]
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("For all"))
        assert (caught.value.trouble, place.server.posts) == (Trouble.CONTENT, {})

    def test_an_app_that_was_not_audited_is_a_matter_of_rights(self, place: TikTokPlace, connector: Any) -> None:
        place.server.refusal = "unaudited_client_can_only_post_to_private_accounts"
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("For all"))
        assert caught.value.trouble == Trouble.PERMISSION

    def test_who_posted_too_much_today_waits_for_an_hour(self, place: TikTokPlace, connector: Any) -> None:
        place.server.refusal = "spam_risk_too_many_posts"
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Too much"))
        assert (caught.value.trouble, caught.value.retry_after) == (Trouble.LIMIT, timedelta(hours=1))

    def test_what_was_chosen_arrives_and_what_the_creator_switched_off_stays_off(
        self, place: TikTokPlace, connector: Any
    ) -> None:
        place.server.comment_disabled = True
        chosen = TikTokSettings(privacy="SELF_ONLY", disable_duet=True, brand_content_toggle=True, is_aigc=True)
        send(connector, place.post("Chosen", settings=chosen))
        assert place.server.standing()[0].info == {
            "title": "Chosen",
            "privacy_level": "SELF_ONLY",
            "disable_comment": True,
            "disable_duet": True,
            "disable_stitch": False,
            "brand_organic_toggle": False,
            "brand_content_toggle": True,
            "is_aigc": True,
        }

    def test_after_six_posts_in_a_minute_tiktok_is_given_a_rest(self) -> None:
        begun = datetime(2026, 11, 22, 9, tzinfo=UTC)
        told = [pacing.begun("an account", begun + timedelta(seconds=9 * number)) for number in range(7)]
        assert [one.left for one in told] == [5, 4, 3, 2, 1, 0, 0]
        assert told[5].until == begun + timedelta(minutes=1)
        assert pacing.begun("another", begun).left == 5
        assert pacing.begun("an account", begun + timedelta(minutes=5)).left == 5

    def test_what_was_begun_is_counted(self, place: TikTokPlace) -> None:
        told: list[Pace] = []
        send(place.open(pace=told.append), place.post("One"))
        assert [one.most for one in told] == [6]

    # Pictures ---------------------------------------------------------------------------------------

    def test_text_picture_and_words_for_it_arrive_unchanged(self, place: TikTokPlace, connector: Any) -> None:
        shown = place.picture("A square")
        reference = send(connector, place.post("Buongiorno", media=(shown,)))
        [found] = place.standing()
        assert (found.uri, found.text, found.pictures) == (
            reference.uri,
            "Buongiorno",
            (("", shown.width, shown.height),),
        )
        assert place.shelf is not None
        assert place.shelf.asked == ["/picture.jpeg"]

    def test_pictures_without_an_address_are_not_asked_for(self, place: TikTokPlace, connector: Any) -> None:
        fence = OpenFence()
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Look", media=(replace(place.picture(""), address=""),)), fence)
        assert (caught.value.trouble, fence.seen) == (Trouble.MEDIA, [])

    def test_pictures_whose_answer_was_lost_are_never_asked_for_again(self, place: TikTokPlace) -> None:
        place.server.faults.lose_answer(*FETCHING)
        post = place.post("Look", media=(place.picture(""),))
        fence = leave_in_doubt(place, post)
        with pytest.raises(UnknownAfterSend):
            send(place.open(), post, OpenFence(steps=fence.steps))
        assert (len(place.standing()), len(place.server.journal.entries(*FETCHING))) == (1, 1)

    def test_pictures_that_were_clearly_refused_may_be_asked_for_again(self, place: TikTokPlace) -> None:
        place.server.faults.too_many_requests(*FETCHING, retry_after=1)
        post, fence = place.post("Look", media=(place.picture(""),)), OpenFence()
        with pytest.raises(ChannelError):
            send(place.open(), post, fence)
        reference = send(place.open(), post, OpenFence(steps=fence.steps))
        assert [one.uri for one in place.standing()] == [reference.uri]

    def test_pictures_that_tiktok_took_are_not_asked_for_again(self, place: TikTokPlace) -> None:
        post, fence = place.post("Look", media=(place.picture(""),)), OpenFence()
        first = send(place.open(), post, fence)
        assert send(place.open(), post, OpenFence(steps=fence.steps)) == first
        assert len(place.standing()) == 1

    def test_a_film_in_doubt_is_looked_for_and_then_sent(self, place: TikTokPlace) -> None:
        place.server.faults.server_error(*place.requests["publish"])
        post = place.post("Hm")
        fence = leave_in_doubt(place, post)
        reference = send_after_doubt(place, post, fence)
        assert [one.uri for one in place.standing()] == [reference.uri]
