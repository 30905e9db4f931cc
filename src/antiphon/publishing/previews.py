"""A text as a network would count and show it, before anything is sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from django.utils.functional import Promise

from antiphon.channels.connector import Media, Outgoing
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.lib.counting import UNITS
from antiphon.lib.links import replace_urls
from antiphon.publishing import sentences
from antiphon.publishing.outgoing import check_text

#: How many characters of a link a network shows; Mastodon shows the first 30, whatever they count.
_SHOWN_OF_LINK = {"mastodon_characters": 30}
_MARKED = re.compile(r"(?<![\w/&#@])(?:#\w*[^\W\d]\w*|@\w[\w.-]*\w(?:@\w[\w.:-]*\w)?)")
_LINK = "\ue000"


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is in one unit of a network, and the most it may be."""

    unit: str
    found: int
    most: int

    @property
    def left(self) -> int:
        """How much may still be written; below zero it is too long."""
        return self.most - self.found

    @property
    def over(self) -> int:
        """By how much it is too long; 0 if it fits."""
        return max(0, -self.left)


@dataclass(frozen=True, slots=True)
class Preview:
    """A post on one channel before it is sent: the count that is nearest its end, what does not fit, the look."""

    channel: Channel
    count: Count | None
    troubles: list[Promise]
    html: str


def preview(channel: Channel, text: str, alt_texts: Sequence[str] = ()) -> Preview:
    """Return how a text with pictures of these alternative texts would stand on a channel."""
    media = tuple(Media(Path(), "", words, 0, 0, place) for place, words in enumerate(alt_texts))
    troubles = [sentences.does_not_fit(channel, misfit) for misfit in check_text(channel, text, media, None)]
    return Preview(channel, _nearest(_counts(channel, text)), troubles, shown(text, limits_of(channel).text))


def shown(text: str, limits: dict[str, int]) -> str:
    """Return a text as safe HTML with links, mentions and hashtags marked, links as short as a network shows them."""
    length = next((_SHOWN_OF_LINK[unit] for unit in limits if unit in _SHOWN_OF_LINK), None)
    links: list[str] = []

    def put_aside(url: str) -> str:
        links.append(_shortened(url, length))
        return _LINK

    bare = escape(replace_urls(text.replace(_LINK, ""), put_aside), quote=False)
    marked = _MARKED.sub(lambda match: f"<b>{match[0]}</b>", bare)
    for link in links:
        marked = marked.replace(_LINK, f"<b>{escape(link, quote=False)}</b>", 1)
    return marked


def _shortened(url: str, length: int | None) -> str:
    if length is None:
        return url
    bare = re.sub(r"^https?://(www\.)?", "", url)
    return bare if len(bare) <= length else bare[:length] + "…"


def _counts(channel: Channel, text: str) -> list[Count]:
    outgoing = Outgoing(operation="", text=text, language="", at=channel.connected_at)
    worded = connector_for(channel.kind).wording(outgoing)
    return [Count(unit, UNITS[unit](worded), most) for unit, most in limits_of(channel).text.items()]


def _nearest(counts: list[Count]) -> Count | None:
    return min(counts, key=lambda count: count.left / max(1, count.most), default=None)
