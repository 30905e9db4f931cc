"""A story is chosen beside the words of a channel: other limits hold, and nobody waits for words that go nowhere."""

from typing import Any

import pytest

from antiphon.channels.models import Channel
from antiphon.lib.errors import Refusal
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.drafts import Draft, Moment, Picture
from antiphon.publishing.models import Post
from antiphon.publishing.outgoing import misfits_of, outgoing_of
from antiphon.publishing.previews import previews
from tests.publishing.flows import connect_other
from tests.world import World, png

KINDS = ["facebook", "instagram"]


@pytest.fixture(params=KINDS)
def channel(request: pytest.FixtureRequest, world: World, settings: Any) -> Channel:
    settings.PUBLIC_URL = "https://bottega.example"
    return connect_other(world, request.param)


def draft(channel: Channel, *pictures: Picture, story: bool = True, **more: Any) -> Draft:
    shown = pictures or (Picture(png(900, 1600), "A loom, seen from above"),)
    return Draft("#wood " * 40, [channel], "en", shown, settings={channel.pk: {"story": story}}, **more)


def test_a_preview_says_that_no_words_go_with_a_story_and_counts_none(channel: Channel) -> None:
    (story,), (post,) = previews(draft(channel)), previews(draft(channel, story=False))
    assert (story.room, story.messages[0].wording, story.messages[0].html) == (None, "", "")
    assert post.messages[0].html != ""
    said = [" ".join(str(note) for note in one.notes) for one in (story, post)]
    assert ["shows no words with a story" in one for one in said] == [True, False]


def test_an_upright_picture_fills_the_screen_of_a_story(channel: Channel, world: World) -> None:
    delivery = compose(world.anna, draft(channel), Moment(as_draft=True)).deliveries.get()
    (media,) = outgoing_of(delivery).media
    assert round(media.width / media.height, 2) == 0.56
    (shown,) = previews(draft(channel))
    assert shown.messages[0].shown[0].box is None


def test_a_story_shows_one_thing_and_nothing_follows_it(channel: Channel, world: World) -> None:
    two = draft(channel, Picture(png(9, 16), "One"), Picture(png(8, 16), "Two"))
    for wrong, sentence in (
        (two, "at most 1 pictures"),
        (draft(channel, comment="First!"), "Nothing follows a story"),
    ):
        (shown,) = previews(wrong)
        assert [sentence in str(one) for one in shown.troubles] == [True]
        with pytest.raises(Refusal, match=sentence):
            compose(world.anna, wrong, Moment())
    assert not Post.objects.exists()


def test_what_was_kept_is_measured_as_a_story_again(channel: Channel, world: World) -> None:
    two = draft(channel, Picture(png(9, 16), "One"), Picture(png(8, 16), "Two"))
    delivery = compose(world.anna, two, Moment(as_draft=True)).deliveries.get()
    assert [(one.what, one.found, one.most) for one in misfits_of(delivery)] == [("images", 2, 1)]
