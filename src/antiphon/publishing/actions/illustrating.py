"""How what is shown comes into a content: pictures looked at and kept, words, crop and focus written beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from antiphon.channels.connector import Media
from antiphon.publishing.actions.keeping import keep_picture, keep_read, read_bytes
from antiphon.publishing.drafts import Picture
from antiphon.publishing.models import Asset, Content, Illustration
from antiphon.publishing.renditions import measured
from antiphon.publishing.rules.framing import within

__all__ = ["Picture", "Taken", "illustrate", "keep_picture", "taken_in"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody gives, looked at: what is known of it, and its bytes unless the brand has it already."""

    media_type: str
    width: int
    height: int
    data: bytes = b""
    asset: Asset | None = None

    def as_media(self, alt_text: str, position: int) -> Media:
        """Return it as something that can be measured against limits."""
        if self.asset is not None:
            return measured(self.asset, alt_text, position)
        return Media(Path(), self.media_type, alt_text, self.width, self.height, position, bytes=len(self.data))


def taken_in(picture: Picture) -> Taken:
    """Look at what somebody gives; raise Refusal if it is too large or not what its name says. Writes nothing."""
    if picture.asset is not None:
        asset = picture.asset
        return Taken(asset.media_type, asset.width, asset.height, asset=asset)
    read = read_bytes(picture.data)
    return Taken(read.media_type, read.width, read.height, read.data)


def illustrate(content: Content, given: Sequence[Picture], read: Sequence[Taken]) -> None:
    """Put what is shown into a content, in order; `read` are the same as `taken_in` returned them."""
    for position, (picture, taken) in enumerate(zip(given, read, strict=True)):
        frame = within(picture.frame)
        Illustration.objects.create(
            content=content,
            asset=taken.asset or keep_read(content.brand, taken.data, taken.media_type, taken.width, taken.height),
            alt_text=picture.alt_text.strip(),
            alt_waived=picture.alt_waived,
            position=position,
            crop_left=frame.left,
            crop_top=frame.top,
            crop_width=frame.width,
            crop_height=frame.height,
            focus_x=frame.focus_x,
            focus_y=frame.focus_y,
        )
