"""Who comes to which page of a community: a host, a moderator, a member, a stranger, a guest."""

from collections.abc import Mapping

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from antiphon.organizations.models import User
from antiphon.web.urls import urlpatterns
from tests.community.place import Place, make_place, moderator_of
from tests.web.community_samples import EVERYBODY, HIDDEN, SEATS, VISITS, Visit
from tests.world import World

PAGES = {
    str(pattern.name): pattern
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern) and str(pattern.pattern).startswith("@<slug:brand>/community/")
}


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community: Anna hosts, Mo moderates the square, Dora and Emil are members."""
    made = make_place(world)
    moderator_of(made, made.square)
    return made


def user_in(seat: str, place: Place) -> User | None:
    """Return who sits where; None is a guest."""
    mails = {"host": "anna", "moderator": "mo", "member": "dora"}
    if seat == "guest":
        return None
    if seat == "stranger":
        return place.newcomer("Stranger")
    return User.objects.get(email=f"{mails[seat]}@example.org")


def methods(pattern: URLPattern) -> list[str]:
    """Return what can be asked of a page, as its view itself says it."""
    nowhere = dict.fromkeys(pattern.pattern.converters, 1)
    allowed: str = pattern.callback(RequestFactory().trace("/"), **nowhere)["Allow"]
    return sorted(set(allowed.split(", ")) - {"HEAD"})


def visit(client: Client, name: str, sample: Visit, place: Place) -> str:
    """Visit a page and return how it answers; what it changed is taken back."""
    method, page = name.split()
    with transaction.atomic():
        named = sample.at(place)
        sent: Mapping[str, object] = sample.sent(place) if callable(sample.sent) else sample.sent
        kept = {key: named[key] for key in PAGES[page].pattern.converters if key != "brand"}
        address = reverse(page, kwargs={"brand": "bottega"} | kept) + sample.query
        answer = client.get(address) if method == "GET" else client.post(address, dict(sent))
        if answer.streaming:
            list(answer)  # a file is closed once it was read
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return "sign in"
    told = {200: "opens", 302: "opens", 303: "opens", 404: "nothing", 422: "refused"}
    return told.get(answer.status_code, str(answer.status_code))


def wanted(seat: str, name: str, sample: Visit) -> str:
    """Return how a page should answer somebody."""
    if seat in sample.opens:
        return "opens"
    if (
        seat == "guest"
        and name not in DOORS
        and (name.startswith("POST ") or not sample.hidden or sample.hidden == EVERYBODY)
    ):
        return "sign in" if name not in READ_BY_GUESTS else "nothing"
    return "nothing" if seat in sample.hidden else "refused"


#: Pages that are made for guests.
DOORS = {"POST sign_up", "GET confirm_sign_up", "POST confirm_sign_up", "POST invited"}
#: Pages that do not ask a guest to sign in first: what a guest may not read does not exist.
READ_BY_GUESTS = {
    "GET portrait",
    "GET group",
    "GET topic",
    "GET participant",
    "GET community_message",
    "GET ask",
    "GET ask_idea",
    "GET documents",
    "GET document",
    "GET document_file",
    "GET event",
    "GET event_calendar",
    "GET live_session",
    "GET session_calendar",
    "GET session_stream",
    "GET attachment",
    "GET attachment_part",
}


def test_every_page_of_a_community_is_walked() -> None:
    assert {f"{method} {name}" for name, pattern in PAGES.items() for method in methods(pattern)} == set(VISITS)


@pytest.mark.parametrize("seat", SEATS)
def test_each_finds_what_is_open_to_them(seat: str, place: Place) -> None:
    client = Client()
    user = user_in(seat, place)
    if user is not None:
        client.force_login(user)
    assert {name: visit(client, name, sample, place) for name, sample in VISITS.items()} == {
        name: wanted(seat, name, sample) for name, sample in VISITS.items()
    }


@pytest.mark.parametrize("seat", SEATS)
def test_a_hidden_group_is_not_there_for_who_is_not_in_it(seat: str, place: Place) -> None:
    client = Client()
    user = user_in(seat, place)
    if user is not None:
        client.force_login(user)
    assert {name: visit(client, name, sample, place) for name, sample in HIDDEN.items()} == {
        name: wanted(seat, name, sample) for name, sample in HIDDEN.items()
    }


def test_a_moderator_of_one_brand_is_a_stranger_in_another(place: Place, world: World) -> None:
    client = Client()
    client.force_login(world.carla.user)
    for name in ("POST tend_topic", "POST take_away", "POST change_group"):
        assert visit(client, name, VISITS[name], place) == "refused"


def test_a_brand_without_a_community_has_no_such_pages(world: World) -> None:
    assert Client().get("/@cards/community/").status_code == 404
