"""A post as each network would count and show it, before anything is sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.functional import Promise

from antiphon.channels.connector import Limits, Outgoing
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of, settings_of
from antiphon.lib.counting import UNITS
from antiphon.lib.links import replace_urls
from antiphon.publishing import sentences
from antiphon.publishing.actions.checking import as_outgoing
from antiphon.publishing.actions.illustrating import Taken, taken_in
from antiphon.publishing.drafts import CardGiven, Draft, Picture, Stretch, stretches
from antiphon.publishing.outgoing import check
from antiphon.publishing.renditions.pictures import terms_for
from antiphon.publishing.rooms import Room, rooms_of, rooms_of_title, tightest
from antiphon.publishing.rules.filming import smallest_film
from antiphon.publishing.rules.framing import within

#: How many characters of a link a network shows; Mastodon shows the first 30, whatever they count.
_SHOWN_OF_LINK = {"mastodon_characters": 30}
_MARKED = re.compile(r"(?<![\w/&#@])(?:#\w*[^\W\d]\w*|@\w[\w.-]*\w(?:@\w[\w.:-]*\w)?)")
_LINK = "\ue000"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, video or document in a preview. `box` is the part that is seen, in shares; None for all of it."""

    picture: Picture
    taken: Taken
    box: tuple[float, float, float, float] | None = None

    @property
    def ratio(self) -> float:
        """Width by height of what is seen."""
        left, top, right, lower = self.box or (0.0, 0.0, 1.0, 1.0)
        return self.taken.width * (right - left) / max(1.0, self.taken.height * (lower - top))


