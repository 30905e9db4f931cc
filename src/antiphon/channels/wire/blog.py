"""Posts of a blog: their heading, their address, and HTML made from plain text and files."""

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass

from antiphon.channels.connector import Media, Outgoing
from antiphon.lib.markup import first_line, text_to_html

_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a post as the blog keeps it: `address` is where readers find it, `captions` those of a video."""

    media: Media
    id: str
    address: str
    captions: tuple[str, ...] = ()


def heading(outgoing: Outgoing) -> str:
    """Return the title of a post; without one its first line, since a blog lists posts by their titles."""
    return outgoing.title or first_line(outgoing.text) or outgoing.operation


def mark(outgoing: Outgoing) -> str:
    """Return eight characters that belong to this one intended post, at every try."""
    return hashlib.sha256(outgoing.operation.encode()).hexdigest()[:8]


def slug(outgoing: Outgoing) -> str:
    """Return the last part of the post's address: words of its heading and its mark, in ASCII.

    A blog is asked for it before anything is written again, so it must be the same at every try.
    """
    plain = unicodedata.normalize("NFKD", heading(outgoing)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
    return f"{words}-{mark(outgoing)}" if words else mark(outgoing)


def paragraphs(text: str) -> list[str]:
    """Return plain text as HTML paragraphs, with addresses as links."""
    return _PARAGRAPH.findall(text_to_html(text))


def figure(stored: Stored, language: str = "") -> str:
    """Return a picture or a film with its words, as HTML."""
    address, words = html.escape(stored.address), html.escape(stored.media.alt_text)
    if not stored.media.is_video:
        return f'<img src="{address}" alt="{words}"/>'
    spoken = "".join(
        f'<track kind="captions" srclang="{html.escape(said.language or language)}" src="{html.escape(where)}"/>'
        for said, where in zip(stored.media.captions, stored.captions, strict=True)
    )
    return f'<video controls src="{address}" aria-label="{words}">{spoken}</video>'


def link(stored: Stored) -> str:
    """Return a link to a document, named by its title."""
    name = html.escape(stored.media.title or stored.media.path.name)
    return f'<a href="{html.escape(stored.address)}">{name}</a>'
