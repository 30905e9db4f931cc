"""What was done to keep the peace is noted in the public log, in the transaction in which it was done."""

from datetime import datetime

from antiphon.community.models import Deed, FlagKind, Group, ModerationEntry, Participant, Topic
from antiphon.lib import clock


def note(
    by: Participant,
    deed: Deed,
    group: Group | None,
    *,
    topic: Topic | None = None,
    rule: FlagKind | str | None = None,
    why: str = "",
    about: Participant | None = None,
    until: datetime | None = None,
) -> ModerationEntry:
    """Note a deed in the log. `why` is read by everybody: words meant for one person do not belong there."""
    return ModerationEntry.objects.create(
        brand_id=by.brand_id,
        group=group,
        topic=topic,
        at=clock.now(),
        deed=deed,
        rule=rule or "",
        why=why.strip()[:300],
        by=by,
        about=about,
        until=until,
    )
