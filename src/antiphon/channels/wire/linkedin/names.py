"""URNs of LinkedIn, moments, and where things stand."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from antiphon.channels.connector import Reference

PAGES = "https://www.linkedin.com"
_COMMENT = re.compile(r"urn:li:comment:\(((?:urn:li:)?[^,]+),(\d+)\)")
_WHO = re.compile(r"urn:li:(?:person|organization):[\w-]+")


def quoted(urn: str) -> str:
    """Return a URN as it stands in an address."""
    return quote(urn, safe="")


def thread_and_number(urn: str) -> tuple[str, str]:
    """Return what a comment stands under and its number there; both empty if it is no comment."""
    found = _COMMENT.fullmatch(urn)
    if not found:
        return "", ""
    thread = found[1] if found[1].startswith("urn:li:") else f"urn:li:{found[1]}"
    return thread, found[2]


def comment_urn(comment: Mapping[str, Any], number: str = "") -> str:
    """Return the name of a comment: the one it tells, else made of what it stands under and its number."""
    told = comment.get("commentUrn") or comment.get("$URN")
    return str(told) if told else f"urn:li:comment:({comment['object']},{number or comment['id']})"


def who_in(urn: str) -> str:
    """Return the person or organization that a URN names, empty if it names none."""
    found = _WHO.search(urn)
    return found[0] if found else ""


def reference(urn: str) -> Reference:
    """Return where a post stands."""
    return Reference(uri=urn, id=urn, url=f"{PAGES}/feed/update/{urn}/")


def comment_reference(urn: str, post: Reference) -> Reference:
    """Return where a comment stands."""
    return Reference(uri=urn, id=urn, url=f"{post.url}?commentUrn={quoted(urn)}")


def instant(milliseconds: Any) -> datetime:
    """Return a moment by the network's own clock."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def moment(milliseconds: Any) -> datetime:
    """Return a moment; a clock that runs ahead of ours is not believed."""
    return min(instant(milliseconds), datetime.now(UTC))
