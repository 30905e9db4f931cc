"""The WordPress connector keeps its promise against a local server that speaks wp/v2, with faults."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from antiphon.channels.connector import Capability, Captions, Reference
from antiphon.channels.connectors.wordpress import WordPress, WordPressSettings
from antiphon.channels.wire.blog import slug
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.practice.wordpress import PracticeWordPress
from antiphon.practice.wordpress.records import AUTHOR_MAY
from tests.channels.network_contract import NetworkContract
from tests.channels.place import outgoing, send
from tests.channels.wordpress_place import API, WordPressPlace, numbers


class PracticePlace(WordPressPlace):
    """A local WordPress."""

    server: PracticeWordPress

    def __init__(self, server: PracticeWordPress) -> None:
        self.server = server
        self.anna = server.add_person("anna")
        self.password = self.anna.password or ""

    def documents(self, kind: str) -> list[dict[str, Any]]:
        site = self.server.site
        if kind == "posts":
            return [site.post_document(one) for one in self.server.posts()]
        if kind == "media":
            return [site.file_document(one) for one in site.state.files.values()]
        return [site.comment_document(one, edits=True) for one in site.state.comments.values()]

    def revoke(self) -> None:
        self.anna.password = None

    def reply(self, to: Reference, text: str) -> Reference:
        post, parent = numbers(to)
        made = self.server.comment(post, text, parent=parent)
        return Reference(self.uri(post, made.id), f"{post}/{made.id}")

    def take_down(self, reference: Reference) -> None:
        self.server.site.post(reference.id).status = "trash"


@pytest.fixture
def place() -> Iterator[PracticePlace]:
    with PracticeWordPress() as server:
        yield PracticePlace(server)


class TestWordPress(NetworkContract):
    at = PracticePlace
    capabilities = {
        Capability.PUBLISH,
        Capability.RECONCILE,
        Capability.LISTEN,
        Capability.THREAD,
        Capability.FIGURES,
        Capability.REMOVE,
    }

    def test_an_article_has_a_heading_categories_tags_and_a_cover(self, place: PracticePlace) -> None:
        chosen = WordPressSettings(categories="News, Wool", tags="teal,  warp , ", excerpt="In short", comments=False)
        shown = tuple(replace(place.picture(f"No. {one}", name=f"no{one}"), position=one) for one in (0, 1))
        send(place.open(), place.post("First line\n\nSecond", settings=chosen, media=shown))
        [article] = place.server.posts()
        terms = place.server.site.state.terms
        assert (article.title, article.excerpt, article.comment_status) == ("First line", "In short", "closed")
        assert [terms[one].name for one in article.categories] == ["News", "Wool"]
        assert [terms[one].name for one in article.tags] == ["teal", "warp"]
        assert article.content.count("<!-- wp:image") == 1, "the other picture is the cover"
        assert article.slug == slug(place.post("First line", settings=chosen))[:-8] + article.slug[-8:]

    def test_a_category_that_exists_is_not_made_again(self, place: PracticePlace) -> None:
        for categories in ("Wool & felt", "wool & Felt, New"):
            send(place.open(), place.post("Hello", settings=WordPressSettings(categories=categories)))
        assert [one.name for one in place.server.site.state.terms.values()] == ["Wool & felt", "New"]

    def test_a_second_try_takes_up_the_files_of_the_first(self, place: PracticePlace) -> None:
        post = place.post("Once", alt="A square")
        first = place.open().prepare(post)
        assert place.open().prepare(post) == first
        assert len(place.server.site.state.files) == 1
        other = replace(post, media=(replace(post.media[0], alt_text="Another"),))
        assert place.open().prepare(other) != first

    def test_a_film_stands_with_its_words_and_captions(self, place: PracticePlace) -> None:
        words = place.folder / "film.vtt"
        words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiao\n")
        film = replace(place.video('A "shuttle" flies'), captions=(Captions(words, "it"),))
        send(place.open(), place.post("Look", media=(film,)))
        [article] = place.server.posts()
        assert 'aria-label="A &quot;shuttle&quot; flies"' in article.content
        assert '<track kind="captions" srclang="it" src="' in article.content

    def test_markup_that_somebody_typed_is_shown_as_they_typed_it(self, place: PracticePlace) -> None:
        send(place.open(), place.post("1 < 2 & <script>alert(1)</script>", title="<b>Bold</b> & more"))
        [article] = place.server.posts()
        assert article.title == "&lt;b&gt;Bold&lt;/b&gt; &amp; more"
        assert "<script" not in article.content

    def test_an_account_that_may_not_publish_is_refused_when_it_is_connected(self, place: PracticePlace) -> None:
        place.anna.may = AUTHOR_MAY - {"publish_posts"}
        with pytest.raises(ChannelError) as caught:
            place.open().verify()
        assert caught.value.trouble == Trouble.PERMISSION

    def test_an_author_who_is_no_editor_still_hears_comments(self, place: PracticePlace) -> None:
        place.anna.may = AUTHOR_MAY
        root = send(place.open(), place.post("Well?"))
        place.reply(root, "Fine")
        place.reply(root, "Very fine")
        heard = place.open().listen("").said
        assert [one.text for one in heard] == ["Fine", "Very fine"]
        assert len({one.actor.stable_id for one in heard}) == 1

    def test_a_comment_that_a_moderator_releases_late_is_heard(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        late = place.server.site.state.comments[numbers(place.reply(root, "Held back"))[1]]
        late.status = "hold"
        place.reply(root, "At once")
        first = place.open().listen("")
        late.status = "approved"
        second = place.open().listen(first.cursor)
        assert [[one.text for one in heard.said] for heard in (first, second)] == [["At once"], ["Held back"]]
        assert place.open().listen(second.cursor).said == ()

    def test_more_comments_than_a_page_holds_are_heard_once(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        for number in range(230):
            place.server.comment(int(root.id), f"No. {number}")
        first = place.open().listen("")
        assert [one.text for one in first.said] == [f"No. {number}" for number in range(230)]
        assert len(place.open().thread(root)) == 230
        place.server.comment(int(root.id), "One more")
        second = place.open().listen(first.cursor)
        assert [one.text for one in second.said] == ["One more"]
        assert len(second.cursor) < 1000

    @pytest.mark.parametrize("cursor", ["nonsense", "1:", ":", "x:1,2"])
    def test_a_cursor_that_cannot_be_read_begins_anew(self, place: PracticePlace, cursor: str) -> None:
        root = send(place.open(), place.post("Well?"))
        place.reply(root, "Fine")
        assert [one.text for one in place.open().listen(cursor).said] == ["Fine"]

    def test_an_answer_of_which_nobody_knows_is_found_and_sent_once(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        asked = place.reply(root, "How?")
        post = place.post("\u201cSo\u201d -- that is how\u2026", reply_to=asked, reply_root=root)
        place.server.faults.lose_answer("POST", f"{API}/comments")
        with pytest.raises(ChannelError):
            send(place.open(), post)
        found = place.open().reconcile(post)
        assert send(place.open(), post) == found
        assert [one.text for one in place.standing()] == ["Well?", post.text]

    def test_an_answer_where_comments_are_closed_is_no_trouble_of_the_account(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        asked = place.reply(root, "How?")
        place.server.site.post(root.id).comment_status = "closed"
        with pytest.raises(ChannelError) as caught:
            send(place.open(), place.post("So", reply_to=asked, reply_root=root))
        assert caught.value.trouble == Trouble.CONTENT

    def test_our_answer_is_taken_down(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        answer = send(place.open(), place.post("So", reply_to=place.reply(root, "How?"), reply_root=root))
        for _ in range(2):
            place.open().remove(answer)
        assert [one.status for one in place.server.site.state.comments.values()] == ["approved", "trash"]

    def test_a_file_that_the_site_does_not_take_is_named(self, place: PracticePlace) -> None:
        strange = replace(place.picture("A square"), path=place.folder / "square.xyz")
        strange.path.write_bytes(b"what is this")
        with pytest.raises(ChannelError) as caught:
            send(place.open(), place.post("Look", media=(strange,)))
        assert caught.value.trouble == Trouble.MEDIA


def test_a_site_without_readable_addresses_is_found_and_remembered() -> None:
    with PracticeWordPress(plain_permalinks=True) as server:
        place = PracticePlace(server)
        kept: list[str] = []
        assert place.open(keep=kept.append).verify() == place.open().verify()
        reference = send(place.open(kept=kept[0]), outgoing(WordPress, "Hello"))
        assert place.open(kept=kept[0]).reconcile(outgoing(WordPress, "Hello")) is None
        assert [one.uri for one in place.standing()] == [reference.uri]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("È arrivata la lana!", "e-arrivata-la-lana-"), ("שלום", ""), ("x" * 90, "x" * 60 + "-"), ("", "text-")],
)
def test_the_address_of_an_article_is_readable_and_belongs_to_its_operation(title: str, expected: str) -> None:
    post = outgoing(WordPress, "Text", title=title)
    assert slug(post)[:-8] == expected
    assert slug(replace(post, text="Other")) == slug(post) or not title
    assert slug(replace(post, operation="other")) != slug(post)
