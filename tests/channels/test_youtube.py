"""The connector of YouTube keeps its promise against a local server that speaks the documented protocol."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from antiphon.channels.connector import Act, Capability, Captions, Profile, Reference
from antiphon.channels.connectors.youtube import YouTube, YouTubeSettings
from antiphon.channels.wire.pieces import Piece
from antiphon.channels.wire.youtube.records import comment, is_comment, video, video_of
from antiphon.channels.wire.youtube.uploading import PIECE
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.youtube import US, YouTubeServer
from tests.channels.place import OpenFence, Standing, send
from tests.channels.signed_in import SignedInPlace

UPLOAD = ("PUT", "/upload/youtube/v3/videos")


class YouTubePlace(SignedInPlace):
    """A local YouTube with our channel and Ada's."""

    connector = YouTube
    bases = ("https://www.googleapis.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("PUT", "/youtube/v3/videos"),
        "upload": ("POST", "/upload/youtube/v3/videos"),
        "verify": ("GET", "/youtube/v3/channels"),
        "limits": ("GET", "/youtube/v3/channels"),
        "followers": ("GET", "/youtube/v3/channels"),
        "listen": ("GET", "/youtube/v3/commentThreads"),
        "thread": ("GET", "/youtube/v3/commentThreads"),
        "figures": ("GET", "/youtube/v3/videos"),
        "finished": ("GET", "/youtube/v3/videos"),
        "reconcile": ("GET", "/youtube/v3/playlistItems"),
        "remove": ("DELETE", "/youtube/v3/videos"),
    }
    server: YouTubeServer
    mentions = False
    tells_wait = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"views": 40, "likes": 2, "replies": 1}

    @property
    def us(self) -> Profile:
        return Profile(US, "@bottega", "La Bottega", "https://www.youtube.com/@bottega")

    def standing(self) -> list[Standing]:
        videos = [
            Standing(
                uri=video(one.id).uri,
                text=one.snippet["description"],
                language=one.snippet["defaultLanguage"],
                title=one.snippet["title"],
                videos=(len(one.data),),
            )
            for one in self.server.standing()
        ]
        ours = [one for one in self.server.remarks.values() if one.author == US]
        return videos + [
            Standing(
                uri=comment(one.id, one.video).uri,
                text=one.text,
                answers=(comment(one.parent, one.video) if one.parent else video(one.video)).uri,
            )
            for one in ours
        ]

    def lower_limits(self) -> dict[str, Any]:
        self.server.long_uploads = "eligible"
        return {"video_seconds": (1.0, 900.0)}

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(text, video_of(to), to.id if is_comment(to) else "")
        return comment(made.id, made.video)

    def react(self, to: Reference) -> None:
        self.server.shelf[to.id].counts = {"viewCount": "40", "likeCount": "2"}

    def follow(self) -> None:
        self.server.subscribers += 1

    def take_down(self, reference: Reference) -> None:
        del self.server.shelf[reference.id]

    def keep_working(self) -> None:
        self.server.works = True

    def be_done(self) -> None:
        self.server.settle()

    def refuse_it(self) -> None:
        self.server.settle("rejected")


