"""The inbox and the map of the network by keys alone, in the sample."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from antiphon.cli.sample.story import SLUG
from tests.browser.house import Product
from tests.browser.watch import watched


@pytest.fixture
def member(demo: Product, browser: Browser, anna: StorageState) -> Iterator[Page]:
    with watched(browser, storage_state=anna, base_url=f"{demo.address}/b/{SLUG}/") as page:
        yield page


def test_a_conversation_is_chosen_done_and_opened_again_by_keys(member: Page) -> None:
    page = member
    page.goto("inbox/")
    rows = page.locator(".inbox-row a.whole")
    second = rows.nth(1).get_attribute("href") or ""
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[name=chosen]").nth(1)).to_be_checked()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("e")
    expect(page.locator(f'.inbox-row a.whole[href="{second}"]')).to_have_count(0)

    page.goto("inbox/?tab=closed")
    page.locator(f'.inbox-row a.whole[href="{second}"]').focus()
    page.keyboard.press("e")
    expect(page.locator(f'.inbox-row a.whole[href="{second}"]')).to_have_count(0)
    page.goto("inbox/")
    expect(page.locator(f'.inbox-row a.whole[href="{second}"]')).to_have_count(1)


def test_the_map_is_walked_and_a_person_opened_by_keys(member: Page) -> None:
    page = member
    page.goto("network/")
    page.locator("antiphon-map svg").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator(".map-says")
    first = said.inner_text()
    before = page.locator("antiphon-map svg").get_attribute("viewBox")
    page.keyboard.press("+")
    assert page.locator("antiphon-map svg").get_attribute("viewBox") != before
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        if said.inner_text() != first:
            break
    name = said.inner_text()
    assert name != first
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
