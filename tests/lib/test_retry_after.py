"""A server's wish to wait is understood however it is said."""

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.lib.retry_after import LONGEST, asked_wait

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "123"}, 123),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:00 GMT"}, 60),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": "2026-11-22T12:05:00.000000Z"}, 300),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 42)}, 42),
        ({"retry-after": "5", "x-ratelimit-reset": "2026-11-22T12:05:00Z"}, 5),
        ({"date": "Sun, 22 Nov 2026 10:00:00 GMT", "x-ratelimit-reset": "2026-11-22T10:05:00Z"}, 300),
        ({"retry-after": "99999999999999"}, LONGEST.total_seconds()),
    ],
)
def test_the_wait_is_understood(headers: dict[str, str], seconds: float) -> None:
    assert asked_wait(headers, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("said", ["", "soon", "-1", "²", "٣", "1e9", "2026-13-45T00:00:00Z"])
def test_what_cannot_be_understood_is_no_wish(said: str) -> None:
    assert asked_wait({"retry-after": said}, NOW) in {None, timedelta(seconds=3)}
