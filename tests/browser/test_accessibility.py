"""No page keeps anybody out: axe, the keyboard, a phone, the dark; and none complains in the console."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, StorageState, expect

from antiphon.cli.sample.story import OWNER_MAIL, OWNER_PASSWORD, SLUG
from antiphon.web.sections import SECTIONS
from tests.browser import steps
from tests.browser.barriers import barriers, keyboard_troubles, too_wide
from tests.browser.house import House, Product
from tests.browser.watch import expect_answer, watched
from tests.practice.pictures import png

BRAND = f"/b/{SLUG}/"
GUEST_PAGES = {
    "sign-in": "/accounts/login/",
    "forgotten password": "/accounts/password/reset/",
    "no sign-up": "/accounts/signup/",
    "own pages": f"/@{SLUG}/",
    "page of links": f"/@{SLUG}/links/",
    "pass it on": f"/@{SLUG}/share/?url=/@{SLUG}/&text=Look",
    "no such server": f"/@{SLUG}/share/?server=nonsense",
    "no such letters": f"/@{SLUG}/letters/leave/x/",
}
MEMBER_PAGES = {
    "today": BRAND,
    "posts": BRAND + "posts/",
    "planned posts": BRAND + "posts/?part=planned",
    "drafts": BRAND + "posts/?part=drafts",
    "composer": BRAND + "posts/new/",
    "inbox": BRAND + "inbox/",
    "all conversations": BRAND + "inbox/?tab=all",
    "people": BRAND + "people/",
    "nobody found": BRAND + "people/?q=zzz",
    "new flow": BRAND + "flows/new/",
    "channels": BRAND + "channels/",
    "connect own site": BRAND + "channels/new/site/",
    "connect Mastodon": BRAND + "channels/new/mastodon/",
    "connect Bluesky": BRAND + "channels/new/bluesky/",
    "connect LinkedIn": BRAND + "channels/new/linkedin/",
    "what the community is asked": f"/@{SLUG}/community/asks/",
    "you said, we did": f"/@{SLUG}/community/you-said-we-did/",
    "security": "/accounts/2fa/",
    "is it you": "/accounts/reauthenticate/",
    "password": "/accounts/password/change/",
    "sign out": "/accounts/logout/",
}
#: Every room that the navigation leads to.
ROOMS = [room.name for section in SECTIONS for room in section.rooms]
#: Pages that a link of another page leads to: where, and what the link's address looks like.
FOUND_PAGES = {
    "post": (BRAND + "posts/?part=live", r"/posts/\d+/$"),
    "planned post": (BRAND + "posts/?part=planned", r"/posts/\d+/$"),
    "conversation": (BRAND + "inbox/", r"/inbox/\d+/$"),
    "person": (BRAND + "people/", r"/people/\d+/$"),
    "results": (BRAND, r"/posts/\d+/results/$"),
    "a figure": (BRAND, r"/results/\w+/$"),
    "link": (BRAND + "links/", r"/links/\d+/$"),
    "review": (BRAND + "reviews/", r"/reviews/\d+/$"),
    "flow": (BRAND + "flows/", r"/flows/\d+/$"),
    "landing page being written": (BRAND + "landing/", r"/landing/\d+/$"),
    "landing page": (BRAND + "landing/", r"/p/[^/]+/$"),
    "post to pass on": (BRAND + "kit/", r"/kit/\d+/$"),
}


@pytest.fixture
def member(demo: Product, browser: Browser, anna: StorageState) -> Iterator[Page]:
    """The page of the sample's owner."""
    with watched(browser, storage_state=anna, base_url=demo.address) as page:
        yield page


BAD = """<title>A page</title><style>:focus { outline: none } p { color: #888; background: #999 }</style>
<img src="data:," width="900"><p>Words that fade</p><a href="#">A link</a>"""


def test_the_tools_see_what_is_bad(guest: Page) -> None:
    guest.goto("data:text/html," + BAD.replace("#", "%23"))
    assert keyboard_troubles(guest)[0].startswith("the first stop is not the way to the content:")
    found = " ".join(barriers(guest))
    for bad in (
        "image-alt",
        "html-has-lang",
        "light, 1280 px wide: color-contrast",
        "dark, 390 px wide: color-contrast",
    ):
        assert bad in found
    assert "px too wide at 390 px" in found


@pytest.mark.parametrize("path", GUEST_PAGES.values(), ids=GUEST_PAGES)
def test_a_page_for_guests_keeps_nobody_out(demo: Product, guest: Page, path: str) -> None:
    guest.goto(demo.address + path)
    assert keyboard_troubles(guest) + barriers(guest) == []


def test_a_public_post_keeps_nobody_out(demo: Product, guest: Page) -> None:
    guest.goto(f"{demo.address}/@{SLUG}/")
    guest.locator(".entry-when a").first.click()
    guest.wait_for_url(re.compile(rf"/@{SLUG}/posts/\w+/$"))
    assert keyboard_troubles(guest) + barriers(guest) == []


def test_the_page_for_nothing_keeps_nobody_out(demo: Product, guest: Page) -> None:
    expect_answer(guest, 404)
    guest.goto(demo.address + "/nothing/is/here/")
    assert keyboard_troubles(guest) + barriers(guest) == []


