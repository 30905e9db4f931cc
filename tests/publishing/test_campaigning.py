"""Campaigns and categories, begun, changed and closed."""

from datetime import date

import pytest

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.campaigning import (
    CampaignGiven,
    add_category,
    begin_campaign,
    change_campaign,
    close_campaign,
    remove_category,
    rename_category,
)
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.models import Campaign, Category, Content
from tests.world import World, say


def test_a_campaign_gets_a_name_in_addresses_that_stays(world: World) -> None:
    one = begin_campaign(world.anna, CampaignGiven("Spring at the Bottega!"))
    two = begin_campaign(world.anna, CampaignGiven("Spring at the Bottega"))
    nameless = begin_campaign(world.anna, CampaignGiven("春"))
    change_campaign(world.anna, one, CampaignGiven("Summer", "Fill the courses"))
    assert [one.slug, two.slug, nameless.slug] == ["spring-at-the-bottega", "spring-at-the-bottega-2", "campaign"]
    assert (one.name, one.goal) == ("Summer", "Fill the courses")


def test_a_campaign_closes_and_opens(world: World) -> None:
    one = begin_campaign(world.anna, CampaignGiven("Spring"))
    close_campaign(world.anna, one)
    assert Campaign.objects.get().closed_at is not None
    close_campaign(world.anna, one, closed=False)
    assert Campaign.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (CampaignGiven(" "), "name"),
        (CampaignGiven("x" * 121), "name"),
        (CampaignGiven("Spring", "x" * 5001), "goal"),
        (CampaignGiven("Spring", "", date(2026, 5, 1), date(2026, 4, 1)), "ends_on"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused(world: World, given: CampaignGiven, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        begin_campaign(world.anna, given)
    assert (refused.value.field, Campaign.objects.count()) == (field, 0)


def test_categories_have_names_of_their_own(world: World) -> None:
    tips = add_category(world.anna, "  Tips  and tricks ")
    add_category(world.anna, "News")
    for wrong in ("News", "", "x" * 61):
        with pytest.raises(Refusal):
            add_category(world.anna, wrong)
        with pytest.raises(Refusal):
            rename_category(world.anna, tips, wrong)
    rename_category(world.anna, tips, "Tips")
    assert sorted(Category.objects.values_list("name", flat=True)) == ["News", "Tips"]


def test_what_was_said_in_a_category_outlives_it(world: World) -> None:
    tips = add_category(world.anna, "Tips")
    post = say(world.anna, world.site, "Oil the plane.")
    Content.objects.filter(pk=post.content_id).update(category=tips)
    (slot,) = add_slots(world.anna, world.site, [0], "09:00", tips)
    with pytest.raises(Refusal, match="ask for this category"):
        remove_category(world.anna, tips)
    slot.delete()
    remove_category(world.anna, tips)
    assert Content.objects.get(pk=post.content_id).category is None


def test_only_who_publishes_for_the_brand_orders_its_posts(world: World) -> None:
    one, tips = begin_campaign(world.anna, CampaignGiven("Spring")), add_category(world.anna, "Tips")
    for member in (world.bruno, world.carla):
        for act in (
            lambda by: change_campaign(by, one, CampaignGiven("Mine")),
            lambda by: close_campaign(by, one),
            lambda by: rename_category(by, tips, "Mine"),
            lambda by: remove_category(by, tips),
        ):
            with pytest.raises(NotAllowed):
                act(member)
    with pytest.raises(NotAllowed):
        begin_campaign(world.bruno, CampaignGiven("Mine"))
    with pytest.raises(NotAllowed):
        add_category(world.bruno, "Mine")
