"""Pictures as a channel takes them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from antiphon.channels.connector import Limits
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Illustration
from antiphon.publishing.renditions import rendition
from tests.world import World, png, say


@pytest.fixture
def picture(world: World) -> Illustration:
    post = say(world.anna, world.site, "Look", pictures=[Picture(png(400, 300), "A square")])
    return post.content.illustrations.select_related("asset").get()


def test_channels_that_need_the_same_rendition_at_the_same_time_all_get_it(picture: Illustration) -> None:
    limits = Limits(text={}, images=4, image_pixels=10_000)
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: rendition(picture, limits), range(24)))
    assert {(one.width * one.height <= 10_000, one.path) for one in made} == {(True, made[0].path)}
    assert [one.name for one in Path(made[0].path).parent.iterdir()] == [made[0].path.name]


def test_a_channel_that_takes_other_formats_has_a_rendition_of_its_own(picture: Illustration) -> None:
    small = rendition(picture, Limits(text={}, images=4, image_pixels=10_000))
    other = rendition(picture, Limits(text={}, images=4, image_pixels=10_000, image_types=frozenset({"image/jpeg"})))
    assert (small.media_type, other.media_type) == ("image/png", "image/jpeg")
