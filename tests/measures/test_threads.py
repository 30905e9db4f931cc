"""A thread is one post: its later parts and first comments belong to it, whoever likes, answers or counts them."""

from datetime import timedelta

import pytest

from antiphon.ledger.rules import Verb, carried_on
from antiphon.measures.queries import evidence_of, figures_of, summaries
from tests.ledger_rows import START, Thread, somebody
from tests.web.readers import count_queries
from tests.world import World

LATER = START + timedelta(days=5)
SOON = timedelta(minutes=1)


@pytest.fixture
def thread(world: World) -> Thread:
    """The worked example of the documents: a post, two more parts and a first comment."""
    thread = Thread(world.site)
    thread.post()
    for part, upon in (("2", "R"), ("3", "2"), ("comment", "R")):
        thread.reply(part, world.site.identity, upon, SOON)
    anna, bea, carlo = (somebody(world.site, name) for name in ("Anna", "Bea", "Carlo"))
    thread.act("like R", Verb.LIKE, anna, "R")
    thread.act("like 2", Verb.LIKE, anna, "2")
    thread.act("like 3", Verb.LIKE, bea, "3")
    thread.act("share 3", Verb.SHARE, bea, "3")
    thread.reply("a1", anna, "3")
    thread.reply("c1", carlo, "R")
    thread.reply("ours", world.site.identity, "a1")
    return thread


def test_the_worked_example_of_a_thread_gives_its_figures(world: World, thread: Thread) -> None:
    found = figures_of(world.bottega, [thread.uri("R")], LATER)
    names = ("reactions", "shares", "replies", "voices", "people_drawn_in", "depth", "width")
    assert {name: found[name].value for name in names} == {
        "reactions": 3, "shares": 1, "replies": 2, "voices": 2, "people_drawn_in": 3, "depth": 2, "width": 2,
    }  # fmt: skip
    assert found["structural_virality"].sentence == "Not enough yet: 4 of at least 5 messages of a conversation."


def test_our_own_parts_are_neither_answers_nor_set_aside(world: World, thread: Thread) -> None:
    replies = figures_of(world.bottega, [thread.uri("R")], LATER)["replies"]
    assert (set(replies.rows), replies.excluded) == ({thread.rows["a1"].pk, thread.rows["c1"].pk}, ())


def test_views_are_those_of_the_first_post_and_never_added(world: World, thread: Thread) -> None:
    thread.reading("views", 300, timedelta(hours=1))
    thread.reading("views", 280, timedelta(hours=1), of="2")
    assert figures_of(world.bottega, [thread.uri("R")], LATER)["reach"].value == 300


def test_told_numbers_are_added_up_and_our_own_parts_taken_off_the_replies(world: World, thread: Thread) -> None:
    root = thread.uri("R")
    for name, part, value in (("likes", "R", 5), ("likes", "3", 2), ("replies", "R", 3), ("replies", "2", 1)):
        thread.reading(name, value, timedelta(hours=1), of=part)
    known = evidence_of(world.bottega, {"post": [root]}, LATER)["post"]
    assert [known.told(root, name) for name in ("likes", "replies", "shares")] == [7, 1, None]


def test_what_a_colleague_says_below_our_post_is_no_part_of_it(world: World) -> None:
    thread = Thread(world.site)
    thread.post()
    staff = somebody(world.site, "Staff", ours=True)
    thread.reply("cheer", staff)
    thread.act("like", Verb.LIKE, somebody(world.site, "Anna"), "cheer")
    assert figures_of(world.bottega, [thread.uri("R")], LATER)["reactions"].value == 0


def test_an_answer_of_ours_to_somebody_is_no_part_even_when_we_carry_it_on() -> None:
    said = [("2", "R"), ("to Anna", "a1"), ("more to Anna", "to Anna"), ("comment", "R"), ("3", "2")]
    assert carried_on("R", said) == ["2", "comment", "3"]
    assert carried_on("R", [("3", "2"), ("2", "R")]) == ["3", "2"]


def test_a_thread_costs_as_many_queries_as_a_post(world: World, thread: Thread) -> None:
    roots = {"thread": [thread.uri("R")]}
    assert count_queries(lambda: summaries(world.bottega, roots, LATER)) == 2
