"""Posts of a blog: their heading, their address, and HTML made from plain text and files."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from antiphon.channels.connector import Media, Outgoing, Reference
from antiphon.lib.errors import ChannelError, UnknownAfterSend
from antiphon.lib.markup import first_line, text_to_html

#: How many comments are remembered as heard: one that a moderator releases late is still heard among them.
_WINDOW = 100
_CURSOR = re.compile("[0-9a-f]*:[0-9a-f,]*")
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


def names(typed: str) -> list[str]:
    """Return names that were typed with commas between them, each once."""
    return list(dict.fromkeys(" ".join(name.split()) for name in typed.split(",") if name.strip()))


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


def found_or_in_doubt(found: Reference | None, error: ChannelError) -> Reference:
    """Return where a post stands that was refused as a duplicate; raise UnknownAfterSend if it is not found."""
    if found is None:
        raise UnknownAfterSend(error.detail) from error
    return found


@dataclass(frozen=True, slots=True)
class Listened:
    """Which comments were heard: the latest ones by their ids, and none before `floor` is new.

    Ids of a blog grow, in length or in the order of their marks.
    """

    floor: str = ""
    seen: frozenset[str] = frozenset()

    @classmethod
    def read(cls, cursor: str) -> "Listened":
        """Return what a cursor says; one that cannot be read says nothing."""
        if not _CURSOR.fullmatch(cursor):
            return cls()
        floor, _, seen = cursor.partition(":")
        return cls(floor, frozenset(seen.split(",")) - {""})

    def is_new(self, comment: str) -> bool:
        """Whether it was not heard before."""
        return _growth(comment) >= _growth(self.floor) and comment not in self.seen

    def and_then(self, comments: Iterable[str]) -> "Listened":
        """Return how far was heard with these."""
        latest = sorted(self.seen | set(comments), key=_growth)[-_WINDOW:]
        return Listened(latest[0] if len(latest) == _WINDOW else self.floor, frozenset(latest))

    def written(self) -> str:
        """Return it as a cursor."""
        return f"{self.floor}:{','.join(sorted(self.seen, key=_growth))}"


def _growth(comment: str) -> tuple[int, str]:
    return len(comment), comment