def test_the_page_for_a_stale_form_keeps_nobody_out(demo: Product, guest: Page) -> None:
    expect_answer(guest, 403)
    guest.goto(demo.address)
    guest.context.clear_cookies()
    guest.get_by_label("Email").fill(OWNER_MAIL)
    guest.get_by_label("Password").fill(OWNER_PASSWORD)
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.get_by_role("heading", name="This form has gone stale")).to_be_visible()
    assert keyboard_troubles(guest) + barriers(guest) == []


def test_the_welcome_page_keeps_nobody_out(prepared: Path, tmp_path: Path, guest: Page) -> None:
    with House(tmp_path, prepared) as fresh:
        guest.goto(fresh.link)
        expect(guest.get_by_role("heading", name="Welcome to Antiphon")).to_be_visible()
        assert keyboard_troubles(guest) + barriers(guest) == []


@pytest.mark.parametrize("path", MEMBER_PAGES.values(), ids=MEMBER_PAGES)
def test_a_page_for_members_keeps_nobody_out(member: Page, path: str) -> None:
    member.goto(path)
    assert keyboard_troubles(member) + barriers(member) == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_keeps_nobody_out(member: Page, room: str) -> None:
    address = reverse(room, args=[SLUG])
    if address in MEMBER_PAGES.values():
        pytest.skip("looked at above")
    member.goto(address)
    assert keyboard_troubles(member) + barriers(member) == []


def test_a_link_for_review_keeps_no_guest_out(member: Page, guest: Page) -> None:
    member.goto(BRAND + "reviews/")
    member.locator("summary", has_text="Make a link").click()
    member.locator("input[name=posts]").first.check()
    member.get_by_label("For whom").fill("The school")
    member.get_by_role("button", name="Make a link").click()
    guest.goto(member.get_by_label("The link").input_value())
    assert keyboard_troubles(guest) + barriers(guest) == []


@pytest.mark.parametrize(("start", "link"), FOUND_PAGES.values(), ids=FOUND_PAGES)
def test_a_page_about_one_thing_keeps_nobody_out(member: Page, start: str, link: str) -> None:
    member.goto(start)
    links = member.get_by_role("main").get_by_role("link").all()
    addresses = [one.get_attribute("href") or "" for one in links]
    member.goto(next(one for one in addresses if re.search(link, one)))
    assert keyboard_troubles(member) + barriers(member) == []


def test_an_answer_that_is_being_written_keeps_nobody_out(member: Page) -> None:
    member.goto(BRAND + "inbox/")
    member.locator(".inbox-row .whole").first.click()
    member.get_by_role("link", name=re.compile("^Answer")).last.click()
    expect(member.get_by_role("button", name="Send the answer")).to_be_visible()
    assert barriers(member) == []


def test_a_post_that_cannot_go_out_yet_keeps_nobody_out(member: Page) -> None:
    expect_answer(member, 422)
    member.goto(BRAND + "posts/new/")
    member.get_by_label("Text", exact=True).fill("A picture without words. " * 40)
    picture = {"name": "picture.png", "mimeType": "image/png", "buffer": png(60, 40)}
    member.get_by_label("Add files").set_input_files(picture)
    expect(member.get_by_label("Alternative text")).to_be_visible()
    member.get_by_label("At an hour").check()
    member.get_by_role("button", name="Plan it").click()
    expect(member.get_by_role("alert").first).to_be_visible()
    assert keyboard_troubles(member) + barriers(member) == []


def test_the_open_menu_keeps_nobody_out(member: Page) -> None:
    member.goto(BRAND)
    member.locator(".account-menu summary").click()
    assert barriers(member) == []
    member.keyboard.press("Escape")
    expect(member.get_by_role("link", name="Change the password")).to_be_hidden()


def test_the_pages_of_second_keys_keep_nobody_out(member: Page) -> None:
    member.goto("/accounts/2fa/totp/activate/")
    member.get_by_label("Password", exact=True).fill(OWNER_PASSWORD)
    member.get_by_role("button", name="Go on").click()
    expect(member.get_by_role("heading", name="Use an authenticator app")).to_be_visible()
    assert keyboard_troubles(member) + barriers(member) == []
    member.goto("/accounts/2fa/webauthn/add/")
    assert keyboard_troubles(member) + barriers(member) == []


@pytest.mark.parametrize("path", ["", "posts/", "inbox/", "people/", "channels/"])
def test_an_empty_page_keeps_nobody_out(house: House, page: Page, path: str) -> None:
    page.goto(house.page(path))
    assert keyboard_troubles(page) + barriers(page) == []


@pytest.mark.parametrize("language", ["italiano", "español", "français"])
def test_longer_words_fit_on_a_phone_too(member: Page, language: str) -> None:
    steps.speak(member, language)
    found = []
    for path in (BRAND, "posts/", "posts/new/", "inbox/", "people/", "channels/", "/accounts/2fa/"):
        member.goto(path if path.startswith("/") else BRAND + path)
        found += [f"{path}: {one}" for one in too_wide(member)]
    steps.speak(member, "English")
    assert found == []


def test_a_post_is_written_and_sent_by_the_keyboard_alone(house: House, page: Page) -> None:
    page.goto(house.page())
    steps.reach(page, "a", "New post")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/new/")
    steps.reach(page, "textarea", "")
    page.keyboard.type("No mouse was near.")
    steps.reach(page, "button", "Send now")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    expect(page.locator(".post-text")).to_have_text("No mouse was near.")
    steps.wait_until_live(page, "Own site")
    steps.reach(page, "a", "See it there")
