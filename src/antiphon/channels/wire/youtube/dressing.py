"""What a film is given beside itself: captions and a cover."""

import json
import secrets
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from antiphon.channels.connector import Captions, Media
from antiphon.channels.wire.rest import Rest
from antiphon.channels.wire.youtube.uploading import UPLOADS
from antiphon.lib.errors import ChannelError, Trouble

_LARGEST_COVER = 2 * 1024 * 1024


def dress(rest: Rest, number: str, media: Media) -> None:
    """Give a film its captions and its cover; what it has from an earlier try stays.

    A cover is left out where it is too large or the channel may have none: the film is none the worse for it.
    """
    for captions in media.captions:
        _caption(rest, number, captions)
    if media.cover and media.cover.stat().st_size <= _LARGEST_COVER:
        _cover(rest, number, media.cover)


def _caption(rest: Rest, number: str, captions: Captions) -> None:
    told = {"snippet": {"videoId": number, "language": captions.language, "name": "", "isDraft": False}}
    parts = (("application/json; charset=UTF-8", json.dumps(told).encode()), ("text/vtt", captions.path.read_bytes()))
    mark = secrets.token_hex(16)
    body = b"".join(f"--{mark}\r\nContent-Type: {kind}\r\n\r\n".encode() + part + b"\r\n" for kind, part in parts)
    head = {"Content-Type": f"multipart/related; boundary={mark}"}
    asked = {"uploadType": "multipart", "part": "snippet"}
    body += f"--{mark}--\r\n".encode()
    _ask(rest, "/captions", {Trouble.DUPLICATE}, params=asked, data=body, headers=head)


def _cover(rest: Rest, number: str, cover: Path) -> None:
    head = {"Content-Type": guess_type(cover.name)[0] or "image/jpeg"}
    asked = {"videoId": number, "uploadType": "media"}
    _ask(rest, "/thumbnails/set", {Trouble.PERMISSION}, params=asked, data=cover.read_bytes(), headers=head)


def _ask(rest: Rest, path: str, borne: set[Trouble], **request: Any) -> None:
    try:
        rest.ask("POST", UPLOADS + path, **request)
    except ChannelError as error:
        if error.trouble not in borne:
            raise
