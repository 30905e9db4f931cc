"""The page of talk and listening, and the word in the composer."""

from antiphon.people.models import Person
from tests.web.heard import ago, heard, published
from tests.web.readers import page, signed_in
from tests.world import World

HERE = "/b/bottega/balance/"


def test_an_empty_page_says_what_it_is_for(world: World) -> None:
    assert "Nothing was said in these days" in page(signed_in(world.anna), HERE).words


def test_a_brand_a_channel_and_a_person_have_their_page(world: World) -> None:
    published(world.anna, "We open on Sunday", world.site)
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    client = signed_in(world.anna)
    shown = page(client, HERE).words
    assert "100 %" in shown
    assert "4 of their words nobody has opened" in shown
    assert "By channel" in shown
    assert "By channel" not in page(client, f"{HERE}?channel={world.site.pk}").words
    assert "Talk and listening with Mia" in page(client, f"{HERE}?person={Person.objects.get(name='Mia').pk}").words
    table = client.get(f"{HERE}?format=csv").content.decode().splitlines()
    assert table[0] == "week,our words,their words read,their words unread,share of talk,balance"
    assert len(table) == 3


def test_what_is_not_ours_is_not_there(world: World) -> None:
    client = signed_in(world.anna)
    assert client.get(f"{HERE}?channel=999999").status_code == 404
    assert client.get(f"{HERE}?person=999999").status_code == 404


def test_the_composer_says_when_it_is_time_to_answer(world: World) -> None:
    heard(world.site, "Mia", "When do you open?", at=ago(hours=2))
    client = signed_in(world.anna)
    assert "in a row" not in page(client, "/b/bottega/posts/new/").words
    published(world.anna, "One", world.site)
    published(world.anna, "Two", world.site)
    assert "the third post in a row, while 1 person waits" in page(client, "/b/bottega/posts/new/").words
