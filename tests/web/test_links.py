"""Short links lead on and are counted; the page of links shows them; nobody else sees how they are followed."""

from datetime import timedelta

import pytest
from django.test import Client

from antiphon.publishing.actions.linking import link_to_share, make_link
from antiphon.publishing.models import Click, LinkRule, ShortLink
from antiphon.publishing.queries.linking import link_address
from tests.reports.told import NOON, call_out
from tests.web.readers import Page, count_queries, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
PAGE = "/b/bottega/links/"


@pytest.fixture
def link(world: World) -> ShortLink:
    return make_link(world.anna, "https://bottega.example/spring?a=b", label="Spring")


def test_a_short_link_leads_on_and_counts_a_person(client: Client, link: ShortLink) -> None:
    answer = client.get(f"/l/{link.code}", headers={"user-agent": BROWSER, "referer": "https://bsky.app/profile/x"})
    assert (answer.status_code, answer["Location"]) == (302, "https://bottega.example/spring?a=b")
    assert answer["Cache-Control"].startswith("max-age=0")
    assert list(Click.objects.values_list("automated", "referrer")) == [(False, "bsky.app")]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mastodon/4.3 (http.rb/5; +https://m.example/)"},
        {"user-agent": "Bluesky Cardyb/1.1"},
        {"user-agent": ""},
        {"user-agent": BROWSER, "sec-purpose": "prefetch"},
    ],
)
def test_machines_are_counted_apart(client: Client, link: ShortLink, headers: dict[str, str]) -> None:
    client.get(f"/l/{link.code}", headers=headers)
    assert list(Click.objects.values_list("automated", flat=True)) == [True]


def test_a_look_at_the_head_alone_is_not_counted(client: Client, link: ShortLink) -> None:
    assert client.head(f"/l/{link.code}").status_code == 302
    assert Click.objects.count() == 0


def test_an_unknown_code_is_not_there(client: Client, world: World) -> None:
    assert client.get("/l/nothing").status_code == 404


def test_a_link_is_made_on_the_page_and_a_wrong_one_is_not(world: World) -> None:
    anna = signed_in(world.anna)
    assert anna.post(PAGE, {"url": "shop.example/a", "label": "Shop"}).status_code == 303
    assert ShortLink.objects.get().url == "https://shop.example/a"
    answer = anna.post(PAGE, {"url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert "Give the address of a page" in answer.content.decode()
    assert ShortLink.objects.count() == 1


def test_the_rule_of_links_is_kept_or_refused_with_words(world: World) -> None:
    anna = signed_in(world.anna)
    good = {"shorten": "on", "parameters": "utm_source={network}", "hosts": "shop.example"}
    assert anna.post(PAGE + "rule/", good).status_code == 303
    answer = anna.post(PAGE + "rule/", good | {"parameters": "nonsense"})
    assert (answer.status_code, "“nonsense” is not like" in answer.content.decode()) == (422, True)
    assert LinkRule.objects.get().parameters == "utm_source={network}"


def test_a_link_shows_when_it_was_followed(client: Client, world: World, link: ShortLink) -> None:
    client.get(f"/l/{link.code}", headers={"user-agent": BROWSER, "referer": "https://bsky.app/"})
    anna = signed_in(world.anna)
    shown = anna.get(f"{PAGE}{link.pk}/").content.decode()
    assert "from bsky.app" in shown
    assert "bsky.app" in anna.get(f"{PAGE}{link.pk}.csv").content.decode()


def test_the_page_of_links_shows_what_was_kept(client: Client, world: World) -> None:
    assert client.get("/@bottega/links/").status_code == 404
    anna = signed_in(world.anna)
    typed = {"title": "La Bottega", "about": "Linen", "items": "Our shop https://shop.example\nNews news.example"}
    assert anna.post(PAGE + "page/", typed).status_code == 303
    public = Page(client.get("/@bottega/links/").content.decode())
    addresses = [attributes["href"] for tag, attributes in public.elements if tag == "a"]
    assert [link_address(one) for one in ShortLink.objects.order_by("pk")] == [
        one for one in addresses if "/l/" in one
    ]
    first = ShortLink.objects.order_by("pk")[0]
    anna.post(PAGE + "page/", typed | {"items": "The shop https://shop.example"})
    assert ShortLink.objects.get(items__isnull=False).pk == first.pk, "a link that stays keeps its count"
    assert anna.post(PAGE + "page/", typed | {"items": "Broken nowhere"}).status_code == 422
    assert anna.post(PAGE + "page/", typed | {"items": "x https://a.example\n" * 31}).status_code == 422


def test_the_page_on_which_links_are_kept_says_how_often_each_was_followed(client: Client, world: World) -> None:
    anna = signed_in(world.anna)
    anna.post("/b/bottega/links/page/", {"title": "La Bottega", "items": "Shop https://shop.example"})
    shop = ShortLink.objects.get(label="Shop")
    client.get(f"/l/{shop.code}", headers={"user-agent": BROWSER})
    assert "Followed 1 time by people" in anna.get("/b/bottega/links/page/").content.decode()


@pytest.mark.parametrize(("who", "status"), [("bruno", 200), ("carla", 404), ("guest", 302)])
def test_members_see_the_links_others_do_not(
    client: Client, world: World, link: ShortLink, who: str, status: int
) -> None:
    seen = client if who == "guest" else signed_in(getattr(world, who))
    for page in (PAGE, f"{PAGE}{link.pk}/", f"{PAGE}{link.pk}.csv"):
        assert seen.get(page).status_code == status


def test_who_only_writes_keeps_neither_rule_nor_page(world: World) -> None:
    bruno = signed_in(world.bruno)
    assert bruno.post(PAGE + "rule/", {"parameters": "", "hosts": ""}).status_code == 422
    assert bruno.get(PAGE + "page/").status_code == 422


def test_a_link_names_the_post_it_belongs_to_and_leads_to_it(world: World) -> None:
    delivery = call_out(world, NOON, text="A lamp & a chair")
    ShortLink.objects.create(
        brand=world.bottega, code="carried", url="https://bottega.example/a", delivery=delivery, made_at=NOON
    )
    link_to_share(world.anna, delivery.post, delivery.url)
    anna = signed_in(world.anna)
    for address in (PAGE, f"{PAGE}{ShortLink.objects.get(code='carried').pk}/"):
        found = Page(anna.get(address).content.decode())
        assert found.all("a", href=f"/b/bottega/posts/{delivery.post_id}/")
        assert "A lamp & a chair" in found.words
    assert "passed on by Anna" in found_words(anna)


def found_words(anna: Client) -> str:
    return " ".join(Page(anna.get(PAGE).content.decode()).words.split())


def test_thirty_links_cost_as_many_queries_as_one(world: World, link: ShortLink) -> None:
    anna = signed_in(world.anna)

    def carried(number: int) -> None:
        delivery = call_out(world, NOON + timedelta(hours=number))
        url = f"https://bottega.example/{number}"
        ShortLink.objects.create(brand=world.bottega, code=f"c{number}", url=url, delivery=delivery, made_at=NOON)
        link_to_share(world.anna, delivery.post, delivery.url)

    carried(0)
    anna.get(PAGE)
    one = count_queries(lambda: anna.get(PAGE))
    for number in range(1, 15):
        carried(number)
    assert ShortLink.objects.count() == 31
    assert count_queries(lambda: anna.get(PAGE)) == one
