"""What is shown as a channel takes it: fitted to its limits, once, and kept beside the original."""

from antiphon.channels.connector import Captions, Limits, Media
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.films import Unfit
from antiphon.publishing.models import Asset, Illustration
from antiphon.publishing.renditions.films import film_for, film_is_ready
from antiphon.publishing.renditions.pictures import card_picture, picture_for
from antiphon.publishing.renditions.places import Made, address_of, path_of
from antiphon.publishing.renditions.rights import expired, require_rights

__all__ = [
    "address_of",
    "card_picture",
    "expired",
    "film_for",
    "film_is_ready",
    "measured",
    "path_of",
    "rendition",
    "require_rights",
]


def rendition(shown: Illustration, limits: Limits, *, language: str = "", reachable: bool = False) -> Media:
    """Return a picture, video or document as the channel takes it, with its words.

    Captions in `language` come first: some networks take no others. `reachable` asks for the address at which a
    network finds it. What was not made yet is made now.
    """
    asset = shown.asset
    made = _made(shown, limits)
    spoken = sorted(asset.captions.all(), key=lambda one: (one.language != language, one.language))
    captions = [Captions(path_of(one.file), one.language) for one in spoken]
    return Media(
        path=made.path,
        media_type=made.media_type,
        alt_text=shown.alt_text,
        width=made.width,
        height=made.height,
        position=shown.position,
        title=asset.title,
        seconds=asset.seconds,
        pages=asset.pages,
        captions=tuple(captions[: limits.captions]),
        cover=path_of(asset.cover) if asset.cover else None,
        address=address_of(made.path) if reachable else "",
        bytes=made.path.stat().st_size,
    )


def measured(asset: Asset, alt_text: str, position: int) -> Media:
    """Return what is known of an asset before anything is fitted: enough to say what does not fit."""
    return Media(
        path=path_of(asset.file),
        media_type=asset.media_type,
        alt_text=alt_text,
        width=asset.width,
        height=asset.height,
        position=position,
        seconds=asset.seconds,
        pages=asset.pages,
        bytes=asset.bytes,
    )


def _made(shown: Illustration, limits: Limits) -> Made:
    asset = shown.asset
    if asset.is_video:
        try:
            return film_for(asset, limits)
        except Unfit as error:
            raise ChannelError(Trouble.MEDIA, f"the video cannot be made anew: {error}") from error
    if asset.is_document:
        return Made(path_of(asset.file), asset.media_type, asset.width, asset.height)
    return picture_for(shown, limits)
