"""The community of the sample keeps nobody out: a member's pages, a host's, without scripts, and two at a time."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from antiphon.cli.sample.story import SLUG
from antiphon.cli.sample.story.community import RUTH_MAIL
from antiphon.cli.sample.story.evenings import ASKED, DOCUMENT, HOUR
from tests.browser.barriers import barriers, keyboard_troubles, too_wide
from tests.browser.house import Product
from tests.browser.steps import reach, sign_in_sample, speak
from tests.browser.watch import watched

HERE = f"/@{SLUG}/community/"
CHAIRS = "groups/chairs-and-other-patients/"
TOPIC = "The chair that leans to the left"
ASK = "What should we begin this winter?"
#: Pages of a member: an address, or the words of links, one page after the other.
MEMBER = {
    "what goes on": "",
    "home feed": "feed/",
    "groups": "groups/",
    "a group": CHAIRS,
    "its documents": CHAIRS + "documents/",
    "its members": CHAIRS + "members/",
    "write a topic": CHAIRS + "new/",
    "ask for help": CHAIRS + "ask/",
    "asks": "asks/",
    "outcomes": "you-said-we-did/",
    "events": "events/",
    "live sessions": "sessions/",
    "people": "members/",
    "a member": "members/tobias/",
    "talks": "talks/",
    "write to somebody": "talks/new/",
    "notifications": "notifications/",
    "what one is told": "notifications/choices/",
    "what one keeps": "bookmarks/",
    "standing": "standing/",
}
FOUND = {
    "a topic": (CHAIRS, [TOPIC]),
    "an answer": (CHAIRS, [TOPIC, "Answer the opening post"]),
    "an ask with ideas": ("asks/", [ASK]),
    "an idea": ("asks/", [ASK, "A shelf of tools to borrow"]),
    "an event": ("events/", ["Glue evening"]),
    "a live session": ("sessions/", [HOUR]),
    "a document": (CHAIRS + "documents/", [DOCUMENT]),
}
HOST = {
    "moderation": "moderation/",
    "keep alive": "alive/",
    "starters": "starters/",
    "a new starter": "starters/new/",
    "welcomes": "welcomes/",
    "a new event": CHAIRS + "new-event/",
    "a new session": CHAIRS + "new-session/",
    "change a group": CHAIRS + "change/",
    "hosting": f"/b/{SLUG}/community/",
    "peace": f"/b/{SLUG}/community/peace/",
}
HOST_FOUND = {
    "a turn": ("", ["Start “"]),
    "a welcome": ("", ["Welcome Maren"]),
    "a case": ("moderation/", ["Tobias"]),
    "the host's desk": ("sessions/", [HOUR, "To the host’s desk"]),
}


@pytest.fixture(scope="module")
def member(demo: Product, browser: Browser) -> StorageState:
    """What the browser keeps of Ruth, who takes part and does not work there."""
    with watched(browser) as page:
        sign_in_sample(page, demo, RUTH_MAIL)
        return page.context.storage_state()


@pytest.fixture
def ruth(demo: Product, browser: Browser, member: StorageState) -> Iterator[Page]:
    """The page of Ruth."""
    with watched(browser, storage_state=member, base_url=demo.address + HERE) as page:
        yield page


@pytest.fixture
def host(demo: Product, browser: Browser, anna: StorageState) -> Iterator[Page]:
    """The page of Anna, who hosts."""
    with watched(browser, storage_state=anna, base_url=demo.address + HERE) as page:
        yield page


def troubles(page: Page, pages: dict[str, str], found: dict[str, tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Return what keeps people out of pages, for each that does."""
    ways = {name: (path, []) for name, path in pages.items()} | found
    met = {}
    for name, (path, links) in ways.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        for words in links:
            page.get_by_role("main").get_by_role("link", name=words).first.click()
            page.wait_for_load_state()
        if links:
            page.goto(page.url.partition("#")[0])
        met[name] = keyboard_troubles(page) + barriers(page)
    return {name: told for name, told in met.items() if told}


