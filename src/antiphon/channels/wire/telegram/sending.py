"""How a post becomes one call of Telegram's interface: words, a poll, one file or an album."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from antiphon.channels.connector import Media, Outgoing, Poll
from antiphon.channels.wire.multipart import File, Form, file_name
from antiphon.lib.errors import ChannelError, Trouble

#: The longest that width and height of a photo may be together.
_SIDES = 10_000
_SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Call:
    """One method of the interface with what it is given."""

    method: str
    fields: dict[str, Any]
    files: dict[str, File] = field(default_factory=dict)

    def request(self, **more: Any) -> dict[str, Any]:
        """Return it as `requests` takes it."""
        fields = more | self.fields
        if not self.files:
            return {"json": fields}
        form = Form({name: _as_text(value) for name, value in fields.items()}, self.files)
        return {"data": form, "headers": {"Content-Type": form.content_type}}


def call_of(outgoing: Outgoing) -> Call:
    """Return how a post is sent; raise ChannelError for what Telegram cannot put into one."""
    if outgoing.poll and outgoing.media:
        raise ChannelError(Trouble.MEDIA, "a poll stands without pictures")
    if outgoing.poll:
        return _poll(outgoing.text, outgoing.poll)
    if outgoing.media:
        return _with_files(outgoing)
    preview = {"link_preview_options": {"url": outgoing.card.url}} if outgoing.card else {}
    return Call("sendMessage", {"text": outgoing.text, **preview})


def _poll(question: str, poll: Poll) -> Call:
    fields = {
        "question": question,
        "options": [{"text": option} for option in poll.options],
        "allows_multiple_answers": poll.multiple,
        "open_period": poll.hours * _SECONDS_AN_HOUR,
    }
    return Call("sendPoll", fields)


def _with_files(outgoing: Outgoing) -> Call:
    kinds = [_kind(media) for media in outgoing.media]
    if "document" in kinds and set(kinds) != {"document"}:
        raise ChannelError(Trouble.MEDIA, "documents stand apart from pictures and videos")
    files = {f"file{n}": File(one.path, file_name(one), one.media_type) for n, one in enumerate(outgoing.media)}
    caption = {"caption": outgoing.text} if outgoing.text else {}
    if len(files) == 1:
        [kind], [media] = kinds, outgoing.media
        return Call(f"send{kind.title()}", {**_shape(media), **caption}, {kind: files["file0"]})
    album = [
        {"type": kind, "media": f"attach://file{n}", **_shape(media)}
        for n, (kind, media) in enumerate(zip(kinds, outgoing.media, strict=True))
    ]
    album[0] |= caption
    return Call("sendMediaGroup", {"media": album}, files)


def _kind(media: Media) -> str:
    """Return how Telegram calls a file; raise ChannelError for a photo that is too large for it."""
    if media.is_document or media.is_video:
        return "document" if media.is_document else "video"
    if media.width + media.height > _SIDES:
        raise ChannelError(Trouble.MEDIA, f"a photo measures {media.width} × {media.height}: more than it may")
    return "photo"


def _shape(media: Media) -> dict[str, Any]:
    if not media.is_video:
        return {}
    shape = {"width": media.width, "height": media.height, "duration": round(media.seconds)}
    return {name: value for name, value in shape.items() if value} | {"supports_streaming": True}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
