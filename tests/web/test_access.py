"""Who comes to which page of a brand: six roles, an outsider, a guest. Nothing changes for who may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.organizations.rules import may
from antiphon.web.urls import urlpatterns
from tests.api.talk import Talk, make_talk
from tests.web.readers import signed_in
from tests.web.samples import ELSEWHERE, VISITS, Place, Visit
from tests.world import World, make_user

OF_A_BRAND = "b/<slug:brand>/"
GUEST, NOT_THERE, REFUSED, OPEN = (
    "led to the sign-in page",
    "not there",
    "told that the role does not allow it",
    "open",
)


PAGES = {
    str(pattern.name): pattern
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern) and str(pattern.pattern).startswith(OF_A_BRAND)
}


def _methods(pattern: URLPattern) -> list[str]:
    """Return what can be asked of a page, as its view itself says it; HEAD is as GET."""
    nowhere = dict.fromkeys(pattern.pattern.converters, 1)
    allowed: str = pattern.callback(RequestFactory().trace("/"), **nowhere)["Allow"]
    return sorted(set(allowed.split(", ")) - {"HEAD"})


EVERYTHING = sorted(f"{method} {name}" for name, pattern in PAGES.items() for method in _methods(pattern))
NAMES = [name for name in EVERYTHING if name not in ELSEWHERE]


@pytest.fixture(autouse=True)
def _mail_servers_of_this_machine(settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]


@pytest.fixture
def talk(world: World) -> Talk:
    """Bottega has said something, and Dora asks about it."""
    return make_talk(world)


@contextmanager
def written() -> Iterator[list[str]]:
    """Note every statement that changes a table; sessions apart."""
    found: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def told_to(readers: dict[str, Client], world: World, talk: Talk) -> dict[str, dict[str, str]]:
    """Return by reader how every page answers.

    What stands there is made once for all; what a visit changed is taken back, so that the next one finds it so.
    """
    found: dict[str, dict[str, str]] = {who: {} for who in readers}
    for name in NAMES:
        with transaction.atomic():
            place = VISITS.get(name, Visit()).at(world, talk)
            for who, client in readers.items():
                found[who][name] = visit(client, name, world, talk, place)
            transaction.set_rollback(True)
    return found


def visit(client: Client, name: str, world: World, talk: Talk, place: Place) -> str:
    """Visit a page and return how it answers; what it changed is taken back."""
    (method, page), sample = name.split(), VISITS.get(name, Visit())
    with transaction.atomic():
        form = sample.form(world, talk, place)
        named = {key: place[key] for key in PAGES[page].pattern.converters if key != "brand"}
        address = reverse(page, kwargs={"brand": "bottega"} | named)
        with written() as changed:
            answer = client.get(address + sample.query) if method == "GET" else client.post(address, form)
            told = told_by(answer)
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, where the file behind it is closed
        transaction.set_rollback(True)
    assert not changed or told == OPEN, (name, told, changed)
    return told


def told_by(answer: Any) -> str:
    """Return in words how a page answers; by its status where it is none of these."""
    if answer.status_code == 302 and answer["Location"].startswith(reverse(django_settings.LOGIN_URL)):
        return GUEST
    open_to_all = dict.fromkeys((200, 302, 303), OPEN)
    return (open_to_all | {404: NOT_THERE, 422: REFUSED}).get(answer.status_code, str(answer.status_code))


def answer_for(role: Role, name: str) -> str:
    """Return how a page should answer a role."""
    sample = VISITS.get(name, Visit())
    if any(may(role, duty) for duty in sample.duties):
        return OPEN
    return REFUSED if any(may(role, duty) for duty in sample.found_by) else NOT_THERE


def test_each_line_of_the_samples_is_about_a_page_and_all_that_change_something_have_one() -> None:
    assert {*VISITS, *ELSEWHERE} - set(EVERYTHING) == set()
    assert {name for name in NAMES if name.startswith("POST ")} - set(VISITS) == set()


def test_a_role_finds_what_its_duties_open_and_nobody_else_anything(world: World, talk: Talk) -> None:
    members = {
        role: add_member(by=world.anna, user=make_user(f"{role}@example.org", role.label), role=role) for role in Role
    }
    readers = {str(role): signed_in(member) for role, member in members.items()}
    told = told_to(readers | {"outsider": signed_in(world.carla), "guest": Client()}, world, talk)
    assert {role: told[role] for role in Role} == {
        role: {name: answer_for(role, name) for name in NAMES} for role in Role
    }
    assert told["outsider"] == dict.fromkeys(NAMES, NOT_THERE)
    assert told["guest"] == dict.fromkeys(NAMES, GUEST)


def test_who_only_reviews_finds_the_day_and_what_was_given_and_nothing_else() -> None:
    assert {name for name in NAMES if answer_for(Role.CLIENT, name) == OPEN} == {
        "GET today", "GET reviews", "GET review",
        "POST decide_review", "POST comment_review", "POST settle_comment",
    }  # fmt: skip


def test_who_was_let_go_is_an_outsider(world: World, talk: Talk) -> None:
    client = signed_in(world.bruno)
    assert client.get("/b/bottega/").status_code == 200
    signed_in(world.anna).post(f"/b/bottega/members/{world.bruno.pk}/end/")
    assert client.get("/b/bottega/").status_code == 404
