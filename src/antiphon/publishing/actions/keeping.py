"""How files are taken in: looked at, made bare of hidden data, kept once, with a still picture of each."""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock, images
from antiphon.lib.documents import is_document, open_document
from antiphon.lib.errors import Refusal
from antiphon.lib.films import Unfit, bare_film, draw_frame
from antiphon.lib.images import MAX_PIXELS, NotAnImage, TooManyPixels, shrink_picture
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asset

#: From which size on a picture is shown by a smaller one of its own: pixels a side, bytes.
_STILL, _STILL_BYTES = 1280, 400_000
_SUFFIXES = {
    "application/pdf": "pdf", "video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov",
}  # fmt: skip
_BEGINNING = 2048


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a film or a document turned out to be; `file` is to be kept, `cover` is a still picture of it."""

    file: Path
    cover: Path
    media_type: str
    width: int
    height: int
    seconds: float = 0
    pages: int = 0
    title: str = ""


def keep_picture(by: Member, data: bytes, title: str = "") -> Asset:
    """Keep a picture for a post that is still being written; raise Refusal if it is not one.

    `title` names it where nobody has named it yet, such as after its file.
    """
    require(by, Duty.WRITE)
    read = read_bytes(data)
    with transaction.atomic():
        return keep_read(by.brand, read.data, read.media_type, read.width, read.height, title)


def keep_file(by: Member, source: Path, title: str = "") -> Asset:
    """Keep a picture, video or document that lies in a file of its own; raise Refusal if it is none of them.

    The file is never held in memory as a whole, unless it is a picture.
    """
    require(by, Duty.WRITE)
    size = source.stat().st_size
    if size > settings.MAX_UPLOAD_BYTES:
        raise too_large(settings.MAX_UPLOAD_BYTES)
    with source.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if images.looks_like_picture(beginning):
        data = source.read_bytes() if size <= settings.MAX_PICTURE_BYTES else b"\0" * (size + 1)
        return keep_picture(by, data, title)
    with tempfile.TemporaryDirectory(dir=_incoming()) as folder:
        opened = _opened(source, Path(folder), beginning)
        return _keep_opened(by.brand, opened, title)


def keep_bytes(by: Member, data: bytes, title: str = "") -> Asset:
    """Keep a picture, video or document whose bytes are at hand; raise Refusal if it is none of them."""
    if images.looks_like_picture(data[:_BEGINNING]):
        return keep_picture(by, data, title)
    with tempfile.NamedTemporaryFile(dir=_incoming()) as file:
        file.write(data)
        file.flush()
        return keep_file(by, Path(file.name), title)


def read_bytes(data: bytes) -> images.Picture:
    """Read a picture; raise Refusal if it is too large or not what its name says."""
    if len(data) > settings.MAX_PICTURE_BYTES:
        raise too_large(settings.MAX_PICTURE_BYTES)
    try:
        return images.read_picture(data)
    except NotAnImage as error:
        raise Refusal(
            _("This file is not a picture that can be read, whatever its name says. Use JPEG, PNG, WebP or GIF."),
            field="pictures",
        ) from error
    except TooManyPixels as error:
        raise Refusal(
            format_lazy(
                _("This picture has more than {most} megapixels. Make it smaller first."), most=MAX_PIXELS // 10**6
            ),
            field="pictures",
        ) from error


def keep_read(brand: Brand, data: bytes, media_type: str, width: int, height: int, title: str = "") -> Asset:
    """Keep a picture that was read; the same asset if the brand has these bytes already."""
    digest = hashlib.sha256(data).hexdigest()
    found = Asset.objects.filter(brand=brand, digest=digest).first()
    if found:
        return _taken_up_again(found, title)
    asset = Asset(
        brand=brand, media_type=media_type, width=width, height=height, bytes=len(data), digest=digest,
        added_at=clock.now(), title=title[:200],
    )  # fmt: skip
    asset.file.save(f"{digest[:20]}.{media_type.removeprefix('image/')}", ContentFile(data), save=False)
    if max(width, height) > _STILL or len(data) > _STILL_BYTES:
        asset.cover.save(f"{digest[:20]}.jpg", ContentFile(shrink_picture(data, _STILL).data), save=False)
    return _saved(asset)


def too_large(most: int) -> Refusal:
    """Return what is said of a file that is larger than is taken in."""
    sentence = _("This file is larger than {most} MB. Choose a smaller one.")
    return Refusal(format_lazy(sentence, most=most // 10**6), field="pictures")


def _opened(source: Path, folder: Path, beginning: bytes) -> _Opened:
    cover = folder / "cover.jpg"
    if is_document(beginning):
        return _document(source, cover)
    if shutil.disk_usage(folder).free < 2 * source.stat().st_size:
        raise Refusal(_("There is no room left for this file on the server. Tell who runs it."), field="pictures")
    return _film(source, folder / "bare", cover)


def _document(source: Path, cover: Path) -> _Opened:
    try:
        found = open_document(source, cover)
    except Unfit as error:
        sentence = _("This document cannot be read. If it asks for a password, save it without one.")
        raise Refusal(sentence, field="pictures") from error
    return _Opened(source, cover, "application/pdf", found.width, found.height, pages=found.pages, title=found.title)


def _film(source: Path, bare: Path, cover: Path) -> _Opened:
    try:
        film = bare_film(source, bare)
        draw_frame(bare, cover, min(1.0, film.seconds / 10))
    except Unfit as error:
        sentence = _(
            "This file is not a picture, video or document that can be read, whatever its name says. "
            "Use JPEG, PNG, WebP, GIF, MP4, MOV, WebM or PDF."
        )
        raise Refusal(sentence, field="pictures") from error
    return _Opened(bare, cover, film.media_type, film.width, film.height, seconds=film.seconds)


def _keep_opened(brand: Brand, opened: _Opened, title: str) -> Asset:
    with opened.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found = Asset.objects.filter(brand=brand, digest=digest).first()
    if found:
        return _taken_up_again(found, title)
    asset = Asset(
        brand=brand, media_type=opened.media_type, width=opened.width, height=opened.height,
        bytes=opened.file.stat().st_size, digest=digest, added_at=clock.now(), seconds=opened.seconds,
        pages=opened.pages, title=(title or opened.title)[:200],
    )  # fmt: skip
    asset.cover.save(f"{digest[:20]}.jpg", ContentFile(opened.cover.read_bytes()), save=False)
    _move_in(asset, opened.file, f"{digest[:20]}.{_SUFFIXES.get(opened.media_type, 'bin')}")
    return _saved(asset)


def _move_in(asset: Asset, file: Path, name: str) -> None:
    """Give the asset its file by moving it: what is large is written once."""
    storage = asset.file.storage
    place = storage.get_available_name(asset.file.field.generate_filename(asset, name))
    target = Path(storage.path(place))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(file, target)
    target.chmod(0o644)
    asset.file.name = place


@transaction.atomic
def _saved(asset: Asset) -> Asset:
    try:
        with transaction.atomic():
            asset.save()
    except IntegrityError:  # somebody else kept the same file in this moment
        asset.file.delete(save=False)
        if asset.cover:
            asset.cover.delete(save=False)
        return Asset.objects.get(brand=asset.brand, digest=asset.digest)
    return asset


def _taken_up_again(asset: Asset, title: str) -> Asset:
    """What was put away and is given again is wanted again; what has no name yet gets one."""
    if asset.archived_at is not None or (title and not asset.title):
        asset.archived_at, asset.title = None, asset.title or title[:200]
        asset.save(update_fields=["archived_at", "title"])
    return asset


def _incoming() -> Path:
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
