"""Pictures for the sample: drawn, not photographed, in the colors of the house."""

import io
import math
from functools import cache

from PIL import Image, ImageDraw, ImageFont

_SIZE = (1200, 800)
_PAPER, _WOOD, _DARK, _TEAL, _CLAY = "#f4ede2", "#c98f5a", "#3a2c22", "#2f7f7a", "#b4532f"


@cache
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


def _stool(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((380, 230, 820, 340), fill=_WOOD)
    for top, foot in ((450, 400), (600, 600), (750, 800)):
        pen.line((top, 320, foot, 690), fill=_DARK, width=34)
    pen.rectangle((700, 470, 900, 520), fill=_TEAL)
    pen.rectangle((880, 430, 915, 560), fill=_DARK)


def _oil(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((420, 240, 720, 680), 24, fill=_TEAL)
    pen.rectangle((520, 180, 620, 250), fill=_DARK)
    pen.rectangle((460, 380, 680, 540), fill=_PAPER)
    pen.rounded_rectangle((330, 130, 860, 176), 20, fill=_WOOD)
    pen.rectangle((220, 110, 340, 200), fill=_CLAY)


def _forest(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, 1200, 640), fill="#dfe3d6")
    for place, left in enumerate((90, 240, 430, 610, 800, 990)):
        width = 46 + 14 * (place % 3)
        pen.rectangle((left, 0, left + width, 700), fill="#6b5440")
        pen.line((left + width, 150 + 40 * place, left + width + 90, 60 + 40 * place), fill="#6b5440", width=16)
    pen.line((625, 360, 655, 430, 690, 340), fill="#ffffff", width=12)
    for place in range(40):
        left, top = (place * 157) % 1180, 660 + (place * 53) % 120
        pen.ellipse((left, top, left + 34, top + 16), fill=_CLAY if place % 3 else _WOOD)


def _stove(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((570, 0, 640, 260), fill=_DARK)
    pen.rounded_rectangle((400, 250, 810, 620), 30, fill=_DARK)
    pen.rounded_rectangle((470, 350, 740, 540), 20, fill="#f0a13a")
    pen.polygon([(520, 540), (570, 400), (620, 500), (660, 390), (700, 540)], fill=_CLAY)
    for left in (440, 730):
        pen.rectangle((left, 620, left + 36, 700), fill=_DARK)
    pen.ellipse((650, 150, 790, 255), fill=_TEAL)
    pen.line((785, 180, 840, 150), fill=_TEAL, width=18)


def _gift(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((250, 330, 950, 600), 40, fill="#e0c9a0")
    pen.rounded_rectangle((480, 230, 590, 340), 30, fill="#d4b98b")
    pen.rectangle((590, 300, 620, 600), fill=_CLAY)
    pen.rectangle((250, 450, 950, 480), fill=_CLAY)
    pen.arc((500, 190, 605, 310), 0, 360, fill=_CLAY, width=14)
    pen.arc((605, 190, 710, 310), 0, 360, fill=_CLAY, width=14)


def _underside(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((90, 90, 1110, 720), fill=_WOOD)
    for left in (110, 1010):
        pen.rectangle((left, 110, left + 80, 190), fill=_DARK)
        pen.rectangle((left, 620, left + 80, 700), fill=_DARK)
    for top, words, size in ((270, "2026", 120), (440, "Anna · Marcos", 84)):
        pen.text((600, top), words, font=ImageFont.load_default(size), fill="#5a3d25", anchor="mm")


def _poster(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((300, 40, 900, 770), fill=_TEAL)
    pen.ellipse((520, 90, 680, 250), fill="#f6d79a")
    lines = ((330, "Winter", 108), (440, "evenings", 108), (560, "six times", 54), (630, "Thursdays at seven", 54))
    for top, words, size in (*lines, (720, "Bottega Lenta", 40)):
        pen.text((600, top), words, font=ImageFont.load_default(size), fill=_PAPER, anchor="mm")


_DRAWINGS = {
    "chair": _chair, "bench": _bench, "lamp": _lamp, "table": _table, "grain": _grain, "plane": _plane,
    "hooks": _hooks, "book": _book, "saw": _saw, "drawer": _drawer, "stool": _stool,
    "oil": _oil, "forest": _forest, "stove": _stove, "gift": _gift, "underside": _underside, "poster": _poster,
}  # fmt: skip
