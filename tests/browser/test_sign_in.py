"""Signing in: password, a second factor by app, a passkey; and out again."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.house import House

_PERIOD = 30
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_wrong_password_is_said_and_the_right_one_opens(house: House, owner: object, guest: Page) -> None:
    steps.sign_in(guest, house, "a candle in the window")
    expect(guest.get_by_role("alert")).to_contain_text("not correct")
    expect(guest.get_by_label("Email")).to_have_value(steps.MAIL)
    guest.get_by_label("Password").fill(steps.PASSWORD)
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest).to_have_url(house.page())


def test_a_guest_comes_back_to_the_page_that_was_asked_for(house: House, owner: object, guest: Page) -> None:
    guest.goto(house.page("people/?q=ada"))
    guest.get_by_label("Email").fill(steps.MAIL)
    guest.get_by_label("Password").fill(steps.PASSWORD)
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest).to_have_url(house.page("people/?q=ada"))


def test_who_signs_out_is_out(house: House, owner: object, guest: Page) -> None:
    steps.sign_in(guest, house)
    sign_out(guest)
    guest.goto(house.page("inbox/"))
    expect(guest.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_code_from_an_app_is_asked_for_once_it_is_set_up(house: House, owner: object, guest: Page) -> None:
    secret = app_set_up(guest, house)
    sign_out(guest)
    steps.sign_in(guest, house)
    expect(guest.get_by_role("heading", name="One more step")).to_be_visible()
    guest.get_by_label("Code").fill("000000")
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.get_by_text("Incorrect code.")).to_be_visible()
    guest.get_by_label("Code").fill(code_of_now(secret))
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest).to_have_url(house.page())
    the_app_is_given_up(guest, house)


def test_a_passkey_is_made_and_opens_the_door(house: House, owner: object, guest: Page) -> None:
    with_authenticator(guest)
    steps.sign_in(guest, house)
    open_security(guest)
    guest.get_by_role("link", name="Add a key").click()
    it_is_me(guest)
    guest.get_by_label("Name").fill("The laptop")
    guest.get_by_label("Passwordless").check()
    guest.get_by_role("button", name="Add the key").click()
    expect(guest.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(guest)
    guest.goto(house.address)
    guest.get_by_role("button", name="Sign in with a passkey").click()
    expect(guest).to_have_url(house.page())
    the_passkey_is_removed(guest)


def test_who_has_no_passkey_is_told(house: House, owner: object, guest: Page) -> None:
    with_authenticator(guest)
    guest.goto(house.address)
    guest.get_by_role("button", name="Sign in with a passkey").click()
    expect(guest.get_by_role("alert").filter(has_text="The passkey was not used.")).to_be_visible()


def open_security(page: Page) -> None:
    page.locator(".account-menu summary").click()
    page.get_by_role("link", name="Signing in and security").click()


def it_is_me(page: Page) -> None:
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def app_set_up(page: Page, house: House) -> str:
    steps.sign_in(page, house)
    open_security(page)
    page.get_by_role("link", name="Use an app").click()
    it_is_me(page)
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Authenticator code").fill(code_of_now(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


def the_app_is_given_up(page: Page, house: House) -> None:
    open_security(page)
    page.get_by_role("link", name="Stop using the app").click()
    it_is_me(page)
    page.get_by_role("button", name="Stop using it").click()
    expect(page.get_by_role("link", name="Use an app")).to_be_visible()


def the_passkey_is_removed(page: Page) -> None:
    open_security(page)
    page.get_by_role("link", name="See the keys").click()
    page.get_by_role("link", name="Remove").click()
    it_is_me(page)
    page.get_by_role("button", name="Remove the key").click()
    expect(page.get_by_text(re.compile("No key is registered|0 keys"))).to_be_visible()


def with_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def code_of_now(secret: str) -> str:
    """Return the code that the app shows; one that is about to change is not taken."""
    if _PERIOD - time.time() % _PERIOD < 4:
        time.sleep(4)
    return format_hotp_value(hotp_value(secret, int(time.time()) // _PERIOD))
