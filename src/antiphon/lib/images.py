"""Pictures: what a file really is, made upright and bare of hidden data, fitted under a limit."""

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from antiphon.lib.animations import bare_animation
from antiphon.lib.errors import AntiphonError

#: What we take in. The name of a file proves nothing: only its bytes do.
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
MAX_PIXELS = 50_000_000
#: What may be kept of all that a file says of a picture besides its pixels.
_KEPT = frozenset({"transparency", "icc_profile", "gamma"})
_QUALITIES = (88, 80, 72, 64, 56)
#: What is raised on the way through damaged bytes.
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error)


class NotAnImage(AntiphonError):
    """The bytes are no picture that we take, whatever the name of the file says."""


class TooManyPixels(AntiphonError):
    """The picture would need too much memory to open; `width` and `height` in pixels."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"{width} × {height}")
        self.width = width
        self.height = height


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept or sent: its bytes and what they are."""

    data: bytes
    media_type: str
    width: int
    height: int


def read_picture(data: bytes) -> Picture:
    """Return the picture upright and without camera or place data; raise NotAnImage or TooManyPixels.

    The size is read from the header before anything is decoded, so that a small file that unfolds
    into a huge picture costs nothing. The frames of what moves are kept as they are.
    """
    with _opened(data) as image:
        if image.width * image.height > MAX_PIXELS:
            raise TooManyPixels(image.width, image.height)
        media_type = _media_type(image)
        if _moves(image):
            return Picture(_bare(data, media_type), media_type, image.width, image.height)
        upright = _decoded(image)
    return _written(upright, media_type)


def looks_like_picture(beginning: bytes) -> bool:
    """Whether a file begins as one of the pictures that are taken in."""
    webp = beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP"
    return webp or beginning.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a picture has to keep to: bytes, pixels in all, least and most pixels of width, media types.

    `box` is the part that is shown: left, upper, right, lower, in pixels; None for all of it.
    """

    media_types: frozenset[str]
    max_bytes: int | None = None
    max_pixels: int | None = None
    widths: tuple[int, int] | None = None
    box: tuple[int, int, int, int] | None = None


def fit_picture(picture: Picture, terms: Terms) -> Picture:
    """Return the picture as good as the terms allow: the same one if it already fits.

    First the part that is shown, then the number of pixels, then quality, then size gives way. A picture that
    moves becomes still.
    """
    if terms.box is None and _fits(picture, terms):
        return picture
    with _opened(picture.data) as image:
        whole = _decoded(image)
    shown = whole.crop(terms.box) if terms.box else whole
    kept = picture.media_type if picture.media_type in terms.media_types else "image/jpeg"
    for scale in (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.12):
        smaller = _scaled(shown, scale, terms)
        for quality in _QUALITIES:
            media_type = kept if scale == 1.0 and quality == _QUALITIES[0] else "image/jpeg"
            fitted = _written(smaller, media_type, quality)
            if _fits(fitted, terms):
                return fitted
    raise NotAnImage("no size of this picture fits the limit")


def shrink_picture(data: bytes, most: int, box: tuple[int, int, int, int] | None = None) -> Picture:
    """Return a small JPEG of a picture, or of the part in the box, at most `most` pixels a side; it never moves."""
    with _opened(data) as image:
        image.draft("RGB", (most * 2, most * 2)) if box is None else None
        whole = _decoded(image)
    shown = whole.crop(box) if box else whole
    shown.thumbnail((most, most), Image.Resampling.LANCZOS)
    return _written(shown, "image/jpeg", 85)


def luminances(data: bytes, box: tuple[int, int, int, int], bins: int = 256) -> list[int]:
    """Return how many pixels of a part have which relative luminance: bin i holds those of about i/(bins − 1).

    The part is looked at in 640 pixels a side at most.
    """
    with _opened(data) as image:
        part = _flattened(_decoded(image)).crop(box)
    part.thumbnail((640, 640), Image.Resampling.BOX)
    found = [0] * bins
    for count, color in part.getcolors(640 * 640) or []:
        red, green, blue = (linear(value) for value in color)  # type: ignore[union-attr]
        found[round((0.2126 * red + 0.7152 * green + 0.0722 * blue) * (bins - 1))] += count
    return found


def linear(value: float) -> float:
    """Return how much light a channel of sRGB, 0–255 (IEC 61966-2-1)."""
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def measure_picture(path: Path) -> tuple[str, int, int]:
    """Return media type, width and height of a picture that was taken in, from its header alone."""
    with Image.open(path, formats=tuple(FORMATS)) as image:
        return _media_type(image), image.width, image.height


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=tuple(FORMATS))
    except Image.DecompressionBombError:
        raise TooManyPixels(0, 0) from None
    except (UnidentifiedImageError, *_DAMAGE):
        raise NotAnImage("these bytes are not a JPEG, PNG, WebP or GIF picture") from None


def _media_type(image: Image.Image) -> str:
    """Return what the bytes are; cameras put further pictures behind a JPEG, of which the first is the one taken."""
    return FORMATS["JPEG" if image.format == "MPO" else str(image.format)]


def _moves(image: Image.Image) -> bool:
    try:
        return image.format != "MPO" and bool(getattr(image, "is_animated", False))
    except _DAMAGE:
        raise NotAnImage("the picture is cut short or damaged") from None


def _decoded(image: Image.Image) -> Image.Image:
    try:
        upright = ImageOps.exif_transpose(image)
        upright.load()
    except _DAMAGE:
        raise NotAnImage("the picture is cut short or damaged") from None
    return upright


def _bare(data: bytes, media_type: str) -> bytes:
    try:
        return bare_animation(data, media_type)
    except ValueError as error:
        raise NotAnImage("the picture is cut short or damaged") from error


def _scaled(image: Image.Image, scale: float, terms: Terms) -> Image.Image:
    pixels = image.width * image.height
    if terms.max_pixels and pixels > terms.max_pixels:
        scale *= (terms.max_pixels / pixels) ** 0.5
    if terms.widths:
        least, most = terms.widths
        scale = min(max(scale, least / image.width), most / image.width)
    if scale == 1.0:
        return image
    size = (max(1, _whole(image.width * scale)), max(1, _whole(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _whole(length: float) -> int:
    """Return the pixels that a length fills; what is whole but for the error of a float counts as whole."""
    return int(length + 1e-6)


def _written(image: Image.Image, media_type: str, quality: int = 90) -> Picture:
    out = io.BytesIO()
    bare = image.copy()
    bare.info = {name: value for name, value in image.info.items() if name in _KEPT}
    if media_type == "image/jpeg":
        _flattened(bare).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    elif media_type == "image/webp":
        bare.save(out, "WEBP", quality=quality)
    else:
        bare.save(out, media_type.removeprefix("image/").upper())
    return Picture(out.getvalue(), media_type, image.width, image.height)


def _flattened(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _fits(picture: Picture, terms: Terms) -> bool:
    return (
        picture.media_type in terms.media_types
        and (terms.max_bytes is None or len(picture.data) <= terms.max_bytes)
        and (terms.max_pixels is None or picture.width * picture.height <= terms.max_pixels)
        and (terms.widths is None or terms.widths[0] <= picture.width <= terms.widths[1])
    )
