"""Followers of a channel over sixty days, for tests."""

from datetime import UTC, datetime, time, timedelta

from antiphon.channels.models import Channel
from antiphon.integrity.actions import run_detectors
from antiphon.integrity.detectors.bought_followers import BoughtFollowers
from antiphon.integrity.models import Look, Surge
from antiphon.ledger.models import Reading
from antiphon.lib import clock

DAYS = 60


def day_ago(day: int) -> datetime:
    """Return the begin of one of the sixty days before today (UTC)."""
    return datetime.combine(clock.now().astimezone(UTC).date(), time.min, UTC) - timedelta(days=DAYS - day)


def told(channel: Channel, subject: str, name: str, day: int, value: int) -> None:
    """Let a network tell a number."""
    at = day_ago(day)
    Reading.objects.create(
        brand=channel.brand, channel=channel, subject=subject, name=name, value=value, at=at, recorded_at=at
    )


def followed(channel: Channel, came: dict[int, int]) -> None:
    """Let two more follow each day, and `came` by some; a post is looked at fifty times a day."""
    value = 200
    for day in range(DAYS):
        value += 2 + came.get(day, 0)
        told(channel, channel.identity.stable_id, "followers", day, value)
        told(channel, "uri:post", "views", day, 50 * (day + 1))


def judge(channel: Channel) -> int:
    """Let the detector judge; return how many surges it sets aside."""
    Look.objects.update(last=0)
    return run_detectors(channel.brand, [BoughtFollowers()])


def surge(channel: Channel) -> Surge:
    """Return 600 followers that came to a channel at once and are not counted."""
    followed(channel, {45: 600})
    judge(channel)
    return Surge.objects.get(channel=channel)
