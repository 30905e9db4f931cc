"""The checks of the lexicons for the records that the practice server knows, in the PDS's own words."""

from typing import Any

import regex

from antiphon.practice.bluesky.identifiers import RECORD_KEY, TID, parse_address
from antiphon.practice.bluesky.limits import Limits
from antiphon.practice.bluesky.records import FOLLOW, LIKE, POST, PROFILE, REPOST
from antiphon.practice.clock import parse_iso

KEYED_BY_TIME = frozenset({POST, LIKE, REPOST, FOLLOW})


class InvalidRecordError(Exception):
    """A record that its lexicon does not allow."""


class _Fault(Exception):
    """A message with the place in the record."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(f"{message} at {path}")


def check_record(collection: str, rkey: str, record: dict[str, Any], limits: Limits) -> str:
    """Return `valid` or `unknown` (no lexicon known here). Raises InvalidRecordError."""
    if not RECORD_KEY.fullmatch(rkey):
        raise InvalidRecordError(f'Invalid record key (got "{rkey}") at $.rkey')
    if collection in KEYED_BY_TIME and not TID.fullmatch(rkey):
        message = f'Invalid TID string (got "{rkey}") at $'
        raise InvalidRecordError(f"Invalid record key for {collection}: {message}")
    checks = {POST: _post, LIKE: _about_record, REPOST: _about_record, FOLLOW: _follow, PROFILE: _profile}
    if collection not in checks:
        return "unknown"
    try:
        checks[collection](record, limits)
    except _Fault as fault:
        raise InvalidRecordError(f"Invalid {collection} record: {fault}") from fault
    return "valid"


def grapheme_length(text: str) -> int:
    """Count what a reader sees as characters."""
    return len(regex.findall(r"\X", text))


def _post(record: dict[str, Any], limits: Limits) -> None:
    _require(record, "$.record", "text", "createdAt")
    _text(record["text"], "$.record.text", limits.max_bytes, limits.max_graphemes)
    _moment(record["createdAt"], "$.record.createdAt")
    _array(record.get("langs", []), "$.record.langs", 3)
    _array(record.get("tags", []), "$.record.tags", 8)
    for index, facet in enumerate(record.get("facets", [])):
        _facet(facet, record["text"], f"$.record.facets[{index}]", limits)
    if "reply" in record:
        _require(record["reply"], "$.record.reply", "root", "parent")
        _reference(record["reply"]["root"], "$.record.reply.root")
        _reference(record["reply"]["parent"], "$.record.reply.parent")
    if "embed" in record:
        _embed(record["embed"], "$.record.embed", limits)


def _embed(embed: dict[str, Any], path: str, limits: Limits) -> None:
    kind = embed.get("$type")
    if kind == "app.bsky.embed.images":
        _pictures(embed, path, "images", limits.max_images, limits)
    elif kind == "app.bsky.embed.gallery":
        _pictures(embed, path, "items", 20, limits)
    elif kind == "app.bsky.embed.record":
        _require(embed, path, "record")
        _reference(embed["record"], f"{path}.record")
    elif kind == "app.bsky.embed.recordWithMedia":
        _require(embed, path, "record", "media")
        _embed(embed["record"] | {"$type": "app.bsky.embed.record"}, f"{path}.record", limits)
        _embed(embed["media"], f"{path}.media", limits)
    elif kind == "app.bsky.embed.external":
        _require(embed, path, "external")
        _require(embed["external"], f"{path}.external", "uri", "title", "description")
    elif kind == "app.bsky.embed.video":
        _require(embed, path, "video")
        _blob(embed["video"], f"{path}.video", "video/mp4", 300_000_000)


def _pictures(embed: dict[str, Any], path: str, field: str, most: int, limits: Limits) -> None:
    _require(embed, path, field)
    _array(embed[field], f"{path}.{field}", most)
    for index, picture in enumerate(embed[field]):
        place = f"{path}.{field}[{index}]"
        _require(picture, place, "image", "alt", *(["aspectRatio"] if field == "items" else []))
        _blob(picture["image"], f"{place}.image", "image/*", limits.image_size_limit)
        for side, pixels in picture.get("aspectRatio", {}).items():
            if side in {"width", "height"} and pixels < 1:
                raise _Fault(f"integer too small (minimum 1, got {pixels})", f"{place}.aspectRatio.{side}")


def _about_record(record: dict[str, Any], _: Limits) -> None:
    _require(record, "$.record", "subject", "createdAt")
    _reference(record["subject"], "$.record.subject")
    _moment(record["createdAt"], "$.record.createdAt")


def _follow(record: dict[str, Any], _: Limits) -> None:
    _require(record, "$.record", "subject", "createdAt")
    if not str(record["subject"]).startswith("did:"):
        raise _Fault(f'Invalid DID (got "{record["subject"]}")', "$.record.subject")
    _moment(record["createdAt"], "$.record.createdAt")


def _profile(record: dict[str, Any], _: Limits) -> None:
    _text(record.get("displayName", ""), "$.record.displayName", 640, 64)
    _text(record.get("description", ""), "$.record.description", 2560, 256)


def _require(document: Any, path: str, *names: str) -> None:
    if not isinstance(document, dict):
        raise _Fault("Expected object value type", path)
    for name in names:
        if document.get(name) is None:
            raise _Fault(f'Missing required key "{name}"', path)


def _text(value: Any, path: str, most_bytes: int, most_graphemes: int) -> None:
    if not isinstance(value, str):
        raise _Fault("Expected string value type", path)
    size, length = len(value.encode()), grapheme_length(value)
    if size > most_bytes:
        raise _Fault(f"string too big (maximum {most_bytes}, got {size})", path)
    if length > most_graphemes:
        raise _Fault(f"grapheme too big (maximum {most_graphemes}, got {length})", path)


def _moment(value: Any, path: str) -> None:
    try:
        parse_iso(str(value))
    except ValueError:
        raise _Fault(f'Invalid datetime (got "{value}")', path) from None


def _array(value: Any, path: str, most: int) -> None:
    if not isinstance(value, list):
        raise _Fault("Expected array value type", path)
    if len(value) > most:
        raise _Fault(f"array too big (maximum {most}, got {len(value)})", path)


def _reference(value: Any, path: str) -> None:
    _require(value, path, "uri", "cid")
    if not parse_address(str(value["uri"])):
        raise _Fault(f'Invalid at-uri (got "{value["uri"]}")', f"{path}.uri")


def _blob(value: Any, path: str, accepted: str, most: int) -> None:
    if not isinstance(value, dict) or value.get("$type") != "blob":
        raise _Fault("Expected blob value type (got object)", path)
    kind = str(value.get("mimeType"))
    if not (kind == accepted or kind.startswith(accepted.removesuffix("*"))):
        raise _Fault(f'Expected "{accepted}" (got "{kind}")', f"{path}.mimeType")
    if value.get("size", 0) > most:
        raise _Fault(f"blob too big (maximum {most}, got {value['size']})", path)


def _facet(facet: Any, text: str, path: str, limits: Limits) -> None:
    _require(facet, path, "index", "features")
    _require(facet["index"], f"{path}.index", "byteStart", "byteEnd")
    for side in ("byteStart", "byteEnd"):
        if facet["index"][side] < 0:
            raise _Fault(f"integer too small (minimum 0, got {facet['index'][side]})", f"{path}.index.{side}")
    if limits.strict_facets:
        _check_span(facet["index"]["byteStart"], facet["index"]["byteEnd"], text.encode(), f"{path}.index")


def _check_span(start: int, end: int, text: bytes, path: str) -> None:
    if not start < end <= len(text):
        raise _Fault(f"facet outside of the text (bytes {start} to {end} of {len(text)})", path)
    try:
        text[start:end].decode()
    except UnicodeDecodeError:
        raise _Fault(f"facet cuts a character (bytes {start} to {end})", path) from None
