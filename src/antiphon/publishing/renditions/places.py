"""Where renditions lie: named after what they were made of and what they had to keep to."""

import hashlib
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.utils.crypto import constant_time_compare, salted_hmac

from antiphon.lib import clock

FOLDER = "renditions"
#: How long a network, or a program, may fetch what is not published yet; the day on which it ends is whole.
SEALED_FOR = timedelta(days=3)
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
    """Return where the open internet finds a file of the media folder, for some days; longer once it is published."""
    return f"{settings.PUBLIC_URL}{sealed(path.relative_to(settings.MEDIA_ROOT).as_posix())}"


def sealed(name: str) -> str:
    """Return the path at which a file is had without signing in until a day; the same all day long."""
    until = (clock.now() + SEALED_FOR).date().isoformat()
    return f"{settings.MEDIA_URL}{name}?until={until}&seal={_seal(name, until)}"


def opens(name: str, until: str, seal: str) -> bool:
    """Whether a seal is good for a file today."""
    return constant_time_compare(_seal(name, until), seal) and until >= clock.now().date().isoformat()


def _seal(name: str, until: str) -> str:
    return salted_hmac("antiphon.publishing.media", f"{until} {name}", algorithm="sha256").hexdigest()
