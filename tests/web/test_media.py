"""The pictures."""

import pytest
from django.conf import settings
from django.test import Client

from antiphon.publishing.actions.illustrating import keep_picture
from tests.world import World, png


def test_a_picture_comes_as_what_it_is_and_may_be_kept_for_ever(world: World) -> None:
    asset = keep_picture(world.anna, png())
    answer = Client().get(f"/media/{asset.file.name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert len(answer.getvalue()) == asset.bytes
    assert Client().get(f"/media/{asset.file.name}", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "name",
    ["../secrets.key", "assets/../../secrets.key", "assets/%2e%2e/%2e%2e/secrets.key", "renditions/x", "assets/"],
)
def test_nothing_else_in_the_folder_can_be_asked_for(world: World, name: str) -> None:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    assert Client().get(f"/media/{name}").status_code == 404


def test_a_file_that_was_not_taken_in_is_not_given(world: World) -> None:
    stray = settings.MEDIA_ROOT / "assets" / "stray.html"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("<script>")
    assert Client().get("/media/assets/stray.html").status_code == 404
