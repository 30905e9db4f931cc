"""Signing in: with a password, with an app, and the pages around it."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from tests.web.readers import page, signed_in
from tests.world import PASSWORD, World


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD) -> str:
    answer = client.post("/accounts/login/?next=/b/bottega/", {"login": "anna@example.org", "password": password})
    return answer.headers.get("Location", "")


def test_a_password_opens_the_door_and_leads_back(world: World) -> None:
    assert sign_in(Client()) == "/b/bottega/"


def test_a_wrong_password_says_so_on_the_page(world: World) -> None:
    answer = Client().post("/accounts/login/", {"login": "anna@example.org", "password": "wrong"})
    assert 'role="alert"' in answer.content.decode()


def test_the_sign_in_page_offers_a_passkey_without_inline_script(world: World) -> None:
    shown = page(Client(), "/accounts/login/")
    assert shown.all("antiphon-passkey", ceremony="get", source="/accounts/2fa/webauthn/login/")
    assert all(one.get("src") for one in shown.all("script"))


def test_nobody_signs_up_by_themselves(db: None) -> None:
    assert "Accounts are made by an owner" in Client().get("/accounts/signup/").content.decode()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_an_app_is_asked_for_once_it_is_in_use(world: World) -> None:
    client = Client()
    sign_in(client)
    assert "reauthenticate" in client.get("/accounts/2fa/totp/activate/").headers["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    shown = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'<code class="secret">(\w+)</code>', shown)
    assert found
    kept = client.post("/accounts/2fa/totp/activate/", {"code": code_of(found[1])})
    assert kept.headers["Location"] == "/accounts/2fa/recovery-codes/"
    shown = client.get("/accounts/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"<code>(\w+)</code>", shown)
    assert len(recovery) == 10
    other = Client()
    assert sign_in(other) == "/accounts/2fa/authenticate/"
    answer = other.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert answer.headers["Location"] == "/b/bottega/"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/2fa/", "Signing in and security"),
        ("/accounts/2fa/webauthn/", "No key is registered yet"),
        ("/accounts/password/change/", "Change the password"),
        ("/accounts/logout/", "Sign out?"),
        ("/accounts/reauthenticate/", "Is it you?"),
    ],
)
def test_the_pages_about_signing_in_are_ours(world: World, address: str, words: str) -> None:
    client = Client()
    sign_in(client)
    assert words in page(client, address).words


def test_the_language_is_kept_with_the_user_and_for_guests(world: World) -> None:
    client = signed_in(world.anna)
    answer = client.post("/language/", {"language": "it", "next": "/b/bottega/"})
    assert (answer.status_code, answer["Location"]) == (303, "/b/bottega/")
    world.anna.user.refresh_from_db()
    assert world.anna.user.language == "it"
    guest = Client()
    guest.post("/language/", {"language": "fr", "next": "/accounts/login/"})
    assert page(guest, "/accounts/login/").all("html", lang="fr")


def test_the_way_back_never_leads_to_another_house(world: World) -> None:
    answer = Client().post("/language/", {"language": "it", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_an_unknown_language_is_refused(db: None) -> None:
    assert Client().post("/language/", {"language": "tlh"}).status_code == 400


def test_a_forgotten_password_sends_no_mail(client: Client) -> None:
    assert client.get("/accounts/password/reset/").status_code == 200
    assert client.post("/accounts/password/reset/", {"email": "anna@example.org"}).status_code == 405
