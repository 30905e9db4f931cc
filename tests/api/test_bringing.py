"""Links, landing pages, newsletters and the status, for programs."""

import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile

from antiphon.channels.actions import connect
from antiphon.lib import clock
from antiphon.publishing.actions.landing import leave_address
from antiphon.publishing.actions.linking import follow
from antiphon.publishing.models import Asset, LandingPage, Lead, LinkRule, ShortLink
from tests.api.conftest import Program, deliver, error_of
from tests.letters.post_office import PostOffice
from tests.world import World, say


def test_a_link_is_made_read_and_its_clicks_are_told(anna: Program, world: World) -> None:
    made = anna.post("/brands/bottega/links", {"url": "https://bottega.example/a", "label": "A"})
    assert (made.status_code, made.json()["people"]) == (201, 0)
    link = ShortLink.objects.get()
    follow(link, automated=False, referrer="https://bsky.app/x")
    follow(link, automated=True, referrer="")
    read = anna.get(f"/links/{link.pk}").json()
    assert (read["people"], read["machines"], read["address"].endswith(f"/l/{link.code}")) == (1, 1, True)
    clicks = anna.get(f"/links/{link.pk}/clicks").json()
    assert [(one["referrer"], one["automated"]) for one in clicks["items"]] == [("", True), ("bsky.app", False)]
    assert [one["id"] for one in anna.get("/brands/bottega/links").json()["items"]] == [link.pk]


def test_links_come_in_pages(anna: Program, world: World) -> None:
    for number in range(3):
        anna.post("/brands/bottega/links", {"url": f"https://bottega.example/{number}"})
    first = anna.get("/brands/bottega/links?limit=2").json()
    second = anna.get(f"/brands/bottega/links?limit=2&after={first['next']}").json()
    told = [one["url"][-1] for one in first["items"] + second["items"]]
    assert (told, second["next"]) == (["2", "1", "0"], None)


def test_the_rule_of_links_is_read_changed_and_refused(anna: Program, world: World) -> None:
    assert anna.get("/brands/bottega/link-rule").json() == {"shorten": False, "parameters": "", "hosts": ""}
    rule = {"shorten": True, "parameters": "utm_source={network}", "hosts": ""}
    assert anna.put("/brands/bottega/link-rule", rule).json() == rule
    assert error_of(anna.put("/brands/bottega/link-rule", rule | {"parameters": "x"})) == (
        422,
        "refused",
        "parameters",
    )
    assert LinkRule.objects.get().parameters == "utm_source={network}"


def test_the_page_of_links_is_kept_in_order(anna: Program, world: World) -> None:
    assert anna.get("/brands/bottega/link-page").status_code == 404
    links = [{"label": "Shop", "url": "https://shop.example"}, {"label": "News", "url": "https://news.example"}]
    kept = anna.put("/brands/bottega/link-page", {"title": "La Bottega", "links": links}).json()
    assert [one["label"] for one in kept["links"]] == ["Shop", "News"]
    assert anna.get("/brands/bottega/link-page").json() == kept


def test_a_member_gets_a_link_of_their_own_to_what_is_live(anna: Program, bruno: Program, world: World) -> None:
    post = say(world.anna, world.site, "Pass it on")
    assert anna.post(f"/posts/{post.pk}/link-to-share").status_code == 404
    deliver()
    told = [one.post(f"/posts/{post.pk}/link-to-share").json() for one in (anna, bruno, bruno)]
    assert [one["sharer"] for one in told] == ["Anna", "Bruno", "Bruno"]
    assert told[1]["id"] == told[2]["id"] != told[0]["id"]


@pytest.fixture
def document(world: World, settings: Any, tmp_path: Any) -> Asset:
    settings.MEDIA_ROOT = tmp_path
    asset = Asset(
        brand=world.bottega, media_type="application/pdf", width=6, height=8, bytes=5,
        digest=hashlib.sha256(b"%PDF-").hexdigest(), added_at=clock.now(),
    )  # fmt: skip
    asset.file.save("a.pdf", ContentFile(b"%PDF-"))
    return asset


def test_a_landing_page_is_made_changed_and_its_leads_are_told(anna: Program, world: World, document: Asset) -> None:
    body = {
        "title": "On linen",
        "text": "All of it.",
        "document": document.pk,
        "consent": "I agree.",
        "publish": True,
    }
    made = anna.post("/brands/bottega/landing-pages", body).json()
    assert (made["slug"], made["published_at"] is not None, made["asked"]) == ("on-linen", True, 0)
    leave_address(LandingPage.objects.get(), {"address": "ada@example.org", "agreed": "yes"}, came_by=None)
    assert anna.get("/brands/bottega/landing-pages").json()[0]["asked"] == 1
    [lead] = anna.get("/brands/bottega/leads").json()["items"]
    assert (lead["address"], lead["consent"], lead["came_by"]) == ("ada@example.org", "I agree.", None)
    back = anna.put(f"/landing-pages/{made['id']}", body | {"publish": False}).json()
    assert (back["published_at"], back["asked"]) == (None, 1)
    assert error_of(anna.put(f"/landing-pages/{made['id']}", body | {"consent": ""})) == (422, "refused", "consent")
    assert Lead.objects.count() == 1


def test_who_only_writes_sees_no_leads(bruno: Program, world: World) -> None:
    assert bruno.get("/brands/bottega/leads").status_code == 403


def test_subscribers_are_told_and_taken_over(anna: Program, world: World, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PostOffice() as office:
        typed = {"sender": "l@b.example", "sender_name": "B", "server": f"smtp://127.0.0.1:{office.port}"}
        channel = connect(world.anna, "newsletter", typed)
    path = f"/channels/{channel.pk}/subscribers"
    people = [{"address": "ada@example.org", "name": "Ada"}, {"address": "bea@example.org"}]
    assert anna.post(path, {"subscribers": people, "consent": "At the fair"}).json() == {"taken_over": 2}
    assert [one["address"] for one in anna.get(path).json()["items"]] == ["bea@example.org", "ada@example.org"]
    wrong = anna.post(path, {"subscribers": [{"address": "nonsense"}], "consent": "At the fair"})
    assert error_of(wrong) == (422, "refused", "address")
    assert anna.get(f"/channels/{world.site.pk}/subscribers").status_code == 404


def test_the_status_says_what_is_not_known(anna: Program, world: World) -> None:
    told = anna.get("/brands/bottega/status").json()
    assert told["lateness"] == {"n": 0, "on_time": 0, "worst_seconds": None, "worst_post": None}
    assert (told["workers"], told["last_run"], told["mail"]) == (0, None, False)
    say(world.anna, world.site, "Out")
    deliver()
    told = anna.get("/brands/bottega/status").json()
    assert (told["lateness"]["n"], told["lateness"]["worst_seconds"] >= 0) == (1, True)
