"""What moves keeps its frames and its pace, and loses what is written beside them."""

import contextlib
import io
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence, PngImagePlugin

from antiphon.lib.animations import bare_animation

KINDS = {"GIF": "image/gif", "PNG": "image/png", "WEBP": "image/webp"}


def moving(kind: str, **more: Any) -> bytes:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "lime", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=[80, 120, 160], loop=3, **more)
    return out.getvalue()


def with_hidden_data(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "hidden"
    if kind == "GIF":
        return moving(kind, comment=b"hidden")
    if kind == "WEBP":
        return moving(kind, exif=exif, xmp=b"<x>hidden</x>")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Place", "hidden")
    notes.add_itxt("Place", "hidden", zip=False)
    return moving(kind, exif=exif, pnginfo=notes)


def shown(data: bytes) -> list[tuple[Any, ...]]:
    with Image.open(io.BytesIO(data)) as image:
        loop = image.info.get("loop")
        return [
            (frame.convert("RGB").tobytes(), frame.info.get("duration"), loop)
            for frame in ImageSequence.Iterator(image)
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_data_goes_and_frames_and_pace_stay(kind: str) -> None:
    data = with_hidden_data(kind)
    bare = bare_animation(data, KINDS[kind])
    assert (b"hidden" in data, b"hidden" in bare) == (True, False)
    assert len(shown(bare)) == 3
    assert shown(bare) == shown(data)
    assert bare_animation(bare, KINDS[kind]) == bare


@pytest.mark.parametrize("kind", KINDS)
def test_what_hides_nothing_stays_byte_by_byte(kind: str) -> None:
    data = moving(kind)
    assert bare_animation(data, KINDS[kind]) == data


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_and_nothing_else_happens(kind: str, data: st.DataObject) -> None:
    whole = with_hidden_data(kind)
    cut = data.draw(st.integers(14, len(whole)))
    place = data.draw(st.integers(13, cut - 1))
    damaged = bytearray(whole[:cut])
    damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError):
        assert len(bare_animation(bytes(damaged), KINDS[kind])) <= len(damaged) + 1


def test_pieces_are_read_in_order() -> None:
    colors = [frame[0][:3] for frame in shown(bare_animation(with_hidden_data("PNG"), "image/png"))]
    assert colors == [b"\xff\x00\x00", b"\x00\xff\x00", b"\x00\x00\xff"]
    assert all(first != second for first, second in pairwise(colors))
