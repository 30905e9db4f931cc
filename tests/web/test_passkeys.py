"""Passkeys, in a real browser with a virtual authenticator: made on the page, then used to come in."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.world import PASSWORD, make_world

CHROMIUM = Path("/usr/bin/chromium")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: bin/check installs it"),
]


@pytest.fixture
def house(transactional_db: None) -> Iterator[str]:
    """A running product on a name: a passkey belongs to a name, never to a number."""
    cache.clear()
    make_world()
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def context(house: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser.new_context(base_url=house, locale="en-US")
        browser.close()


def with_authenticator(context: BrowserContext) -> Page:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_a_passkey_is_made_and_opens_the_door(context: BrowserContext) -> None:
    page = with_authenticator(context)
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("anna@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/b/bottega/posts/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"^[^?]*/b/bottega/"))
    assert page.get_by_text("Anna").first.is_visible()
    assert blocked == []


def test_who_has_no_passkey_is_told(context: BrowserContext) -> None:
    page = with_authenticator(context)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").get_by_text("The passkey was not used.").wait_for()
