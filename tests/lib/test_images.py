"""Pictures as cameras and damaged disks hand them over."""

import io
import random

import pytest
from PIL import Image

from antiphon.lib.images import NotAnImage, TooManyPixels, read_picture


def written(kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind, **how)
    return out.getvalue()


def test_of_a_photograph_with_others_behind_it_the_first_is_taken() -> None:
    several = written("MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])
    taken = read_picture(several)
    assert (taken.media_type, taken.width, taken.height) == ("image/jpeg", 40, 30)
    with Image.open(io.BytesIO(taken.data)) as again:
        assert (again.format, getattr(again, "n_frames", 1)) == ("JPEG", 1)


@pytest.mark.filterwarnings("ignore::UserWarning")  # the library says what it skips
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_damaged_bytes_are_a_picture_or_are_refused_and_nothing_else(kind: str) -> None:
    noted = Image.Exif()
    noted[0x0112], noted[0x8769] = 6, {0x9003: "2020:01:01 00:00:00"}
    whole = written(kind, **({} if kind == "GIF" else {"exif": noted}))
    chance = random.Random(1)
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(min(len(whole), 200))] = chance.randrange(256)
        try:
            assert read_picture(bytes(damaged)).data
        except (NotAnImage, TooManyPixels):
            continue
