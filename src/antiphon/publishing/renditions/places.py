"""Where renditions lie: named after what they were made of and what they had to keep to."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models.fields.files import FieldFile

FOLDER = "renditions"
#: How the name of a rendition ends, by what it is.
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "video/mp4": ".mp4",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is ready to be sent; width and height in pixels."""

    path: Path
    media_type: str
    width: int
    height: int


def path_of(file: FieldFile) -> Path:
    """Return where a kept file lies."""
    return Path(file.path)


def folder() -> Path:
    """Return where renditions lie; it is made if need be."""
    place = Path(settings.MEDIA_ROOT) / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    return place


def name_of(digest: str, terms: str) -> str:
    """Return the name, without its ending, of what was made of the bytes of a digest under these terms."""
    return f"{digest}-{hashlib.sha256(terms.encode()).hexdigest()[:16]}"


def standing(name: str) -> Path | None:
    """Return the rendition of a name if it was made before."""
    found = (folder() / f"{name}{suffix}" for suffix in SUFFIXES.values())
    return next((path for path in found if path.exists()), None)


def put(name: str, media_type: str, data: bytes) -> Path:
    """Keep a rendition; others may be making the same one at the same time."""
    place = folder() / f"{name}{SUFFIXES[media_type]}"
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".", delete=False) as fresh:
        fresh.write(data)
    Path(fresh.name).chmod(0o644)
    return Path(fresh.name).replace(place)


def address_of(path: Path) -> str:
    """Return where the open internet finds a file of the media folder."""
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    return f"{settings.PUBLIC_URL}{settings.MEDIA_URL}{name}"