class TestYouTube(NetworkContract):
    at = YouTubePlace
    capabilities: ClassVar[set[Capability]] = set(Capability) - {Capability.ACCOUNTS, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[YouTubePlace]:
        with YouTubeServer() as server:
            yield YouTubePlace(server)

    # Uploads ----------------------------------------------------------------------------------------

    def test_what_is_uploaded_is_seen_by_nobody_and_behind_the_fence_one_small_request_shows_it(
        self, place: YouTubePlace, connector: Any
    ) -> None:
        post = place.post("Wool")
        prepared = connector.prepare(post)
        assert (place.standing(), [one.status["privacyStatus"] for one in place.server.shelf.values()]) == (
            [],
            ["private"],
        )
        place.server.journal.clear()
        connector.publish(post, prepared, OpenFence())
        assert [(one.method, one.path) for one in place.server.journal] == [place.requests["publish"]]

    def test_a_long_film_goes_in_pieces_and_never_lies_in_memory(self, place: YouTubePlace) -> None:
        film = place.video("A film")
        with film.path.open("wb") as file:
            file.truncate(2 * PIECE + 7)
        connector = place.open()
        post = place.post("Long", media=(film,))
        sent: list[int] = []
        place.server.on_request("received", lambda entry: sent.append(int(entry.headers["content-length"])), *UPLOAD)
        connector.prepare(post)
        assert sent == [PIECE, PIECE, 7]

    def test_pieces_are_read_from_disk_while_they_are_sent(self, place: YouTubePlace) -> None:
        film = place.video("A film")
        with film.path.open("wb") as file:
            file.truncate(64 * 1024 * 1024)
        tracemalloc.start()
        try:
            assert sum(len(part) for part in Piece(film.path, 5, 60 * 1024 * 1024)) == 60 * 1024 * 1024
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize("fault", ["reset_connection", "lose_answer", "server_error"])
    def test_a_lost_connection_is_gone_on_from_where_the_film_came_to(
        self, place: YouTubePlace, connector: Any, fault: str
    ) -> None:
        film = place.video("A film")
        film.path.write_bytes(bytes(range(256)) * (PIECE // 256) + b"the end")
        getattr(place.server.faults, fault)(*UPLOAD, times=2)
        reference = send(connector, place.post("Broken", media=(film,)))
        assert place.server.shelf[reference.id].data == film.path.read_bytes()
        assert len(place.server.shelf) == 1

    def test_an_upload_that_was_given_up_is_gone_on_with_later(self, place: YouTubePlace) -> None:
        kept: list[str] = []
        post = place.post("Later")
        place.server.faults.lose_answer(*UPLOAD, times=None)
        with pytest.raises(ChannelError) as caught:
            place.open(keep=kept.append).prepare(post)
        assert caught.value.trouble == Trouble.BEFORE_SEND
        assert "upload_id" not in caught.value.detail, "whoever knows the address may send"
        place.server.faults.clear()
        [number] = place.open(kept=kept[-1]).prepare(post)
        assert list(place.server.shelf) == [number]

    def test_to_prepare_again_uploads_nothing_again(self, place: YouTubePlace) -> None:
        kept: list[str] = []
        post = place.post("Twice")
        first = place.open(keep=kept.append).prepare(post)
        assert place.open(kept=kept[-1]).prepare(post) == first
        assert len(place.server.shelf) == 1

    def test_an_upload_whose_address_holds_no_longer_is_begun_anew(self, place: YouTubePlace) -> None:
        kept: list[str] = []
        post = place.post("Again")
        [old] = place.open(keep=kept.append).prepare(post)
        del place.server.shelf[old]
        [new] = place.open(kept=kept[-1]).prepare(post)
        assert list(place.server.shelf) == [new]

    def test_captions_and_cover_arrive_once_however_often_it_is_prepared(
        self, place: YouTubePlace, tmp_path: Path
    ) -> None:
        words = tmp_path / "words.vtt"
        words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiò\n", "utf-8")
        film = replace(place.video("A film"), captions=(Captions(words, "it"),))
        post, kept = place.post("Dressed", media=(film,)), [""]
        for _ in range(2):
            [number] = place.open(kept=kept[-1], keep=kept.append).prepare(post)
        found = place.server.shelf[number]
        assert film.cover is not None
        assert (found.captions, found.cover) == ({"it": words.read_text("utf-8")}, film.cover.read_bytes())

    def test_a_channel_that_may_have_no_cover_does_without(self, place: YouTubePlace, connector: Any) -> None:
        place.server.covers_allowed = False
        assert send(connector, place.post("Plain")).uri == place.standing()[0].uri

    # Who may see it ---------------------------------------------------------------------------------

    def test_a_project_without_an_audit_is_told_so(self, place: YouTubePlace, connector: Any) -> None:
        place.server.audited = False
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("For all"))
        assert (caught.value.trouble, place.standing()) == (Trouble.PERMISSION, [])

    def test_what_was_chosen_arrives(self, place: YouTubePlace, connector: Any) -> None:
        chosen = YouTubeSettings(
            privacy="unlisted", category="26", tags="wool, silk ,", made_for_kids=True, synthetic=True
        )
        send(connector, place.post("Chosen", title="Wool <and> silk", settings=chosen))
        [found] = place.server.standing()
        assert found.snippet == {
            "title": "Wool ‹and› silk",
            "description": "Chosen",
            "categoryId": "26",
            "tags": ["wool", "silk"],
            "defaultLanguage": "it",
            "defaultAudioLanguage": "it",
        }
        assert found.status == {
            "privacyStatus": "unlisted",
            "selfDeclaredMadeForKids": True,
            "containsSyntheticMedia": True,
        }

    def test_words_that_were_changed_after_the_upload_stand_as_they_are_now(
        self, place: YouTubePlace, connector: Any
    ) -> None:
        post = place.post("Before")
        prepared = connector.prepare(post)
        connector.publish(replace(post, text="After", title="Another"), prepared, OpenFence())
        assert [(one.text, one.title) for one in place.standing()] == [("After", "Another")]

    # Quota ------------------------------------------------------------------------------------------

    def test_a_used_up_quota_waits_until_midnight_in_california(self, place: YouTubePlace, connector: Any) -> None:
        place.server.refusal = "quotaExceeded"
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert caught.value.trouble == Trouble.LIMIT
        assert caught.value.retry_after is not None
        until = datetime.now(UTC) + caught.value.retry_after + timedelta(seconds=5)
        there = until.astimezone(ZoneInfo("America/Los_Angeles"))
        assert (there.hour, there.minute, caught.value.retry_after <= timedelta(hours=25)) == (0, 0, True)

    @pytest.mark.parametrize(
        ("reason", "trouble"),
        [
            ("rateLimitExceeded", Trouble.LIMIT),
            ("commentsDisabled", Trouble.PERMISSION),
            ("insufficientPermissions", Trouble.PERMISSION),
            ("backendError", Trouble.BEFORE_SEND),
        ],
    )
    def test_reasons_are_named(self, place: YouTubePlace, connector: Any, reason: str, trouble: Trouble) -> None:
        place.server.refusal = reason
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert caught.value.trouble == trouble

    # Comments ---------------------------------------------------------------------------------------

    def test_answers_that_a_thread_leaves_out_are_read_all_the_same(
        self, place: YouTubePlace, connector: Any
    ) -> None:
        place.server.shows_replies = 1
        root = send(connector, place.post("What next?"))
        top = place.reply(root, "A bridge?")
        answers = [place.reply(top, f"Answer {number}") for number in range(3)]
        assert {said.reference.uri for said in connector.thread(root)} == {top.uri, *(one.uri for one in answers)}

    def test_a_comment_whose_answer_was_lost_is_found(self, place: YouTubePlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        other = place.reply(root, "A bridge?")
        for to in (root, other):
            answer = place.post("Yes!", reply_to=to, reply_root=root)
            reference = send(connector, answer)
            assert place.open().reconcile(answer) == reference
            assert place.open().reconcile(place.post("No!", reply_to=to, reply_root=root)) is None

    def test_an_answer_to_an_answer_hangs_on_the_comment_above_it(self, place: YouTubePlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        top = place.reply(root, "A bridge?")
        below = place.reply(top, "Or a ford?")
        reference = send(connector, place.post("Both", reply_to=below, reply_root=root))
        assert {one.uri: one.answers for one in place.standing()}[reference.uri] == top.uri

    def test_comments_have_likes_and_are_taken_down_by_themselves(self, place: YouTubePlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        first = send(connector, place.post("A word more", reply_to=root, reply_root=root, continues=True))
        assert {figure.name: figure.value for figure in connector.figures(first)} == {"likes": 0}
        for _ in range(2):
            connector.remove(first)
        assert [one.uri for one in place.standing()] == [root.uri]
        assert connector.figures(first) == ()

    def test_our_own_comments_are_not_heard(self, place: YouTubePlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        send(connector, place.post("A word more", reply_to=root, reply_root=root, continues=True))
        assert connector.listen("").said == ()
