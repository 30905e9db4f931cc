"""The way in."""

from django.test import Client

from tests.world import World


def test_a_guest_is_led_to_the_sign_in_page(client: Client, db: None) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")


def test_who_has_one_brand_comes_to_its_day(client: Client, world: World) -> None:
    client.force_login(world.anna.user)
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/b/bottega/")
    assert client.get("/b/bottega/").status_code == 200


def test_a_brand_of_others_is_not_found(client: Client, world: World) -> None:
    client.force_login(world.carla.user)
    assert client.get("/b/bottega/").status_code == 404


def test_a_guest_comes_back_to_the_page_after_signing_in(client: Client, world: World) -> None:
    answer = client.get("/b/bottega/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/b/bottega/")


def test_a_partial_sends_the_whole_page_to_the_sign_in(client: Client, world: World) -> None:
    answer = client.get("/b/bottega/", headers={"HX-Request": "true", "HX-Current-URL": "/b/bottega/"})
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fb%2Fbottega%2F"
