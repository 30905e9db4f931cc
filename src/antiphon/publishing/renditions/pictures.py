"""Pictures as a channel takes them: cut to its shape, re-encoded under its limits."""

from pathlib import Path

from antiphon.channels.connector import Limits
from antiphon.lib.images import Terms, fit_picture, measure_picture, read_picture
from antiphon.publishing.models import Asset, Illustration
from antiphon.publishing.renditions.places import Made, name_of, path_of, put, standing
from antiphon.publishing.rules.framing import Box, Frame, box_of

#: What all networks take as the picture of a card.
_CARD = Terms(media_types=frozenset({"image/jpeg"}), max_bytes=950_000, widths=(1, 1200))


def frame_of(shown: Illustration) -> Frame:
    """Return which part of a picture is to be shown."""
    return Frame(shown.crop_left, shown.crop_top, shown.crop_width, shown.crop_height, shown.focus_x, shown.focus_y)


def picture_for(shown: Illustration, limits: Limits) -> Made:
    """Return the picture as the channel takes it; the original if it fits as it is."""
    asset = shown.asset
    return _fitted(asset, terms_for(frame_of(shown), asset.width, asset.height, limits))


def terms_for(frame: Frame, width: int, height: int, limits: Limits) -> Terms:
    """Return what a picture of this size has to keep to on a channel."""
    box: Box | None = box_of(frame, width, height, limits.image_ratio)
    if box == (0, 0, width, height):
        box = None
    return Terms(limits.image_types, limits.image_bytes, limits.image_pixels, limits.image_width, box)


def fits(asset: Asset, terms: Terms) -> bool:
    """Whether a picture can be sent as it was taken in."""
    return (
        terms.box is None
        and asset.media_type in terms.media_types
        and (terms.max_bytes is None or asset.bytes <= terms.max_bytes)
        and (terms.max_pixels is None or asset.width * asset.height <= terms.max_pixels)
        and (terms.widths is None or terms.widths[0] <= asset.width <= terms.widths[1])
    )


def card_picture(asset: Asset) -> Path:
    """Return the picture of a card, of a size that all networks take."""
    return _fitted(asset, _CARD).path


def _fitted(asset: Asset, terms: Terms) -> Made:
    if fits(asset, terms):
        return Made(path_of(asset.file), asset.media_type, asset.width, asset.height)
    types = sorted(terms.media_types)
    name = name_of(asset.digest, f"{terms.max_bytes} {terms.max_pixels} {types} {terms.widths} {terms.box}")
    place = standing(name) or _made(asset, terms, name)
    return Made(place, *measure_picture(place))


def _made(asset: Asset, terms: Terms, name: str) -> Path:
    fitted = fit_picture(read_picture(path_of(asset.file).read_bytes()), terms)
    return put(name, fitted.media_type, fitted.data)
