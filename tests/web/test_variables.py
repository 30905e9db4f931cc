"""A variable that is typed goes out as the words it stands for; one that nobody knows is asked about first."""

import pytest

from antiphon.publishing.models import Post, Variable
from tests.api.conftest import program_of
from tests.web.readers import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
TYPED = {"language": "en", "when": "now"}


@pytest.fixture(autouse=True)
def hours(world: World) -> None:
    Variable.objects.create(brand=world.bottega, name="hours", value="nine to five")


def write(world: World, text: str) -> int:
    form = TYPED | {"text": text, "channels": str(world.site.pk)}
    return signed_in(world.anna).post("/b/bottega/posts/new/", form).status_code


def test_what_is_typed_goes_out_as_what_it_stands_for(world: World) -> None:
    assert write(world, "We open {hours}.") == 303
    assert Post.objects.get().content.text == "We open nine to five."


def test_a_variable_that_nobody_knows_is_asked_about(world: World) -> None:
    assert write(world, "We open {houres}.") == 422
    assert Post.objects.count() == 0


def test_doubled_braces_are_meant(world: World) -> None:
    assert write(world, "Write {{hours}}.") == 303
    assert Post.objects.get().content.text == "Write {hours}."


def test_a_program_uses_them_too(world: World) -> None:
    anna = program_of(world.anna.user)
    body = {"text": "We open {hours}.", "channels": [world.site.pk]}
    assert anna.post("/brands/bottega/posts", body).json()["text"] == "We open nine to five."
    assert anna.post("/brands/bottega/posts", body | {"text": "{houres}"}).status_code == 422
