"""What stands behind a figure tells nobody what they may not read where it was said."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.models import Kind, Visibility
from antiphon.integrity.models import Surge
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.organizations.models import Member, Role
from antiphon.reports.queries.behind import RowBehind, rows_of
from antiphon.reports.queries.journeys.touches import acts_of
from antiphon.reports.rules.known import Rows
from antiphon.reports.rules.spans import Span
from tests.community.place import make_place
from tests.web.heard import ago
from tests.world import World, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def behind(member: Member) -> list[RowBehind]:
    span = Span(ago(days=1), ago(days=-1))
    acts = tuple(Interaction.objects.filter(brand=member.brand).values_list("pk", flat=True))
    return rows_of(member, span, [Rows("interaction", acts)], 100)


def test_what_is_done_in_a_hidden_group_is_a_touch_that_tells_neither_its_words_nor_the_group(world: World) -> None:
    place = make_place(world)
    given = GroupGiven(name="Secret glazes", purpose="Of the best", visibility=Visibility.HIDDEN)
    group = found_group(place.dora, given)
    open_topic(place.dora, group, "The red one", Words(source="Copper and patience."), Kind.DISCUSSION)
    assert {one.channel for one in acts_of(world.bottega, ago(days=1), ago(days=-1))} == {"community/discussion"}
    analyst = Member.objects.create(brand=world.bottega, user=make_user("ed@example.org", "Ed"), role=Role.ANALYST)
    assert [one.of for one in behind(analyst)] == [""] * len(behind(analyst))
    assert "Copper and patience." in {one.of for one in behind(world.anna)}


def test_followers_that_are_not_counted_are_told_once_and_on_their_days_only(world: World) -> None:
    day = date(2026, 10, 31)
    for n in range(3):
        Surge.objects.create(
            channel=world.site, detector="bought", version="1", first=day - n * DAY, last=day - n * DAY,
            followers=100 + n, reason="Nothing explains them.", at=clock.now(),
        )  # fmt: skip

    def told(first: date, last: date, after: int = 0) -> list[str]:
        span = Span(datetime.combine(first, time(), UTC), datetime.combine(last + DAY, time(), UTC))
        return [one.number for one in rows_of(world.anna, span, [Rows("surge")], 2, after=after, aside=True)]

    assert told(date(2026, 10, 1), day) == ["100", "101"]
    assert told(date(2026, 10, 1), day, after=2) == ["102"]
    assert told(date(2026, 10, 1), day - DAY) == ["101", "102"]
