"""When the sample brand is there for people, and within which time it means to answer them."""

from datetime import date, time, timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.conversations.actions.promising import add_holiday, set_office_week, set_targets
from antiphon.conversations.rules import CallKind

_MORNING, _AFTERNOON = (time(9), time(13)), (time(14), time(18))
#: Minutes of business within which each kind of call is to be answered.
_TARGETS: dict[CallKind, int | None] = {
    CallKind.DIRECT: 120, CallKind.MENTION: 240, CallKind.COMMENT: 480, CallKind.QUESTION: 960, CallKind.MAIL: 480,
}  # fmt: skip


def promise(stage: Stage) -> None:
    """Keep office hours from before the story begins, be closed at Christmas, and promise answers in time."""
    week = {day: [_MORNING, _AFTERNOON] for day in range(5)} | {5: [_MORNING]}
    today = stage.now.astimezone(stage.brand.zone).date()
    set_office_week(stage.anna, today - timedelta(days=200), week)
    for day, name in ((25, "Christmas"), (26, "Boxing Day")):
        add_holiday(stage.anna, date(today.year, 12, day), name)
    set_targets(stage.anna, _TARGETS)
