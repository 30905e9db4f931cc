"""A post is written whole or not at all, and what does not fit is said where it was typed."""

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from antiphon.channels.actions import disconnect
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture, keep_picture
from antiphon.publishing.models import Asset, Content, Delivery, Illustration, Post
from antiphon.publishing.outgoing import outgoing_of
from tests.world import World, connect_site, png

GPS, MAKER = 0x8825, 0x010F


def write(world: World, text: str = "Hello", **more: Any) -> Post:
    moment = more.pop("moment", Moment())
    by = more.pop("by", world.anna)
    return compose(by, Draft(text, more.pop("channels", [world.site]), "en", **more), moment)


def nothing_was_written() -> bool:
    rows = [model.objects.count() for model in (Post, Content, Delivery, Illustration, Asset)]
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return rows == [0] * 5 and files == []


def huge_png(side: int) -> bytes:
    """A few bytes that say they unfold into a picture of side × side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def wall(minutes: int) -> datetime:
    return (clock.now() + timedelta(minutes=minutes)).replace(tzinfo=None)


SHOWN = Picture(png(), "A square")
REFUSED: dict[str, tuple[Callable[[World], Any], str, str]] = {
    "nothing": (lambda w: write(w, " \n "), "text", "Write something first"),
    "no channel": (lambda w: write(w, channels=[]), "channels", "Choose at least one channel"),
    "a channel of others": (lambda w: write(w, channels=[connect_site(w.carla)]), "channels", "at least one channel"),
    "too long": (lambda w: write(w, "x" * 50_001), "text", "longer than 50000 characters"),
    "ten megabytes": (lambda w: write(w, "é" * 5_000_000), "text", "longer than 50000 characters"),
    "a variant of ten megabytes": (
        lambda w: write(w, variants={w.site.pk: "x" * 10_000_000}), "text", "longer than 50000 characters"),
    "a picture without words": (lambda w: write(w, pictures=[Picture(png())]), "pictures", "Describe each picture"),
    "blank words": (lambda w: write(w, pictures=[Picture(png(), " \t")]), "pictures", "Describe each picture"),
    "not a picture": (lambda w: write(w, pictures=[Picture(b"MZ\x90", "A program")]), "pictures", "not a picture"),
    "empty": (lambda w: write(w, pictures=[Picture(b"", "Nothing")]), "pictures", "not a picture"),
    "cut short": (lambda w: write(w, pictures=[Picture(png(400, 300)[:200], "Half")]), "pictures", "not a picture"),
    "svg": (lambda w: write(w, pictures=[Picture(b"<svg onload='alert(1)'/>", "x")]), "pictures", "not a picture"),
    "200 megapixels": (lambda w: write(w, pictures=[Picture(huge_png(14_143), "x")]), "pictures", "50 megapixels"),
    "4 gigapixels": (lambda w: write(w, pictures=[Picture(huge_png(65_000), "x")]), "pictures", "50 megapixels"),
    "too many bytes": (
        lambda w: write(w, pictures=[SHOWN, Picture(b"\0" * 20_000_001, "x")]), "pictures", "larger than 20 MB"),
    "too many pictures": (lambda w: write(w, pictures=[SHOWN] * 11), "text", "at most 10 pictures; here are 11"),
    "the past": (lambda w: write(w, moment=Moment(wall(-2), "UTC")), "wall", "passed already"),
    "no such zone": (lambda w: write(w, moment=Moment(wall(9), "Europe/Atlantis")), "zone", "zone is not known"),
    "before all days": (
        lambda w: write(w, moment=Moment(datetime.fromisoformat("0001-01-01T00:00"), "Asia/Tokyo")),
        "wall", "calendar"),
    "after all days": (
        lambda w: write(w, moment=Moment(datetime.fromisoformat("9999-12-31T23:59"), "America/Lima")),
        "wall", "calendar"),
    "by an author": (lambda w: write(w, by=w.bruno), "", "role"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_said_in_its_place_and_nothing_is_written(world: World, name: str) -> None:
    try_it, field, sentence = REFUSED[name]
    with pytest.raises(Refusal) as caught:
        try_it(world)
    assert (caught.value.field, nothing_was_written()) == (field, True)
    assert sentence in str(caught.value)


def test_a_channel_that_was_disconnected_is_no_choice(world: World) -> None:
    disconnect(world.anna, world.site)
    with pytest.raises(Refusal):
        write(world)
    assert nothing_was_written()


def test_a_picture_that_unfolds_costs_no_memory(world: World) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Refusal):
            write(world, pictures=[Picture(huge_png(14_143), "x")])
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_draft_may_be_too_long_as_yet(world: World) -> None:
    post = write(world, "x" * 50_000, moment=Moment(as_draft=True), by=world.bruno)
    assert post.deliveries.get().state == "draft"
    assert post.deliveries.get().due_at is None


def test_an_hour_that_clocks_skip_becomes_the_first_after_it(world: World) -> None:
    post = write(world, moment=Moment(datetime.fromisoformat("2031-03-30T02:15")))
    delivery = post.deliveries.get()
    assert (delivery.wall_time, delivery.time_zone) == ("2031-03-30T03:00", "Europe/Rome")
    assert delivery.due_at == datetime(2031, 3, 30, 1, 0, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant(world: World) -> None:
    post = write(world, moment=Moment(datetime.fromisoformat("2031-10-26T02:30")))
    assert post.deliveries.get().due_at == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)


def test_equal_pictures_are_kept_once(world: World) -> None:
    write(world, pictures=[SHOWN, Picture(png(), "The same square, said otherwise")])
    write(world, pictures=[SHOWN])
    kept = keep_picture(world.anna, png())
    write(world, pictures=[Picture(alt_text="Kept before", asset=kept)])
    assert (Asset.objects.count(), Illustration.objects.count()) == (1, 4)
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1


def test_a_picture_is_decoration_only_if_somebody_says_so(world: World) -> None:
    write(world, pictures=[Picture(png(), alt_waived=True), Picture(png(9, 9), "  Words  ")])
    assert list(Illustration.objects.values_list("alt_text", "alt_waived")) == [("", True), ("Words", False)]


def test_a_variant_is_measured_and_sent_instead_of_the_text(world: World) -> None:
    post = write(world, "x" * 50_000, variants={world.site.pk: "Short"})
    assert outgoing_of(post.deliveries.get()).text == "Short"


def photographed(kind: str, mode: str = "RGB", **more: Any) -> bytes:
    """A picture lying on its side, with the camera and the place written into it."""
    exif = Image.Exif()
    exif[MAKER] = "A camera"
    exif[0x0112] = 6
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (45.0, 26.0, 0.0)
    out = io.BytesIO()
    image = Image.new(mode, (40, 20), "red" if mode != "L" else 128)
    if mode == "P":
        image = Image.new("RGB", (40, 20), "red").quantize(4)
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "mode"), [
    ("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"),
])  # fmt: skip
def test_camera_and_place_are_gone_and_the_picture_stands_upright(world: World, kind: str, mode: str) -> None:
    data = photographed(kind, mode)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    write(world, pictures=[Picture(data, "A field")])
    with Image.open(Asset.objects.get().file.path) as kept:
        assert (dict(kept.getexif()), kept.size, kept.format) == ({}, (20, 40), kind)
        red, green, blue = kept.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert (red > 200, green < 40, blue < 40) == (True, True, True) if mode != "L" else red == green == blue
    assert b"A camera" not in Path(Asset.objects.get().file.path).read_bytes()


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG"])
def test_camera_and_place_are_gone_from_what_moves(world: World, kind: str) -> None:
    frames = [Image.new("RGB", (40, 20), color) for color in ("red", "lime", "blue")]
    out = io.BytesIO()
    exif = Image.Exif()
    exif[MAKER] = "A camera"
    more = {"comment": b"A camera"} if kind == "GIF" else {"exif": exif}
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, loop=0, **more)
    assert b"A camera" in out.getvalue()
    write(world, pictures=[Picture(out.getvalue(), "Lights")])
    path = Path(Asset.objects.get().file.path)
    assert b"A camera" not in path.read_bytes()
    with Image.open(path) as kept:
        assert (kept.n_frames, kept.size, kept.format) == (3, (40, 20), kind)
