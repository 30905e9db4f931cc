"""Films and documents of the tests: real files, as small as they can be."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import pypdfium2
from PIL import Image


@cache
def film(
    seconds: float = 2.0, width: int = 160, height: int = 90, *, box: str = "mp4", codec: str = "libx264",
    sound: str = "aac", turned: int = 0, place: str = "", rate: int = 12, noisy: bool = False,
) -> bytes:  # fmt: skip
    """Return a film with a red upper left corner on blue; `place` is where the camera says that it was."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{box}"
        with av.open(str(path), "w", format=box) as out:
            if place:
                out.metadata["location"] = place
            shown: Any = out.add_stream(codec, rate=rate)
            shown.width, shown.height, shown.pix_fmt = width, height, "yuv420p"
            if turned:
                shown.set_display_rotation(turned)
            heard = _sound(out, sound) if sound else None
            for number in range(int(seconds * rate)):
                out.mux(shown.encode(_frame(width, height, number, rate, noisy=noisy)))
            out.mux(shown.encode(None))
            if heard is not None:
                _silence(out, heard, seconds)
        return path.read_bytes()


@cache
def document(pages: int = 3) -> bytes:
    """Return a PDF of empty pages in A4."""
    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(595, 842)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        made.save(path)
        return path.read_bytes()


def _frame(width: int, height: int, number: int, rate: int, *, noisy: bool) -> Any:
    plain = Image.new("RGB", (width, height), (0, 0, 200 + number % 50))
    picture = Image.effect_noise((width, height), 120).convert("RGB") if noisy else plain
    picture.paste("red", (0, 0, width // 3, height // 3))
    frame = av.VideoFrame.from_image(picture)
    frame.pts, frame.time_base = number, Fraction(1, rate)
    return frame


def _sound(out: Any, codec: str) -> Any:
    heard = out.add_stream(codec, rate=48_000)
    heard.layout = "stereo"
    return heard


def _silence(out: Any, heard: Any, seconds: float) -> None:
    for number in range(int(seconds * 48_000) // 960):
        frame = av.AudioFrame(format="fltp", layout="stereo", samples=960)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 960, Fraction(1, 48_000)
        out.mux(heard.encode(frame))
    out.mux(heard.encode(None))
