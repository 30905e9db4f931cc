"""The calendar in a browser: an entry is carried to another day by pointer and by keys, and who listens is told."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser import steps
from tests.browser.house import House
from tests.browser.watch import expect_answer, watched

WORDS = "Open on Saturday."


@pytest.fixture(scope="module")
def monday() -> date:
    """The Monday of a week that lies wholly ahead."""
    today = date.today()  # noqa: DTZ011  two weeks ahead it does not matter whose day it is
    return today - timedelta(days=today.weekday()) + timedelta(days=14)


@pytest.fixture(scope="module")
def planned(house: House, browser: Browser, owner: StorageState, monday: date) -> str:
    """The week of the calendar in which a post is planned for Monday at nine."""
    with watched(browser, storage_state=owner) as page:
        steps.connect(page, house, "Own site", {})
        expect(page.get_by_text("is connected.")).to_be_visible()
        steps.write(page, house, WORDS)
        page.get_by_label("At an hour").check()
        page.get_by_label(re.compile("Day and hour")).fill(f"{monday}T09:00")
        steps.send(page)
    return house.page(f"calendar/?view=week&day={monday}")


def day_of(page: Page) -> str:
    """Return the day on which the post stands."""
    entry = page.locator(".entry", has_text=WORDS)
    return entry.locator("xpath=ancestor::li[@data-day]").get_attribute("data-day") or ""


def told(page: Page) -> Locator:
    return page.locator("#told")


@pytest.fixture
def tall(browser: Browser, owner: StorageState) -> Iterator[Page]:
    """The owner's page in a window that need not scroll while something is dragged."""
    with watched(browser, storage_state=owner, viewport={"width": 1280, "height": 1600}) as page:
        yield page


def test_it_is_carried_by_pointer_and_by_keyboard(tall: Page, planned: str, monday: date) -> None:
    page = tall
    page.goto(planned)
    wednesday, friday = monday + timedelta(days=2), monday + timedelta(days=4)
    page.locator(".entry", has_text=WORDS).drag_to(page.locator(f'[data-day="{wednesday}"]'))
    expect(told(page)).to_contain_text(f"It is planned for Wednesday {wednesday.day} {wednesday:%B}")
    assert day_of(page) == str(wednesday)

    page.get_by_role("link", name=re.compile(WORDS)).first.focus()
    page.keyboard.press("Space")
    expect(told(page)).to_contain_text("Picked up.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(told(page)).to_contain_text(f"Fri {friday.day}")
    page.keyboard.press("Space")
    expect(told(page)).to_contain_text(f"It is planned for Friday {friday.day} {friday:%B}")
    assert day_of(page) == str(friday)
    expect(page.get_by_role("link", name=re.compile(WORDS)).first).to_be_focused()

    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(told(page)).to_have_text("Left where it was.")
    assert day_of(page) == str(friday)


def test_what_cannot_be_moved_says_why_and_stays(tall: Page, planned: str) -> None:
    page = tall
    expect_answer(page, 422)
    today = date.today()  # noqa: DTZ011  the months around it are looked at
    page.goto(planned)
    stood = day_of(page)
    page.goto(re.sub(r"view=week", "view=month", planned))
    past = today.replace(day=1) - timedelta(days=40)
    page.locator(".entry", has_text=WORDS).evaluate(
        "(one, day) => { one.ownerDocument.querySelector('[data-day]').dataset.day = day }", str(past)
    )
    page.locator(".entry", has_text=WORDS).drag_to(page.locator(f'[data-day="{past}"]'))
    expect(page.get_by_role("alert")).to_contain_text("This time has passed already.")
    assert day_of(page) == stood


def test_without_a_script_the_link_does_the_same(
    browser: Browser, owner: StorageState, planned: str, monday: date
) -> None:
    with watched(browser, storage_state=owner, java_script_enabled=False) as page:
        page.goto(planned)
        page.get_by_role("link", name=re.compile(rf"Move\s*: {WORDS}")).click()
        page.get_by_label("Day").fill(str(monday + timedelta(days=1)))
        page.get_by_label("Hour").fill("10:30")
        page.get_by_role("button", name="Put it there").click()
        tuesday = monday + timedelta(days=1)
        expect(page.get_by_text(f"It is planned for Tuesday {tuesday.day} {tuesday:%B} at 10:30.")).to_be_visible()
        assert day_of(page) == str(tuesday)
