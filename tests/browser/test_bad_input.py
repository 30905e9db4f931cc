"""What should not come in: each is answered where the person is, nothing is lost, and all the rest goes on."""

import socket
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser import steps
from tests.browser.barriers import barriers
from tests.browser.house import HANDLE, House
from tests.browser.watch import DESKTOP, expect_answer, watched
from tests.practice.pictures import png

MEGABYTE, GIGABYTE = 10**6, 10**9
PASTE = "(box, words) => { box.value = words.repeat(1e6); box.dispatchEvent(new Event('input', {bubbles: true})) }"
TEXT = "A careful text that must not be lost."


@pytest.fixture(scope="module")
def connected(house: House, browser: Browser, owner: StorageState) -> House:
    """The product, with the brand's Mastodon connected."""
    with watched(browser, storage_state=owner) as page:
        steps.connect_mastodon(page, house)
    return house


@pytest.fixture
def faulty(connected: House) -> Iterator[House]:
    """The product, whose Mastodon may be given faults."""
    yield connected
    connected.mastodon.faults.clear()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("lamp.png", b"<svg onload=alert(1)>" * 50, "This file is not a picture, video or document that can be read"),
        ("lamp.jpg", b"\x89PNG\r\n\x1a\n" + b"\x00" * 400, "This file is not a picture that can be read"),
        ("huge.png", "two hundred megapixels", "This picture has more than 50 megapixels. Make it smaller first."),
    ],
    ids=["not a picture", "a broken picture", "200 megapixels"],
)
def test_a_picture_that_cannot_be_taken_is_refused_beside_its_field(
    house: House, page: Page, name: str, data: bytes | str, told: str
) -> None:
    expect_answer(page, 422)
    steps.write(page, house, TEXT)
    buffer = data if isinstance(data, bytes) else png_that_says(20_000, 10_000)
    page.get_by_label("Add files").set_input_files({"name": name, "mimeType": "image/png", "buffer": buffer})
    expect(page.locator("#picture-trouble")).to_contain_text(told)
    expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)
    assert barriers(page) == []
    page.set_viewport_size(DESKTOP)
    steps.choose_channels(page, "Own site")
    steps.send(page)
    steps.wait_until_live(page, "Own site")


def png_that_says(width: int, height: int) -> bytes:
    """Return a few bytes that unfold into a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def three_gigabytes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 3 GB that takes no room on the disk."""
    path = tmp_path_factory.mktemp("large") / "film.png"
    with path.open("wb") as file:
        file.truncate(3 * GIGABYTE)
    return path


def test_a_file_of_three_gigabytes_is_refused_before_it_is_sent(
    house: House, page: Page, three_gigabytes: Path
) -> None:
    steps.write(page, house, TEXT)
    page.get_by_label("Add files").set_input_files(three_gigabytes)
    expect(page.get_by_role("alert").filter(has_text="One of these files is larger than 2000 MB.")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)


def test_without_javascript_a_file_of_three_gigabytes_meets_the_page_that_says_so(
    house: House, browser: Browser, owner: StorageState, three_gigabytes: Path
) -> None:
    with watched(browser, storage_state=owner, java_script_enabled=False) as page:
        expect_answer(page, 413)
        steps.write(page, house, TEXT)
        page.get_by_label("Add files").set_input_files(three_gigabytes)
        page.get_by_role("button", name="Send now").click()
        expect(page.get_by_role("heading", name="That was too much at once")).to_be_visible()
        expect(page.get_by_text("We take at most 2005 MB in one go.")).to_be_visible()
        page.go_back()
        expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)


def test_what_announces_three_gigabytes_is_refused_at_once(house: House) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", house.port), timeout=20) as caller:
        caller.sendall(
            b"POST /b/bottega/posts/new/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3000000000\r\n\r\n--x\r\n"
        )
        answer = caller.recv(65_536).decode()
    assert answer.splitlines()[0] == "HTTP/1.1 413 Payload Too Large"
    assert time.monotonic() - began < 5
    assert "<html" in house.read("/accounts/login/")
    assert house.peak_memory() < 400 * MEGABYTE


