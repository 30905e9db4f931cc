"""Reads about what is said beside a post, and where in it."""

from collections import defaultdict
from dataclasses import dataclass

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.publishing.models import Asset, Post, ReviewComment
from antiphon.publishing.queries.standing import Standing
from antiphon.publishing.rules.agreeing import Snapshot
from antiphon.publishing.rules.anchoring import Mark, Run, place_of, runs


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a post: `key` names it for good, `part` says to which part of a thread it belongs, from 0.

    `channel` is set where it is said on that channel only; `is_title` and `is_comment` where it is one.
    """

    key: str
    text: str
    part: int = 0
    channel: Channel | None = None
    is_title: bool = False
    is_comment: bool = False

    @property
    def network(self) -> str:
        """The name of the network it is said on only, or nothing."""
        return network_name(self.channel.kind) if self.channel else ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with what was answered; `passage` is where its words stand now, None if they stand nowhere.

    `number` counts the comments that are not answers, from 1.
    """

    comment: ReviewComment
    answers: list[ReviewComment]
    number: int
    passage: Passage | None
    start: int | None

    @property
    def is_of_before(self) -> bool:
        """Whether what it is about stands no longer in the post."""
        return bool(self.comment.quote) and self.start is None


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage cut into runs, each with the number of the comment that is about it, 0 for none."""

    passage: Passage
    runs: list[Run]


def passages(snapshot: Snapshot, channels: dict[int, Channel]) -> list[Passage]:
    """Return the texts of a post, in the order in which they are read."""
    found: list[Passage] = []
    for place, part in enumerate(snapshot["parts"]):
        is_comment = part["as"] == "comment"
        if part["title"]:
            found.append(Passage(f"{place}:title", part["title"], place, is_title=True))
        found.append(Passage(f"{place}:text", part["text"], place, is_comment=is_comment))
        for pk, own in part["channels"].items():
            channel = channels.get(int(pk))
            if channel and own["title"]:
                found.append(Passage(f"{place}:title:{pk}", own["title"], place, channel, is_title=True))
            if channel and own["text"] and own["text"] != part["text"]:
                found.append(Passage(f"{place}:text:{pk}", own["text"], place, channel, is_comment=is_comment))
    return [one for one in found if one.text]


def passages_of(stands: Standing) -> list[Passage]:
    """Return the texts of a post as it stands."""
    return passages(stands.snapshot, {one.channel_id: one.channel for one in stands.deliveries})


def remarks(post: Post, texts: list[Passage], *, outside: bool = False) -> list[Remark]:
    """Return what was said beside a post, each with where its words stand in it now. One query.

    From `outside` only what is shared is seen.
    """
    seen = ReviewComment.objects.filter(post=post, **({"shared": True} if outside else {}))
    rows = seen.select_related("member__user", "guest", "asset", "version", "resolved_by__user")
    answers: dict[int, list[ReviewComment]] = defaultdict(list)
    first = [one for one in rows if one.answers_id is None]
    for one in rows:
        if one.answers_id is not None:
            answers[one.answers_id].append(one)
    return [Remark(one, answers[one.pk], number, *_place(one, texts)) for number, one in enumerate(first, 1)]


def marked(texts: list[Passage], said: list[Remark]) -> list[Marked]:
    """Return the texts with the words marked that open comments are about."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for one in said:
        if one.passage is not None and one.start is not None and one.comment.resolved_at is None:
            marks[one.passage.key].append(Mark(one.start, one.start + len(one.comment.quote), one.number))
    return [Marked(text, runs(text.text, marks[text.key])) for text in texts]


def shown_in(snapshot: Snapshot) -> list[Asset]:
    """Return what a post shows, in its order; what is no longer kept is left out. One query."""
    keys = [picture["asset"] for part in snapshot["parts"] for picture in part["pictures"]]
    kept = Asset.objects.in_bulk(keys)
    return [kept[key] for key in dict.fromkeys(keys) if key in kept]


def _place(comment: ReviewComment, texts: list[Passage]) -> tuple[Passage | None, int | None]:
    """Return where a quote stands: in the passage that it was taken from, else in the first that has it."""
    order = sorted(texts, key=lambda text: text.key != comment.passage)
    for text in order if comment.quote else []:
        start = place_of(comment.quote, comment.start, text.text)
        if start is not None:
            return text, start
    return None, None
