"""The Bluesky side of the main job against the real network: PDS and AppView."""

import re

from atproto_client import models as lexicon
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.house import House, eventually
from tests.partners.bluesky import BlueskyNetwork, Reference, Somebody
from tests.partners.bluesky import eventually as seen
from tests.practice.pictures import png

TEXT = "We are at the harbor market on Sunday. Shall we bring the tall lamps or the small ones?"
ALT = "A stall with paper lamps at dusk"


def test_the_six_steps_on_the_real_bluesky(house: House, page: Page, bluesky_network: BlueskyNetwork) -> None:
    us, greta = bluesky_network.create_account("lamp-shop"), bluesky_network.somebody("greta")
    typed = {
        "Server": bluesky_network.addresses.pds,
        "Handle": us.handle,
        "App password": bluesky_network.create_app_password(us),
    }
    steps.connect(page, house, "Bluesky", typed)
    expect(page.get_by_text("lamp-shop.test is connected.")).to_be_visible()
    post = sent_with_a_picture(page, house, greta, us.did)
    asked = greta.reply("The small ones! Are they still there at noon?", to=post)
    greta.like(post)
    greta.repost(post)
    an_answer_reaches_the_very_message(page, house, greta, asked)
    the_person_and_the_figures_are_there(page, house)


def sent_with_a_picture(page: Page, house: House, reader: Somebody, did: str) -> Reference:
    steps.write(page, house, TEXT)
    steps.choose_channels(page, "Bluesky")
    expect(page.locator("#counts")).to_have_text(f"Bluesky {300 - len(TEXT)}")
    steps.add_picture(page, png(60, 40), ALT)
    steps.send(page)
    steps.wait_until_live(page, "Bluesky")
    feed = lexicon.AppBskyFeedGetAuthorFeed.Params(actor=did)
    found = seen(lambda: reader.client.app.bsky.feed.get_author_feed(feed).feed)[0].post
    image = found.record.embed.images[0]
    assert (found.record.text, image.alt) == (TEXT, ALT)
    assert (image.aspect_ratio.width, image.aspect_ratio.height) == (60, 40)
    key = found.uri.rpartition("/")[2]
    link = steps.delivery(page, "Bluesky").get_by_role("link", name="See it there")
    expect(link).to_have_attribute("href", f"https://bsky.app/profile/{did}/post/{key}")
    return Reference(found.uri, found.cid)


def an_answer_reaches_the_very_message(page: Page, house: House, greta: Somebody, asked: Reference) -> None:
    words = "They are, until four."
    heard = page.locator(".inbox-row").filter(has_text="Are they still there")
    eventually(lambda: looked(page, house) and heard.count())
    heard.get_by_role("link").click()
    expect(page.locator(".turn")).to_have_count(2)
    page.locator(".turn.level-1").get_by_role("link", name=re.compile("^Answer")).click()
    page.get_by_label(re.compile("^Your answer to")).fill(words)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".turn.level-2").filter(has_text=words)).to_be_visible(timeout=30_000)
    thread = seen(lambda: greta.client.get_post_thread(asked.uri).thread, lambda one: bool(one.replies))
    said = thread.replies[0].post.record
    assert (said.text, said.reply.parent.uri, said.reply.parent.cid) == (words, asked.uri, asked.cid)


def looked(page: Page, house: House) -> bool:
    house.listen_now()
    page.goto(house.page("inbox/"))
    return True


def the_person_and_the_figures_are_there(page: Page, house: House) -> None:
    page.goto(house.page("people/"))
    page.get_by_role("link", name="greta.test").click()
    expect(page.get_by_role("main")).to_contain_text("greta.test")
    expect(page.locator(".timeline")).to_contain_text("We answered")
    expect(page.locator("#strength b")).to_have_text("not known yet")
    page.goto(house.page("posts/"))
    page.get_by_role("link", name=re.compile("^We are at the harbor")).click()
    page.get_by_role("link", name="See what it brought").click()
    for title in ("Reactions", "Shares", "Replies"):
        figure = page.locator(".figure").filter(has=page.get_by_role("link", name=title, exact=True))
        eventually(lambda one=figure: told_again(page, house) and one.locator("b").inner_text() == "1")
        figure.get_by_role("link").click()
        expect(page.locator("table.rows tbody tr")).to_have_count(1)
        page.get_by_role("link", name="What it brought").click()


def told_again(page: Page, house: House) -> bool:
    house.listen_now()
    page.reload()
    return True
