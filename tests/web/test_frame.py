"""What every answer has in common, and what is said when something cannot be answered."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.views.defaults import server_error

from antiphon.organizations.models import Member, Role
from antiphon.web.sections import SECTIONS
from tests.publishing.flows import join
from tests.web.readers import page, signed_in
from tests.world import World

POLICY = "default-src 'self'"


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/b/bottega/", "/b/bottega/posts/", "/b/bottega/posts/new/", "/@bottega/", "/nowhere/", "/"],
)
def test_every_answer_carries_the_strict_policy(world: World, address: str) -> None:
    policy = signed_in(world.anna).get(address)["Content-Security-Policy"]
    assert POLICY in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/2fa/", "/b/bottega/", "/b/bottega/posts/", "/b/bottega/posts/new/", "/@bottega/"],
)
def test_no_page_has_script_or_style_inside(world: World, address: str) -> None:
    client = Client() if address == "/accounts/login/" else signed_in(world.anna)
    shown = page(client, address)
    for tag, attrs in shown.elements:
        assert tag != "style"
        assert tag != "script" or attrs.get("src") or attrs.get("type") == "application/json"
        assert not [name for name in attrs if name == "style" or name.startswith(("on", "hx-on"))]


@pytest.mark.parametrize("address", ["/b/bottega/", "/b/bottega/posts/", "/b/bottega/posts/new/", "/accounts/2fa/"])
def test_every_page_has_one_heading_a_way_to_the_content_and_labels(world: World, address: str) -> None:
    shown = page(signed_in(world.anna), address)
    assert len(shown.all("h1")) == 1
    assert shown.all("a", class_="skip", href="#main")
    labelled = {one.get("for") for one in shown.all("label")}
    hidden_types = {"hidden", "checkbox", "radio", "file"}
    typed = [one for one in shown.all("input") if one.get("type") not in hidden_types] + shown.all("textarea")
    assert all(one.get("id") in labelled for one in typed)


def test_the_section_one_is_in_is_marked(world: World) -> None:
    shown = page(signed_in(world.anna), "/b/bottega/posts/new/")
    current = [one for one in shown.all("a") if "section" in one.get("class", "").split() and "aria-current" in one]
    assert [one["href"] for one in current] == ["/b/bottega/posts/"]


def links_of(member: Member, row: str, address: str = "/b/bottega/posts/") -> list[str]:
    """Return where a row of the navigation leads a member."""
    source = signed_in(member).get(address).content.decode()
    found = re.search(rf'<nav class="{row}[ "].*?</nav>', source, re.DOTALL)
    return re.findall(r'href="/b/bottega/([^"]*)"', found[0]) if found else []


def test_the_rooms_of_a_section_stand_below_it(world: World) -> None:
    rooms = links_of(world.anna, "rooms")
    assert rooms[:3] == ["posts/", "calendar/", "reviews/"]
    assert {"queue/", "series/", "campaigns/", "ideas/", "library/", "words/"} <= set(rooms)
    assert links_of(world.anna, "rooms", "/b/bottega/") == []


def test_every_page_belongs_to_one_section_alone(world: World) -> None:
    names = [str(section.label) for section in SECTIONS]
    assert sorted(names) == sorted(set(names))
    pages = [name for section in SECTIONS for room in section.rooms for name in (room.name, *room.behind)]
    assert sorted(pages) == sorted(set(pages))
    resolver = get_resolver()
    assert [name for name in pages if name not in resolver.reverse_dict] == []


@pytest.mark.parametrize("role", Role)
def test_every_room_opens_to_whom_the_navigation_leads_there(world: World, role: Role) -> None:
    member = world.anna if role == Role.OWNER else join(world, "Emil", role)
    client = signed_in(member)
    rooms = [room.name for section in SECTIONS for room in section.rooms if room.opens_to(member)]
    answers = {name: client.get(reverse(name, args=["bottega"])).status_code for name in rooms}
    assert answers == dict.fromkeys(rooms, 200)


def test_a_client_finds_only_what_is_theirs(world: World) -> None:
    client = join(world, "Clara", Role.CLIENT)
    assert links_of(client, "sections", "/b/bottega/reviews/") == ["reviews/"]
    assert links_of(client, "rooms", "/b/bottega/reviews/") == []
    assert "Reviews" in page(signed_in(client), "/b/bottega/reviews/").words


def test_who_has_two_brands_switches_between_them(world: World) -> None:
    from antiphon.organizations.actions import add_member
    from antiphon.organizations.models import Role

    add_member(by=world.carla, user=world.anna.user, role=Role.EDITOR)
    client = signed_in(world.anna)
    assert page(client, "/b/bottega/").all("a", href="/b/cards/")
    assert page(client, "/").all("a", href="/b/cards/")


def test_a_request_that_announces_too_much_is_answered_before_it_is_read(world: World) -> None:
    answer = signed_in(world.anna).post("/b/bottega/links/", {}, CONTENT_LENGTH="2147483648")
    assert answer.status_code == 413
    assert "at most 90 MB" in answer.content.decode()
    assert POLICY in answer["Content-Security-Policy"]


def test_too_many_fields_get_a_clear_answer(world: World) -> None:
    fields = {f"variant-{number}": "x" for number in range(1100)}
    answer = signed_in(world.anna).post("/b/bottega/posts/new/", fields)
    assert answer.status_code == 413
    assert "more fields" in answer.content.decode()


def test_too_many_files_get_a_clear_answer(world: World) -> None:
    files = [SimpleUploadedFile(f"{number}.png", b"x") for number in range(101)]
    assert signed_in(world.anna).post("/b/bottega/posts/pictures/", {"pictures": files}).status_code == 413


def test_a_stale_form_is_explained(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.anna.user)
    answer = client.post("/b/bottega/posts/new/", {"text": "x"})
    assert answer.status_code == 403
    assert "This form has gone stale" in answer.content.decode()


def test_a_page_that_breaks_says_so_without_needing_anything(db: None) -> None:
    answer = server_error(RequestFactory().get("/"))
    assert (answer.status_code, b"Something broke on our side" in answer.content) == (500, True)


def test_what_is_not_there_is_said_kindly(db: None) -> None:
    answer = Client().get("/nowhere/")
    assert (answer.status_code, b"There is nothing at this address" in answer.content) == (404, True)
