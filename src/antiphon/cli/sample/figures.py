"""What the networks of the sample told over time: of each post as it grew older, and of who follows."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from antiphon.cli.sample.networks import Told
from antiphon.cli.sample.stage import Stage
from antiphon.ledger.models import Reading
from antiphon.reports.actions.reporting import make_report
from antiphon.reports.queries.told import FOLLOWERS
from antiphon.reports.rules.months import month_before
from antiphon.reports.tasks import count_followers_once

#: At which ages of a post its figures were read, in hours: the younger, the oftener.
_LOOKS = (0.25, 1, 2, 4, 8, 12, 18, 24, 36, 48, 72, 120, 168, 336, 504, 720)


def note_figures(stage: Stage, told: Iterable[Told], follows: dict[str, dict[str, datetime]]) -> None:
    """Write down what would have been read at each look; a number that stayed the same is written once."""
    rows = [row for one in told for row in _of_post(stage, one)]
    rows += [row for kind, moments in follows.items() for row in _of_channel(stage, kind, sorted(moments.values()))]
    Reading.objects.bulk_create(rows, batch_size=500)


def _of_post(stage: Stage, told: Told) -> Iterator[Reading]:
    looks = [told.at + timedelta(hours=hours) for hours in _LOOKS]
    for kind, heard in told.heard.items():
        for name in ("likes", "shares", "replies"):
            subject = told.references[kind].uri
            yield from _grown(stage, kind, subject, name, sorted(getattr(heard, name)), looks)


def _of_channel(stage: Stage, kind: str, moments: list[datetime]) -> Iterator[Reading]:
    looks = [stage.at(days, 6) for days in range(150, -1, -1)]
    subject = stage.channels[kind].identity.stable_id
    yield from _grown(stage, kind, subject, FOLLOWERS, moments, looks)


def _grown(
    stage: Stage, kind: str, subject: str, name: str, moments: list[datetime], looks: Iterable[datetime]
) -> Iterator[Reading]:
    last = None
    for look in looks:
        value = bisect_right(moments, look)
        if look > stage.now or value == last:
            continue
        last = value
        yield Reading(
            brand=stage.brand, channel=stage.channels[kind], subject=subject, name=name, value=value, at=look,
            recorded_at=look,
        )  # fmt: skip


def report(stage: Stage) -> None:
    """Count followers as the worker does, and make the reports of the last two months."""
    while count_followers_once():
        pass
    month = month_before(stage.wall(0, 12).date())
    for one in (month_before(month), month):
        make_report(stage.anna, one)
