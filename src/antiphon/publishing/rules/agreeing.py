"""What is still needed before a post may go out, who may decide, and what exactly is agreed to. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: A snapshot of a post: what it says, shows and asks on every channel, as JSON holds it. Its shape is made
#: by `queries/agreeing.py`; a part that says the same has the same JSON.
type Snapshot = Mapping[str, Any]


class Needs(StrEnum):
    """How many of those who are asked in a step must say yes."""

    ANY = "any"
    ALL = "all"


class Verdict(StrEnum):
    """What somebody who is asked says about a post."""

    APPROVE = "approve"
    CHANGES = "changes"
    HOLD = "hold"


class Outcome(StrEnum):
    """How a review stands or ended."""

    OPEN = "open"
    APPROVED = "approved"
    CHANGES = "changes"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    LATE = "late"
    SKIPPED = "skipped"
    REPEATED = "repeated"


#: How a review ends that lets the post go out.
GIVEN = frozenset({Outcome.APPROVED, Outcome.SKIPPED, Outcome.REPEATED})


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a review: a member in a role, or a guest, who has no member and speaks as a client."""

    member: int | None
    role: str
    guest: int | None = None


@dataclass(frozen=True, slots=True)
class Approver:
    """Who is asked: one member, or anybody in a role."""

    member: int | None = None
    role: str = ""

    def is_spoken_for_by(self, voice: Voice) -> bool:
        """Whether what the voice says is said for this approver."""
        return voice.member == self.member if self.member is not None else voice.role == self.role


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow: who is asked, and how many of them must say yes."""

    needs: Needs
    approvers: tuple[Approver, ...]

    def asks(self, voice: Voice) -> bool:
        """Whether the voice is one of those asked here."""
        return any(one.is_spoken_for_by(voice) for one in self.approvers)

    def missing(self, approvals: Iterable[Voice]) -> list[Approver]:
        """Return those whose yes is still missing; none once the step is done."""
        given = list(approvals)
        silent = [one for one in self.approvers if not any(one.is_spoken_for_by(voice) for voice in given)]
        done = len(silent) < len(self.approvers) if self.needs == Needs.ANY else not silent
        return [] if done else silent


def current_step(steps: Sequence[Step], approvals: Sequence[Voice]) -> int | None:
    """Return the first step that still needs somebody, or None when everybody needed has said yes.

    A yes counts in every step in which its voice is asked.
    """
    return next((place for place, step in enumerate(steps) if step.missing(approvals)), None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a flow allows beyond four eyes: a yes to one's own words, and one by a link that their writer gave."""

    own_allowed: bool = False
    own_links: bool = False


def counts(voice: Voice, vouched_by: int, writers: Collection[int], terms: Terms) -> bool:
    """Whether a yes is one of somebody else than who wrote or last changed the words.

    `vouched_by` is the user who says it or, of a guest, who gave them the link: nobody knows more of a guest than
    who let them in. `writers` are users.
    """
    allowed = terms.own_links if voice.member is None else terms.own_allowed
    return allowed or vouched_by not in writers


def standing_approvals(said: Iterable[tuple[Voice, Verdict]]) -> list[Voice]:
    """Return who says yes, of what was said in its order: the last word of each voice counts."""
    last: dict[tuple[int | None, int | None], tuple[Voice, Verdict]] = {}
    for voice, verdict in said:
        last[voice.member, voice.guest] = (voice, verdict)
    return [voice for voice, verdict in last.values() if verdict == Verdict.APPROVE]


def digest(said: object) -> str:
    """Return a SHA-256 in hex of anything that JSON can hold; the order of keys does not matter."""
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def digest_of_delivery(snapshot: Snapshot, part: int, channel: int) -> str:
    """Return the digest of all that goes out on a channel up to a part of the post.

    The part itself and those before it on that channel, in their order: their words, media, card, poll and
    settings. What later parts show goes out with the first where they do not go out themselves. Raises
    KeyError if the part does not go out there.
    """
    parts, there = snapshot["parts"], str(channel)
    if there not in parts[part]["channels"]:
        raise KeyError(channel)
    said = [_on_channel(one, there) for one in parts[: part + 1] if there in one["channels"]]
    joined = [one["pictures"] for one in parts[1:] if there not in one["channels"]]
    return digest([channel, said, joined])


def digest_of_post(snapshot: Snapshot) -> str:
    """Return the digest of a whole post on all its channels."""
    return digest(snapshot["parts"])


def _on_channel(part: Mapping[str, Any], channel: str) -> dict[str, Any]:
    everywhere = {name: value for name, value in part.items() if name != "channels"}
    return everywhere | {"there": part["channels"][channel]}
