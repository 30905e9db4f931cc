"""How pictures are taken in: looked at, made upright and bare of hidden data, kept once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock, images
from antiphon.lib.errors import Refusal
from antiphon.lib.images import MAX_PIXELS, NotAnImage, TooManyPixels
from antiphon.lib.markup import typed_text
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asset, Content, Illustration


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as somebody gives it: its bytes, the words for it, or the decision to do without words.

    Instead of bytes it may be an `asset` of the brand that was kept before.
    """

    data: bytes = b""
    alt_text: str = ""
    alt_waived: bool = False
    asset: Asset | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt_text", typed_text(self.alt_text))


def keep_picture(by: Member, data: bytes) -> Asset:
    """Keep a picture for a post that is still being written; raise Refusal if it is not one."""
    require(by, Duty.WRITE)
    read = taken_in(Picture(data))
    with transaction.atomic():
        return _kept(by.brand, read)


def illustrate(content: Content, given: Sequence[Picture], read: Sequence[images.Picture]) -> None:
    """Put pictures into a content, in order; `read` are the same pictures as `taken_in` returned them."""
    for position, (picture, taken) in enumerate(zip(given, read, strict=True)):
        Illustration.objects.create(
            content=content,
            asset=picture.asset or _kept(content.brand, taken),
            alt_text=picture.alt_text.strip(),
            alt_waived=picture.alt_waived,
            position=position,
        )


def taken_in(picture: Picture) -> images.Picture:
    """Read a picture somebody gives; raise Refusal if it is too large or not what its name says."""
    if picture.asset is not None:
        return images.Picture(b"", picture.asset.media_type, picture.asset.width, picture.asset.height)
    if len(picture.data) > settings.MAX_PICTURE_BYTES:
        raise Refusal(
            format_lazy(
                _("This picture is larger than {most} MB. Choose a smaller one."),
                most=settings.MAX_PICTURE_BYTES // 10**6,
            ),
            field="pictures",
        )
    try:
        return images.read_picture(picture.data)
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


def _kept(brand: Brand, read: images.Picture) -> Asset:
    digest = hashlib.sha256(read.data).hexdigest()
    found = Asset.objects.filter(brand=brand, digest=digest).first()
    if found:
        return found
    asset = Asset(
        brand=brand,
        media_type=read.media_type,
        width=read.width,
        height=read.height,
        bytes=len(read.data),
        digest=digest,
        added_at=clock.now(),
    )
    asset.file.save(f"{digest[:20]}.{read.media_type.removeprefix('image/')}", ContentFile(read.data), save=False)
    try:
        with transaction.atomic():
            asset.save()
    except IntegrityError:  # somebody else kept the same picture in this moment
        asset.file.delete(save=False)
        return Asset.objects.get(brand=brand, digest=digest)
    return asset
