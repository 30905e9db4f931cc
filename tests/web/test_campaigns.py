"""The pages of campaigns and categories."""

import pytest
from django.test import Client

from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign
from antiphon.publishing.models import Campaign, Category, Post
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, deliver, say

HERE, THERE = "/b/bottega/campaigns/", "/b/bottega/categories/"


def in_campaign(world: World, campaign: Campaign, text: str = "Open.") -> None:
    Post.objects.filter(pk=say(world.anna, world.site, text).pk).update(campaign=campaign)


def test_a_campaign_is_begun_shown_changed_and_closed(world: World) -> None:
    client = signed_in(world.anna)
    assert "No campaign yet" in page(client, HERE).words
    assert client.post(HERE, {"name": "Spring", "goal": "Fill the courses"}).status_code == 303
    one = Campaign.objects.get()
    in_campaign(world, one)
    deliver()
    words = page(client, f"{HERE}{one.pk}/").words
    assert "Fill the courses" in words
    assert "Open." in words
    assert "1 live" in page(client, HERE).words
    client.post(f"{HERE}{one.pk}/", {"name": "Summer"})
    assert "Summer" in page(client, HERE).words
    client.post(f"{HERE}{one.pk}/close/")
    assert "This campaign is closed" in page(client, f"{HERE}{one.pk}/").words
    client.post(f"{HERE}{one.pk}/close/")
    assert Campaign.objects.get().closed_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x", "starts_on": "soon"},
        {"name": "x", "starts_on": "2026-05-01", "ends_on": "2026-04-01"},
    ],
)
def test_what_cannot_be_a_campaign_is_said(world: World, wrong: dict[str, str]) -> None:
    answer = signed_in(world.anna).post(HERE, wrong)
    assert (answer.status_code, Campaign.objects.count()) == (422, 0)
    assert "errorlist" in answer.content.decode()


def test_categories_are_added_renamed_and_removed(world: World) -> None:
    client = signed_in(world.anna)
    assert "No category yet" in page(client, THERE).words
    client.post(THERE, {"name": "Tips"})
    assert client.post(THERE, {"name": "Tips"}).status_code == 422
    one = Category.objects.get()
    client.post(f"{THERE}{one.pk}/", {"name": "Hints"})
    assert "Hints" in page(client, THERE).words
    client.post(f"{THERE}{one.pk}/", {"name": "", "remove": ""})
    assert not Category.objects.exists()


def test_who_may_look_and_who_may_change(world: World) -> None:
    one, tips = begin_campaign(world.anna, CampaignGiven("Spring")), add_category(world.anna, "Tips")
    for address in (HERE, f"{HERE}{one.pk}/", THERE):
        assert Client().get(address).status_code == 302
        assert signed_in(world.carla).get(address).status_code == 404
        assert signed_in(world.bruno).get(address).status_code == 200
    for address in (HERE, f"{HERE}{one.pk}/", f"{HERE}{one.pk}/close/", THERE, f"{THERE}{tips.pk}/"):
        assert signed_in(world.bruno).post(address, {"name": "Mine"}).status_code == 422
        assert signed_in(world.carla).post(address, {"name": "Mine"}).status_code == 404
    for address in (f"/b/cards/campaigns/{one.pk}/", f"/b/cards/categories/{tips.pk}/"):
        assert signed_in(world.carla).post(address, {"name": "Mine"}).status_code == 404
    assert (Campaign.objects.get().name, Category.objects.get().name) == ("Spring", "Tips")


def test_many_take_as_many_queries_as_one(world: World) -> None:
    client, one = signed_in(world.anna), begin_campaign(world.anna, CampaignGiven("Spring"))
    add_category(world.anna, "Tips")
    in_campaign(world, one)
    addresses = (HERE, f"{HERE}{one.pk}/", THERE)
    for_one = [count_queries(lambda address=address: client.get(address)) for address in addresses]  # type: ignore[misc]
    for number in range(9):
        in_campaign(world, one, f"Post {number}")
        in_campaign(world, begin_campaign(world.anna, CampaignGiven(f"Campaign {number}")))
        add_category(world.anna, f"Tips {number}")
    for_many = [count_queries(lambda address=address: client.get(address)) for address in addresses]  # type: ignore[misc]
    assert for_many == for_one
