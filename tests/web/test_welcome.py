"""The one-time link that makes the first account."""

from django.test import Client

from antiphon.channels.models import Channel
from antiphon.organizations.actions import issue_setup_key
from antiphon.organizations.models import Brand, Member, User
from tests.web.readers import page

TYPED = {
    "name": "Anna",
    "email": "anna@example.org",
    "password": "a sentence of mine",
    "organization": "Bottega",
    "brand": "Bottega",
    "slug": "bottega",
    "time_zone": "Europe/Rome",
    "language": "it",
}


def test_the_link_makes_owner_brand_and_pages_and_signs_in(db: None) -> None:
    client, address = Client(), f"/welcome/{issue_setup_key()}/"
    assert page(client, address).all("select", name="time_zone")
    answer = client.post(address, TYPED)
    assert (answer.status_code, answer["Location"]) == (303, "/b/bottega/")
    assert client.get("/b/bottega/").status_code == 200
    member = Member.objects.get()
    assert (member.role, member.user.email, member.user.language) == ("owner", "anna@example.org", "it")
    assert Channel.objects.get().identity.url == "http://localhost:8000/@bottega"


def test_the_link_opens_once(db: None) -> None:
    address = f"/welcome/{issue_setup_key()}/"
    Client().post(address, TYPED)
    again = Client().post(address, TYPED | {"email": "b@example.org", "slug": "other"})
    assert again.status_code == 422
    assert Client().get(address).status_code == 404
    assert User.objects.count() == 1


def test_what_is_wrong_is_said_and_spends_nothing(db: None) -> None:
    client, address = Client(), f"/welcome/{issue_setup_key()}/"
    answer = client.post(address, TYPED | {"password": "short", "time_zone": "Mars/Base"})
    assert answer.status_code == 422
    assert 'value="anna@example.org"' in answer.content.decode()
    assert not Brand.objects.exists()
    assert client.post(address, TYPED).status_code == 303


def test_a_link_nobody_gave_opens_nothing(db: None) -> None:
    assert Client().get("/welcome/made-up/").status_code == 404
