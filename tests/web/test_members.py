"""The page of the team, and the link by which somebody joins it."""

import re
from typing import Any

from django.test import Client

from antiphon.letters.models import Letter
from antiphon.letters.tasks import send_letters
from antiphon.organizations.models import Key, Member, Role, User
from tests.letters.post_office import PostOffice
from tests.web.readers import page, signed_in
from tests.world import World

TEAM = "/b/bottega/members/"
TYPED = {"name": "Dora", "email": "dora@example.org", "password": "a sentence of mine"}


def invited(world: World, **typed: str) -> str:
    """Let Anna invite somebody; return the path of the link."""
    answer = signed_in(world.anna).post(TEAM, {"name": "Dora", "mail": "dora@example.org", "role": "client"} | typed)
    found = re.search(r'value="http://localhost:8000(/join/[^"]+)"', answer.content.decode())
    assert answer.status_code == 200
    assert found
    return found[1]


def test_the_team_is_listed_with_roles(world: World) -> None:
    shown = page(signed_in(world.anna), TEAM)
    assert "bruno@example.org" in shown.words
    assert len(shown.all("select")) == 3


def test_the_link_is_shown_once(world: World) -> None:
    link = invited(world)
    assert link not in signed_in(world.anna).get(TEAM).content.decode()
    assert "Invited, not here yet" in page(signed_in(world.anna), TEAM).words


def test_who_has_no_account_makes_one_and_is_in(world: World) -> None:
    client, link = Client(), invited(world, role="author")
    assert "Dora" in [one.get("value") for one in page(client, link).all("input")]
    answer = client.post(link, TYPED)
    assert (answer.status_code, answer["Location"]) == (303, "/b/bottega/")
    assert client.get("/b/bottega/posts/").status_code == 200
    assert Member.objects.get(user__email="dora@example.org").role == "author"
    assert Client().get(link).status_code == 404


def test_who_is_signed_in_joins_as_themselves(world: World) -> None:
    client, link = signed_in(world.carla), invited(world, role="editor")
    assert "Join as Carla" in page(client, link).words
    assert client.post(link).status_code == 303
    assert Member.objects.get(user=world.carla.user, brand=world.bottega).role == "editor"


def test_who_is_in_already_is_told_so(world: World) -> None:
    answer = signed_in(world.bruno).post(invited(world))
    assert (answer.status_code, b"member of this brand already" in answer.content) == (422, True)


def test_an_address_that_is_taken_asks_to_sign_in_and_spends_nothing(world: World) -> None:
    link = invited(world)
    answer = Client().post(link, TYPED | {"email": "Carla@example.org"})
    assert (answer.status_code, b"sign in first" in answer.content) == (422, True)
    assert Client().post(link, TYPED | {"password": "short"}).status_code == 422
    assert Client().post(link, TYPED).status_code == 303


def test_a_link_nobody_gave_opens_nothing(world: World) -> None:
    assert Client().get("/join/made-up/").status_code == 404


def test_the_link_asks_for_no_way_of_its_own_to_be_kept(world: World) -> None:
    assert "no-store" in Client().get(invited(world))["Cache-Control"]


def test_an_invitation_is_withdrawn(world: World) -> None:
    link = invited(world)
    answer = signed_in(world.anna).post(f"{TEAM}invitations/{Key.objects.get().pk}/withdraw/")
    assert answer.status_code == 303
    assert Client().get(link).status_code == 404


def test_a_role_is_changed_and_somebody_let_go(world: World) -> None:
    client = signed_in(world.anna)
    assert client.post(f"{TEAM}{world.bruno.pk}/role/", {"role": "approver"}).status_code == 303
    world.bruno.refresh_from_db()
    assert world.bruno.role == "approver"
    assert client.post(f"{TEAM}{world.bruno.pk}/role/", {"role": "king"}).status_code == 404
    assert client.post(f"{TEAM}{world.bruno.pk}/end/").status_code == 303
    assert signed_in(world.bruno).get("/b/bottega/").status_code == 404


def test_the_last_owner_stays(world: World) -> None:
    for address, typed in ((f"{TEAM}{world.anna.pk}/end/", {}), (f"{TEAM}{world.anna.pk}/role/", {"role": "editor"})):
        answer = signed_in(world.anna).post(address, typed)
        assert (answer.status_code, b"needs an owner" in answer.content) == (422, True)


def test_an_owner_who_steps_down_is_led_to_a_page_that_is_theirs(world: World) -> None:
    Member.objects.filter(pk=world.bruno.pk).update(role=Role.OWNER)
    client = signed_in(world.anna)
    assert client.post(f"{TEAM}{world.anna.pk}/role/", {"role": "editor"})["Location"] == "/b/bottega/"
    assert client.get(TEAM).status_code == 422


def test_others_have_no_business_here(world: World) -> None:
    assert Client().get(TEAM).status_code == 302
    assert signed_in(world.carla).get(TEAM).status_code == 404
    assert signed_in(world.bruno).get(TEAM).status_code == 422
    assert signed_in(world.carla).post(f"/b/cards/members/{world.bruno.pk}/end/").status_code == 404
    assert User.objects.count() == 3


def test_the_link_comes_by_mail_too_and_is_forgotten_once_it_was_sent(world: World, settings: Any) -> None:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        answer = signed_in(world.anna).post(TEAM, {"name": "Dora", "mail": "dora@example.org", "role": "client"})
        assert "on its way by mail" in answer.content.decode()
        assert send_letters() == 1
        (arrived,) = office.arrived
    found = re.search(r"http://localhost:8000(/join/\S+)", arrived.get_content())
    assert (arrived["To"], bool(found)) == ("dora@example.org", True)
    assert found
    assert Client().get(found[1]).status_code == 200
    assert "/join/" not in Letter.objects.get().text


def test_without_a_mail_address_nothing_is_mailed(world: World, settings: Any) -> None:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        invited(world, mail="")
    assert not Letter.objects.exists()
