"""What is known of some days is what the ledger and the books hold: no more, and without what was set aside."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from antiphon.integrity.models import Exclusion
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.models import Click
from antiphon.relationships.actions.opportunities import OpportunityGiven, move_opportunity, open_opportunity
from antiphon.relationships.actions.spending import note_minutes
from antiphon.reports.queries.behind import newest_first, rows_of
from antiphon.reports.queries.known import known_of
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Result
from antiphon.reports.rules.known import Known, Rows
from antiphon.reports.rules.spans import Span
from antiphon.sales.actions.spending import note_spend
from antiphon.sales.models import Purchase
from antiphon.sales.rules.spend import SpendTold
from antiphon.visits.models import LeftOut, TrackedSite
from tests.ledger_rows import START, Thread, somebody
from tests.sales.book import sell
from tests.visits.conftest import shop
from tests.visits.shop import Shop
from tests.world import World

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def known(world: World) -> Known:
    return known_of(world.bottega, START - DAY, START + 5 * DAY)


def result(name: str, found: Known) -> Result:
    return return_measures()[name].of(found)


def talked(world: World) -> Thread:
    """Five posts; Anna and Bea answer the first, we answer Anna."""
    for n in range(5):
        thread = Thread(world.site, prefix=f"p{4 - n}", start=START + n * timedelta(hours=1))
        thread.post()
    anna, bea = somebody(world.site, "Anna"), somebody(world.site, "Bea")
    thread.reply("a1", anna)
    thread.reply("b1", bea)
    thread.reply("us", world.site.identity, "a1", timedelta(hours=2))
    return thread


def test_a_post_that_was_answered_started_a_conversation_and_made_the_network_larger(
    world: World,
) -> None:
    talked(world)
    found = known(world)
    started = result("conversations_started", found)
    assert (started.value, started.n) == (1, 1)  # nobody listens where the other four stand
    assert [one.depth for one in found.sent if one.replies] == [2]
    assert result("network_growth", found).value == 1
    assert found.contact_days == (1,)


def test_what_is_set_aside_raises_no_figure_and_is_listed_as_left_out(world: World) -> None:
    thread = talked(world)
    before = result("conversations_started", known(world))
    for name in ("a1", "b1"):
        Exclusion.objects.create(
            interaction=thread.rows[name], detector="test", version="1", reason="Bent", evidence={}, at=clock.now()
        )
    after = result("conversations_started", known(world))
    assert (before.value, after.value) == (1, 0)
    assert {one for rows in after.aside for one in rows.ids or ()} >= {thread.rows["a1"].pk, thread.rows["b1"].pk}


def test_what_came_later_is_not_known_yet(world: World) -> None:
    thread = talked(world)
    thread.act("late", Verb.REPLY, somebody(world.site, "Carlo"), "R", 9 * DAY)
    assert len(next(one for one in known(world).sent if one.replies).replies) == 2


def test_people_follow_links_and_machines_are_left_out(world: World) -> None:
    assert result("link_clicks", known(world)).value is None
    link = make_link(world.anna, "https://bottega.example/a")
    type(link).objects.update(made_at=START - DAY)
    for automated in (False, False, True):
        Click.objects.create(link=link, at=START, automated=automated)
    followed = result("link_clicks", known(world))
    assert (followed.value, followed.sentence) == (2, "1 times by machines, not counted.")


def test_weeks_are_whole_and_those_without_anything_count(world: World) -> None:
    link = make_link(world.anna, "https://bottega.example/a")
    type(link).objects.update(made_at=START - DAY)
    began = datetime.combine(START.date(), time(), world.bottega.zone) + 2 * DAY
    Click.objects.bulk_create(Click(link=link, at=began + n * DAY) for n in (*range(14), *range(14), 21, 29))
    found = known_of(world.bottega, began, began + 30 * DAY).clicks
    assert found is not None
    assert (found.n, found.weeks) == (30, (14, 14, 0, 1))


def test_time_for_posts_and_time_for_people_are_kept_apart(world: World) -> None:
    note_minutes(world.anna, None, 60, "publish")
    note_minutes(world.anna, None, 45, "talk")
    now = clock.now()
    found = known_of(world.bottega, now - 2 * DAY, now + DAY)
    assert (result("call_time", found).value, result("response_time", found).value) == (1, 0.75)


def test_money_and_points_of_what_was_won_are_never_added(world: World) -> None:
    dora = somebody(world.site, "Dora").person
    assert dora is not None
    for given in (
        OpportunityGiven("sale", "Ten tables", value=Decimal(2000), currency="EUR"),
        OpportunityGiven("press", "An article", value=Decimal(30)),
    ):
        move_opportunity(world.anna, open_opportunity(world.anna, dora, given), "won", why="It fits")
    now = clock.now()
    found = known_of(world.bottega, now - DAY, now + DAY)
    money, points = result("opportunities", found), result("opportunity_points", found)
    assert (f"{money.value:.2f} {money.unit}", money.n) == ("2000.00 EUR", 1)
    assert (float(points.value or 0), points.n) == (30.0, 1)


def test_a_purchase_is_shared_out_among_the_touches_of_each_side(world: World) -> None:
    thread = talked(world)
    anna = thread.authors["a1"]
    at = START + 2 * DAY
    for key, amount, who in (("1", "120.00", anna), ("2", "50.00", None)):
        sell(world.bottega, key, amount, at=at)
        Purchase.objects.filter(external_id=key).update(identity=who)
    day = at.date()
    note_spend(world.anna, SpendTold(side="call", first=day, last=day, amount="40.00", currency="EUR"))
    found = known(world)
    led = {one.net: (one.call, one.response) for one in found.sold or ()}
    assert led == {Decimal("120.00"): (1.0, 0.0), Decimal("50.00"): (0.0, 0.0)}
    assert (result("sales", found).value, result("sales", found).unit) == (Decimal("120.00"), "EUR")
    assert result("call_cost", found).value == Decimal("40.00")
    assert result("call_return", found).value == 2.0
    assert result("response_return", found).value is None


def test_days_that_follow_each_other_hold_every_cost_once(world: World) -> None:
    day = (START + DAY).date()
    note_spend(world.anna, SpendTold(side="call", first=day, last=day, amount="40.00", currency="EUR"))
    midnight = datetime.combine(day, time(), world.bottega.zone)
    spans = [(midnight - DAY, midnight), (midnight, midnight + DAY), (midnight, midnight + DAY / 2)]
    costs = [result("call_cost", known_of(world.bottega, *span)).value for span in spans]
    assert costs == [None, Decimal("40.00"), Decimal("40.00")]


def test_hits_that_were_left_out_today_are_told_today_and_in_no_other_days(world: World, shop: Shop) -> None:
    midnight = datetime.combine((START + DAY).date(), time(), world.bottega.zone)
    TrackedSite.objects.update(made_at=midnight - 2 * DAY)
    LeftOut.objects.create(
        brand=world.bottega, site=shop.site, day=midnight.date(), reason="bot", way="script", hits=7
    )
    spans = [(midnight - DAY, midnight), (midnight, midnight + DAY), (midnight, midnight + DAY / 2)]
    found = [known_of(world.bottega, *span).visits for span in spans]
    assert [one and one.aside for one in found] == [0, 7, 7]
    rows = [rows_of(world.anna, Span(*span), (Rows("left_out"),), 9) for span in spans]
    assert [[one.number for one in some] for some in rows] == [[], ["7"], ["7"]]


def test_the_newest_rows_are_found_among_more_than_a_query_takes(world: World) -> None:
    thread = talked(world)
    ours = [thread.rows[name].pk for name in ("a1", "b1", "us")]
    others = tuple(range(max(ours) + 1, max(ours) + 260_000))
    wanted = Rows("interaction", (*ours[:1], *others, *ours[1:]))
    found = rows_of(world.anna, Span(START, START + DAY), [newest_first(wanted)], 2)
    assert [one.id for one in found] == [thread.rows[name].pk for name in ("us", "b1")]


def test_money_without_a_rate_is_told_apart_and_makes_no_return(world: World) -> None:
    thread = talked(world)
    sell(world.bottega, "1", "120.00", "EUR", at=START + DAY)
    Purchase.objects.update(identity=thread.authors["a1"])
    day = (START + DAY).date()
    note_spend(world.anna, SpendTold(side="call", first=day, last=day, amount="40.00", currency="USD"))
    cost = result("call_cost", known(world))
    assert cost.value is None
    assert "40 USD" in cost.sentence
    assert result("call_return", known(world)).value is None
