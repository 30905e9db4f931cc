"""Time in blocks of one length, the same for everybody: what of the past has to be judged again."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def block_of(at: datetime, length: timedelta) -> int:
    """Return the number of the block in which a moment lies, from 1970 on.

    >>> block_of(datetime(1970, 2, 1, tzinfo=UTC), timedelta(days=28))
    1
    """
    return (at - _EPOCH) // length


def begin_of(block: int, length: timedelta) -> datetime:
    """Return the moment at which a block begins."""
    return _EPOCH + block * length


def night_before(now: datetime, zone: tzinfo) -> datetime:
    """Return the last moment at which it was two at night.

    >>> night_before(datetime(2026, 3, 2, 1, tzinfo=UTC), UTC).isoformat()
    '2026-03-01T02:00:00+00:00'
    """
    here = now.astimezone(zone)
    night = here.replace(hour=2, minute=0, second=0, microsecond=0)
    return night if night <= here else night - timedelta(days=1)


def to_judge_again(fresh: Iterable[int]) -> list[int]:
    """Return the blocks whose acts are judged anew where some hold something new: these and those beside them.

    >>> to_judge_again([5, 9])
    [4, 5, 6, 8, 9, 10]
    """
    return sorted({beside for one in fresh for beside in (one - 1, one, one + 1)})
