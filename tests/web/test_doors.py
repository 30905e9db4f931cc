"""Every address of a brand, walked as each of the six roles, as somebody of another brand, and as a guest."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from antiphon.organizations.models import Role
from antiphon.organizations.rules import Duty, may
from antiphon.web.urls import urlpatterns
from tests.api.talk import Talk, make_talk
from tests.publishing.flows import join
from tests.web.doors import DOORS, OF_ONE_MEMBER, TOGETHER, Door, Maker
from tests.web.readers import signed_in
from tests.world import World

WAYS: list[tuple[str, int, Door, Maker | None]] = [
    *((name, number, door, None) for name, doors in DOORS.items() for number, door in enumerate(doors)),
    *((name, 0, door, together) for name, (door, together) in TOGETHER.items()),
]


@pytest.fixture
def talk(world: World) -> Talk:
    return make_talk(world)


def of_brands() -> set[str]:
    """Return the names of all addresses below a brand."""
    patterns: list[URLPattern] = urlpatterns  # type: ignore[assignment]
    return {str(one.name) for one in patterns if str(one.pattern).startswith("b/<slug:brand>/")}


def test_every_address_of_a_brand_says_who_may_go_through_it() -> None:
    assert of_brands() == set(DOORS) | set(TOGETHER) | OF_ONE_MEMBER


def outcome(answer: HttpResponse) -> str:
    """Return how somebody was answered: let in, told that it cannot be done, or as if there were nothing."""
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return "sign in"
    if answer.status_code == 404:
        return "closed"
    assert answer.status_code < 500
    if answer.status_code != 422:
        return "opens"
    return "refused" if b"Your role does not allow this" in answer.content else "not done"


def is_as(told: str, wanted: str) -> bool:
    """Whether an answer is as it should be; a form that a role does not get says no without saying why."""
    return told == wanted or (told == "not done" and wanted in {"opens", "refused"})


def expected(role: Role, door: Door) -> str:
    if not any(may(role, duty) for duty in door.entrance):
        return "closed"
    return "opens" if any(may(role, duty) for duty in door.duties) else "refused"


def walk(client: Client, name: str, door: Door, together: Maker | None, world: World, talk: Talk) -> str:
    """Go through a door; what that changed is taken back."""
    with transaction.atomic():
        kwargs = {key: make(world, talk) for key, make in door.at.items()} | (
            together(world, talk) if together else {}
        )
        address = reverse(name, kwargs={"brand": "bottega"} | kwargs) + door.query
        typed = door.typed(world, talk) if callable(door.typed) else door.typed
        answer = client.get(address) if typed is None else client.post(address, typed)
        told = outcome(answer)
        answer.close() if answer.streaming else None
        transaction.set_rollback(True)
    return told


def walked(client: Client, world: World, talk: Talk) -> Iterator[tuple[str, int, str]]:
    for name, number, door, together in WAYS:
        yield name, number, walk(client, name, door, together, world, talk)


@pytest.mark.parametrize("role", Role)
def test_a_role_goes_through_the_doors_that_its_duties_open(role: Role, world: World, talk: Talk) -> None:
    client = signed_in(join(world, "Edda", role))
    wanted = {(name, number): expected(role, door) for name, number, door, _ in WAYS}
    told = {(name, number): way for name, number, way in walked(client, world, talk)}
    assert {way: one for way, one in told.items() if not is_as(one, wanted[way])} == {}


def test_for_somebody_of_another_brand_there_is_nothing(world: World, talk: Talk) -> None:
    told = {(name, number): way for name, number, way in walked(signed_in(world.carla), world, talk)}
    assert told == {(name, number): "closed" for name, number, _door, _ in WAYS}


def test_a_guest_is_led_to_the_sign_in_page(world: World, talk: Talk) -> None:
    told = {(name, number): way for name, number, way in walked(Client(), world, talk)}
    assert told == {(name, number): door.to_guests for name, number, door, _ in WAYS}


def test_a_client_finds_today_and_what_was_given_and_nothing_else(world: World) -> None:
    open_doors = {name for name, _number, door, _ in WAYS if door.reviewing}
    assert open_doors == {
        "today", "needs", "reviews", "review", "decide_review", "comment_review", "settle_comment",
    }  # fmt: skip
    assert not may(Role.CLIENT, Duty.SEE)
