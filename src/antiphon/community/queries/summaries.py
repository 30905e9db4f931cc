"""How a topic was summed up from the first words on, who changed what, and who may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from antiphon.community.models import Participant, Topic, Trust
from antiphon.community.permissions import Viewer, moderates
from antiphon.community.queries.trust import trust_level
from antiphon.lib.differences import Piece, differences

_WELL_KNOWN = frozenset({Trust.REGULAR, Trust.ELDER})


@dataclass(frozen=True, slots=True)
class Summed:
    """How a summary stood: by whom, since when, and what it changed against the one before, if there was one."""

    by: Participant | None
    since: datetime | None
    text: str
    pieces: Sequence[Piece]
    is_first: bool


def may_sum_up(viewer: Viewer, topic: Topic) -> bool:
    """Whether somebody who may write may replace the summary of a topic, if there is one."""
    own = viewer.participant
    if own is None:
        return False
    if not topic.summary or own.pk in {topic.summary_by_id, topic.opened_by_id}:
        return True
    return moderates(viewer, topic.group) or trust_level(own) in _WELL_KNOWN


def summaries_of(topic: Topic) -> list[Summed]:
    """Return how the summary of a topic stood, the latest first. One query."""
    kept = [(one.by, one.since, one.summary) for one in topic.summary_revisions.select_related("by").order_by("pk")]
    if topic.summary_at:
        kept.append((topic.summary_by, topic.summary_at, topic.summary))
    before = ["", *(text for _by, _since, text in kept)]
    return [
        Summed(by, since, text, differences(old, text), place == 0)
        for place, ((by, since, text), old) in enumerate(zip(kept, before, strict=False))
    ][::-1]
