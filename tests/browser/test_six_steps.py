"""The main job from end to end, in the browser: call, be answered, answer, know the person, see what it brought."""

import re
import time
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from antiphon.practice.bluesky.records import Record
from antiphon.practice.mastodon.records import Status
from tests.browser import steps
from tests.browser.house import HANDLE, House, eventually
from tests.practice.pictures import png

TEXT = "Open on Saturday, with the new lamps in the window. Which one should we light first?"
ALT = "Three paper lamps on a workbench"


def test_the_six_steps(house: House, owner: object, guest: Page) -> None:
    steps.sign_in(guest, house)
    steps.connect_mastodon(guest, house)
    steps.connect_bluesky(guest, house)
    the_day_says_what_it_is_for(guest, house)
    post = a_post_is_written_and_sent(guest, house)
    it_stands_everywhere(guest, house)
    people_answer(house)
    the_answers_make_one_conversation_on_each_network(guest, house)
    an_answer_goes_to_that_very_message(guest, house)
    the_person_shows_the_history_both_ways(guest, house)
    the_figures_open_into_their_rows(guest, house, post)
    the_day_shows_what_came_back(guest, house)
    a_post_is_planned_for_an_hour_of_the_brand(guest, house)
    an_hour_that_the_clocks_skip_is_told(guest, house)


