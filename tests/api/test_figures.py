"""Figures of a post, and the rows behind them."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.channels.connector import Profile
from antiphon.conversations.actions import receive
from antiphon.ledger.actions import note_reading
from antiphon.lib import clock
from antiphon.measures.catalogue import measures
from tests.api.conftest import Program, error_of
from tests.api.talk import Talk, said_by
from tests.world import World


def test_every_measure_is_told_with_what_it_stands_on(anna: Program, talk: Talk) -> None:
    told = {one["name"]: one for one in anna.get(f"/posts/{talk.post.pk}/figures").json()}
    assert list(told) == list(measures())
    assert (told["reactions"]["value"], told["reactions"]["n"], told["reactions"]["sentence"]) == (
        1, 1, "1 like was heard.",
    )  # fmt: skip
    assert (told["replies"]["value"], told["replies"]["side"]) == (1, "response")
    assert (told["structural_virality"]["value"], told["structural_virality"]["n"]) == (None, 2)
    for one in told.values():
        assert all(one[field] for field in ("title", "unit", "definition", "source", "sentence"))


def test_figures_are_computed_for_an_earlier_moment(anna: Program, talk: Talk) -> None:
    before = (talk.question.sent_at - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    told = {one["name"]: one for one in anna.get(f"/posts/{talk.post.pk}/figures?as_of={before}").json()}
    assert (told["reactions"]["value"], told["replies"]["value"]) == (1, 0)
    assert error_of(anna.get(f"/posts/{talk.post.pk}/figures?as_of=2026-01-01T00:00")) == (422, "invalid", "as_of")


def test_a_figure_opens_into_its_rows(anna: Program, talk: Talk) -> None:
    behind = anna.get(f"/posts/{talk.post.pk}/figures/reactions").json()
    (row,) = behind["interactions"]
    assert (behind["figure"]["value"], row["verb"], row["actor"]["name"], row["actor"]["person"]) == (
        1, "like", "Dora", talk.dora.pk,
    )  # fmt: skip
    assert (behind["readings"], behind["set_aside"]) == ([], [])


def test_what_was_set_aside_says_why(anna: Program, world: World, talk: Talk) -> None:
    machine = Profile("https://town.example/bot", "bot", "Bot", automated=True)
    receive(world.site, said_by(machine, 3, clock.now(), talk.question.parent_uri))
    behind = anna.get(f"/posts/{talk.post.pk}/figures/replies").json()
    (aside,) = behind["set_aside"]
    assert (behind["figure"]["value"], behind["figure"]["set_aside"], aside["actor"]["name"], aside["reason"]) == (
        1, 1, "Bot", "Done by a machine: the account says so itself.",
    )  # fmt: skip


def test_what_a_network_told_is_kept_as_readings(anna: Program, world: World, talk: Talk) -> None:
    root = talk.question.parent_uri
    for value in (3, 5):
        note_reading(world.site, root, "likes", value, clock.now())
    told = anna.get(f"/posts/{talk.post.pk}/readings").json()
    assert [(one["name"], one["value"], one["subject"]) for one in told] == [("likes", 5, root), ("likes", 3, root)]


def test_a_measure_that_is_none_is_not_there(anna: Program, talk: Talk) -> None:
    assert error_of(anna.get(f"/posts/{talk.post.pk}/figures/fame")) == (404, "not_found", None)


def test_thirty_rows_take_as_many_queries_as_one(anna: Program, world: World, talk: Talk) -> None:
    address = f"/posts/{talk.post.pk}/figures/replies"
    anna.get("/brands")
    with CaptureQueriesContext(connection) as for_one:
        assert len(anna.get(address).json()["interactions"]) == 1
    for number in range(29):
        who = Profile(f"https://town.example/{number}", f"person{number}")
        receive(world.site, said_by(who, number, clock.now(), talk.question.parent_uri))
    with CaptureQueriesContext(connection) as for_thirty:
        assert len(anna.get(address).json()["interactions"]) == 30
    assert len(for_one) == len(for_thirty)
