"""What holds for events: who gets a seat, and when those who come are told before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from antiphon.lib.wall_time import resolve

DAY, HOUR = "day", "hour"


def free_seats(room: int | None, seated: int, waiting: int) -> int:
    """Return how many of those who wait get a seat; `room` None holds everybody.

    >>> free_seats(room=12, seated=10, waiting=5), free_seats(room=8, seated=10, waiting=5)
    (2, 0)
    >>> free_seats(room=None, seated=10, waiting=5)
    5
    """
    return waiting if room is None else min(waiting, max(0, room - seated))


def reminders_before(starts_at: datetime, zone: str, now: datetime) -> dict[str, datetime]:
    """Return when those who come are told: a day before by the clock of the wall, an hour before; what is past apart.

    `starts_at` and `now` are aware; the moments are in UTC. Where the clocks change in between, the day is not of 24
    hours: what begins at nine is told of at nine.

    >>> from datetime import UTC
    >>> begins = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)  # nine in Rome, the day on which clocks are put forward
    >>> reminders_before(begins, "Europe/Rome", datetime(2026, 3, 1, tzinfo=UTC))["day"]
    datetime.datetime(2026, 3, 28, 8, 0, tzinfo=datetime.timezone.utc)
    """
    wall = starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    due = {DAY: resolve(wall - timedelta(days=1), zone).at, HOUR: starts_at - timedelta(hours=1)}
    return {before: at for before, at in due.items() if at > now}
