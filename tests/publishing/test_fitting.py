"""What fits on a network, and what is said of what does not."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.channels.connector import Limits, Media, Outgoing, Poll
from antiphon.lib.counting import UNITS
from antiphon.lib.films import Film
from antiphon.publishing.rules.filming import Making, fits_as_it_is, making_of, smallest_film
from antiphon.publishing.rules.fitting import Misfit, misfits
from antiphon.publishing.rules.framing import Frame, box_of, within

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def post(text: str, **more: Any) -> Outgoing:
    return Outgoing(operation="op", text=text, language="en", at=AT, **more)


def media(alt_text: str = "words", kind: str = "image/png", **more: Any) -> Media:
    return Media(Path("a"), kind, alt_text, more.pop("width", 100), more.pop("height", 100), **more)


def film(**more: Any) -> Media:
    return media(kind="video/mp4", seconds=more.pop("seconds", 10.0), **more)


def document(**more: Any) -> Media:
    return media(kind="application/pdf", **more)


@given(st.text(), st.dictionaries(st.sampled_from(sorted(UNITS)), st.integers(0, 30)))
def test_a_text_fits_exactly_if_every_unit_fits(text: str, limits: dict[str, int]) -> None:
    found = misfits(post(text), text, Limits(text=limits, images=4))
    expected = [Misfit(unit, UNITS[unit](text), most) for unit, most in limits.items() if UNITS[unit](text) > most]
    assert found == expected


def test_too_many_pictures_and_too_many_words_for_one_are_named() -> None:
    outgoing = post("Look", media=(media(), media("x" * 11), media("x" * 10)))
    found = misfits(outgoing, "Look", Limits(text={}, images=2, alt_text=10))
    assert found == [Misfit("images", 3, 2), Misfit("alt_text", 11, 10)]


def test_what_is_counted_is_what_is_sent() -> None:
    wording = "@ada@example.org Thanks"
    assert misfits(post("Thanks"), wording, Limits(text={"code_points": 22}, images=0)) == [
        Misfit("code_points", 23, 22)
    ]


FILES = Limits(
    text={}, images=4, videos=1, video_bytes=10_000_000, video_seconds=(3.0, 60.0), video_ratio=(0.5, 2.0),
    documents=1, document_pages=10, document_bytes=1_000_000,
)  # fmt: skip
WRONG: dict[str, tuple[Outgoing, Limits, list[Misfit]]] = {
    "a second film": (post("", media=(film(), film())), FILES, [Misfit("videos", 2, 1)]),
    "a film where none is taken": (post("", media=(film(),)), replace(FILES, videos=0), [Misfit("videos", 1, 0)]),
    "a film and a picture": (post("", media=(film(), media())), FILES, [Misfit("mixes", 2, 1)]),
    "a film and a picture where both may be": (post("", media=(film(), media())), replace(FILES, mixes=True), []),
    "too short a film": (post("", media=(film(seconds=2.5),)), FILES, [Misfit("video_seconds", 2.5, 60.0, 3.0)]),
    "too narrow a film": (post("", media=(film(width=40),)), FILES, [Misfit("video_ratio", 0.4, 2.0, 0.5)]),
    "a film that cannot be made small enough": (
        post("", media=(film(seconds=60.0),)), replace(FILES, video_bytes=1_000_000),
        [Misfit("video_bytes", 1_546_875, 1_000_000)]),
    "too many pages": (post("", media=(document(pages=11),)), FILES, [Misfit("document_pages", 11, 10)]),
    "too large a document": (
        post("", media=(document(bytes=2_000_000),)), FILES, [Misfit("document_bytes", 2_000_000, 1_000_000)]),
    "words alone where a picture is needed": (
        post("Hi"), replace(FILES, media_needed=True), [Misfit("media_needed", 0, least=1)]),
    "words alone as a comment": (
        post("Hi", continues=True), replace(FILES, media_needed=True, text_in_answer={"code_points": 1}),
        [Misfit("code_points", 2, 1)]),
    "no title where one is needed": (
        post("Hi"), replace(FILES, title={"code_points": 5}, title_needed=True), [Misfit("title_needed", 0)]),
    "too long a title": (
        post("Hi", title="Hello!"), replace(FILES, title={"code_points": 5}),
        [Misfit("title", 6, 5, unit="code_points")]),
    "a title where none is known": (post("Hi", title="Hello!"), FILES, []),
    "too many hashtags": (post("#a1 #a1 #b"), replace(FILES, hashtags=2), [Misfit("hashtags", 3, 2)]),
    "too many mentions": (post("@ada @bob"), replace(FILES, mentions=1), [Misfit("mentions", 2, 1)]),
    "a poll where none is known": (post("?", poll=Poll(("a", "b"), 24)), FILES, [Misfit("poll_options", 2, 0)]),
    "a poll that is too much in every way": (
        post("?", poll=Poll(("a", "long", "b"), 500)),
        replace(FILES, poll_options=2, poll_option={"code_points": 3}, poll_hours=(1, 168)),
        [Misfit("poll_options", 3, 2), Misfit("poll_hours", 500, 168, 1),
         Misfit("poll_option", 4, 3, unit="code_points")]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_every_limit_that_is_broken_is_named_with_what_was_found(name: str) -> None:
    outgoing, limits, expected = WRONG[name]
    assert misfits(outgoing, outgoing.text, limits) == expected


def test_alternative_text_that_no_network_takes_breaks_no_limit() -> None:
    assert misfits(post("", media=(media("words"),)), "", Limits(text={}, images=1, alt_text=0)) == []


@pytest.mark.parametrize(
    ("frame", "ratio", "box"),
    [
        (Frame(), None, (0, 0, 1000, 500)),
        (Frame(), (0.8, 2.0), (0, 0, 1000, 500)),
        (Frame(), (0.8, 1.0), (250, 0, 750, 500)),
        (Frame(focus_x=0.0), (0.8, 1.0), (0, 0, 500, 500)),
        (Frame(focus_x=1.0), (0.8, 1.0), (500, 0, 1000, 500)),
        (Frame(focus_y=1.0), (4.0, 5.0), (0, 250, 1000, 500)),
        (Frame(left=0.5, width=0.5), None, (500, 0, 1000, 500)),
        (Frame(left=0.5, width=0.5, focus_x=0.0), (0.1, 0.5), (500, 0, 750, 500)),
    ],
)
def test_a_picture_is_cut_around_its_focus_within_the_chosen_part(
    frame: Frame, ratio: tuple[float, float] | None, box: tuple[int, int, int, int]
) -> None:
    assert box_of(frame, 1000, 500, ratio) == box


share = st.floats(-0.5, 1.5)


@given(st.builds(Frame, share, share, share, share, share, share), st.integers(1, 5000), st.integers(1, 5000),
       st.none() | st.tuples(st.floats(0.2, 1.0), st.floats(1.0, 5.0)))  # fmt: skip
def test_whatever_is_asked_for_the_box_lies_in_the_picture(
    frame: Frame, width: int, height: int, ratio: tuple[float, float] | None
) -> None:
    left, top, right, lower = box_of(within(frame), width, height, ratio)
    assert 0 <= left < right <= width
    assert 0 <= top < lower <= height
    assert within(within(frame)) == within(frame)


WHOLE = Film("video/mp4", 1920, 1080, 60.0, 20_000_000, "h264", "aac")


@pytest.mark.parametrize(
    ("film", "most", "fits"),
    [
        (WHOLE, None, True), (WHOLE, 30_000_000, True), (WHOLE, 20_000_000, False),
        (replace(WHOLE, media_type="video/quicktime"), None, False), (replace(WHOLE, codec="hevc"), None, False),
        (replace(WHOLE, sound="opus"), None, False), (replace(WHOLE, sound=""), None, True),
        (replace(WHOLE, turned=True), None, False), (replace(WHOLE, pixel_format="yuv420p10le"), None, False),
        (replace(WHOLE, width=3840, height=2160), None, False), (replace(WHOLE, frames_a_second=120.0), None, False),
    ],
)  # fmt: skip
def test_a_film_is_sent_as_it_is_only_where_every_network_can_play_it(
    film: Film, most: int | None, fits: bool
) -> None:
    assert fits_as_it_is(film, Limits(text={}, images=0, videos=1, video_bytes=most)) == fits


def test_the_fewer_bytes_the_lower_the_rate_and_the_fewer_lines() -> None:
    def made(most: int | None) -> Making:
        return making_of(WHOLE, Limits(text={}, images=0, videos=1, video_bytes=most))

    assert made(None) == Making(1080, 8_000_000, 128_000, 25.0)
    assert made(15_000_000) == Making(720, 1_792_000, 128_000, 25.0)
    assert made(smallest_film(60.0)) == Making(360, 150_000, 48_000, 25.0)