@dataclass(frozen=True, slots=True)
class Flaw:
    """What does not fit, in words; `of_text` says that it is the length of the text."""

    sentence: Promise
    of_text: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a preview: the post itself, a later part, the first comment."""

    stretch: Stretch
    wording: str
    html: str
    rooms: list[Room]
    shown: list[Shown]
    flaws: list[Flaw]

    @property
    def room(self) -> Room | None:
        """The count that is nearest its end."""
        return tightest(self.rooms)


@dataclass(frozen=True, slots=True)
class Preview:
    """A post on one channel before it is sent: its messages, what does not fit, what is done without asking."""

    channel: Channel
    messages: list[Message]
    notes: list[Promise]
    title: str = ""
    title_room: Room | None = None
    card: CardGiven | None = None
    shows_first: bool = False
    polls: bool = False
    most_pictures: int = 0

    @property
    def room(self) -> Room | None:
        """The count that is nearest its end, of any message."""
        return tightest(room for message in self.messages for room in message.rooms)

    @property
    def troubles(self) -> list[Promise]:
        """What does not fit, in any message."""
        return [flaw.sentence for message in self.messages for flaw in message.flaws]

    @property
    def too_long(self) -> list[Promise]:
        """Which texts are too long."""
        return [flaw.sentence for message in self.messages for flaw in message.flaws if flaw.of_text]

    @property
    def other_flaws(self) -> list[Promise]:
        """What does not fit besides the length of texts."""
        return [flaw.sentence for message in self.messages for flaw in message.flaws if not flaw.of_text]


def previews(draft: Draft) -> list[Preview]:
    """Return how a draft would stand on each of its channels; nothing is written."""
    seen = {id(picture): _looked_at(picture) for picture in draft.everything_shown}
    return [_preview(channel, draft, seen) for channel in draft.channels]


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


def _looked_at(picture: Picture) -> Taken:
    """Look at what is shown; one that has been announced and not sent yet counts as a picture."""
    return taken_in(picture) if picture.asset or picture.data else Taken("image/jpeg", 1, 1)


def _preview(channel: Channel, draft: Draft, seen: dict[int, Taken]) -> Preview:
    limits = limits_of(channel, settings_of(channel, draft.settings.get(channel.pk, {})))
    messages = [_message(channel, draft, stretch, seen, limits) for stretch in stretches(draft, channel)]
    title = messages[0].stretch.title if limits.title else ""
    return Preview(
        channel=channel,
        messages=messages,
        notes=[sentences.note(channel, what) for what in _notes(channel, draft, messages, limits)],
        title=title,
        title_room=tightest(rooms_of_title(channel, title)),
        card=messages[0].stretch.card if limits.card else None,
        shows_first=limits.media_needed,
        polls=bool(limits.poll_options),
        most_pictures=limits.images,
    )


def _message(channel: Channel, draft: Draft, stretch: Stretch, seen: dict[int, Taken], limits: Limits) -> Message:
    taken = [seen[id(picture)] for picture in stretch.pictures]
    outgoing = as_outgoing(channel, draft, stretch, taken)
    wording = connector_for(channel.kind).wording(outgoing)
    return Message(
        stretch=stretch,
        wording=wording,
        html=shown(stretch.text, limits.text) if limits.words else "",
        rooms=rooms_of(channel, outgoing),
        shown=[_seen(picture, one, limits) for picture, one in zip(stretch.pictures, taken, strict=True)],
        flaws=_flaws(channel, stretch, outgoing),
    )


def _flaws(channel: Channel, stretch: Stretch, outgoing: Outgoing) -> list[Flaw]:
    return [
        Flaw(sentences.in_part(stretch.place, sentences.does_not_fit(channel, misfit)), misfit.what in UNITS)
        for misfit in check(channel, outgoing)
    ]


def _seen(picture: Picture, taken: Taken, limits: Limits) -> Shown:
    if not taken.media_type.startswith("image/"):
        return Shown(picture, taken)
    width, height = taken.width, taken.height
    box = terms_for(within(picture.frame), width, height, limits).box
    if box is None:
        return Shown(picture, taken)
    return Shown(picture, taken, (box[0] / width, box[1] / height, box[2] / width, box[3] / height))


def _notes(channel: Channel, draft: Draft, messages: Sequence[Message], limits: Limits) -> list[str]:
    made = connector_for(channel.kind)
    pieces = [one for message in messages for one in message.shown]
    videos = [one.taken for one in pieces if one.taken.media_type.startswith("video/")]
    own = bool(draft.variants.get(channel.pk))
    found = {
        "joined": bool(draft.parts) and not made.continues and not own,
        "no_comment": bool(draft.comment.strip()) and not made.continues,
        "no_words": not limits.words and bool(messages[0].stretch.text.strip()),
        "no_title": bool(draft.titles.get(channel.pk) or draft.title) and not limits.title,
        "no_card": draft.card is not None and not limits.card,
        "no_alt_text": limits.alt_text == 0 and any(one.picture.alt_text.strip() for one in pieces),
        "no_captions": not limits.captions and any(one.asset and one.asset.captions.exists() for one in videos),
        "made_anew": any(_is_made_anew(one, limits) for one in videos),
        "cut": any(_is_cut(one) for one in pieces),
        "still": any(_is_stilled(one, limits) for one in pieces),
    }
    return [what for what, so in found.items() if so]


def _is_cut(piece: Shown) -> bool:
    """Whether a picture is cut further than the person chose."""
    frame = within(piece.picture.frame)
    chosen = (frame.left, frame.top, frame.left + frame.width, frame.top + frame.height)
    return piece.box is not None and any(abs(a - b) > 0.01 for a, b in zip(piece.box, chosen, strict=True))


def _is_stilled(piece: Shown, limits: Limits) -> bool:
    taken = piece.taken
    if taken.media_type != "image/gif":
        return False
    size = taken.asset.bytes if taken.asset else len(taken.data)
    large = limits.image_bytes is not None and size > limits.image_bytes
    return piece.box is not None or large or taken.media_type not in limits.image_types


def _is_made_anew(taken: Taken, limits: Limits) -> bool:
    asset = taken.asset
    if asset is None or not limits.videos:
        return False
    most = limits.video_bytes
    feasible = most is None or smallest_film(asset.seconds) <= most
    return feasible and (asset.media_type != "video/mp4" or (most is not None and asset.bytes > most))


def _shortened(url: str, length: int | None) -> str:
    if length is None:
        return url
    bare = re.sub(r"^https?://(www\.)?", "", url)
    return bare if len(bare) <= length else bare[:length] + "…"
