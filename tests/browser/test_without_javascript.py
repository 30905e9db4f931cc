"""With JavaScript switched off the main job works all the same; only the ways are longer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser import steps
from tests.browser.house import HANDLE, House, eventually
from tests.browser.watch import watched
from tests.practice.pictures import png

TEXT = "Plain paper, plain words. What do you read without a script?"
ALT = "A sheet of paper on a table"


@pytest.fixture
def plain(browser: Browser, owner: StorageState) -> Iterator[Page]:
    """The owner's page in a browser that runs no script."""
    with watched(browser, storage_state=owner, java_script_enabled=False) as page:
        yield page


def test_a_post_goes_out_and_is_answered_without_javascript(house: House, plain: Page) -> None:
    steps.connect_mastodon(plain, house)
    a_post_is_checked_and_sent(plain, house)
    eventually(lambda: looked_again(plain))
    status = next(one for one in house.mastodon.statuses() if one.text == TEXT)
    media = [house.mastodon.instance.state.media[one].description for one in status.media_ids]
    assert media == [ALT]
    house.mastodon.account("ada").reply(status.id, "Does the feed count?")
    eventually(lambda: heard(plain, house))
    plain.get_by_role("link", name="Ada").click()
    plain.locator(".turn.level-1").get_by_role("link", name=re.compile("^Answer")).click()
    plain.get_by_label("Your answer to Ada").fill("It counts twice.")
    plain.get_by_role("button", name="Send the answer").click()
    eventually(lambda: arrived(plain))
    ours = next(one for one in house.mastodon.statuses() if "counts twice" in one.text)
    asked = next(one for one in house.mastodon.statuses() if "feed count" in one.text)
    assert ours.in_reply_to_id == asked.id


def a_post_is_checked_and_sent(page: Page, house: House) -> None:
    steps.write(page, house, TEXT)
    picture = {"name": "paper.png", "mimeType": "image/png", "buffer": png(60, 40)}
    page.get_by_label("Add files").set_input_files(picture)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#counts")).to_contain_text(f"Mastodon {500 - len(TEXT)}")
    expect(page.locator(".preview").filter(has_text=HANDLE)).to_have_count(2)
    expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)
    page.get_by_label("Alternative text").fill(ALT)
    steps.send(page)


def looked_again(page: Page) -> bool:
    again = page.get_by_role("link", name="Look again now")
    if again.count():
        again.click()
    return page.locator(".delivery .state-live").count() == 2


def heard(page: Page, house: House) -> bool:
    house.listen_now()
    page.goto(house.page("inbox/"))
    return page.get_by_text("Does the feed count?").count() > 0


def arrived(page: Page) -> bool:
    page.reload()
    return page.locator(".turn.level-2").filter(has_text="It counts twice.").count() == 1


def test_people_are_searched_without_javascript(house: House, plain: Page) -> None:
    plain.goto(house.page("people/"))
    plain.get_by_label("Name or handle").fill("nobody of this name")
    plain.get_by_role("button", name="Find").click()
    expect(plain.get_by_role("heading", name="Nobody of that name")).to_be_visible()


def test_another_language_is_spoken_without_javascript(house: House, plain: Page) -> None:
    plain.goto(house.page())
    plain.locator(".account-menu summary").click()
    plain.get_by_role("button", name="italiano").click()
    expect(plain.locator("html")).to_have_attribute("lang", "it")
    expect(plain).to_have_url(house.page())
    plain.locator(".account-menu summary").click()
    plain.get_by_role("button", name="English").click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
