"""Posts as the brand's own pages and feeds show them: words, and what they show, cut as was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from antiphon.channels.connector import Limits
from antiphon.publishing.models import Asset, CaptionFile, Delivery, Illustration
from antiphon.publishing.outgoing import limits_for
from antiphon.publishing.queries.showing import shown_by
from antiphon.publishing.renditions import film_for, film_is_ready
from antiphon.publishing.renditions.pictures import picture_for
from antiphon.publishing.renditions.places import Made


@dataclass(frozen=True, slots=True)
class EntryPiece:
    """A picture, video or document of an entry; `address` is where it is had, `still` a picture of it."""

    kind: str
    address: str
    still: str
    media_type: str
    alt_text: str
    title: str
    width: int
    height: int
    pages: int
    bytes: int
    captions: Sequence[CaptionFile]


@dataclass(frozen=True, slots=True)
class Entry:
    """A post of the own pages with all that it shows."""

    delivery: Delivery
    pieces: list[EntryPiece]

    @property
    def title(self) -> str:
        """Its title, if it was given one."""
        return self.delivery.title or self.delivery.post.content.title

    @property
    def words(self) -> str:
        """What it is called where a title is needed."""
        return self.title or self.delivery.words


def entries_of(deliveries: Sequence[Delivery]) -> list[Entry]:
    """Return deliveries with all that they show."""
    shown = shown_by(deliveries)
    return [Entry(one, [_piece(one, piece) for piece in shown[one.pk]]) for one in deliveries]


def _piece(delivery: Delivery, shown: Illustration) -> EntryPiece:
    asset = shown.asset
    place, media_type, width, height = asset.file.name or "", asset.media_type, asset.width, asset.height
    size = asset.bytes
    limits = limits_for(delivery)
    made = picture_for(shown, limits) if asset.is_picture else _film(asset, limits)
    if made is not None and made.path != Path(asset.file.path):
        place = made.path.relative_to(settings.MEDIA_ROOT).as_posix()
        media_type, width, height, size = made.media_type, made.width, made.height, made.path.stat().st_size
    still = (asset.cover.name if asset.cover and not asset.is_picture else place) or place
    return EntryPiece(
        kind="video" if asset.is_video else "document" if asset.is_document else "picture",
        address=reverse("media", args=[place]),
        still=reverse("media", args=[still]),
        media_type=media_type,
        alt_text=shown.alt_text,
        title=asset.title,
        width=width,
        height=height,
        pages=asset.pages,
        bytes=size,
        captions=list(asset.captions.all()),
    )


def _film(asset: Asset, limits: Limits) -> Made | None:
    """Return a film as it was made for the pages; None for what is no film or was not made for them."""
    return film_for(asset, limits) if asset.is_video and film_is_ready(asset, limits) else None
