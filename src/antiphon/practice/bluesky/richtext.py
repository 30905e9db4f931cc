"""Facets: the links, mentions and hashtags of a text, by UTF-8 byte offset."""

import html
import re
from collections.abc import Callable
from typing import Any

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}])"
    r"|(?<![\w@])@(?P<handle>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]+)"
    r"|(?<![\w#])#(?P<tag>\w*[^\W\d_]\w*)"
)
FACET = "app.bsky.richtext.facet"


def facets(text: str, did_of: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """Return the facets of a text; `did_of` gives the DID of a handle, or None."""
    found = ((match, _feature(match, did_of)) for match in FOUND.finditer(text))
    return [_facet(text, match, feature) for match, feature in found if feature]


def _feature(match: re.Match[str], did_of: Callable[[str], str | None]) -> dict[str, str] | None:
    if match["url"]:
        return {"$type": f"{FACET}#link", "uri": match["url"]}
    if match["tag"]:
        return {"$type": f"{FACET}#tag", "tag": match["tag"]}
    did = did_of(match["handle"])
    return {"$type": f"{FACET}#mention", "did": did} if did else None


def _facet(text: str, match: re.Match[str], feature: dict[str, str]) -> dict[str, Any]:
    start, end = (len(text[:position].encode()) for position in match.span())
    return {"$type": FACET, "index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def as_html(text: str, marks: list[dict[str, Any]], address_of: Callable[[str], str]) -> str:
    """Write a text with its facets as HTML; `address_of` gives the page of a DID."""
    data, position, parts = text.encode(), 0, []
    for mark in sorted(marks, key=lambda m: m["index"]["byteStart"]):
        start, end = mark["index"]["byteStart"], mark["index"]["byteEnd"]
        if position <= start < end <= len(data):
            parts += [_escaped(data[position:start]), _link(mark, _escaped(data[start:end]), address_of)]
            position = end
    body = "".join([*parts, _escaped(data[position:])])
    return f"<p>{body}</p>"


def _escaped(data: bytes) -> str:
    return html.escape(data.decode("utf-8", "replace"), quote=False).replace("\n", "<br>")


def _link(mark: dict[str, Any], shown: str, address_of: Callable[[str], str]) -> str:
    feature = mark["features"][0] if mark["features"] else {}
    address = {
        f"{FACET}#link": feature.get("uri", ""),
        f"{FACET}#mention": address_of(feature.get("did", "")),
    }.get(feature.get("$type", ""), "")
    if not address.startswith(("http://", "https://")):
        return f"<b>{shown}</b>"
    return f'<a href="{html.escape(address)}" rel="nofollow noopener">{shown}</a>'
