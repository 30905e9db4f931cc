"""The page on which one goes, takes everything along, and is erased."""

import io
import zipfile

import pytest
from django.test import Client

from antiphon.organizations.models import User
from tests.community.place import Place, ask, make_place
from tests.world import World

LEAVING, PASSWORD = "/@bottega/community/leaving/", "a quiet kiln at night"


@pytest.fixture
def place(world: World) -> Place:
    """A community in which Dora asked something."""
    made = make_place(world)
    ask(made, made.dora)
    user = User.objects.get(email="dora@example.org")
    user.set_password(PASSWORD)
    user.save()
    return made


def dora() -> Client:
    """Return Dora's browser."""
    client = Client()
    client.force_login(User.objects.get(email="dora@example.org"))
    return client


@pytest.mark.usefixtures("place")
def test_the_archive_is_a_file_to_keep() -> None:
    answer = dora().get("/@bottega/community/archive/")
    assert answer["Content-Disposition"] == 'attachment; filename="bottega-community.zip"'
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "My clay *cracks*." in packed.read("writings.md").decode()


@pytest.mark.usefixtures("place")
def test_who_left_can_still_be_erased_and_the_brand_sees_that_somebody_was(world: World) -> None:
    browser = dora()
    assert browser.post("/@bottega/community/leave/")["Location"] == LEAVING
    assert "Be erased" in browser.get(LEAVING).content.decode()
    wrong = browser.post(LEAVING, {"words": "keep", "typed": "no"})
    assert (wrong.status_code, "not your password" in wrong.content.decode()) == (422, True)
    assert browser.post(LEAVING, {"words": "keep", "typed": PASSWORD}).status_code == 303
    assert browser.get("/@bottega/community/profile/").status_code == 302
    person = world.bottega.people.get(name="former member")
    host = Client()
    host.force_login(world.anna.user)
    assert "was erased on" in host.get(f"/b/bottega/people/{person.pk}/").content.decode()


@pytest.mark.usefixtures("place")
def test_a_password_is_not_tried_for_ever() -> None:
    browser = dora()
    codes = [browser.post(LEAVING, {"words": "keep", "typed": "no"}).status_code for _again in range(6)]
    assert codes[0] == 422
    assert 429 in codes
