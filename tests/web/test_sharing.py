"""Anybody passes our pages on by plain links; members pass posts on as themselves, counted apart."""

import pytest
from django.conf import settings
from django.test import Client

from antiphon.publishing.models import ShortLink
from tests.web.readers import Page, signed_in
from tests.world import World, deliver, say

pytestmark = pytest.mark.django_db


def hrefs(source: bytes) -> list[str]:
    return [one["href"] for tag, one in Page(source.decode()).elements if tag == "a" and "href" in one]


def test_a_page_is_passed_on_by_plain_links(client: Client, world: World) -> None:
    answer = client.get("/@bottega/share/", {"url": "/@bottega/posts/x/", "text": "Look & see"})
    ways = hrefs(answer.content)
    assert any(one.startswith("https://bsky.app/intent/compose?text=Look%20%26%20see") for one in ways)
    assert b"<script" not in answer.content


def test_the_fediverse_is_asked_where_one_lives(client: Client, world: World) -> None:
    answer = client.get("/@bottega/share/", {"url": "/@bottega/", "text": "Look", "server": "@ada@mastodon.example"})
    [way] = [one for one in hrefs(answer.content) if "mastodon.example" in one]
    assert way.startswith("https://mastodon.example/share?text=Look+http")


@pytest.mark.parametrize("server", ["nonsense", "javascript:alert(1)", "a.example/evil", "127.0.0.1", 'x".example'])
def test_what_is_no_server_leads_nowhere(client: Client, world: World, server: str) -> None:
    answer = client.get("/@bottega/share/", {"server": server})
    assert b"This is not the name of a server" in answer.content
    assert not [one for one in hrefs(answer.content) if "/share?" in one]


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "{ours}.evil.example/", "{ours}@evil.example/", "https://[evil.example"]
)
def test_nobody_elses_pages_are_passed_on_from_here(client: Client, world: World, url: str) -> None:
    answer = client.get("/@bottega/share/", {"url": url.format(ours=settings.PUBLIC_URL)})
    assert (answer.status_code, b"evil.example" in answer.content) == (200, False)


def test_what_runs_is_no_page_to_be_passed_on(client: Client, world: World) -> None:
    host = settings.PUBLIC_URL.partition("://")[2]
    answer = client.get("/@bottega/share/", {"url": f"javascript://{host}/%0aalert(1)"})
    assert b"alert" not in answer.content


def test_each_member_gets_a_link_of_their_own(world: World) -> None:
    post = say(world.anna, world.site, "Pass it on")
    deliver()
    for member in (world.anna, world.bruno):
        browser = signed_in(member)
        assert "Pass it on" in browser.get("/b/bottega/kit/").content.decode()
        assert browser.get(f"/b/bottega/kit/{post.pk}/").status_code == 200
        assert browser.get(f"/b/bottega/kit/{post.pk}/").status_code == 200
    assert {one.sharer for one in ShortLink.objects.all()} == {world.anna, world.bruno}
    assert "passed on by Bruno" in signed_in(world.anna).get("/b/bottega/links/").content.decode()


def test_what_is_not_live_cannot_be_passed_on(world: World) -> None:
    post = say(world.anna, world.site, "Not yet")
    assert signed_in(world.anna).get(f"/b/bottega/kit/{post.pk}/").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("carla", 404), ("guest", 302)])
def test_others_do_not_see_the_kit(client: Client, world: World, who: str, status: int) -> None:
    post = say(world.anna, world.site, "Pass it on")
    deliver()
    seen = client if who == "guest" else signed_in(getattr(world, who))
    for page in ("kit/", f"kit/{post.pk}/"):
        assert seen.get(f"/b/bottega/{page}").status_code == status
