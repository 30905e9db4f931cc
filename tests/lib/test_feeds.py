"""Feeds are asked for politely and read with care."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.lib.bounds import Bounds
from antiphon.lib.feeds import FeedEntry, FeedTrouble, FeedUnread, fetch, parse
from tests.feed_server import ATOM, FeedServer, feed_server, rss

HERE = Bounds(frozenset({"127.0.0.1"}), total_seconds=5, max_bytes=100_000)


@pytest.fixture
def site() -> Iterator[FeedServer]:
    with feed_server() as server:
        yield server


def test_an_rss_feed_is_read_as_plain_words(site: FeedServer) -> None:
    read = fetch(f"{site.address}/feed", HERE, agent="Test")
    at = datetime(2026, 3, 16, 8, tzinfo=UTC)
    assert read.title == "Wood & more"
    assert read.entries == (FeedEntry("wood-1", "Oak", "About Oak", "https://wood.example/1", at),)


def test_an_atom_feed_is_read_too() -> None:
    title, (entry,) = parse(ATOM.encode(), "application/atom+xml", "https://planks.example/feed")
    assert (title, entry.title, entry.text, entry.link) == ("Planks", "Oak", "Of oak.", "https://planks.example/1")


def test_it_says_who_asks_and_what_it_has_already(site: FeedServer) -> None:
    site.headers = {"ETag": '"one"', "Last-Modified": "Mon, 16 Mar 2026 08:00:00 GMT"}
    read = fetch(f"{site.address}/feed", HERE, agent="Test reader")
    again = fetch(f"{site.address}/feed", HERE, agent="Test reader", etag=read.etag, modified=read.modified)
    (_, first), (_, second) = site.asked
    assert first["User-Agent"] == "Test reader"
    assert "If-None-Match" not in first
    assert (second["If-None-Match"], second["If-Modified-Since"]) == (read.etag, read.modified)
    assert again.unchanged


def test_a_feed_that_moved_for_good_is_followed_to_its_new_place(site: FeedServer) -> None:
    assert fetch(f"{site.address}/old", HERE, agent="Test").address == f"{site.address}/feed"


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (404, b"", FeedTrouble.MISSING),
        (403, b"", FeedTrouble.MISSING),
        (410, b"", FeedTrouble.GONE),
        (429, b"", FeedTrouble.ASKED_TO_WAIT),
        (503, b"", FeedTrouble.ASKED_TO_WAIT),
        (500, b"", FeedTrouble.SERVER),
        (200, b"<html><body>Hello</body></html>", FeedTrouble.NO_FEED),
        (200, b"", FeedTrouble.NO_FEED),
        (200, b"\x00\xff\xfe not a feed", FeedTrouble.NO_FEED),
        (200, b"/etc/hostname", FeedTrouble.NO_FEED),
        (200, b"http://127.0.0.1:1/feed", FeedTrouble.NO_FEED),
        (200, rss(*["Oak" * 50] * 400), FeedTrouble.TOO_LARGE),
    ],
)
def test_a_bad_feed_says_why(site: FeedServer, status: int, body: bytes, trouble: FeedTrouble) -> None:
    site.status, site.body = status, body
    with pytest.raises(FeedUnread) as unread:
        fetch(f"{site.address}/feed", HERE, agent="Test")
    assert unread.value.trouble == trouble


def test_a_site_that_asks_to_wait_is_heard(site: FeedServer) -> None:
    site.status, site.headers = 429, {"Retry-After": "7200"}
    with pytest.raises(FeedUnread) as unread:
        fetch(f"{site.address}/feed", HERE, agent="Test")
    assert unread.value.wait == timedelta(hours=2)


@pytest.mark.parametrize(
    ("address", "bounds", "trouble"),
    [
        ("http://127.0.0.1:1/feed", Bounds(), FeedTrouble.REFUSED),
        ("http://127.0.0.1:1/feed", HERE, FeedTrouble.UNREACHABLE),
        ("http://name.invalid/feed", HERE, FeedTrouble.UNREACHABLE),
        ("http://[::bad/feed", HERE, FeedTrouble.UNREACHABLE),
        ("file:///etc/hostname", HERE, FeedTrouble.UNREACHABLE),
    ],
)
def test_a_bad_address_says_why(address: str, bounds: Bounds, trouble: FeedTrouble) -> None:
    with pytest.raises(FeedUnread) as unread:
        fetch(address, bounds, agent="Test")
    assert unread.value.trouble == trouble


def test_a_bomb_of_entities_does_not_go_off() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        + b"".join(f'<!ENTITY c{n} "{f"&c{n - 1};" * 10 if n else "&b;" * 10}">'.encode() for n in range(9))
    )
    bomb += b"]><rss version='2.0'><channel><title>&c8;</title><item><title>&c8;</title><guid>1</guid></item>"
    bomb += b"</channel></rss>"
    try:
        title, entries = parse(bomb, "application/rss+xml", "https://bomb.example/")
    except FeedUnread:
        return
    assert len(title) <= 300
    assert all(len(entry.title) <= 300 for entry in entries)
