"""Figures of posts: from the ledger, as of any day, with what was set aside, in a constant number of queries."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.integrity.actions import run_detectors
from antiphon.ledger.rules import Verb
from antiphon.measures.queries import Compared, figures_of, lifts, rows_behind, summaries
from tests.ledger_rows import START, Thread, somebody
from tests.world import World

LATER = START + timedelta(days=5)


@pytest.fixture
def thread(world: World) -> Thread:
    """Anna likes and answers, a machine answers too, one of ours cheers."""
    thread = Thread(world.site)
    thread.post()
    thread.act("like", Verb.LIKE, somebody(world.site, "Anna"), "R")
    thread.reply("a1", somebody(world.site, "Anna"), after=timedelta(days=1))
    thread.reply("bot", somebody(world.site, "Robot", automated=True))
    thread.reply("cheer", somebody(world.site, "Staff", ours=True))
    run_detectors(world.bottega)
    return thread


def test_what_was_set_aside_is_not_counted_and_is_shown(world: World, thread: Thread) -> None:
    replies = figures_of(world.bottega, [thread.uri("R")], LATER)["replies"]
    assert (replies.value, replies.rows) == (1, (thread.rows["a1"].pk,))
    assert set(replies.excluded) == {thread.rows["bot"].pk, thread.rows["cheer"].pk}
    reasons = {str(one.interaction.actor): one.reason for one in rows_behind(world.bottega, replies).aside}
    assert reasons == {
        "Robot": "Done by a machine: the account says so itself.",
        "Staff": "Done by one of our own accounts to something of ours: it is not the public.",
    }


def test_a_like_that_is_taken_back_and_given_again_is_one_like(world: World, thread: Thread) -> None:
    anna, staff = somebody(world.site, "Anna"), somebody(world.site, "Staff", ours=True)
    for number in range(3):
        thread.act(f"again {number}", Verb.LIKE, anna, "R")
        thread.act(f"ours {number}", Verb.LIKE, staff, "R")
    reactions = figures_of(world.bottega, [thread.uri("R")], LATER)["reactions"]
    assert (reactions.value, reactions.rows) == (1, (thread.rows["like"].pk,))
    assert len(reactions.excluded) == 3


def test_what_comes_back_is_unknown_where_nobody_listens(world: World) -> None:
    thread = Thread(world.site)
    thread.post()
    found = figures_of(world.bottega, [thread.uri("R")], LATER)
    assert {name: (figure.value, figure.n) for name, figure in found.items()} == dict.fromkeys(found, (None, 0))
    assert found["replies"].sentence == "Nobody listens where this post stands, so it is not known."


def test_what_was_set_aside_makes_no_shape(world: World, thread: Thread) -> None:
    thread.reply("deeper", somebody(world.site, "Robot", automated=True), "a1")
    found = figures_of(world.bottega, [thread.uri("R")], LATER)
    assert (found["depth"].value, found["width"].value, found["voices"].value) == (1, 1, 1)


def test_a_figure_can_be_had_for_any_past_moment(world: World, thread: Thread) -> None:
    sooner = figures_of(world.bottega, [thread.uri("R")], START + timedelta(hours=2))
    assert (sooner["reactions"].value, sooner["replies"].value) == (1, 0)
    before = figures_of(world.bottega, [thread.uri("R")], START - timedelta(hours=2))
    assert (before["reactions"].value, before["depth"].value) == (0, None)


def test_reach_that_no_network_tells_is_unknown_and_not_zero(world: World, thread: Thread) -> None:
    reach = figures_of(world.bottega, [thread.uri("R")], LATER)["reach"]
    assert reach.value is None
    assert "Unknown is not zero" in reach.sentence


def test_reach_says_which_part_is_known(world: World, thread: Thread) -> None:
    thread.reading("views", 120, timedelta(hours=1))
    other = Thread(world.site, "elsewhere")
    reach = figures_of(world.bottega, [thread.uri("R"), other.post()], LATER)["reach"]
    assert (reach.value, reach.n) == (120, 1)
    assert reach.sentence == "Told by 1 of the 2 networks it stands on; of the others nothing is known."


def test_few_messages_make_no_quality(world: World, thread: Thread) -> None:
    quality = figures_of(world.bottega, [thread.uri("R")], LATER)["quality"]
    assert quality.value is None
    assert quality.sentence.startswith("Not enough yet")


def test_somebody_who_was_moved_on_two_channels_is_one_person(world: World, thread: Thread) -> None:
    other = Thread(world.site, "elsewhere")
    other.post()
    other.reply("again", somebody(world.site, "Anna"))
    found = figures_of(world.bottega, [thread.uri("R"), other.uri("R")], LATER)
    assert (found["people_drawn_in"].value, found["voices"].value, found["replies"].value) == (1, 1, 2)


def test_thirty_posts_take_as_many_queries_as_one(
    world: World, thread: Thread, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    posts = {0: [thread.uri("R")]}
    for number in range(1, 30):
        more = Thread(world.site, f"post {number}")
        posts[number] = [more.post()]
        more.reply("a", somebody(world.site, "Anna"))
    with django_assert_num_queries(2):
        summaries(world.bottega, {0: posts[0]}, LATER)
    with django_assert_num_queries(2):
        found = summaries(world.bottega, posts, LATER)
    assert [found[number]["replies"].value for number in posts] == [1] * 30


def test_lift_compares_with_earlier_posts_at_the_same_age(world: World, thread: Thread) -> None:
    earlier = []
    for number in range(5):
        past = Thread(world.site, f"past {number}", START - timedelta(days=60 - number))
        earlier.append([past.post()])
        past.reply("soon", somebody(world.site, "Bea"))
        past.reply("late", somebody(world.site, "Bea"), after=timedelta(days=20))
    found = lifts(world.bottega, {"post": Compared([thread.uri("R")], earlier)}, LATER)["post"]
    assert (found["replies"].value, found["replies"].n) == (1.0, 5)
    assert found["reactions"].value == 2.0


def test_lift_needs_five_earlier_posts(world: World, thread: Thread) -> None:
    found = lifts(world.bottega, {"post": Compared([thread.uri("R")], [])}, LATER)["post"]
    assert (found["replies"].value, found["replies"].n) == (None, 0)
