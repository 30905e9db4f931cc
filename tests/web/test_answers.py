"""The page on how timely people are answered, and the one on which hours and targets are set."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from antiphon.conversations.models import AnswerTarget, Holiday, OfficeWeek
from antiphon.publishing.actions.answering import answer
from tests.web.heard import heard, work_on
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

HERE = "/b/bottega/answers/"
NOON = datetime(2026, 3, 6, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with time_machine.travel(NOON, tick=False) as now:
        yield now


def asked(world: World, number: int) -> None:
    heard(world.site, f"M{number}", f"Question {number}?", at=NOON - timedelta(hours=number + 1))


def test_an_empty_page_says_what_it_is_for(world: World) -> None:
    assert "Nobody called in these days" in page(signed_in(world.anna), HERE).words


def test_too_few_calls_have_no_median(world: World) -> None:
    asked(world, 1)
    shown = page(signed_in(world.anna), HERE).words
    assert "not enough yet" in shown
    assert "Question 1?" in shown


def test_open_calls_count_in_the_median(world: World) -> None:
    for number in range(6):
        asked(world, number)
    shown = page(signed_in(world.anna), HERE).words
    assert "more than 6 h" in shown
    assert "n = 6" in shown


def test_what_was_answered_is_told_with_its_wait(world: World) -> None:
    answer(world.anna, heard(world.site, "Mia", "When do you open?", at=NOON - timedelta(hours=2)), "At nine.")
    with time_machine.travel(NOON + timedelta(seconds=20), tick=False):
        work_on()
        assert "answered after 2 h" in page(signed_in(world.anna), HERE).words


def test_one_group_is_looked_at_alone_and_taken_along(world: World) -> None:
    asked(world, 1)
    client = signed_in(world.anna)
    assert "mention" in page(client, f"{HERE}?only=kind-mention").words
    assert "Question 1?" not in page(client, f"{HERE}?only=kind-direct").words
    table = client.get(f"{HERE}?format=csv").content.decode()
    assert "mention,yes,yes," in table


def test_thirty_calls_cost_as_many_queries_as_one(world: World) -> None:
    client = signed_in(world.anna)
    asked(world, 0)
    one = count_queries(lambda: client.get(HERE))
    for number in range(1, 31):
        asked(world, number)
    assert count_queries(lambda: client.get(HERE)) == one


def test_hours_targets_and_holidays_are_set(world: World) -> None:
    client = signed_in(world.anna)
    assert (
        client.post(f"{HERE}hours/", {"since": "2026-03-06", "day_0": "9:00-13:00, 14.00–18:00"}).status_code == 303
    )
    assert client.post(f"{HERE}targets/", {"comment": "4", "mail": "0.5"}).status_code == 303
    assert client.post(f"{HERE}holidays/", {"day": "2026-12-25", "name": "Christmas"}).status_code == 303
    assert OfficeWeek.objects.get().openings == {"0": [["09:00", "13:00"], ["14:00", "18:00"]]}
    assert dict(AnswerTarget.objects.values_list("kind", "minutes")) == {"comment": 240, "mail": 30}
    assert Holiday.objects.get().day == date(2026, 12, 25)
    shown = page(client, f"{HERE}hours/").words
    assert "Christmas" in shown
    assert "hours from 6 March 2026 on" in shown


@pytest.mark.parametrize(
    "wrong", [{"day_0": "late"}, {"day_0": "9:00-25:99"}, {"day_0": "18:00-09:00"}, {"since": "x"}]
)
def test_wrong_hours_are_said_and_nothing_is_written(world: World, wrong: dict[str, str]) -> None:
    reply = signed_in(world.anna).post(f"{HERE}hours/", {"since": "2026-03-06"} | wrong)
    assert reply.status_code == 422
    assert 'role="alert"' in reply.content.decode()
    assert not OfficeWeek.objects.exists()
