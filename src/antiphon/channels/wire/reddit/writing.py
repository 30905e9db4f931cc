"""A submission as Reddit wants to have it."""

import hashlib
import time

from antiphon.channels.connector import Media, Outgoing, Reference
from antiphon.channels.wire.rest import CLOCKS_DIFFER
from antiphon.lib.links import replace_urls

_LONGEST_CAPTION = 180
#: How the parts of a token and of a name are kept apart.
PART = "|"


def kind_of(outgoing: Outgoing, prepared: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """Return what kind of submission it is, and what it shows: a picture, a link, or words alone."""
    if prepared:
        return "image", {"url": prepared[0].partition(PART)[2]}
    link = only_link(outgoing)
    return ("link", {"url": link}) if link else ("self", {})


def only_link(outgoing: Outgoing) -> str:
    """Return the address that a text is, if it is nothing else."""
    words = outgoing.text.strip()
    return words if words and not replace_urls(words, lambda _: "").strip() else ""


def item(media: Media, token: str) -> dict[str, str]:
    """A gallery knows captions, which everybody sees: as much of the words for the picture as fits."""
    caption = media.alt_text
    if len(caption) > _LONGEST_CAPTION:
        caption = caption[: _LONGEST_CAPTION - 1].rsplit(" ", 1)[0] + "…"
    return {"media_id": token.partition(PART)[0], "caption": caption, "outbound_url": ""}


def in_the_making(token: str, outgoing: Outgoing, community: str) -> Reference:
    """Name a submission that Reddit has not numbered yet, by its picture, its title and the moment."""
    asset = token.partition(PART)[0]
    since = f"{time.time() - CLOCKS_DIFFER.total_seconds():.0f}"
    name = PART.join((asset, digest(community, outgoing.title), since))
    return Reference(uri=f"reddit:{asset}", id=name, processing=True)


def digest(community: str, title: str) -> str:
    """Return a short name for a title in a community, by which a submission in the making is found."""
    return hashlib.sha256(f"{community.lower()}/{title.strip()}".encode()).hexdigest()[:16]


def name_of(community: str) -> str:
    """Return the bare name of a community, however it was typed."""
    return community.strip().strip("/").removeprefix("r/")