def the_day_says_what_it_is_for(page: Page, house: House) -> None:
    page.goto(house.page())
    for part in ("Goes out", "Waits for an answer", "Not spoken to for long", "What the last posts brought"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    expect(page.get_by_text("Nothing is planned.")).to_be_visible()
    expect(page.get_by_text("Nobody waits for you.")).to_be_visible()
    page.get_by_role("link", name="New post").click()
    expect(page).to_have_url(house.page("posts/new/"))


def a_post_is_written_and_sent(page: Page, house: House) -> int:
    steps.write(page, house, TEXT)
    counts, previews = page.locator("#counts"), page.locator("#checked")
    expect(counts).to_contain_text(f"Mastodon {500 - len(TEXT)}")
    expect(counts).to_contain_text(f"Bluesky {300 - len(TEXT)}")
    for network in ("Own site", "Mastodon", "Bluesky"):
        expect(previews.locator(".preview").filter(has_text=network)).to_contain_text(TEXT)
    steps.add_picture(page, png(60, 40), ALT)
    expect(previews.get_by_role("img", name=ALT)).to_have_count(3)
    a_text_too_long_is_said_before_it_is_sent(page)
    post = steps.send(page)
    expect(page.get_by_text("It goes out now.")).to_be_visible()
    return post


def a_text_too_long_is_said_before_it_is_sent(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill("e\u0301" * 301)  # é in two marks: one character
    expect(page.locator("#counts")).to_contain_text("Bluesky 1 over")
    page.get_by_label("Text", exact=True).fill(TEXT)
    expect(page.locator("#counts")).to_contain_text(f"Bluesky {300 - len(TEXT)}")


def it_stands_everywhere(page: Page, house: House) -> None:
    steps.wait_until_live(page, "Own site", "Mastodon", "Bluesky")
    links = [
        steps.delivery(page, name).get_by_role("link", name="See it there").get_attribute("href") or ""
        for name in ("Own site", "Mastodon", "Bluesky")
    ]
    status, record = our_status(house), our_record(house)
    media = [house.mastodon.instance.state.media[one] for one in status.media_ids]
    assert (status.text, status.language) == (TEXT, "en")
    assert [(one.description, one.width, one.height) for one in media] == [(ALT, 60, 40)]
    assert record.value["text"] == TEXT
    image = record.value["embed"]["images"][0]
    ratio = image["aspectRatio"]
    assert (image["alt"], ratio["width"], ratio["height"]) == (ALT, 60, 40)
    there = f"{house.bluesky.url}/profile/{record.did}/post/{record.rkey}"
    assert links[1:] == [f"{house.mastodon.url}/@{HANDLE}/{status.id}", there]
    for address in links:
        page.goto(address)
        expect(page.get_by_text(TEXT).first).to_be_visible()
        expect(page.get_by_role("img", name=ALT)).to_be_visible()
    for feed in ("feed.rss", "feed.atom"):
        told = house.read(f"/@{HANDLE}/{feed}")
        assert (TEXT in told, ALT in told, links[0] in told) == (True, True, True)


def people_answer(house: House) -> None:
    ada, bruno = house.mastodon.account("ada"), house.mastodon.account("bruno")
    status = our_status(house)
    asked = ada.reply(status.id, "The small one! Does it come in blue?")
    a_moment_passes()
    bruno.reply(asked.id, "I hope for green.")
    ada.favourite(status.id)
    bruno.favourite(status.id)
    bruno.reblog(status.id)
    ada, bruno = house.bluesky.account("ada"), house.bluesky.account("bruno")
    record = our_record(house)
    said = ada.reply(record.uri, "The tall one, of course.")
    a_moment_passes()
    bruno.reply(said.uri, "Never the tall one.")
    ada.like(record.uri)
    bruno.repost(record.uri)
    house.listen_now()


def a_moment_passes() -> None:
    time.sleep(0.02)  # networks tell moments in milliseconds


def the_answers_make_one_conversation_on_each_network(page: Page, house: House) -> None:
    def lines() -> list[str]:
        house.listen_now()
        page.goto(house.page("inbox/?tab=all"))
        return [line.inner_text() for line in page.locator(".inbox-row .last-words").all()]

    eventually(lambda: sorted(lines()), lambda found: found == ["@ada I hope for green.", "Never the tall one."])
    for network, said in (("Mastodon", "I hope for green."), ("Bluesky", "Never the tall one.")):
        page.goto(house.page("inbox/?tab=all"))
        page.locator(".inbox-row").filter(has_text=said).get_by_role("link").click()
        expect(page.get_by_role("main")).to_contain_text(network)
        expect(page.locator(".turn")).to_have_count(3)
        expect(page.locator(".turn.level-0 .words")).to_have_text(TEXT)
        expect(page.locator(".turn.level-2 .words")).to_contain_text(said)


def an_answer_goes_to_that_very_message(page: Page, house: House) -> None:
    page.goto(house.page("inbox/"))
    page.locator(".inbox-row").filter(has_text="I hope for green.").get_by_role("link").click()
    answer(page, "Does it come in blue?", "It does, from next week on.")
    asked = next(one for one in house.mastodon.statuses() if "in blue?" in one.text)
    ours = next(one for one in house.mastodon.statuses() if "from next week on" in one.text)
    assert (ours.in_reply_to_id, ours.mentions) == (asked.id, [house.mastodon.account("ada").id])
    page.goto(house.page("inbox/"))
    page.locator(".inbox-row").filter(has_text="Never the tall one.").get_by_role("link").click()
    answer(page, "The tall one, of course.", "Then the tall one it is.")
    said = next(one for one in house.bluesky.posts() if "of course" in one.value["text"])
    ours_there = next(one for one in house.bluesky.posts() if "it is." in one.value["text"])
    assert (ours_there.parent, ours_there.value["reply"]["root"]["uri"]) == (said.uri, our_record(house).uri)


def answer(page: Page, to: str, words: str) -> None:
    turn = page.locator(".turn").filter(has_text=to)
    turn.get_by_role("link", name=re.compile("^Answer")).click()
    page.get_by_label(re.compile("^Your answer to Ada")).fill(words)
    expect(page.get_by_text(re.compile(r"\d+ of \d+ .* left"))).to_be_visible()
    page.get_by_role("button", name="Send the answer").click()
    arrived = page.locator(".turn .message.ours").filter(has_text=words).filter(has=page.locator("header"))
    expect(arrived).to_be_visible(timeout=30_000)


def the_person_shows_the_history_both_ways(page: Page, house: House) -> None:
    page.goto(house.page("people/"))
    page.get_by_label("Name or handle").fill("ada@127")
    expect(page.get_by_role("status").filter(has_text="1 person")).to_be_visible()
    page.get_by_role("link", name="Ada").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada")
    expect(page.get_by_role("main")).to_contain_text(f"ada@127.0.0.1:{house.mastodon.port}")
    history = page.locator(".timeline")
    for told in ("Ada answered", "We answered", "Ada liked this"):
        expect(history).to_contain_text(told)
    expect(page.locator("#strength b")).to_have_text("not known yet")
    page.get_by_text("addends behind the strength").click()
    expect(page.get_by_role("region", name="Addends of the strength").get_by_role("row")).to_have_count(3)


def the_figures_open_into_their_rows(page: Page, house: House, post: int) -> None:
    page.goto(house.page(f"posts/{post}/results/"))
    for title, number, people in (
        ("Reactions", "3", ["Ada", "Ada", "Bruno"]),
        ("Shares", "2", ["Bruno", "Bruno"]),
        ("Replies", "4", ["Ada", "Ada", "Bruno", "Bruno"]),
    ):
        figure = page.locator(".figure").filter(has=page.get_by_role("link", name=title, exact=True))
        expect(figure.locator("b")).to_have_text(number)
        figure.get_by_role("link").click()
        who = page.locator("table.rows").first.locator("tbody td:nth-child(2)")
        assert sorted(who.all_inner_texts()) == people
        page.get_by_role("link", name="What it brought").click()
    for title in ("Reach", "People drawn in", "Depth"):
        page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("heading", name="The rows behind it")).to_be_visible()
        page.go_back()


def the_day_shows_what_came_back(page: Page, house: House) -> None:
    page.goto(house.page())
    brought = page.get_by_role("region", name="What the last posts brought")
    expect(brought.get_by_role("link", name=re.compile("^Open on Saturday"))).to_be_visible()


def a_post_is_planned_for_an_hour_of_the_brand(page: Page, house: House) -> None:
    wall = datetime.now(steps.ZONE).replace(tzinfo=None, hour=9, minute=30) + timedelta(days=2)
    steps.write(page, house, "The workshop is closed for a day.")
    page.get_by_label("At an hour").check()
    page.get_by_label("Day and hour in Europe/Rome").fill(f"{wall:%Y-%m-%dT%H:%M}")
    steps.send(page)
    expect(page.get_by_text("Planned. It goes out by itself at its hour.")).to_be_visible()
    expect(page.locator(".delivery").first).to_contain_text(f"{wall:%-d %B %Y} at 09:30 · Europe/Rome")


def an_hour_that_the_clocks_skip_is_told(page: Page, house: House) -> None:
    spring = steps.next_spring_forward()
    steps.write(page, house, "A post for the shortest night.")
    page.get_by_label("At an hour").check()
    page.get_by_label("Day and hour in Europe/Rome").fill(f"{spring:%Y-%m-%d}T02:30")
    steps.send(page)
    told = "The clocks go forward that day and skip 02:30, so it goes out at 03:00."
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator(".delivery").first).to_contain_text(f"{spring:%-d %B %Y} at 03:00 · Europe/Rome")


def our_status(house: House) -> Status:
    ours = house.mastodon.account(HANDLE).id
    return next(one for one in house.mastodon.statuses() if one.account_id == ours)


def our_record(house: House) -> Record:
    ours = house.bluesky.account(HANDLE).did
    return next(one for one in house.bluesky.posts() if one.did == ours)
