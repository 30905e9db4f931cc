"""Contrast of words on a picture, held to pictures whose colors are known."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from antiphon.lib.images import luminances
from antiphon.publishing.rules.contrast import contrast_of, ratio

WHITE, BLACK, GREY, RED = (255, 255, 255), (0, 0, 0), (119, 119, 119), (163, 63, 34)
type Color = tuple[int, int, int]


def picture(words: Color, ground: Color, size: int = 48) -> bytes:
    image = Image.new("RGB", (600, 200), ground)
    ImageDraw.Draw(image).text((20, 60), "Open on Saturday", fill=words, font=ImageFont.load_default(size))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert ratio(1.0, 0.0) == 21.0


@pytest.mark.parametrize(
    ("words", "ground", "expected"),
    [
        (WHITE, BLACK, 21.0), (BLACK, WHITE, 21.0), (WHITE, GREY, 4.48), (WHITE, RED, 6.43),
        ((150, 150, 150), GREY, 1.51), ((90, 90, 90), BLACK, 3.11),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [24, 48])
def test_what_is_measured_is_what_the_colors_give(words: Color, ground: Color, expected: float, size: int) -> None:
    found = contrast_of(luminances(picture(words, ground, size), (0, 0, 600, 200)))
    assert found.ratio == pytest.approx(expected, rel=0.12)
    assert 0 < found.share < 0.5


def test_where_there_is_one_tone_there_are_no_words() -> None:
    found = contrast_of(luminances(picture(WHITE, GREY), (0, 160, 600, 200)))
    assert found.is_one_tone


def test_only_the_marked_part_counts() -> None:
    image = Image.new("RGB", (1200, 200), BLACK)
    image.paste(Image.open(io.BytesIO(picture(WHITE, GREY))), (600, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert contrast_of(luminances(out.getvalue(), (600, 0, 1200, 200))).ratio == pytest.approx(4.48, rel=0.12)
    assert contrast_of(luminances(out.getvalue(), (0, 0, 600, 200))).is_one_tone
