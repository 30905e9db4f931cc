"""Pictures for the sample: drawn, not photographed, in the colors of the house."""

import io
import math

from PIL import Image, ImageDraw

_SIZE = (1200, 800)
_PAPER, _WOOD, _DARK, _TEAL, _CLAY = "#f4ede2", "#c98f5a", "#3a2c22", "#2f7f7a", "#b4532f"


def draw(name: str) -> bytes:
    """Return a JPEG of one of the drawings below."""
    image = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 640, 1200, 800), fill="#e6dac6")
    _DRAWINGS[name](pen)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def _chair(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((430, 140, 470, 660), fill=_WOOD)
    pen.rectangle((430, 420, 760, 465), fill=_CLAY)
    pen.rectangle((720, 465, 760, 600), fill=_WOOD)
    for height in (190, 260, 330):
        pen.rectangle((470, height, 560, height + 28), fill=_DARK)


def _bench(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, 1200, 640), fill="#e9d9c0")
    pen.rectangle((180, 440, 1020, 490), fill=_WOOD)
    pen.rectangle((180, 505, 1020, 535), fill=_CLAY)
    for left in (230, 920):
        pen.rectangle((left, 490, left + 46, 690), fill=_DARK)


def _lamp(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(480, 160), (720, 160), (800, 380), (400, 380)], fill=_CLAY)
    pen.rectangle((588, 380, 612, 560), fill=_DARK)
    pen.ellipse((520, 540, 680, 670), fill=_TEAL)
    pen.arc((640, 560, 980, 760), 0, 200, fill=_DARK, width=10)


def _table(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((260, 180, 940, 600), 60, fill=_WOOD)
    for left, top in ((380, 260), (700, 300), (540, 440)):
        pen.ellipse((left, top, left + 100, top + 100), fill=_PAPER)
        pen.ellipse((left + 18, top + 18, left + 82, top + 82), fill=_DARK)


def _grain(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((120, 180, 1080, 620), fill=_WOOD)
    for row in range(12):
        points = [(x, 200 + row * 36 + 22 * math.sin(x / 150 + row / 2)) for x in range(120, 1081, 12)]
        pen.line(points, fill="#9c6a3c", width=5)
    pen.ellipse((700, 330, 800, 430), fill="#7d5230")


def _plane(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((240, 440, 960, 560), 24, fill=_CLAY)
    pen.rectangle((500, 320, 560, 470), fill=_DARK)
    pen.ellipse((300, 350, 400, 450), fill=_WOOD)
    for turn in range(5):
        pen.arc((560 + turn * 14, 200 + turn * 12, 820 - turn * 14, 440 - turn * 12), 150, 480, fill=_WOOD, width=8)


def _hooks(pen: ImageDraw.ImageDraw) -> None:
    for board, count in ((250, 5), (470, 6)):
        pen.rectangle((160, board, 1040, board + 60), fill=_WOOD)
        for place in range(count):
            left = 230 + place * (780 // count)
            pen.arc((left, board + 20, left + 60, board + 140), 0, 180, fill=_TEAL, width=14)


def _book(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(600, 260), (600, 620), (260, 560), (260, 200)], fill="#fffaf0", outline=_DARK)
    pen.polygon([(600, 260), (600, 620), (940, 560), (940, 200)], fill="#fff4e0", outline=_DARK)
    for row in range(6):
        pen.line((310, 270 + row * 44, 550, 312 + row * 44), fill=_TEAL, width=7)
        pen.line((650, 312 + row * 44, 890, 270 + row * 44), fill=_CLAY, width=7)


def _saw(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(260, 400), (860, 340), (860, 500), (260, 440)], fill="#8d9696")
    for place in range(30):
        left = 270 + place * 19
        pen.polygon(
            [(left, 440 + place * 2), (left + 19, 442 + place * 2), (left + 9, 462 + place * 2)], fill="#6d7676"
        )
    pen.rounded_rectangle((840, 310, 1000, 530), 40, fill=_CLAY)
    pen.rounded_rectangle((885, 365, 955, 475), 24, fill=_PAPER)


def _drawer(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((330, 180, 870, 680), fill=_WOOD)
    for top in (210, 370, 530):
        pen.rectangle((360, top, 840, top + 130), fill="#b37c49", outline=_DARK, width=4)
        pen.ellipse((580, top + 50, 620, top + 90), fill=_DARK)
    pen.rectangle((300, 400, 900, 560), fill=_CLAY)
    pen.ellipse((575, 460, 625, 510), fill=_DARK)


_DRAWINGS = {
    "chair": _chair, "bench": _bench, "lamp": _lamp, "table": _table, "grain": _grain, "plane": _plane,
    "hooks": _hooks, "book": _book, "saw": _saw, "drawer": _drawer,
}  # fmt: skip
