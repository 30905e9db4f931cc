"""Who may call which address, in which language, how often; and that the description tells the truth."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from antiphon.api.urls import api
from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.organizations.actions import revoke_token
from antiphon.organizations.models import Key
from antiphon.people.models import Person
from antiphon.publishing.models import Delivery, Post
from tests.api.conftest import Program, error_of
from tests.api.talk import Talk
from tests.world import World

type Address = tuple[str, str]

ADDRESSES: list[Address] = sorted(
    (method.upper(), path.removeprefix("/api/v1"))
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
)
#: What an author may not do (403); `test_posts` holds that they may draft.
BEYOND_AN_AUTHOR = {
    ("POST", "/brands/{brand}/channels"),
    ("POST", "/channels/{channel_id}/disconnect"),
    ("POST", "/conversations/{conversation_id}/answers"),
    ("POST", "/conversations/{conversation_id}/assign"),
    ("POST", "/deliveries/{delivery_id}/declare-absent"),
    ("POST", "/deliveries/{delivery_id}/declare-live"),
    ("POST", "/deliveries/{delivery_id}/drop"),
    ("POST", "/deliveries/{delivery_id}/reschedule"),
    ("POST", "/deliveries/{delivery_id}/send-now"),
    ("POST", "/people/{person_id}/keep-in-touch"),
    ("POST", "/people/{person_id}/let-go"),
    ("PUT", "/brands/{brand}/applications/{kind}"),
    ("PUT", "/posts/{post_id}"),
}
#: What makes something new (201).
MAKING = {
    ("POST", "/brands/{brand}/channels"),
    ("POST", "/brands/{brand}/posts"),
    ("POST", "/conversations/{conversation_id}/answers"),
}
#: Addresses that belong to no brand.
OF_NOBODY = {("GET", "/brands"), ("GET", "/connectors"), ("GET", "/measures")}


def body_for(method: str, path: str, world: World, talk: Talk) -> Any:
    bodies: dict[str, Any] = {
        "posts": {"text": "Bread", "channels": [world.site.pk], "draft": True},
        "{post_id}": {"text": "Bread", "channels": [world.site.pk], "draft": True},
        "check": {"text": "Bread", "channels": [world.site.pk]},
        "channels": {"kind": "site", "credentials": {"address": "https://bottega.example/@bottega"}},
        "answers": {"message": talk.question.pk, "text": "At nine."},
        "assign": {"member": None},
        "reschedule": {"at": f"{clock.now().year + 1}-05-01T09:00"},
        "declare-live": {"url": "https://bottega.example/1"},
        "keep-in-touch": {"rhythm_days": 30},
        "{kind}": {"client_id": "known as", "client_secret": "a secret"},
    }
    return bodies.get(path.rsplit("/", 1)[-1]) if method != "GET" else None


def filled(path: str, world: World) -> str:
    """Return the path with the ids of the small world put in."""
    values = {
        "brand": "bottega",
        "channel_id": world.site.pk,
        "post_id": Post.objects.earliest("pk").pk,
        "delivery_id": Delivery.objects.earliest("pk").pk,
        "conversation_id": Conversation.objects.earliest("pk").pk,
        "person_id": Person.objects.earliest("pk").pk,
        "measure": "replies",
        "kind": "x",
    }
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), path)


def call(program: Program, method: str, path: str, world: World, talk: Talk) -> Any:
    """Call an address; what it changed is taken back, so that the next one finds the world as it was."""
    address = filled(path, world)
    with transaction.atomic():
        if path.endswith(("declare-live", "declare-absent")):
            Delivery.objects.update(state="unknown")
        elif path.startswith("/deliveries/") or method == "PUT":
            Delivery.objects.update(state="scheduled")
        body = body_for(method, path, world, talk)
        answer = program.ask(method, address, body)
        transaction.set_rollback(True)
    return answer


def answers_to(program: Program, world: World, talk: Talk) -> dict[Address, tuple[int, str]]:
    """Return the status and the code of the error, if any, of every address."""
    found = {}
    for method, path in ADDRESSES:
        answer = call(program, method, path, world, talk)
        error = answer.json().get("error", {}) if answer.status_code >= 400 else {}
        found[method, path] = (answer.status_code, error.get("code", ""))
    return found


def well(method: str, path: str) -> tuple[int, str]:
    return (201 if (method, path) in MAKING else 200), ""


def test_an_owner_may_call_every_address(anna: Program, world: World, talk: Talk) -> None:
    assert answers_to(anna, world, talk) == {address: well(*address) for address in ADDRESSES}


def test_an_author_may_see_but_not_decide(bruno: Program, world: World, talk: Talk) -> None:
    assert answers_to(bruno, world, talk) == {
        address: (403, "not_allowed") if address in BEYOND_AN_AUTHOR else well(*address) for address in ADDRESSES
    }


def test_an_outsider_finds_nothing(carla: Program, world: World, talk: Talk) -> None:
    assert answers_to(carla, world, talk) == {
        address: (200, "") if address in OF_NOBODY else (404, "not_found") for address in ADDRESSES
    }


@pytest.mark.parametrize("token", ["", "wrong", "revoked"])
def test_who_has_no_valid_token_is_shown_nothing(token: str, anna: Program, world: World, talk: Talk) -> None:
    revoke_token(Key.objects.get(user=world.anna.user, purpose=Key.Purpose.API))
    program = Program(anna.token if token == "revoked" else token)
    assert answers_to(program, world, talk) == dict.fromkeys(ADDRESSES, (401, "unauthorized"))
    assert program.get("/brands")["WWW-Authenticate"] == "Bearer"


def test_signing_in_to_the_pages_opens_no_address_of_the_api(world: World) -> None:
    client = Client()
    client.force_login(world.anna.user)
    assert client.get("/api/v1/brands").status_code == 401


def test_a_token_ends_when_it_is_said_to(anna: Program) -> None:
    Key.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert anna.get("/brands").status_code == 401


def test_who_left_the_brand_sees_it_no_longer(anna: Program, world: World) -> None:
    world.bottega.members.update(left_at=clock.now())
    assert anna.get("/brands/bottega").status_code == 404
    assert anna.get("/brands").json() == []


def test_it_is_noted_when_a_token_was_used(anna: Program) -> None:
    anna.get("/brands")
    used = Key.objects.get(purpose=Key.Purpose.API).used_at
    assert used is not None
    assert clock.now() - used < timedelta(seconds=10)


def test_a_token_that_asks_too_often_is_told_when_to_come_back(anna: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    # Three requests fall into one minute of the clock, or at most the first of them into the one before.
    answers = [anna.get("/brands") for _ in range(4)]
    assert error_of(answers[-1]) == (429, "too_many_requests", None)
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("accepted", "language"), [("it-IT,it;q=0.9", "it"), ("tlh", "es"), ("", "es"), ("fr;q=0.5, de", "fr")]
)
def test_a_refusal_is_in_the_language_asked_for_else_in_that_of_the_user(
    accepted: str, language: str, anna: Program, world: World
) -> None:
    world.anna.user.language = "es"
    world.anna.user.save()
    headers = {"Accept_Language": accepted} if accepted else {}
    answer = anna.get("/brands/none", **headers)
    assert answer["Content-Language"] == language


def test_what_is_nowhere_is_told_in_the_same_shape(anna: Program) -> None:
    assert error_of(anna.get("/nowhere")) == (404, "not_found", None)
    assert error_of(anna.post("/connectors")) == (405, "method_not_allowed", None)
    assert anna.post("/connectors")["Allow"] == "GET"


def test_the_description_tells_the_shape_of_every_answer(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    components = described["components"]["schemas"]
    references = set(re.findall(r'"#/components/schemas/(\w+)"', client.get("/api/v1/openapi.json").text))
    assert described["openapi"] == "3.1.0"
    assert references <= set(components)
    for path, methods in described["paths"].items():
        for method, details in methods.items():
            well = details["responses"].get("200") or details["responses"]["201"]
            assert well["content"]["application/json"]["schema"], (method, path)
            assert details["security"] == [{"Token": []}]
