"""How much needs a member: said in the frame of every page, and again when it has changed."""

import re

from django.test import Client

from antiphon.organizations.models import Member, Role
from antiphon.publishing.models import Delivery
from tests.publishing.flows import in_force, join, step, write
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, say

NEEDS = "/b/bottega/needs/"
STUCK, REVIEWS = "/b/bottega/posts/?part=stuck", "/b/bottega/reviews/"


def miss(by: Member, world: World) -> None:
    """Let a post miss its hour: a person has to decide."""
    post = say(by, world.site, "Open on Saturday.")
    Delivery.objects.filter(post=post).update(state="missed")


def needs(client: Client) -> list[str]:
    """Return where the frame of a page says that somebody is needed."""
    source = client.get("/b/bottega/channels/").content.decode()
    [place] = re.findall(r'<div class="needs-place".*?</div>', source, re.DOTALL)
    return re.findall(r'href="([^"]*)"', place)


def test_nothing_is_said_while_nobody_is_needed(world: World) -> None:
    assert needs(signed_in(world.anna)) == []


def test_who_may_decide_sees_how_much_is_stuck(world: World) -> None:
    miss(world.anna, world)
    assert needs(signed_in(world.anna)) == [STUCK]
    assert needs(signed_in(world.bruno)) == []


def test_whose_yes_is_asked_for_sees_how_much_waits(world: World) -> None:
    dora = join(world, "Dora", Role.APPROVER)
    in_force(world, step(Role.APPROVER))
    write(world.bruno, world)
    assert needs(signed_in(dora)) == [REVIEWS]
    assert needs(signed_in(world.anna)) == []


def test_a_page_is_told_only_of_changes(world: World) -> None:
    client = signed_in(world.anna)
    asked = [one["hx-get"] for one in page(client, "/b/bottega/").all("p") if "hx-get" in one]
    assert asked == [f"{NEEDS}?seen=0-0"]
    assert client.get(asked[0]).status_code == 204
    miss(world.anna, world)
    changed = client.get(asked[0])
    assert (changed.status_code, b"seen=1-0" in changed.content) == (200, True)


def test_who_is_never_needed_is_not_told(world: World) -> None:
    analyst = signed_in(join(world, "Emil", Role.ANALYST))
    assert [one for one in page(analyst, "/b/bottega/").all("p") if "hx-get" in one] == []
    assert page(analyst, NEEDS).all("a") == []


def test_a_guest_is_told_nothing_and_an_outsider_that_it_is_not_there(world: World) -> None:
    assert Client().get(NEEDS).status_code == 204
    assert signed_in(world.carla).get(NEEDS).status_code == 404


def test_it_takes_as_many_queries_for_one_as_for_many(world: World) -> None:
    client = signed_in(world.anna)
    miss(world.anna, world)
    one = count_queries(lambda: client.get(NEEDS))
    for _ in range(5):
        miss(world.anna, world)
    assert count_queries(lambda: client.get(NEEDS)) == one
