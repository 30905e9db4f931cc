"""The page on which owners say who must say yes."""

import pytest
from django.test import Client

from antiphon.organizations.models import Role
from antiphon.publishing.models import Campaign, Flow, FlowChoice
from antiphon.publishing.queries.agreeing import brand_flow, steps_of
from antiphon.publishing.rules.agreeing import Approver, Needs, Step
from tests.publishing.flows import in_force, join, state, step, write
from tests.web.readers import page, signed_in
from tests.world import World

FLOWS = "/b/bottega/flows/"


def test_one_click_begins_with_a_flow_and_what_is_planned_waits(world: World) -> None:
    client, post = signed_in(world.anna), write(world.anna, world)
    assert "Nobody is asked yet" in page(client, FLOWS).words
    answer = client.post(f"{FLOWS}begin/", {"which": "team-then-client"}, follow=True)
    assert "1 post that was planned waits for a yes now." in answer.content.decode()
    flow = brand_flow(world.bottega)
    assert flow
    assert [len(one.approvers) for one in steps_of([flow])] == [3, 1]
    assert state(post) == "in_review"
    assert client.post(f"{FLOWS}begin/", {"which": "magic"}).status_code == 404


def test_a_flow_is_made_step_by_step(world: World) -> None:
    dora = join(world, "Dora", Role.EDITOR)
    typed = {
        "name": "Ours",
        "asked-1": [f"member:{dora.pk}", f"member:{world.anna.pk}"],
        "needs-1": "all",
        "asked-2": ["role:client"],
        "needs-2": "any",
        "owner_skips": "on",
    }
    assert signed_in(world.anna).post(f"{FLOWS}new/", typed).status_code == 303
    flow = Flow.objects.get()
    both = {Approver(member=dora.pk), Approver(member=world.anna.pk)}
    first, second = steps_of([flow])
    assert (set(first.approvers), first.needs) == (both, Needs.ALL)
    assert second == Step(Needs.ANY, (Approver(role="client"),))
    assert (flow.name, flow.own_allowed, flow.owner_skips) == ("Ours", False, True)
    shown = page(signed_in(world.anna), f"{FLOWS}{flow.pk}/")
    assert len([one for one in shown.all("input", type="checkbox") if "checked" in one]) == 4


def test_a_flow_is_changed(world: World) -> None:
    flow = in_force(world, step(Role.EDITOR))
    typed = {"name": "Six eyes", "asked-1": ["role:owner"], "needs-1": "any"}
    assert signed_in(world.anna).post(f"{FLOWS}{flow.pk}/", typed).status_code == 303
    flow.refresh_from_db()
    assert (flow.name, steps_of([flow])) == ("Six eyes", [step(Role.OWNER)])


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "asked-1": ["role:owner"]},
        {"name": "Ours"},
        {"name": "Ours", "asked-1": ["role:analyst"]},
        {"name": "Ours", "asked-1": ["member:999999"]},
        {"name": "Ours", "asked-1": ["member:x"]},
        {"name": "Ours", "asked-1": ["role:king"]},
    ],
)
def test_a_flow_that_cannot_work_is_refused_and_stays_in_the_form(world: World, typed: dict[str, object]) -> None:
    answer = signed_in(world.anna).post(f"{FLOWS}new/", typed)
    assert (answer.status_code, b"notice bad" in answer.content or b'class="error"' in answer.content) == (422, True)
    assert not Flow.objects.exists()


def test_what_holds_is_chosen_for_brand_campaign_and_channel(world: World) -> None:
    client, flow = signed_in(world.anna), in_force(world, step(Role.EDITOR))
    urgent = Campaign.objects.create(brand=world.bottega, name="Urgent", slug="urgent")
    assert len(page(client, FLOWS).all("select")) == 3
    client.post(f"{FLOWS}choose/", {"for": f"campaign:{urgent.pk}", "flow": "nobody"})
    client.post(f"{FLOWS}choose/", {"for": f"channel:{world.site.pk}", "flow": str(flow.pk)})
    client.post(f"{FLOWS}choose/", {"for": "brand:", "flow": "nobody"})
    chosen = set(FlowChoice.objects.values_list("campaign", "channel", "flow"))
    assert chosen == {(urgent.pk, None, None), (None, world.site.pk, flow.pk), (None, None, None)}
    client.post(f"{FLOWS}choose/", {"for": f"campaign:{urgent.pk}", "flow": "brand"})
    assert not FlowChoice.objects.filter(campaign=urgent).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"for": "moon:1", "flow": "nobody"},
        {"for": "campaign:999999", "flow": "nobody"},
        {"for": "brand:", "flow": "999999"},
    ],
)
def test_what_is_not_there_cannot_be_chosen(world: World, typed: dict[str, str]) -> None:
    in_force(world, step(Role.EDITOR))
    assert signed_in(world.anna).post(f"{FLOWS}choose/", typed).status_code == 404


def test_a_flow_in_force_is_not_put_away(world: World) -> None:
    client, flow = signed_in(world.anna), in_force(world, step(Role.EDITOR))
    refused = client.post(f"{FLOWS}{flow.pk}/archive/")
    assert (refused.status_code, b"in force" in refused.content) == (422, True)
    client.post(f"{FLOWS}choose/", {"for": "brand:", "flow": "nobody"})
    assert client.post(f"{FLOWS}{flow.pk}/archive/").status_code == 303
    assert client.get(f"{FLOWS}{flow.pk}/").status_code == 404


def test_only_owners_have_business_here(world: World) -> None:
    flow, dora = in_force(world, step(Role.EDITOR)), join(world, "Dora", Role.EDITOR)
    for address in (FLOWS, f"{FLOWS}new/", f"{FLOWS}{flow.pk}/"):
        assert signed_in(dora).get(address).status_code == 422
        assert Client().get(address).status_code == 302
        assert signed_in(world.carla).get(address).status_code == 404
    assert signed_in(world.carla).get(f"/b/cards/flows/{flow.pk}/").status_code == 404
