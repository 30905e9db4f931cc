"""A browser is asked only after a click; its service worker shows what is pushed; without scripts it is said."""

import json

import pytest
from playwright.sync_api import Browser, CDPSession, Page, StorageState, expect

from antiphon.practice.push import PracticePush
from tests.browser.house import House
from tests.browser.watch import watched

CHOICES = "/@bottega/community/notifications/choices/"
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/@bottega/push.js");
    const shown = await registration.getNotifications();
    return shown.map((one) => [one.title, one.body, one.tag, one.data.path]);
}"""
#: The one step that asks the push service of the browser's maker, which is out of reach here.
SUBSCRIBED = "given => { PushManager.prototype.subscribe = async () => ({ toJSON: () => given }); }"
PUSHED = {"title": "La Bottega", "body": "Something is new for you.", "path": "/@bottega/community/", "about": "x"}


@pytest.fixture(scope="module")
def inside(house: House, owner: StorageState, browser: Browser) -> House:
    """The house with a community, of which the owner is a member."""
    with watched(browser, storage_state=owner) as page:
        page.goto(house.page("community/"))
        page.get_by_role("button", name="Open the community").click()
        page.goto(f"{house.address}/@bottega/community/join/")
        page.locator("main form").get_by_role("button").last.click()
        page.goto(house.address + CHOICES)
        expect(page.get_by_role("heading", name="On your devices")).to_be_visible()
    return house


def registration_of(session: CDPSession, page: Page) -> str:
    """Return by which number the browser knows the registration of our service worker."""
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _look in range(50):
        if found:
            break
        page.wait_for_timeout(100)
    return found[0]


def test_what_is_pushed_is_shown_and_nobody_is_asked_before_they_click(page: Page, inside: House) -> None:
    page.goto(inside.address + CHOICES)
    expect(page.get_by_role("button", name="Tell me on this device")).to_be_visible()
    assert page.evaluate("Notification.permission") == "default"
    page.context.grant_permissions(["notifications"], origin=inside.address)
    page.evaluate("navigator.serviceWorker.register('/@bottega/push.js').then(() => null)")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    session = page.context.new_cdp_session(page)
    about = {"origin": inside.address, "registrationId": registration_of(session, page)}
    session.send("ServiceWorker.deliverPushMessage", about | {"data": json.dumps(PUSHED)})
    page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
    assert page.evaluate(SHOWN) == [["La Bottega", "Something is new for you.", "x", "/@bottega/community/"]]
    later = PUSHED | {"body": "Two things are new."}
    session.send("ServiceWorker.deliverPushMessage", about | {"data": json.dumps(later)})
    page.wait_for_function(f"async () => (await ({SHOWN})())[0]?.[1] === 'Two things are new.'")
    assert len(page.evaluate(SHOWN)) == 1


def test_a_click_lets_the_browser_in_and_another_forgets_it(page: Page, inside: House) -> None:
    page.goto(inside.address + CHOICES)
    page.context.grant_permissions(["notifications"], origin=inside.address)
    with PracticePush() as service:
        phone = service.subscribe(page.locator("antiphon-device").get_attribute("key") or "")
        given = {"endpoint": phone.endpoint, "keys": {"p256dh": phone.p256dh, "auth": phone.auth}}
        page.evaluate(SUBSCRIBED, given)
        page.get_by_label("What you call this device").fill("The kitchen tablet")
        page.get_by_role("button", name="Tell me on this device").click()
        expect(page.get_by_text("This device is told from now on.")).to_be_visible()
    expect(page.get_by_text("The kitchen tablet", exact=True)).to_be_visible()
    page.get_by_role("button", name="Forget this device · The kitchen tablet").click()
    expect(page.get_by_text("This device is told nothing any more.")).to_be_visible()


def test_without_scripts_the_page_says_what_is_needed(browser: Browser, owner: StorageState, inside: House) -> None:
    with watched(browser, storage_state=owner, java_script_enabled=False) as page:
        page.goto(inside.address + CHOICES)
        expect(page.get_by_text("allow scripts for this page")).to_be_visible()
        expect(page.get_by_role("button", name="Tell me on this device")).to_be_hidden()
