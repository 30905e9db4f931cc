"""Documents for the sample: set on paper of the house, page by page."""

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

#: A5 at 110 dots an inch.
_SIZE = (640, 909)
_PAPER, _DARK, _CLAY = "#fbf6ec", "#3a2c22", "#b4532f"


def bind(title: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """Return a PDF with a page for each heading and its words; the first is the cover."""
    drawn = [_page(heading, words, cover=not place) for place, (heading, words) in enumerate(pages)]
    out = io.BytesIO()
    drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:], resolution=110, title=title)
    return out.getvalue()


def _page(heading: str, words: str, *, cover: bool) -> Image.Image:
    image = Image.new("RGB", _SIZE, _CLAY if cover else _PAPER)
    pen = ImageDraw.Draw(image)
    ink = _PAPER if cover else _DARK
    top = 230 if cover else 90
    for line in _folded(heading, 18 if cover else 30):
        pen.text((64, top), line, font=ImageFont.load_default(54 if cover else 34), fill=ink)
        top += 66 if cover else 46
    pen.line((64, top + 18, 200, top + 18), fill=ink, width=4)
    pen.multiline_text((64, top + 56), words, font=ImageFont.load_default(24), fill=ink, spacing=12)
    return image


def _folded(words: str, most: int) -> list[str]:
    """Return words in lines of at most so many characters."""
    lines = [""]
    for word in words.split():
        fits = len(lines[-1]) + len(word) < most
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if fits else [lines[-1], word]
    return lines
