"""The card of a link: the page behind it says what it is, and nothing private is reached on the way."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from antiphon.lib.errors import Refusal
from antiphon.lib.pages import AboutPage, about_page
from antiphon.publishing.actions.carding import fetch_card, first_link
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.drafts import CardGiven, Draft, Moment
from antiphon.publishing.models import Asset
from antiphon.publishing.outgoing import outgoing_of
from tests.publishing.conftest import Stage
from tests.world import World, png

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Plain title</title>
<meta property="og:title" content="  Open on
 Saturday "><meta property="og:description" content="Turn a bowl &amp; more">
<meta property="og:image" content="/bowl.png"></head><body><p>…</p></body></html>"""


@dataclass
class Web:
    """A small web server: what it answers by path, and what was asked for."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    found = Web()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, body = found.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.PRIVATE_HOSTS = [f"127.0.0.1:{server.server_address[1]}"]
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def html(body: str = PAGE, kind: str = "text/html; charset=utf-8") -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": kind}, body.encode()


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
    from antiphon.publishing.actions.keeping import keep_picture

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
