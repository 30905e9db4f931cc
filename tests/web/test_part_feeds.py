"""The feeds of one campaign and of one category of the own pages."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign
from antiphon.publishing.models import Content, Post
from tests.world import World, deliver, say

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_at(address: str) -> ET.Element:
    return ET.fromstring(Client().get(address).content)  # noqa: S314  what we wrote ourselves


@pytest.fixture
def addresses(world: World) -> list[str]:
    """A post in a campaign and a category, and one in neither; the addresses of the two feeds."""
    spring, tips = begin_campaign(world.anna, CampaignGiven("Spring")), add_category(world.anna, "Tips")
    post = say(world.anna, world.site, "Oil the plane.")
    Post.objects.filter(pk=post.pk).update(campaign=spring)
    Content.objects.filter(pk=post.content_id).update(category=tips)
    say(world.anna, world.site, "Something else.")
    deliver()
    return [f"/@bottega/campaigns/{spring.slug}/", f"/@bottega/categories/{tips.pk}/"]


def test_a_feed_of_a_part_holds_that_part_alone(addresses: list[str]) -> None:
    titles = []
    for address in addresses:
        root = feed_at(f"{address}feed.rss")
        titles.append([one.text or "" for one in root.iter("title")])
        entries = feed_at(f"{address}feed.atom").findall(f"{ATOM}entry/{ATOM}title")
        assert [one.text for one in entries] == ["Oil the plane."]
    assert titles == [["Bottega: Spring", "Oil the plane."], ["Bottega: Tips", "Oil the plane."]]


def test_a_feed_says_where_it_is(addresses: list[str]) -> None:
    root = feed_at(f"{addresses[0]}feed.rss")
    links = [one.attrib["href"] for one in root.iter(f"{ATOM}link")]
    assert links == [f"http://localhost:8000{addresses[0]}feed.rss"]


@pytest.mark.parametrize(
    "address",
    ["/@bottega/campaigns/none/feed.rss", "/@bottega/categories/0/feed.atom", "/@none/campaigns/x/feed.rss"],
)
def test_a_part_that_there_is_not_has_no_feed(world: World, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_part_of_another_brand_has_no_feed_here(world: World, addresses: list[str]) -> None:
    assert [Client().get(f"{one}feed.rss".replace("bottega", "cards")).status_code for one in addresses] == [404, 404]
