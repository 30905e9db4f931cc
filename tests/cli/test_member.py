"""`antiphon member add` and `antiphon password`: people are let in by a link, never by a mailed password."""

import re

import pytest
from django.test import Client

from antiphon.cli.commands import member, password
from antiphon.cli.main import main
from antiphon.organizations.models import Member, User
from tests.world import World


def link_in(text: str) -> str:
    found = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", text)
    assert found, text
    return found.group(1)


@pytest.mark.django_db
def test_a_new_member_sets_a_password_and_signs_in(
    world: World, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "member",
        "add",
        "dora@bottega.example",
        "--name",
        "Dora",
        "--brand",
        world.bottega.slug,
        "--role",
        "editor",
    ]
    assert main(words) == 0
    form = client.get(link_in(capsys.readouterr().out), follow=True)
    typed = {"password1": "a long enough secret", "password2": "a long enough secret"}
    client.post(form.redirect_chain[-1][0], typed)
    assert client.login(email="dora@bottega.example", password="a long enough secret")
    dora = User.objects.get(email="dora@bottega.example")
    assert list(Member.objects.filter(user=dora).values_list("brand", "role")) == [(world.bottega.pk, "editor")]


@pytest.mark.django_db
def test_a_member_is_added_once(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "member",
        "add",
        world.bruno.user.email,
        "--name",
        "B",
        "--brand",
        world.bottega.slug,
        "--role",
        "editor",
    ]
    assert main(words) == 1
    assert capsys.readouterr().out == "This person is a member of the brand already.\n"


@pytest.mark.django_db
def test_the_link_of_an_unknown_person_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["password", "nobody@nowhere.example"]) == 1
    assert capsys.readouterr().out == "Nobody signs in with nobody@nowhere.example.\n"


@pytest.mark.django_db
def test_a_link_works_once(world: World, client: Client) -> None:
    address = link_in(password.link_for(world.anna.user))
    form = client.get(address, follow=True)
    typed = {"password1": "a long enough secret", "password2": "a long enough secret"}
    assert client.post(form.redirect_chain[-1][0], typed).status_code == 302
    again = Client().get(address, follow=True)
    assert b"used already" in again.content
    assert member.__doc__