def test_what_keeps_sending_more_than_it_may_does_not_fill_the_memory(house: House) -> None:
    piece = b"x" * MEGABYTE
    with socket.create_connection(("127.0.0.1", house.port), timeout=20) as caller:
        caller.sendall(
            b"POST /b/bottega/posts/new/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        try:
            for _ in range(300):
                caller.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        except OSError:
            pass  # the server hung up, as it may
    assert "<html" in house.read("/accounts/login/")
    assert house.peak_memory() < 400 * MEGABYTE


def test_a_text_of_ten_megabytes_is_refused_and_still_there(house: House, page: Page) -> None:
    expect_answer(page, 413)
    steps.write(page, house, "")
    page.get_by_label("Text", exact=True).evaluate(PASTE, "ten bytes.")
    expect(page.get_by_text("What you typed is still here: try again.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("heading", name="That was too much at once")).to_be_visible(timeout=20_000)
    assert barriers(page) == []
    page.go_back()
    kept = page.get_by_label("Text", exact=True).evaluate("box => box.value.length")
    assert kept == 10 * MEGABYTE


def test_a_text_that_no_channel_takes_comes_back_with_what_is_wrong(house: House, page: Page) -> None:
    expect_answer(page, 422)
    words = "word " * 12_000
    steps.write(page, house, words)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("alert").filter(has_text="What you wrote and your pictures are kept.")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value(words)


def test_an_hour_that_the_clocks_skip_is_told_when_a_post_is_put_off(house: House, page: Page) -> None:
    steps.write(page, house, TEXT)
    steps.choose_channels(page, "Own site")
    page.get_by_label("Keep it as a draft").check()
    steps.send(page)
    page.get_by_text("Give it an hour").click()
    page.get_by_label("Day and hour in Europe/Rome").fill(f"{steps.next_spring_forward():%Y-%m-%d}T02:30")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("skip 02:30, so it goes out at 03:00.")).to_be_visible()


def test_credentials_that_a_network_refuses_are_said_in_the_form(house: House, page: Page) -> None:
    expect_answer(page, 422)
    steps.connect(page, house, "Mastodon", {"Server": house.mastodon.url, "Access token": "made up"})
    expect(page.get_by_text("Mastodon does not accept these credentials.")).to_be_visible()
    expect(page.get_by_label("Server", exact=True).last).to_have_value(house.mastodon.url)


def test_an_address_where_no_such_network_answers_is_said_in_the_form(house: House, page: Page) -> None:
    expect_answer(page, 422)
    steps.connect(page, house, "Mastodon", {"Server": house.address, "Access token": "made up"})
    expect(page.get_by_text("did not answer as Mastodon does.")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("kind", ["not_json", "truncated", "wrong_type", "huge"])
def test_an_answer_that_makes_no_sense_never_posts_twice(faulty: House, page: Page, kind: str) -> None:
    text = f"Said once, whatever is answered: {kind}."
    faulty.mastodon.faults.garbage("POST", "/api/v1/statuses", kind=kind)  # type: ignore[arg-type]
    steps.write(page, faulty, text)
    steps.send(page)
    steps.wait_until_live(page, "Own site", "Mastodon")
    assert [one.text for one in faulty.mastodon.statuses()].count(text) == 1


def test_a_network_that_talks_nonsense_is_said_and_tried_again(faulty: House, page: Page) -> None:
    text = "Patience is a virtue of machines."
    faulty.mastodon.faults.garbage(times=None)
    steps.write(page, faulty, text)
    steps.add_picture(page, png(60, 40), "A clock without hands")
    steps.send(page)
    steps.wait_until_live(page, "Own site")
    there = steps.delivery(page, "Mastodon")
    expect(there.locator(".trouble")).to_contain_text("It is tried again by itself.", timeout=20_000)
    assert barriers(page) == []
    faulty.mastodon.faults.clear()
    steps.wait_until_live(page, "Mastodon")
    assert [one.text for one in faulty.mastodon.statuses()].count(text) == 1


def test_a_revoked_token_is_said_everywhere_and_mended(connected: House, page: Page) -> None:
    text = "The key was taken away in the meantime."
    connected.mastodon.revoke(connected.mastodon.account(HANDLE))
    steps.write(page, connected, text)
    steps.send(page)
    steps.wait_until_live(page, "Own site")
    there = steps.delivery(page, "Mastodon")
    expect(there.locator(".badge")).to_have_text("refused", timeout=20_000)
    expect(there.locator(".trouble")).to_contain_text("no longer accepts our credentials. Connect the channel again")
    assert barriers(page) == []
    page.set_viewport_size(DESKTOP)
    post = page.url
    page.goto(connected.page())
    expect(page.get_by_text("This needs you")).to_be_visible()
    page.goto(connected.page("channels/"))
    expect(page.get_by_text("no longer accepts our credentials.")).to_be_visible()
    assert barriers(page) == []
    page.set_viewport_size(DESKTOP)
    page.get_by_role("link", name="Connect again").click()
    steps.sign_in_at_mastodon(page, connected)
    expect(page.get_by_text("no longer accepts our credentials.")).to_be_hidden()
    page.goto(post)
    steps.delivery(page, "Mastodon").get_by_role("button", name="Send now").click()
    steps.wait_until_live(page, "Mastodon")
    assert [one.text for one in connected.mastodon.statuses()].count(text) == 1
