"""What stands with the words of a LinkedIn post, and what tells one post from another."""

from collections.abc import Mapping
from typing import Any

from antiphon.channels.connector import Outgoing
from antiphon.channels.wire.linkedin.text import essence, plain


def content(outgoing: Outgoing, prepared: tuple[str, ...]) -> dict[str, Any] | None:
    """Return what stands with the words of a post: a poll, files, or the preview of a link; None for words alone."""
    if outgoing.poll:
        settings = {"duration": _duration(outgoing.poll.hours)}
        options = [{"text": option} for option in outgoing.poll.options]
        return {"poll": {"question": outgoing.text, "options": options, "settings": settings}}
    if len(outgoing.media) > 1:
        pictures = zip(outgoing.media, prepared, strict=True)
        return {"multiImage": {"images": [{"id": urn, "altText": media.alt_text} for media, urn in pictures]}}
    if outgoing.media:
        [media], [urn] = outgoing.media, prepared
        if media.is_video or media.is_document:
            return {"media": {"id": urn, "title": media.title or media.path.stem}}
        return {"media": {"id": urn, "altText": media.alt_text}}
    return _article(outgoing, prepared) if outgoing.card else None


def _article(outgoing: Outgoing, prepared: tuple[str, ...]) -> dict[str, Any]:
    card = outgoing.card
    assert card is not None  # noqa: S101  the caller looked
    told = {"source": card.url, "title": card.title, "description": card.description, "thumbnail": "".join(prepared)}
    return {"article": {name: value for name, value in told.items() if value}}


def likeness(post: Mapping[str, Any]) -> tuple[str, int]:
    """Return what tells a post from others: its words, and how many files it has."""
    shown = post.get("content") or {}
    words = plain(str(post.get("commentary") or "")) or str((shown.get("poll") or {}).get("question") or "")
    files = len((shown.get("multiImage") or {}).get("images") or []) or (1 if shown.get("media") else 0)
    return essence(words), files


def _duration(hours: int) -> str:
    """Return the shortest duration that the network knows and that is long enough."""
    known = ((24, "ONE_DAY"), (72, "THREE_DAYS"), (168, "SEVEN_DAYS"))
    return next((name for most, name in known if hours <= most), "FOURTEEN_DAYS")