def test_the_pages_of_a_member_keep_nobody_out(ruth: Page) -> None:
    assert troubles(ruth, MEMBER, FOUND) == {}


def test_the_pages_of_a_host_keep_nobody_out(ruth: Page, host: Page) -> None:
    ruth.goto("members/tobias/flag/")
    ruth.get_by_role("radio").first.check()
    ruth.get_by_role("button", name="Send it").click()
    assert troubles(host, HOST, HOST_FOUND) == {}


@pytest.mark.parametrize("language", ["italiano", "español", "français"])
def test_longer_words_of_the_community_fit_on_a_phone_too(ruth: Page, language: str) -> None:
    speak(ruth, language)
    found = []
    for path in (
        "",
        "feed/",
        CHAIRS,
        "asks/1/",
        "events/1/",
        "sessions/1/",
        "notifications/choices/",
        CHAIRS + "ask/",
    ):
        ruth.goto(path)
        found += [f"{path}: {one}" for one in too_wide(ruth)]
    speak(ruth, "English")
    assert found == []


def test_a_topic_is_answered_by_the_keyboard_alone(ruth: Page) -> None:
    ruth.goto(CHAIRS)
    ruth.get_by_role("link", name=TOPIC).first.focus()
    ruth.keyboard.press("Enter")
    expect(ruth.get_by_role("heading", name=TOPIC)).to_be_visible()
    reach(ruth, "a", "Answer")
    ruth.keyboard.press("Enter")
    ruth.wait_for_url(re.compile(r"\?answer="))
    reach(ruth, "textarea", "")
    ruth.keyboard.type("A slip of veneer under the short leg.")
    reach(ruth, "button", "Send the answer")
    ruth.keyboard.press("Enter")
    expect(ruth.locator("article").filter(has_text="A slip of veneer")).to_have_count(1)


def test_the_discussion_is_read_and_answered_without_javascript(
    demo: Product, browser: Browser, member: StorageState
) -> None:
    settings = {"storage_state": member, "base_url": demo.address + HERE, "java_script_enabled": False}
    with watched(browser, **settings) as plain:
        plain.goto("")
        plain.get_by_role("link", name="Groups", exact=True).click()
        plain.get_by_role("main").get_by_role("link", name="Chairs and other patients").click()
        plain.get_by_role("link", name=TOPIC).first.click()
        expect(plain.locator("article")).not_to_have_count(0)
        plain.get_by_role("link", name=re.compile("^Answer · ")).first.click()
        plain.locator("textarea[name=source]").fill("Without a **script** it leans the same.")
        plain.get_by_role("button", name="Send the answer").click()
        answer = plain.locator("article").filter(has_text="it leans the same")
        expect(answer.locator("strong")).to_have_text("script")


def test_two_browsers_see_a_vote_without_loading_anew(ruth: Page, host: Page) -> None:
    asked, votes = ASKED[1][1], len(ASKED[1][2])
    for page in (ruth, host):
        page.goto("sessions/")
        page.get_by_role("link", name=HOUR).click()
        expect(page.get_by_text("This page moves by itself.")).to_be_visible()
        page.evaluate("() => { window.loadedOnce = true }")
    rows = [page.locator(".live-question").filter(has_text=asked) for page in (ruth, host)]
    for now, click in ((votes + 1, True), (votes, False)):
        rows[0].get_by_role("button", name=re.compile("^Vote")).click()
        expect(rows[0].get_by_role("button")).to_have_attribute("aria-pressed", str(click).lower())
        for row in rows:
            expect(row.locator("[data-count]")).to_have_text(str(now))
    assert [page.evaluate("window.loadedOnce") for page in (ruth, host)] == [True, True]
    host.get_by_role("link", name="To the host’s desk").click()
    host.get_by_role("button", name="Open the session").click()
    expect(ruth.locator("[data-badge]")).to_have_text("live now")
    assert ruth.evaluate("window.loadedOnce")
