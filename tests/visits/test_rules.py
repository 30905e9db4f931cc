"""The rules of visits: their examples hold, and nothing that is kept leads back to an address."""

import doctest
import types

import pytest

from antiphon.visits.rules import floods, goals, hits, sources, visitors
from antiphon.visits.rules.goals import reaches
from antiphon.visits.rules.hits import Act, Hit, Left, Reason, Way, host_of, read_address, read_line, written
from antiphon.visits.rules.sources import Source, SourceKind, source_of
from antiphon.visits.rules.visits import IDLE_SECONDS, visit_of


@pytest.mark.parametrize("module", [floods, goals, hits, sources, visitors], ids=lambda one: one.__name__)
def test_the_examples_of_the_rules_hold(module: types.ModuleType) -> None:
    told = doctest.testmod(module)
    assert (told.failed, told.attempted > 0) == (0, True)


def hit(at: float = 0, **more: str) -> Hit:
    return Hit(site=1, at=at, visitor="a" * 24, way=Way.SCRIPT, act=Act.PAGE, path="/", **more)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"source": "mastodon", "medium": "social"}, Source(SourceKind.SOCIAL, "mastodon")),
        ({"source": "mastodon"}, Source(SourceKind.SOCIAL, "mastodon")),
        ({"source": "news", "medium": "email"}, Source(SourceKind.MAIL, "news")),
        ({"source": "google", "medium": "cpc", "referrer": "google.com"}, Source(SourceKind.PAID, "google")),
        ({"campaign": "Spring", "medium": "poster"}, Source(SourceKind.CAMPAIGN, "Spring")),
        ({"code": "abc", "referrer": "bsky.app"}, Source(SourceKind.LINK, "abc")),
        ({"referrer": "google.co.uk"}, Source(SourceKind.SEARCH, "google")),
        ({"referrer": "go.bsky.app"}, Source(SourceKind.SOCIAL, "bluesky")),
        ({"referrer": "social.bottega.example"}, Source(SourceKind.SOCIAL, "mastodon")),
        ({"referrer": "notgoogle.com"}, Source(SourceKind.REFERRAL, "notgoogle.com")),
        ({"referrer": "www.shop.example"}, Source(SourceKind.DIRECT)),
        ({}, Source(SourceKind.DIRECT)),
    ],
)
def test_a_visit_comes_from_its_campaign_then_its_link_then_its_referrer(
    told: dict[str, str], expected: Source
) -> None:
    assert source_of(hit(**told), ("shop.example",), {"social.bottega.example": "mastodon"}) == expected


class Stay:
    def __init__(self, began: float, last: float, campaign: str = "") -> None:
        self.began, self.last, self.mark = began, last, ("", "", campaign, "")


def test_a_visit_goes_on_for_half_an_hour_and_ends_with_another_campaign() -> None:
    stay = Stay(1000, 2000, "spring")
    on_time, late = hit(2000 + IDLE_SECONDS - 1), hit(2000 + IDLE_SECONDS)
    assert (visit_of([stay], on_time), visit_of([stay], late)) == (stay, None)
    assert visit_of([stay], hit(2100, campaign="spring")) is stay
    assert visit_of([stay], hit(2100, campaign="autumn")) is None
    assert visit_of([stay], hit(900)) is stay  # it happened before, and arrived after


def test_a_line_says_what_was_written_and_one_that_broke_off_nothing() -> None:
    lines = [hit(12.5, source="news"), Left(site=1, day="2026-11-22", reason=Reason.BOT, way=Way.LOG, hits=3)]
    assert [read_line(written(one)) for one in lines] == lines
    assert [read_line(text) for text in (b"", written(lines[0])[:-5], b'["x",1]', b"\xff")] == [None] * 4


@pytest.mark.parametrize("url", ["", "ftp://shop.example/", "https://", "javascript:alert(1)", "http://[::1", "/tea"])
def test_what_is_no_address_of_the_web_is_none(url: str) -> None:
    assert read_address(url) is None


@pytest.mark.parametrize(
    ("pattern", "path", "reached"),
    [
        ("/thanks*", "/thanks", True),
        ("/thanks*", "/thank", False),
        ("*/thanks", "/de/thanks", True),
        ("/a*b*c", "/a-b-b-c", True),
        ("/a*b*c", "/a-c-b", False),
        ("/aa*aa", "/aaa", False),
        ("/a.c", "/abc", False),
        ("*a" * 100 + "b", "/" + "a" * 499, False),
    ],
)
def test_a_star_stands_for_anything_and_no_pattern_takes_long(pattern: str, path: str, reached: bool) -> None:
    one = Hit(site=1, at=0, visitor="a" * 24, way=Way.SCRIPT, act=Act.PAGE, path=path)
    assert reaches("path", pattern, one) is reached


def test_whatever_is_told_fits_where_it_is_kept() -> None:
    told = read_address(f"https://shop.example/?utm_source={'%C4%B0' * 200}&utm_medium={'%C4%B0' * 200}")
    assert told is not None
    assert (len(told.source), len(told.medium)) == (200, 200)
    assert host_of("https://a\0b.example/") == "a b.example", "databases keep no zero in a text"
