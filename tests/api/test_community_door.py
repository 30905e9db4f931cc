"""Programs open a community, come into one, take everything along, are erased, and show a picture of their user."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.community.actions.inviting import make_invitation
from antiphon.community.models import Community, Joining, Participant, SeenBy
from antiphon.community.permissions import Viewer
from antiphon.community.queries.inviting import token_of
from antiphon.lib import clock
from antiphon.organizations.models import User
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, part_of
from tests.world import PASSWORD, World, png

HERE = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    return program_of(_user(place.dora))


@pytest.fixture
def emil(place: Place) -> Program:
    return program_of(_user(place.emil))


def _user(viewer: Viewer) -> User:
    user = part_of(viewer).user
    assert user
    return user


def test_a_host_opens_the_community_once(anna: Program, carla: Program) -> None:
    body = {"joining": "request", "welcome": "Come in."}
    assert error_of(carla.post("/brands/bottega/community", body)) == (404, "not_found", None)
    told = anna.post("/brands/bottega/community", body)
    assert (told.status_code, told.json()["joining"], told.json()["square"]) == (201, "request", "square")
    assert error_of(anna.post("/brands/bottega/community", body)) == (409, "conflict", None)
    assert Community.objects.count() == 1


def test_an_outsider_sees_the_door_and_comes_in(place: Place, carla: Program) -> None:
    told = carla.get(HERE).json()
    assert (told["joining"], told["guidelines"], told["handle"]) == ("open", "Be kind.", None)
    assert error_of(carla.post(f"{HERE}/join", {"name": "Carla", "handle": "Ä"})) == (422, "refused", "handle")
    body = {"name": "Carla", "handle": "carla-c", "interests": ["glazes"]}
    told = carla.post(f"{HERE}/join", body)
    assert (told.status_code, told.json()) == (201, {"handle": "carla-c", "joined": True})
    assert error_of(carla.post(f"{HERE}/join", body)) == (409, "conflict", None)
    assert carla.get(f"{HERE}/profile").json()["interests"] == ["glazes"]


def test_who_asks_waits_and_an_invitation_lets_in(place: Place, carla: Program) -> None:
    fay = program_of(place.newcomer())
    token = token_of(make_invitation(place.dora))
    Community.objects.update(joining=Joining.REQUEST)
    assert fay.post(f"{HERE}/join", {"name": "Fay", "reason": "I fire wood."}).json()["joined"] is False
    assert error_of(carla.post(f"{HERE}/join", {"name": "C", "invitation": "x"})) == (422, "refused", "invitation")
    assert carla.post(f"{HERE}/join", {"name": "Carla", "invitation": token}).json()["joined"] is True
    assert Participant.objects.get(handle="carla").brought_by == part_of(place.dora)


def test_everything_is_fetched_as_one_file_for_an_hour(
    place: Place, dora: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(place, place.dora, text="My clay cracks.")
    address = dora.get(f"{HERE}/archive").json()["url"].removeprefix("http://testserver").partition("://")[2]
    path = "/" + address.partition("/")[2]
    with zipfile.ZipFile(io.BytesIO(b"".join(Client().get(path)))) as packed:  # type: ignore[arg-type]
        assert "My clay cracks." in packed.read("writings.md").decode()
    assert Client().get(path.replace("/archive/", "/archive/x")).status_code == 404
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert Client().get(path).status_code == 404


def test_one_is_erased_with_the_password_and_nobody_tries_for_long(
    place: Place, dora: Program, emil: Program
) -> None:
    wrong = [dora.post(f"{HERE}/erase", {"typed": "?", "keep_words": True}) for _ in range(6)]
    assert [error_of(one)[0] for one in wrong] == [422] * 5 + [403]
    told = emil.post(f"{HERE}/erase", {"typed": PASSWORD, "keep_words": True})
    assert told.json() == {"erased": True, "account": True}
    assert emil.get(HERE).status_code == 401
    assert sorted(User.objects.filter(participations__brand__slug="bottega").values_list("name", flat=True)) == [
        "Anna",
        "Dora",
    ]


def test_a_picture_is_shown_by_its_seal_and_taken_away(place: Place, dora: Program) -> None:
    Participant.objects.filter(handle="dora").update(seen_by=SeenBy.PARTICIPANTS)
    no_picture = {"picture": SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")}
    assert error_of(dora.send(f"{HERE}/profile/picture", no_picture)) == (422, "refused", "picture")
    sent = {"picture": SimpleUploadedFile("a.png", png(40, 30), "image/png")}
    address = dora.send(f"{HERE}/profile/picture", sent).json()["picture"]
    path, _sign, seal = ("/@" + address.partition("/@")[2]).partition("?seal=")
    answers = [Client().get(one) for one in (f"{path}?seal={seal}", path, f"{path}?seal={seal}x")]
    assert [one.status_code for one in answers] == [200, 404, 404]
    assert b"".join(answers[0]).startswith(b"\xff\xd8")
    assert dora.post(f"{HERE}/profile/picture/remove").json()["picture"] is None
    assert Client().get(f"{path}?seal={seal}").status_code == 404
