"""A clock that a test can move."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset in seconds; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the current moment, in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock by this many seconds (backwards if negative)."""
        with self._lock:
            self._offset += timedelta(seconds=seconds)


def iso(moment: datetime) -> str:
    """Write a moment as both networks do: UTC, milliseconds, a final Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_iso(text: str) -> datetime:
    """Read an ISO 8601 moment; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
