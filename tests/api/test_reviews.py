"""The whole way to a yes, by programs: flows, asking, deciding, comments, versions, links."""

from typing import Any

import pytest
from django.test import Client

from antiphon.organizations.models import Role
from antiphon.publishing.models import Delivery
from tests.api.conftest import Program, deliver, error_of, program_of
from tests.publishing.flows import join, wall_in
from tests.world import World

FLOW = {"name": "Four eyes", "steps": [{"asked": [{"role": "editor"}]}, {"asked": [{"role": "client"}]}]}


@pytest.fixture
def flow(anna: Program) -> int:
    """Put a flow in force by which first an editor and then the client is asked."""
    made = anna.post("/brands/bottega/flows", FLOW).json()
    assert anna.put("/brands/bottega/flow-choices", {"flow": made["id"]}).json()["now_waiting"] == 0
    return int(made["id"])


def written(by: Program, world: World, text: str = "Open on Saturday.", **more: Any) -> dict[str, Any]:
    """Write a post for the day after tomorrow."""
    at = wall_in(world).isoformat()
    found: dict[str, Any] = by.post(
        "/brands/bottega/posts", {"text": text, "channels": [world.site.pk], "at": at} | more
    ).json()
    return found


def decide(by: Program, post: int, verdict: str = "approve", **more: str) -> Any:
    seen = by.get(f"/posts/{post}/review").json()["digest"]
    return by.post(f"/posts/{post}/review/decide", {"verdict": verdict, "seen": seen} | more)


def test_a_post_goes_the_whole_way_to_a_yes(world: World, anna: Program, bruno: Program, flow: int) -> None:
    dora = program_of(join(world, "Dora", Role.EDITOR).user)
    chiara = program_of(join(world, "Chiara", Role.CLIENT).user)
    post = written(bruno, world)
    assert post["state"] == "in_review"
    assert error_of(chiara.get(f"/posts/{post['id']}/review")) == (404, "not_found", None)
    assert [one["post"] for one in dora.get("/brands/bottega/reviews").json()] == [post["id"]]
    review = decide(dora, post["id"]).json()
    assert (review["outcome"], review["step"], review["my_turn"]) == ("open", 1, False)
    assert review["steps"][1]["missing"] == [{"member": None, "role": "client"}]
    assert chiara.get("/brands/bottega/reviews").json()[0]["my_turn"] is True
    assert decide(chiara, post["id"]).json()["outcome"] == "approved"
    assert anna.get(f"/posts/{post['id']}").json()["state"] == "scheduled"


def test_what_is_on_hold_says_why(world: World, anna: Program, bruno: Program, flow: int) -> None:
    dora = program_of(join(world, "Dora", Role.EDITOR).user)
    post = written(bruno, world)["id"]
    assert decide(dora, post, "hold", words="Wait.").json()["outcome"] == "held"
    (delivery,) = anna.get(f"/posts/{post}").json()["deliveries"]
    assert (delivery["state"], delivery["held_for"]) == ("held", "asked")
    assert delivery["happened"] == "Somebody who was asked for a yes put it on hold."


def test_a_changed_post_is_a_conflict_for_who_looked_before(world: World, bruno: Program, flow: int) -> None:
    dora = program_of(join(world, "Dora", Role.EDITOR).user)
    post = written(bruno, world)["id"]
    seen = dora.get(f"/posts/{post}/review").json()["digest"]
    at = wall_in(world).isoformat()
    bruno.put(f"/posts/{post}", {"text": "Open on Sunday.", "channels": [world.site.pk], "at": at})
    answer = dora.post(f"/posts/{post}/review/decide", {"verdict": "approve", "seen": seen})
    assert error_of(answer)[:2] == (409, "conflict")


def test_a_draft_is_put_forward_and_taken_back(world: World, bruno: Program, flow: int) -> None:
    post = written(bruno, world, draft=True)["id"]
    assert bruno.get(f"/posts/{post}/review").status_code == 404
    asked = bruno.post(f"/posts/{post}/review/ask", {"at": wall_in(world, days=4).isoformat()}).json()
    assert (asked["outcome"], asked["due_at"] is None) == ("open", False)
    assert bruno.post(f"/posts/{post}/review/take-back").json()["outcome"] == "withdrawn"
    past = bruno.post(f"/posts/{post}/review/ask", {"at": "2020-01-01T10:00"})
    assert error_of(past) == (422, "refused", "at")


def test_nothing_goes_out_by_another_address(world: World, anna: Program, bruno: Program, flow: int) -> None:
    post = written(bruno, world)
    delivery = post["deliveries"][0]["id"]
    for path, body in (("send-now", None), ("reschedule", {"at": wall_in(world).isoformat()})):
        assert anna.post(f"/deliveries/{delivery}/{path}", body).status_code in {409, 422}
    anna.post("/brands/bottega/posts", {"text": "Now!", "channels": [world.site.pk]})
    deliver()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"in_review"}


