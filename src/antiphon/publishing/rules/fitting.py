"""What fits on a network: every limit that a post breaks there, by name, with what was found. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from antiphon.channels.connector import Limits, Media, Outgoing
from antiphon.lib.counting import UNITS
from antiphon.publishing.rules.filming import smallest_film

_HASHTAG = re.compile(r"(?<![\w&/#])#\w*[^\W\d]\w*")
_MENTION = re.compile(r"(?<![\w/@.])@\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Misfit:
    """One limit that is not kept: which, what was found, and the most or the least there may be.

    `what` is the unit for the text itself; what it may be else stands in `misfits`. `unit` is that of a title or
    of an answer of a poll.
    """

    what: str
    found: float
    most: float = 0
    least: float = 0
    unit: str = ""


def misfits(outgoing: Outgoing, text: str, limits: Limits) -> list[Misfit]:
    """Return every limit that a post breaks on a channel; `text` is the wording as sent. Empty if it fits.

    A picture that has another shape, another format or too many bytes is no misfit: it is fitted.
    """
    return [
        *_of_text(outgoing, text, limits),
        *_of_title(outgoing.title, limits),
        *_of_number(outgoing, limits),
        *(misfit for media in outgoing.media for misfit in _of_file(media, limits)),
        *_of_poll(outgoing, limits),
    ]


def count_hashtags(text: str) -> int:
    """Return how many hashtags a text has, each time it stands there.

    >>> count_hashtags("#wood and #wood, not # or #1")
    2
    """
    return len(_HASHTAG.findall(text))


def count_mentions(text: str) -> int:
    """Return how many accounts a text names by their handle."""
    return len(_MENTION.findall(text))


def _of_text(outgoing: Outgoing, text: str, limits: Limits) -> Iterator[Misfit]:
    yield from _too_long(text, limits.text_of(outgoing), Misfit)
    if limits.hashtags is not None:
        yield from _more("hashtags", count_hashtags(text), limits.hashtags)
    if limits.mentions is not None:
        yield from _more("mentions", count_mentions(text), limits.mentions)


def _of_title(title: str, limits: Limits) -> Iterator[Misfit]:
    if limits.title_needed and not title.strip():
        yield Misfit("title_needed", 0)
    yield from _too_long(title, limits.title, lambda unit, found, most: Misfit("title", found, most, unit=unit))


def _of_number(outgoing: Outgoing, limits: Limits) -> Iterator[Misfit]:
    videos = sum(media.is_video for media in outgoing.media)
    documents = sum(media.is_document for media in outgoing.media)
    images = len(outgoing.media) - videos - documents
    yield from _more("images", images, limits.images)
    yield from _more("videos", videos, limits.videos)
    yield from _more("documents", documents, limits.documents)
    kinds = sum(bool(number) for number in (images, videos, documents))
    if kinds > 1 and not limits.mixes:
        yield Misfit("mixes", kinds, 1)
    answers = outgoing.reply_to is not None or outgoing.continues
    if limits.alone and outgoing.continues:
        yield Misfit("alone", 1)
    if limits.media_needed and not outgoing.media and not answers:
        yield Misfit("media_needed", 0, least=1)


def _of_file(media: Media, limits: Limits) -> Iterator[Misfit]:
    if limits.alt_text:
        yield from _more("alt_text", len(media.alt_text), limits.alt_text)
    if media.is_video and limits.videos:
        yield from _of_video(media, limits)
    if media.is_document and limits.documents:
        yield from _more("document_pages", media.pages, limits.document_pages)
        yield from _more("document_bytes", media.bytes, limits.document_bytes)


def _of_video(media: Media, limits: Limits) -> Iterator[Misfit]:
    if media.seconds:
        yield from _outside("video_seconds", media.seconds, limits.video_seconds)
        yield from _more("video_bytes", smallest_film(media.seconds), limits.video_bytes)
    if media.height:
        yield from _outside("video_ratio", media.width / media.height, limits.video_ratio)


def _of_poll(outgoing: Outgoing, limits: Limits) -> Iterator[Misfit]:
    poll = outgoing.poll
    if poll is None:
        return
    yield from _more("poll_options", len(poll.options), limits.poll_options)
    if limits.poll_options:
        yield from _outside("poll_hours", poll.hours, limits.poll_hours)
        for option in poll.options:
            yield from _too_long(
                option, limits.poll_option, lambda unit, found, most: Misfit("poll_option", found, most, unit=unit)
            )


def _too_long(text: str, limits: Mapping[str, int], made: Callable[[str, int, int], Misfit]) -> Iterator[Misfit]:
    for unit, most in limits.items():
        found = UNITS[unit](text)
        if found > most:
            yield made(unit, found, most)


def _more(what: str, found: float, most: float | None) -> Iterator[Misfit]:
    if most is not None and found > most:
        yield Misfit(what, found, most)


def _outside(what: str, found: float, bounds: tuple[float, float] | None) -> Iterator[Misfit]:
    if bounds is not None and not bounds[0] <= found <= bounds[1]:
        yield Misfit(what, found, bounds[1], bounds[0])
