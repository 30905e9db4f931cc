"""The brand's own pages and feeds."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from antiphon.lib import clock
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Asset, Delivery
from tests.web.readers import Page, page
from tests.world import World, deliver, png, say

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
TEXT = "Open on Saturday <b>& Sunday</b>.\n\nBring #wood https://example.org/a?b=c&d=e"


@pytest.fixture
def live(world: World) -> Delivery:
    pictures = [Picture(png(), "A teal <square>"), Picture(png(color="red"), alt_waived=True)]
    say(world.anna, world.site, TEXT, pictures=pictures)
    deliver()
    return Delivery.objects.get()


def test_anybody_reads_what_is_live_and_only_that(world: World, live: Delivery) -> None:
    say(world.anna, world.site, "Not yet.")
    shown = page(Client(), "/@bottega/")
    assert "Open on Saturday <b>& Sunday</b>." in shown.words
    assert "Not yet." not in shown.words
    assert shown.all("article", class_="h-entry entry")
    assert shown.all("link", rel="alternate", type="application/atom+xml", href="/@bottega/feed.atom")
    assert shown.all("link", rel="canonical", href="http://localhost:8000/@bottega/")


def test_a_post_has_a_page_with_pictures_and_their_words(live: Delivery) -> None:
    shown = page(Client(), f"/@bottega/posts/{live.operation}/")
    first = Asset.objects.order_by("pk")[0]
    assert live.url == f"http://localhost:8000/@bottega/posts/{live.operation}/"
    assert shown.all("link", rel="canonical", href=live.url)
    assert shown.all("img", src=f"/media/{first.file.name}", alt="A teal <square>")
    assert shown.all("meta", property="og:image", content=f"http://localhost:8000/media/{first.file.name}")
    assert shown.all("meta", property="og:image:alt", content="A teal <square>")
    assert shown.all("a", href="https://example.org/a?b=c&d=e")
    assert shown.all("time", class_="dt-published")


@pytest.mark.parametrize("rest", ["", "posts/made-up/", "feed.rss", "feed.atom"])
def test_an_unknown_brand_is_not_found(world: World, rest: str) -> None:
    assert Client().get(f"/@nobody/{rest}").status_code == 404
    assert Client().get(f"/@nobody/{rest}", headers={"If-None-Match": '"x"'}).status_code == 404


def test_a_post_that_was_taken_down_is_gone(live: Delivery) -> None:
    known = Client().get(f"/@bottega/posts/{live.operation}/")["ETag"]
    for state in ("removing", "not_removed", "removed"):
        Delivery.objects.update(state=state, state_since=clock.now())
        gone = Client().get(f"/@bottega/posts/{live.operation}/", headers={"If-None-Match": known})
        assert (gone.status_code, "ETag" in gone, "Open on Saturday" in gone.content.decode()) == (410, False, False)
        assert "Open on Saturday" not in Client().get("/@bottega/feed.atom").content.decode()
    assert Client().get("/@bottega/posts/made-up/").status_code == 404


def test_the_rss_feed_holds_the_whole_post(live: Delivery) -> None:
    answer = Client().get("/@bottega/feed.rss")
    item = ET.fromstring(answer.content).find("channel/item")  # noqa: S314  our own feed
    assert answer["Content-Type"].startswith("application/rss+xml")
    assert item is not None
    assert (item.findtext("title"), item.findtext("link")) == ("Open on Saturday <b>& Sunday</b>.", live.url)
    assert item.findtext("guid") == live.uri
    whole = Page(item.findtext(f"{CONTENT}encoded") or "")
    first = Asset.objects.order_by("pk")[0]
    assert whole.all("img")[0]["src"] == f"http://localhost:8000/media/{first.file.name}"
    assert "Open on Saturday <b>& Sunday</b>." in whole.words
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert (enclosure.get("type"), enclosure.get("length")) == ("image/png", str(first.bytes))


def test_the_atom_feed_holds_the_whole_post_and_every_picture(live: Delivery) -> None:
    answer = Client().get("/@bottega/feed.atom")
    feed = ET.fromstring(answer.content)  # noqa: S314  our own feed
    entry = feed.find(f"{ATOM}entry")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == live.uri
    assert len([one for one in entry.findall(f"{ATOM}link") if one.get("rel") == "enclosure"]) == 2
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "Bring #wood" in Page(content.text or "").words
    addresses = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert addresses["self"] == "http://localhost:8000/@bottega/feed.atom"


@pytest.mark.parametrize("address", ["/@bottega/", "/@bottega/feed.rss", "/@bottega/feed.atom"])
def test_a_copy_stays_good_until_something_comes(world: World, live: Delivery, address: str) -> None:
    first = Client().get(address)
    kept = {"If-None-Match": first["ETag"]}
    assert first["Last-Modified"]
    assert Client().get(address, headers=kept).status_code == 304
    say(world.anna, world.site, "News.")
    deliver()
    assert Client().get(address, headers=kept).status_code == 200


def test_the_pages_of_a_silent_brand_are_there(world: World) -> None:
    assert "Nothing has been said here yet" in page(Client(), "/@bottega/").words
    assert ET.fromstring(Client().get("/@bottega/feed.rss").content).find("channel/item") is None  # noqa: S314  our own feed


def test_readers_get_no_cookie(live: Delivery) -> None:
    assert not Client().get("/@bottega/").cookies


@pytest.mark.parametrize("feed", ["feed.rss", "feed.atom"])
def test_what_other_programs_leave_in_a_pasted_text_breaks_no_feed(world: World, feed: str) -> None:
    say(world.anna, world.site, "A slide\x0bof two lines\x00\x1b", pictures=[Picture(png(), "A\x0c square")])
    deliver()
    read = Client().get(f"/@bottega/{feed}")
    assert read.status_code == 200
    assert "A slide" in read.content.decode()
    assert Delivery.objects.get().words == "A slide\nof two lines"


@pytest.mark.parametrize("page", ["0", "9" * 5000, "²", "x"])
def test_a_page_of_no_number_is_not_found(live: Delivery, page: str) -> None:
    assert Client().get("/@bottega/", {"page": page}).status_code == 404