def test_comments_are_said_answered_and_settled(world: World, anna: Program, bruno: Program, flow: int) -> None:
    post = written(bruno, world)["id"]
    said = anna.post(f"/posts/{post}/comments", {"text": "Which?", "quote": "Saturday"}).json()
    assert (said["passage"], said["start"], said["stands"], said["shared"]) == ("0:text", 8, True, False)
    answered = bruno.post(f"/comments/{said['id']}/answers", {"text": "The next."}).json()
    assert [one["text"] for one in answered["answers"]] == ["The next."]
    assert anna.post(f"/comments/{said['id']}/settle").json()["settled_at"] is not None
    assert anna.post(f"/comments/{said['id']}/reopen").json()["settled_at"] is None
    at = wall_in(world).isoformat()
    bruno.put(f"/posts/{post}", {"text": "Open on Sunday.", "channels": [world.site.pk], "at": at})
    (later,) = anna.get(f"/posts/{post}/comments").json()
    assert (later["stands"], later["passage"], later["version"]) == (False, None, 1)
    refused = anna.post(f"/posts/{post}/comments", {"text": "Hm.", "quote": "Monday"})
    assert error_of(refused) == (422, "refused", "quote")


def test_a_client_reads_no_comment_of_the_team(world: World, anna: Program, bruno: Program) -> None:
    made = anna.post("/brands/bottega/flows", {"name": "Client", "steps": [{"asked": [{"role": "client"}]}]}).json()
    anna.put("/brands/bottega/flow-choices", {"flow": made["id"]})
    chiara = program_of(join(world, "Chiara", Role.CLIENT).user)
    post = written(bruno, world)["id"]
    among_us = anna.post(f"/posts/{post}/comments", {"text": "They never pay."}).json()["id"]
    anna.post(f"/posts/{post}/comments", {"text": "Is it so?", "shared": True})
    assert [one["text"] for one in chiara.get(f"/posts/{post}/comments").json()] == ["Is it so?"]
    assert chiara.post(f"/comments/{among_us}/answers", {"text": "Ha!"}).status_code == 404
    assert chiara.get(f"/posts/{post}").status_code == 404
    assert chiara.get(f"/posts/{post}/versions").status_code == 404


def test_versions_are_listed_and_restored(world: World, anna: Program) -> None:
    post = written(anna, world)["id"]
    at = wall_in(world).isoformat()
    anna.put(f"/posts/{post}", {"text": "Open on Sunday.", "channels": [world.site.pk], "at": at})
    listed = anna.get(f"/posts/{post}/versions").json()
    assert [(one["number"], one["parts"][0]["text"]) for one in listed] == [
        (2, "Open on Sunday."),
        (1, "Open on Saturday."),
    ]
    assert anna.post(f"/posts/{post}/versions/1/restore").json()["text"] == "Open on Saturday."
    assert anna.post(f"/posts/{post}/versions/9/restore").status_code == 404


def test_a_link_for_review_is_made_and_ended(world: World, anna: Program, bruno: Program, flow: int) -> None:
    post = written(bruno, world)["id"]
    made = anna.post("/brands/bottega/review-links", {"posts": [post], "label": "Mr. Verdi", "days": 2}).json()
    path = made["address"].removeprefix("http://localhost:8000")
    assert Client().get(path).status_code == 303
    (listed,) = anna.get("/brands/bottega/review-links").json()
    assert (listed["posts"], listed["label"], "address" in listed) == ([post], "Mr. Verdi", False)
    anna.post(f"/review-links/{made['id']}/revoke")
    assert Client().get(path).status_code == 404
    assert anna.get("/brands/bottega/review-links").json() == []
    assert error_of(anna.post("/brands/bottega/review-links", {"label": "Mr. Verdi"})) == (422, "refused", "posts")


def test_flows_are_changed_chosen_and_put_away(world: World, anna: Program, flow: int) -> None:
    steps = [{"needs": "all", "asked": [{"member": world.anna.pk}]}]
    changed = anna.put(f"/flows/{flow}", {"name": "Owners", "steps": steps})
    assert changed.json()["steps"] == [{"needs": "all", "asked": [{"member": world.anna.pk, "role": None}]}]
    assert [one["name"] for one in anna.get("/brands/bottega/flows").json()] == ["Owners"]
    assert anna.post(f"/flows/{flow}/archive").status_code == 422
    anna.put("/brands/bottega/flow-choices", {"channel": world.site.pk, "flow": None})
    anna.put("/brands/bottega/flow-choices", {"flow": None})
    assert anna.get("/brands/bottega/flow-choices").json() == [
        {"campaign": None, "channel": None, "flow": None, "now_waiting": 0},
        {"campaign": None, "channel": world.site.pk, "flow": None, "now_waiting": 0},
    ]
    anna.put("/brands/bottega/flow-choices", {"channel": world.site.pk, "as_brand": True})
    assert len(anna.get("/brands/bottega/flow-choices").json()) == 1
    assert anna.post(f"/flows/{flow}/archive").status_code == 200


@pytest.mark.parametrize(
    "asked", [[], [{"role": "analyst"}], [{"member": 10**9}], [{}], [{"member": 1, "role": "owner"}]]
)
def test_a_flow_that_cannot_work_is_refused(anna: Program, asked: list[dict[str, Any]]) -> None:
    answer = anna.post("/brands/bottega/flows", {"name": "Four eyes", "steps": [{"asked": asked}]})
    assert error_of(answer) == (422, "refused", "steps")
    assert anna.get("/brands/bottega/flows").json() == []
