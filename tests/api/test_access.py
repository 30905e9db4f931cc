"""Who may call which address, in which language, how often; and that the description tells the truth."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from antiphon.api.urls import api
from antiphon.lib import clock
from antiphon.organizations.actions import add_member, revoke_token
from antiphon.organizations.models import Key, Role
from antiphon.organizations.rules import Duty, may
from tests.api.conftest import Program, error_of, program_of
from tests.api.samples import CALLS, MAKERS, Call, set_up
from tests.api.talk import Talk
from tests.world import World, make_user

type Address = tuple[str, str]

DESCRIBED: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
ADDRESSES: list[Address] = sorted(
    (method.upper(), path.removeprefix("/api/v1")) for path, methods in DESCRIBED.items() for method in methods
)


@pytest.fixture(autouse=True)
def _servers_of_this_machine(settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]


def call_of(address: Address) -> Call:
    return CALLS.get(" ".join(address), Call())


def answers_to(programs: dict[str, Program], world: World, talk: Talk) -> dict[str, dict[Address, tuple[int, str]]]:
    """Return by program the status and the code of the error, if any, of every address.

    What stands there is made once for all; what a program changed is taken back, so that the next one finds it so.
    """
    found: dict[str, dict[Address, tuple[int, str]]] = {name: {} for name in programs}
    for address in ADDRESSES:
        with transaction.atomic():
            sample, filled = call_of(address), filled_in(address, world, talk)
            set_up(sample)
            for name, program in programs.items():
                with transaction.atomic():
                    body = sample.body_in(world, talk)
                    answer = program.send(filled, body) if sample.form else program.ask(address[0], filled, body)
                    transaction.set_rollback(True)
                if answer.streaming:
                    list(answer.streaming_content)  # read to its end, a file is closed
                error = answer.json().get("error", {}) if answer.status_code >= 400 else {}
                found[name][address] = (answer.status_code, error.get("code", ""))
            transaction.set_rollback(True)
    return found


def filled_in(address: Address, world: World, talk: Talk) -> str:
    """Return an address with what it names made."""
    sample = call_of(address)
    makers = MAKERS | (sample.places or {})
    return re.sub(r"\{(\w+)\}", lambda found: str(makers[found[1]](world, talk)), address[1]) + sample.query


def well(address: Address) -> tuple[int, str]:
    """Return how an address answers that did what was asked."""
    method, path = address
    return (201 if "201" in map(str, DESCRIBED[f"/api/v1{path}"][method.lower()]["responses"]) else 200), ""


def answer_for(role: Role, address: Address) -> tuple[int, str]:
    """Return how an address answers a role: what one may not see is not there, what one may not do is said."""
    duty = call_of(address).duty
    duties = duty if isinstance(duty, tuple) else (duty,)
    if any(one is None or may(role, one) for one in duties):
        return well(address)
    return (403, "not_allowed") if may(role, Duty.SEE) else (404, "not_found")


def test_each_line_of_the_samples_is_about_an_address_and_all_that_change_something_have_one() -> None:
    named = {" ".join(address) for address in ADDRESSES}
    assert set(CALLS) - named == set()
    assert {one for one in named if not one.startswith("GET ")} - set(CALLS) == set()


def test_a_role_may_call_what_its_duties_say_and_nobody_else_anything(
    anna: Program, carla: Program, world: World, talk: Talk
) -> None:
    members = {
        role: add_member(by=world.anna, user=make_user(f"{role}@example.org", role.label), role=role) for role in Role
    }
    revoke_token(Key.objects.get(user=world.anna.user, purpose=Key.Purpose.API))
    programs: dict[str, Program] = {role: program_of(member.user) for role, member in members.items()}
    programs |= {"outsider": carla, "no token": Program(), "wrong": Program("wrong"), "revoked": anna}
    told = answers_to(programs, world, talk)
    assert {role: told[role] for role in Role} == {
        role: {address: answer_for(role, address) for address in ADDRESSES} for role in Role
    }
    assert told["outsider"] == {
        address: (200, "")
        if "{" not in address[1]
        else well(address)
        if call_of(address).door
        else (404, "not_found")
        for address in ADDRESSES
    }
    unknown = dict.fromkeys(ADDRESSES, (401, "unauthorized"))
    assert (told["no token"], told["wrong"], told["revoked"]) == (unknown, unknown, unknown)
    assert anna.get("/brands")["WWW-Authenticate"] == "Bearer"


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
            assert [kind["schema"] for kind in well["content"].values() if kind["schema"]], (method, path)
            assert details["security"] == [{"Token": []}]
