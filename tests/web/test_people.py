"""People and one of them: accounts, how we stand and why, the history, keeping in touch."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.grouping import GroupGiven, found_group, join_group
from antiphon.conversations.models import Message
from antiphon.people.models import Person
from antiphon.relationships.actions import keep_in_touch
from antiphon.relationships.models import Relationship
from tests.community.place import make_place
from tests.web.heard import ago, heard, liked
from tests.world import World

PEOPLE = "/b/bottega/people/"
PART = {"HX-Request": "true"}


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def maren(world: World) -> Person:
    person = heard(world.site, "Maren", "Do you ship to France?", at=ago(days=40)).author.person
    assert person is not None
    return person


def page_of(person: Person) -> str:
    return f"{PEOPLE}{person.pk}/"


def test_a_guest_and_an_outsider_do_not_get_in(client: Client, world: World, maren: Person) -> None:
    for address in (PEOPLE, page_of(maren)):
        assert client.get(address).status_code == 302
    client.force_login(world.carla.user)
    for address in (PEOPLE, page_of(maren), f"/b/cards/people/{maren.pk}/"):
        assert client.get(address).status_code == 404


def test_an_empty_list_offers_the_first_step(anna: Client) -> None:
    page = anna.get(PEOPLE).content.decode()
    assert "Nobody here yet" in page
    assert "/b/bottega/posts/new/" in page


def test_people_are_listed_with_accounts_strength_and_last_words(anna: Client, maren: Person) -> None:
    page = anna.get(PEOPLE).content.decode()
    assert "@maren@people.example" in page
    assert "last spoke 1 month ago" in page.replace("\xa0", " ")
    assert "not enough yet" in page


def test_somebody_is_found_by_handle_in_a_part_of_the_page(anna: Client, world: World, maren: Person) -> None:
    heard(world.site, "Idris", "Hello?")
    part = anna.get(PEOPLE + "?q=maren@", headers=PART | {"HX-Target": "found"}).content.decode()
    assert part.lstrip().startswith('<div id="found">')
    assert ("Maren" in part, "Idris" in part) == (True, False)
    assert "Nobody of that name" in anna.get(PEOPLE + "?q=<b>x").content.decode()
    assert "<b>x" not in anna.get(PEOPLE + "?q=<b>x").content.decode()


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(anna: Client, world: World, maren: Person) -> None:
    anna.get(PEOPLE)
    with CaptureQueriesContext(connection) as for_one:
        anna.get(PEOPLE)
    for number in range(29):
        heard(world.site, f"Person {number}", "May I ask?", at=ago(hours=number))
    with CaptureQueriesContext(connection) as for_thirty:
        page = anna.get(PEOPLE)
    assert len(for_one) == len(for_thirty)
    assert page.content.decode().count('class="list-item person-row"') == 30


def test_a_person_shows_how_we_stand_with_the_addends(anna: Client, maren: Person) -> None:
    page = anna.get(page_of(maren)).content.decode()
    assert "What each day of contact still adds" in page
    assert '<rect class="in"' in page
    assert "The 1 addend behind the strength" in page
    assert "Do you ship to France?" in page
    assert "Maren spoke to us" in page


def test_what_others_say_to_a_person_is_told_as_theirs(anna: Client, world: World, maren: Person) -> None:
    said = Message.objects.get()
    heard(world.site, "Idris", "They do, it took a week.", upon=said.uri)
    page = anna.get(page_of(maren)).content.decode()
    assert ("Idris answered Maren" in page, "Maren answered" in page) == (True, False)


def test_a_strength_of_few_days_is_not_told_in_the_list(anna: Client, world: World, maren: Person) -> None:
    assert "not enough yet" in anna.get(PEOPLE).content.decode()
    for days in range(4):
        heard(world.site, "Maren", "And to Spain?", at=ago(days=days))
    page = anna.get(PEOPLE).content.decode()
    assert ("not enough yet" in page, '<rect class="filled" width="' in page) == (False, True)


def test_what_is_not_known_says_why(anna: Client, maren: Person) -> None:
    page = anna.get(page_of(maren)).content.decode()
    assert page.count("not known yet") == 5
    assert "not enough yet: 1 of 5 days of contact" in page
    assert "not enough yet: 1 of 5 conversations" in page
    assert "nobody keeps in touch yet" in page
    assert "0 intervals of 3 so far" in page


def test_numbers_in_drawings_are_for_machines_in_every_language(anna: Client, world: World, maren: Person) -> None:
    heard(world.site, "Maren", "Still there?", at=ago(days=13))
    world.anna.user.language = "it"
    world.anna.user.save()
    page = anna.get(page_of(maren)).content.decode()
    drawn = [piece.split('"')[1] for piece in page.split("<rect")[1:] for piece in [piece.split(" x=")[1]]]
    assert len(drawn) == 2
    assert not any("," in number for number in drawn)


def test_who_keeps_in_touch_promises_a_rhythm(anna: Client, world: World, maren: Person) -> None:
    kept = anna.post(page_of(maren) + "keep/", {"rhythm_days": "30"})
    assert (kept.status_code, kept["Location"]) == (303, page_of(maren))
    found = Relationship.objects.get()
    assert (found.person, found.steward, found.rhythm_days) == (maren, world.anna, 30)
    page = anna.get(page_of(maren)).content.decode()
    assert "Anna keeps in touch" in page
    assert "That is longer than usual between you." in page
    assert "innermost" in page
    assert anna.post(page_of(maren) + "let-go/").status_code == 303
    assert not Relationship.objects.kept().exists()


@pytest.mark.parametrize("days", ["0", "731", "often"])
def test_a_rhythm_that_is_none_is_asked_for_again(anna: Client, maren: Person, days: str) -> None:
    kept = anna.post(page_of(maren) + "keep/", {"rhythm_days": days})
    assert kept.status_code == 422
    assert 'aria-invalid="true"' in kept.content.decode()
    assert not Relationship.objects.exists()


def test_an_author_looks_but_keeps_nobody(client: Client, world: World, maren: Person) -> None:
    client.force_login(world.bruno.user)
    assert "Keep it so" not in client.get(page_of(maren)).content.decode()
    assert client.post(page_of(maren) + "keep/", {"rhythm_days": "30"}).status_code == 422
    assert not Relationship.objects.exists()


def test_a_person_takes_as_many_queries_for_thirty_events_as_for_one(
    anna: Client, world: World, maren: Person
) -> None:
    anna.get(page_of(maren))
    with CaptureQueriesContext(connection) as for_one:
        anna.get(page_of(maren))
    for number in range(31):
        heard(world.site, "Maren", "One more question?", at=ago(hours=number))
    with CaptureQueriesContext(connection) as for_thirty:
        page = anna.get(page_of(maren)).content.decode()
    assert len(for_one) == len(for_thirty)
    assert page.count("Maren spoke to us") == 30
    assert 'rel="next"' in page
    older = page.partition("before=")[2].partition("#")[0]
    part = anna.get(page_of(maren) + f"?before={older}", headers=PART | {"HX-Target": "past"}).content.decode()
    assert part.count("Maren spoke to us") == 2


def test_the_history_is_narrowed_to_a_side_and_a_channel(anna: Client, world: World, maren: Person) -> None:
    for query, count in (("", 1), ("?side=them", 1), ("?side=us", 0), ("?on=site", 1), ("?on=bluesky&before=x", 0)):
        assert anna.get(page_of(maren) + query).content.decode().count("Maren spoke to us") == count


def listed(page: str) -> list[str]:
    """Return the names in a list of people."""
    return [
        piece.split("<")[0] for piece in page.split('<a class="whole" href="')[1:] for piece in [piece.split(">")[1]]
    ]


def test_the_list_is_narrowed_and_ordered(anna: Client, world: World, maren: Person) -> None:
    heard(world.site, "Idris Ünal", "Hello?", at=ago(days=100))
    liked(world.site, "Zoe", "https://bottega.example/1")
    everybody = {
        "": ["Zoe", "Maren", "Idris Ünal"],
        "?order=name": ["Idris Ünal", "Maren", "Zoe"],
        "?order=silent": ["Idris Ünal", "Maren"],
        "?contact=never": ["Zoe"],
        "?contact=longer": ["Idris Ünal"],
        "?contact=quarter": ["Maren"],
        "?on=site&touch=nobody&q=unal": ["Idris Ünal"],
        "?touch=mine": [],
        "?on=nowhere&order=x&after=<b>": ["Zoe", "Maren", "Idris Ünal"],
    }
    for query, names in everybody.items():
        assert (query, listed(anna.get(PEOPLE + query).content.decode())) == (query, names)
    keep_in_touch(world.anna, maren, 30)
    assert listed(anna.get(PEOPLE + "?touch=mine").content.decode()) == ["Maren"]
    assert "Nobody fits all that you chose" in anna.get(PEOPLE + "?touch=kept&contact=never").content.decode()


def test_a_list_goes_on_after_its_last_whoever_comes_meanwhile(anna: Client, world: World) -> None:
    for number in range(31):
        heard(world.site, f"Person {number:02}", "May I ask?", at=ago(hours=number))
    page = anna.get(PEOPLE).content.decode()
    after = page.partition("?after=")[2].partition('"')[0]
    heard(world.site, "Somebody new", "And I?")
    assert listed(anna.get(PEOPLE + f"?after={after}").content.decode()) == ["Person 30"]


def test_a_group_narrows_the_list_to_who_is_in_it(anna: Client, world: World, maren: Person) -> None:
    place = make_place(world)
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing"))
    join_group(place.emil, kiln)
    assert listed(anna.get(PEOPLE + f"?group={kiln.pk}").content.decode()) == ["Emil"]
    assert maren.name in listed(anna.get(PEOPLE + "?group=99999").content.decode())
