"""How files come to LinkedIn: an upload is announced, its bytes are put where the network says."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from antiphon.channels.connector import Captions, Media
from antiphon.channels.wire.linkedin.names import quoted
from antiphon.channels.wire.rest import Rest, understood
from antiphon.channels.wire.subrip import as_subrip
from antiphon.lib.errors import ChannelError, Trouble

_BYTES = {"Content-Type": "application/octet-stream"}
_STILL = {**_BYTES, "media-type-family": "STILLIMAGE"}
#: What is worked on for a while after it came: it is asked for before a post names it.
_WORKED_ON = ("video", "document")
#: Where a language is spoken, where nobody says: LinkedIn names both.
_COUNTRIES = {"en": "US"}


def upload(rest: Rest, owner: str, media: Media) -> str:
    """Upload a file of a post and return its URN."""
    if media.is_video:
        return _video(rest, owner, media)
    return _document(rest, owner, media.path) if media.is_document else upload_picture(rest, owner, media.path)


def upload_picture(rest: Rest, owner: str, path: Path) -> str:
    """Upload a picture and return its URN."""
    return _single(rest, "images", "image", owner, path)


def must_be_ready(rest: Rest, urns: Iterable[str]) -> None:
    """Raise BEFORE_SEND while the network works on one of these, MEDIA if it could not use it."""
    for urn in urns:
        kind = urn.split(":")[2] if urn.count(":") > 2 else ""
        if kind not in _WORKED_ON:
            continue
        found = rest.get(f"{kind}s/{quoted(urn)}")
        with understood(kind):
            status = str(found["status"])
        if status == "PROCESSING_FAILED":
            raise ChannelError(Trouble.MEDIA, f"{urn}: {found.get('processingFailureReason', '')}")
        if status != "AVAILABLE":
            raise ChannelError(Trouble.BEFORE_SEND, f"{urn}: {status}")


def _document(rest: Rest, owner: str, path: Path) -> str:
    return _single(rest, "documents", "document", owner, path)


def _single(rest: Rest, edge: str, name: str, owner: str, path: Path) -> str:
    told = _announce(rest, edge, {"owner": owner})
    with understood(edge):
        address, urn = str(told["uploadUrl"]), str(told[name])
    _put(rest, address, path, _BYTES)
    return urn


def _video(rest: Rest, owner: str, media: Media) -> str:
    size, still = media.path.stat().st_size, media.cover
    asked = {"owner": owner, "fileSizeBytes": size, "uploadThumbnail": still is not None}
    asked["uploadCaptions"] = bool(media.captions)
    told = _announce(rest, "videos", asked)
    with understood("videos"):
        urn, token = str(told["video"]), str(told.get("uploadToken") or "")
        parts = [
            (str(one["uploadUrl"]), int(one["firstByte"]), int(one["lastByte"])) for one in told["uploadInstructions"]
        ]
    marks = [_put_part(rest, address, media.path, first, last) for address, first, last in parts]
    if still and told.get("thumbnailUploadUrl"):
        _put(rest, str(told["thumbnailUploadUrl"]), still, _STILL)
    if media.captions and told.get("captionsUploadUrl"):
        _caption(rest, str(told["captionsUploadUrl"]), media.captions[0])
    done = {"video": urn, "uploadToken": token, "uploadedPartIds": marks}
    rest.post("videos?action=finalizeUpload", {"finalizeUploadRequest": done})
    return urn


def _caption(rest: Rest, address: str, captions: Captions) -> None:
    """Send captions, of which LinkedIn takes one file, in SubRip."""
    language = captions.language.partition("-")[0].lower()
    country = captions.language.partition("-")[2] or _COUNTRIES.get(language, language)
    about = {
        "format": "SRT",
        "formattedForEasyReader": True,
        "largeText": True,
        "source": "USER_PROVIDED",
        "locale": {"language": language.upper(), "country": country.upper()},
        "transcriptType": "CLOSED_CAPTION",
    }
    words = as_subrip(captions.path.read_text("utf-8")).encode()
    parts = {"metadata": (None, json.dumps(about), "application/json"), "file": ("captions.srt", words, "text/plain")}
    try:
        rest.answer("POST", address, files=parts)
    except ChannelError as error:
        if error.trouble == Trouble.CONTENT:
            raise ChannelError(Trouble.MEDIA, f"captions: {error.detail}") from error
        raise


def _announce(rest: Rest, edge: str, asked: dict[str, Any]) -> dict[str, Any]:
    found = rest.post(f"{edge}?action=initializeUpload", {"initializeUploadRequest": asked})
    with understood(edge):
        return {**found["value"]}


def _put(rest: Rest, address: str, path: Path, head: dict[str, str]) -> None:
    with path.open("rb") as file:
        rest.answer("PUT", address, data=file, headers=head)


def _put_part(rest: Rest, address: str, path: Path, first: int, last: int) -> str:
    """Put one part of a film (4 MB) and return the mark by which the network knows it."""
    with path.open("rb") as file:
        file.seek(first)
        answer = rest.answer("PUT", address, data=file.read(last - first + 1), headers=_BYTES)
    with understood("a part of a video"):
        return answer.headers["ETag"].strip('"')
