"""What a person does in the browser, step by step."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from antiphon.cli.sample.story import OWNER_PASSWORD
from antiphon.cli.sample.story import SLUG as SAMPLE
from tests.browser.house import BRAND, HANDLE, SLUG, House, Product

ZONE = ZoneInfo("Europe/Rome")
MAIL, PASSWORD = "anna@bottega.example", "a lantern in the window"


def begin(page: Page, house: House) -> None:
    """Make the owner's account and the brand through the one-time link."""
    page.goto(house.link)
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Your mail address").fill(MAIL)
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_label("Your organization").fill("Bottega Lenta")
    page.get_by_label("The brand you speak for").fill(BRAND)
    page.get_by_label("Its short name").fill(SLUG)
    page.get_by_label("Its time zone").select_option("Europe/Rome")
    page.get_by_label("Its language").select_option("en")
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(house.page())


def sign_in(page: Page, house: House, password: str = PASSWORD) -> None:
    """Type mail address and password into the sign-in page."""
    page.goto(house.address)
    page.get_by_label("Email").fill(MAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in_sample(page: Page, demo: Product, mail: str) -> None:
    """Come into the sample: everybody there has the same password."""
    page.goto(demo.address)
    page.get_by_label("Email").fill(mail)
    page.get_by_label("Password").fill(OWNER_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".account-menu")).to_be_visible()


def connect(page: Page, house: House, network: str, typed: dict[str, str]) -> None:
    """Connect an account through the form of its network."""
    page.goto(house.page("channels/"))
    page.get_by_role("link", name=network, exact=True).click()
    instead = page.get_by_text("With an access token instead")
    if instead.count():
        instead.click()
    form = page.locator("form").filter(has=page.get_by_role("button", name="Connect", exact=True))
    for label, words in typed.items():
        form.get_by_label(label, exact=True).fill(words)
    form.get_by_role("button", name="Connect", exact=True).click()


def connect_mastodon(page: Page, house: House) -> None:
    """Connect the brand's practice Mastodon by signing in there."""
    page.goto(house.page("channels/"))
    page.get_by_role("link", name="Mastodon", exact=True).click()
    sign_in_at_mastodon(page, house)
    expect(page.get_by_text("is connected.")).to_be_visible()


def sign_in_at_mastodon(page: Page, house: House) -> None:
    """Go from the page that connects Mastodon to the brand's practice server, sign in there and come back."""
    form = page.locator("form").filter(has=page.get_by_role("button", name="Go to your server"))
    form.get_by_label("Server", exact=True).fill(house.mastodon.url)
    form.get_by_role("button", name="Go to your server").click()
    expect(page.get_by_role("heading", name="Sign in to the practice server")).to_be_visible()
    page.get_by_label("Name").fill(HANDLE)
    page.get_by_label("Password").fill("practice")
    page.get_by_role("button", name="Sign in and allow").click()


def connect_bluesky(page: Page, house: House) -> None:
    """Connect the brand's practice Bluesky."""
    account = house.bluesky.account(HANDLE)
    typed = {
        "Server": house.bluesky.url,
        "Handle": account.handle,
        "App password": account.password,
        "Reader": house.bluesky.url,
    }
    connect(page, house, "Bluesky", typed)
    expect(page.get_by_text("is connected.")).to_be_visible()


def write(page: Page, house: House, text: str) -> None:
    """Open the composer and write."""
    page.goto(house.page("posts/new/"))
    page.get_by_label("Text", exact=True).fill(text)


def add_picture(page: Page, data: bytes, words: str, name: str = "picture.png") -> None:
    """Add a picture and its alternative text."""
    page.get_by_label("Add files").set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
    page.get_by_label("Alternative text").last.fill(words)


def send(page: Page) -> int:
    """Send what the composer holds; return the post's number."""
    page.get_by_role("button", name=re.compile("Send now|Plan it|Keep the draft")).click()
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    return int(page.url.rstrip("/").rpartition("/")[2])


def delivery(page: Page, network: str) -> Locator:
    """Return the part of the delivery page about one network."""
    return page.locator(".delivery").filter(has=page.get_by_role("heading", name=network))


def wait_until_live(page: Page, *networks: str) -> None:
    """Wait, on the delivery page that looks again by itself, until the post is live on these networks."""
    for network in networks:
        expect(delivery(page, network).locator(".badge")).to_have_text("live", timeout=30_000)


def choose_channels(page: Page, *networks: str) -> None:
    """Tick these channels and no others."""
    for box in page.get_by_role("checkbox").filter(visible=True).all():
        label = box.locator("xpath=ancestor::label").inner_text()
        if box.get_attribute("name") == "channels":
            box.set_checked(any(network in label for network in networks))


def next_spring_forward() -> date:
    """Return the next day on which the clocks of Rome go forward: the last Sunday of March."""
    today = datetime.now(ZONE).date()
    ends = (date(year, 3, 31) for year in (today.year, today.year + 1))
    sundays = [day - timedelta(days=(day.weekday() + 1) % 7) for day in ends]
    return next(day for day in sundays if day > today)


def speak(page: Page, language: str) -> None:
    """Choose a language in the menu of the account of the sample."""
    page.goto(f"/@{SAMPLE}/community/")
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name=language).click()
    expect(page.locator("html")).to_have_attribute("lang", language[:2].lower())


def reach(page: Page, tag: str, words: str) -> None:
    """Press Tab until the focus stands on an element of this name and these words."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name, said = page.evaluate("() => [document.activeElement.localName, document.activeElement.innerText]")
        if name == tag and said.strip().startswith(words):
            return
    pytest.fail(f"the keyboard does not lead to {words or tag}")
