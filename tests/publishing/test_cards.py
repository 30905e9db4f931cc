"""The card of a link: the page behind it says what it is, and nothing private is reached on the way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from antiphon.lib.errors import Refusal
from antiphon.lib.pages import AboutPage, about_page
from antiphon.publishing.actions.carding import fetch_card, first_link
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.actions.keeping import keep_picture
from antiphon.publishing.drafts import CardGiven, Draft, Moment
from antiphon.publishing.models import Asset
from antiphon.publishing.outgoing import outgoing_of
from tests.publishing.conftest import Stage
from tests.webpages import Web, html, small_web
from tests.world import World, png


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    with small_web() as found:
        settings.PRIVATE_HOSTS = [found.place]
        yield found


def test_a_page_is_shown_as_it_wants_to_be_and_its_picture_kept(world: World, web: Web) -> None:
    web.answers = {"/page": html(), "/bowl.png": (200, {"Content-Type": "image/png"}, png(60, 40))}
    card = fetch_card(world.anna, f"{web.url}/page")
    assert (card.title, card.description) == ("Open on Saturday", "Turn a bowl & more")
    assert card.picture == Asset.objects.get()


def test_a_picture_that_is_none_is_left_out(world: World, web: Web) -> None:
    web.answers = {"/page": html(), "/bowl.png": (200, {"Content-Type": "image/png"}, b"MZ")}
    assert fetch_card(world.anna, f"{web.url}/page").picture is None
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"<title>Only a title</title>", AboutPage("Only a title", "", "")),
        (b"<meta name=description content='Words'>", AboutPage("", "Words", "")),
        ("<meta charset=iso-8859-1><title>caffè</title>".encode("latin-1"), AboutPage("caffè", "", "")),
        (b"<base href='https://cdn.example/x/'><meta property='og:image' content='a.png'>",
         AboutPage("", "", "https://cdn.example/x/a.png")),
        (b"<meta property='og:image' content='file:///etc/passwd'>", AboutPage("", "", "")),
        (b"<meta property='og:title' content=''><title>T</title>", AboutPage("T", "", "")),
        (b"\xff\xfe\x00 rubbish <<<", AboutPage("", "", "")),
        (b"", AboutPage("", "", "")),
    ],
)  # fmt: skip
def test_whatever_a_page_says_is_read_and_nothing_else(source: bytes, expected: AboutPage) -> None:
    assert about_page(source, "https://example.org/page") == expected


REFUSED: dict[str, Callable[[Web], str]] = {
    "private network": lambda _web: "http://127.0.0.1:1/",
    "begins with https": lambda _web: "file:///etc/passwd",
    "no page behind": lambda web: f"{web.url}/sheet.pdf",
    "cannot be opened": lambda web: f"{web.url}/gone",
    "did not answer": lambda web: f"{web.url}/huge",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_had_is_said(world: World, web: Web, words: str) -> None:
    web.answers = {"/sheet.pdf": html(kind="application/pdf"), "/huge": html("x" * 3_000_001)}
    with pytest.raises(Refusal, match=words) as caught:
        fetch_card(world.anna, REFUSED[words](web))
    assert caught.value.field == "card"


def test_a_redirect_into_a_private_network_is_not_followed(world: World, web: Web) -> None:
    web.answers = {"/away": (302, {"Location": "http://127.0.0.1:1/secret"}, b"")}
    with pytest.raises(Refusal, match="private network"):
        fetch_card(world.anna, f"{web.url}/away")


def test_the_first_link_is_the_one() -> None:
    assert first_link("See https://example.org/a, then https://example.org/b") == "https://example.org/a"
    assert first_link("Nothing here") == ""


def test_a_card_reaches_a_network_that_shows_it(stage: Stage) -> None:
    picture = keep_picture(stage.anna, png(1600, 900))
    card = CardGiven("https://bottega.example/saturday", "Open on Saturday", "Turn a bowl", picture)
    draft = Draft("https://bottega.example/saturday", [stage.channels["bluesky"]], "en", card=card)
    post = compose(stage.anna, draft, Moment())
    outgoing = outgoing_of(stage.delivery(post, "bluesky"))
    assert outgoing.card is not None
    assert outgoing.card.picture is not None
    assert outgoing.card.picture.stat().st_size < 950_000
    stage.work_until_settled()
    (record,) = [one.value for one in stage.bluesky.posts() if one.did == stage.skier.did]
    external = record["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (card.url, card.title, card.description)
    assert external["thumb"]["mimeType"] == "image/jpeg"
