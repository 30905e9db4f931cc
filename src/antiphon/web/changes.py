"""What became of a post between two versions of it."""

from dataclasses import dataclass

from antiphon.channels.models import Channel
from antiphon.lib.differences import Piece, differences
from antiphon.publishing.queries.commenting import Passage, passages
from antiphon.publishing.rules.agreeing import Snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one text between two versions."""

    passage: Passage
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a post between two versions: its texts, and how many pictures came and went."""

    texts: list[Difference]
    pictures_new: list[dict[str, object]]
    pictures_gone: list[dict[str, object]]
    channels_new: list[int]
    channels_gone: list[int]
    beside: bool

    @property
    def are_none(self) -> bool:
        """Whether nothing changed that anybody reads or sees."""
        return not (
            self.texts
            or self.pictures_new
            or self.pictures_gone
            or self.channels_new
            or self.channels_gone
            or self.beside
        )


def changes_between(before: Snapshot, after: Snapshot, channels: dict[int, Channel]) -> Changes:
    """Return what became of a post from one version to another; `channels` are those that it is for, by id."""
    old = {one.key: one for one in passages(before, channels)}
    new = {one.key: one for one in passages(after, channels)}
    texts = [
        Difference(new.get(key) or old[key], differences(_text(old, key), _text(new, key)))
        for key in dict.fromkeys([*old, *new])
        if _text(old, key) != _text(new, key)
    ]
    gone, come = _pictures(before), _pictures(after)
    on, now_on = _channels(before), _channels(after)
    return Changes(
        texts=texts,
        pictures_new=[one for one in come if one not in gone],
        pictures_gone=[one for one in gone if one not in come],
        channels_new=sorted(now_on - on),
        channels_gone=sorted(on - now_on),
        beside=_beside(before) != _beside(after),
    )


def _text(passages_by_key: dict[str, Passage], key: str) -> str:
    return passages_by_key[key].text if key in passages_by_key else ""


def _pictures(snapshot: Snapshot) -> list[dict[str, object]]:
    return [picture for part in snapshot["parts"] for picture in part["pictures"]]


def _channels(snapshot: Snapshot) -> set[int]:
    return {int(pk) for part in snapshot["parts"] for pk in part["channels"]}


def _beside(snapshot: Snapshot) -> list[object]:
    """Return what stands beside the texts and pictures: cards, polls, languages and settings."""
    told = ("card", "poll", "language")
    return [
        [*(part[name] for name in told), {pk: own["settings"] for pk, own in part["channels"].items()}]
        for part in snapshot["parts"]
    ]
