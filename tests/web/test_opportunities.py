"""The pages of opportunities."""

from decimal import Decimal

import pytest

from antiphon.people.actions import join_people
from antiphon.people.models import Person
from antiphon.relationships.actions.opportunities import OpportunityGiven, move_opportunity, open_opportunity
from antiphon.relationships.models import Opportunity
from tests.api.talk import make_talk
from tests.people.folk import met, person_of
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

HERE = "/b/bottega/opportunities/"


@pytest.fixture
def dora(world: World) -> Person:
    return make_talk(world).dora


def test_an_empty_page_says_where_one_begins(world: World) -> None:
    assert "Nothing on the way yet" in page(signed_in(world.anna), HERE).words


def test_one_is_opened_at_a_person_moved_and_won(world: World, dora: Person) -> None:
    client = signed_in(world.anna)
    typed = {"kind": "sale", "title": "Ten tables", "value": "2000", "currency": "eur"}
    assert client.post(f"/b/bottega/people/{dora.pk}/opportunities/new/", typed).status_code == 303
    one = Opportunity.objects.get()
    assert "Ten tables" in page(client, f"/b/bottega/people/{dora.pk}/").words
    shown = page(client, f"{HERE}{one.pk}/").words
    assert "200\u00a0EUR" in shown
    assert "2,000\u00a0EUR × 0.10" in shown
    assert client.post(f"{HERE}{one.pk}/move/", {"stage": "won"}).status_code == 422
    assert client.post(f"{HERE}{one.pk}/move/", {"stage": "won", "why": "They love oak."}).status_code == 303
    assert "They love oak." in page(client, f"{HERE}?show=closed").words


def test_who_was_joined_with_somebody_is_called_by_the_name_of_today(world: World, dora: Person) -> None:
    made = open_opportunity(world.anna, dora, OpportunityGiven("sale", "Ten tables"))
    maren = person_of(met(world.bottega, "maren", "Maren Lind"))
    join_people(world.anna, maren, dora)
    client = signed_in(world.anna)
    told = [page(client, address).words for address in (HERE, f"{HERE}{made.pk}/", f"/b/bottega/people/{maren.pk}/")]
    assert ["Maren Lind" in one for one in told] == [True, True, True]
    assert "brought Dora" not in told[2]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"value": "-3"}, "greater than or equal to 0"),
        ({"currency": "12"}, "three letters"),
        ({"introduced_by": "Nobody"}, "Nobody in the book of people has this name"),
        ({"introduced_by": "Dora"}, "Nobody introduces themselves"),
    ],
)
def test_wrong_input_is_said_at_its_field_and_nothing_is_written(
    world: World, dora: Person, wrong: dict[str, str], said: str
) -> None:
    typed = {"kind": "sale", "title": "Ten tables", "value": "1", "currency": "EUR"} | wrong
    reply = signed_in(world.anna).post(f"/b/bottega/people/{dora.pk}/opportunities/new/", typed)
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not Opportunity.objects.exists()


def test_thirty_cost_as_many_queries_as_one(world: World, dora: Person) -> None:
    client = signed_in(world.anna)
    given = OpportunityGiven("sale", "A table", Decimal(1), "EUR")
    move_opportunity(world.anna, open_opportunity(world.anna, dora, given), "qualified")
    one = count_queries(lambda: client.get(HERE))
    for _number in range(30):
        open_opportunity(world.anna, dora, given)
    assert count_queries(lambda: client.get(HERE)) == one
