"""Pictures as a channel takes them: re-encoded under its limits, once, and kept beside the original."""

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings

from antiphon.channels.connector import Limits, Media
from antiphon.lib.images import fit_picture, read_picture
from antiphon.publishing.models import Illustration


def rendition(picture: Illustration, limits: Limits) -> Media:
    """Return the picture as the channel takes it, with its words."""
    path = _fitted(picture, limits)
    asset = picture.asset
    if path is None:
        return _media(Path(asset.file.path), asset.media_type, asset.width, asset.height, picture)
    fitted = read_picture(path.read_bytes())
    return _media(path, fitted.media_type, fitted.width, fitted.height, picture)


def _fitted(picture: Illustration, limits: Limits) -> Path | None:
    """Return where the smaller rendition lies, or None if the original fits as it is."""
    asset = picture.asset
    small = limits.image_bytes is None or asset.bytes <= limits.image_bytes
    few = limits.image_pixels is None or asset.width * asset.height <= limits.image_pixels
    if small and few and asset.media_type in limits.image_types:
        return None
    terms = f"{limits.image_bytes} {limits.image_pixels} {sorted(limits.image_types)}"
    name = f"{asset.digest}-{hashlib.sha256(terms.encode()).hexdigest()[:16]}"
    place = Path(settings.MEDIA_ROOT) / "renditions" / name
    if not place.exists():
        _write(picture, limits, place)
    return place


def _write(picture: Illustration, limits: Limits, place: Path) -> None:
    original = read_picture(Path(picture.asset.file.path).read_bytes())
    fitted = fit_picture(
        original, max_bytes=limits.image_bytes, max_pixels=limits.image_pixels, media_types=limits.image_types
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: other threads may be making the same rendition for other channels.
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=place.name, delete=False) as fresh:
        fresh.write(fitted.data)
    Path(fresh.name).replace(place)


def _media(path: Path, media_type: str, width: int, height: int, picture: Illustration) -> Media:
    return Media(
        path=path,
        media_type=media_type,
        alt_text=picture.alt_text,
        width=width,
        height=height,
        position=picture.position,
    )
