"""Starters and welcomes on the pages: planned, started from a draft, settled; what is in one's hands."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from antiphon.community.actions.events import make_feed
from antiphon.community.actions.starting import StarterGiven, plan_starter
from antiphon.community.actions.welcoming import StepGiven, hand_out_welcomes, keep_step
from antiphon.community.models import Starter, StarterTurn, Topic, Welcome
from antiphon.community.permissions import Viewer
from antiphon.community.queries.events import feed_token
from antiphon.lib import clock
from tests.community.place import Place, enter, make_place, part_of
from tests.web.test_alive import client_of
from tests.world import World

HOME, STARTERS, WELCOMES = (f"/@bottega/community/{part}/" for part in ("feed", "starters", "welcomes"))
TYPED = {"title": "What broke?", "source": "Show us …", "group": "square", "first": "2190-05-01T18:00"}


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community."""
    return make_place(world)


def text_of(client: Client, address: str) -> str:
    """Return what a page holds."""
    return client.get(address).content.decode()


def due_turn(place: Place, by: Viewer) -> StarterTurn:
    """Plan a starter, and let its hour come."""
    first, now = datetime.fromisoformat("2190-05-01T18:00"), clock.now()
    given = StarterGiven(title="What broke?", source="Show us …", first=first, responsible=part_of(by).handle)
    turn = plan_starter(place.anna, place.square, given).turns.get()
    turn.due_at, turn.wall_time = now, f"{now.astimezone(place.community.brand.zone):%Y-%m-%dT%H:%M}"
    turn.save()
    return turn


def test_a_month_without_starters_says_what_it_is_for_and_leads_to_the_form(place: Place) -> None:
    client = client_of(place.anna)
    assert "Nothing is planned in this month" in text_of(client, STARTERS)
    assert client.post(f"{STARTERS}new/", TYPED | {"often": "month"}).status_code == 303
    assert Starter.objects.get().rule == "FREQ=MONTHLY"
    assert "What broke?" in text_of(client, f"{STARTERS}?month=2190-05")
    assert text_of(client, f"{STARTERS}?month=nonsense")


def test_a_passed_hour_is_told_at_its_field_and_plans_nothing(place: Place) -> None:
    answer = client_of(place.anna).post(f"{STARTERS}new/", TYPED | {"first": "2020-05-01T18:00", "often": "once"})
    assert (answer.status_code, Starter.objects.count()) == (422, 0)
    assert "This hour has passed already" in answer.content.decode()


def test_a_rule_of_a_program_stays_when_the_rest_is_changed(place: Place) -> None:
    rule = "FREQ=MONTHLY;BYDAY=1MO"
    given = StarterGiven(title="T", first=datetime.fromisoformat("2190-05-01T18:00"), rule=rule)
    starter = plan_starter(place.anna, place.square, given)
    client_of(place.anna).post(f"{STARTERS}{starter.pk}/", TYPED | {"often": "as it is"})
    starter.refresh_from_db()
    assert (starter.title, starter.rule) == ("What broke?", rule)


def test_who_is_named_finds_it_in_their_hands_and_starts_it_from_the_draft(place: Place) -> None:
    turn = due_turn(place, place.dora)
    client = client_of(place.dora)
    address = f"{STARTERS}turns/{turn.pk}/"
    assert f'href="{address}"' in text_of(client, HOME)
    assert "Show us …" in text_of(client, address)
    sent = {"title": "My kiln broke", "kind": "discussion", "source": "Look at this."}
    answer = client.post(address, sent)
    made = Topic.objects.get()
    assert (answer["Location"], made.opened_by) == (f"/@bottega/community/topics/{made.pk}/", part_of(place.dora))
    assert f'href="{address}"' not in text_of(client, HOME)
    assert "what came of it" in text_of(client, address)


def test_what_is_begun_for_a_starter_is_kept_for_it(place: Place) -> None:
    turn = due_turn(place, place.dora)
    client = client_of(place.dora)
    typed = {
        "place": f"starter:{turn.pk}",
        "key": "abc",
        "source": "Half a thought",
        "title": "Mine",
        "do": "preview",
    }
    answer = client.post("/@bottega/community/writing/", typed)
    assert answer["Location"] == f"{STARTERS}turns/{turn.pk}/?preview=1#words"
    assert "Half a thought" in text_of(client, f"{STARTERS}turns/{turn.pk}/")


def test_a_newcomer_is_welcomed_from_the_page_in_ones_own_words(place: Place) -> None:
    client = client_of(place.anna)
    assert "No step yet" in text_of(client, WELCOMES)
    step = {"words": "Greet them", "days": "0", "stewards": "@dora, @emil", "draft": "Hello! I saw that you"}
    assert client.post(WELCOMES, step).status_code == 303
    enter(place.community, "Fay")
    hand_out_welcomes()
    welcome = Welcome.objects.get()
    dora, address = client_of(place.dora), f"{WELCOMES}{welcome.pk}/"
    assert "Welcome Fay" in text_of(dora, HOME)
    assert dora.post(address, {"source": "Hello! I saw that you"}).status_code == 422
    assert dora.post(address, {"source": "Hello! I saw that you fire with wood."}).status_code == 303
    assert "wrote to them" in text_of(client, WELCOMES)


def test_first_steps_stand_on_a_newcomers_pages_until_put_away(place: Place) -> None:
    client = client_of(place.dora)
    assert "Your first steps" in text_of(client, HOME)
    assert "Your first steps" in text_of(client, "/@bottega/community/")
    client.post("/@bottega/community/first-steps/")
    assert "Your first steps" not in text_of(client, HOME)
    assert "Your first steps" not in text_of(client_of(place.anna), HOME)


def queries_of(client: Client, address: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_thirty_take_as_many_queries_as_one(place: Place) -> None:
    client, month = client_of(place.anna), f"{clock.now().astimezone(place.community.brand.zone):%Y-%m}"
    keep_step(place.anna, StepGiven(words="Greet", stewards=["anna"]))
    addresses = ("/@bottega/community/alive/", f"{STARTERS}?month={month}", WELCOMES, HOME)

    def add(name: str) -> None:
        enter(place.community, name)
        due_turn(place, place.anna)
        hand_out_welcomes()

    add("First")
    few = [queries_of(client, address) for address in addresses]
    for number in range(29):
        add(f"N{number}")
    assert [queries_of(client, address) for address in addresses] == few


def test_what_is_ones_to_start_stands_in_ones_calendar(place: Place) -> None:
    turn = due_turn(place, place.dora)
    feed = f"/@bottega/community/events/calendar/{feed_token(make_feed(place.dora))}/events.ics"
    (entry,) = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    assert (str(entry["summary"]), entry["dtstart"].dt) == ("What broke?", turn.due_at.replace(microsecond=0))
    assert str(entry["url"]).endswith(f"/starters/turns/{turn.pk}/")
