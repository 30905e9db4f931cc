"""What users of such tools complain about most, and that concerns making a post: pains 6, 7 and 12 of the field."""

from typing import Any

import pytest

from antiphon.channels.actions import connect
from antiphon.channels.connectors import connector_for
from antiphon.channels.queries import can_be_fetched, limits_of
from antiphon.lib.errors import Refusal
from antiphon.practice.mastodon import Limits as ServerLimits
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.drafts import Draft, Moment, Picture
from antiphon.publishing.models import Post
from antiphon.publishing.previews import previews
from tests.publishing.conftest import Stage
from tests.world import make_world, png


def test_pain_6_limits_of_media_are_found_while_one_writes_not_when_it_goes_out(stage: Stage) -> None:
    mastodon, pictures = stage.channels["mastodon"], [Picture(png(20 + n, 20), f"Picture {n}") for n in range(5)]
    draft = Draft("Look", [mastodon], "en", pictures)
    (shown,) = previews(draft)
    told = f"Mastodon ({mastodon.identity.handle}) takes at most 4 pictures; here are 5. "
    assert [str(one) for one in shown.troubles] == [f"{told}Remove some or leave out this channel."]
    with pytest.raises(Refusal, match="at most 4 pictures"):
        compose(stage.anna, draft, Moment())
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("address", "reached"),
    [("http://localhost:8000", False), ("https://intranet", False), ("https://social.example.org", True)],
)
def test_pain_6_a_network_that_fetches_files_is_told_to_need_a_public_address(
    address: str, reached: bool, settings: Any
) -> None:
    settings.PUBLIC_URL, settings.NETWORK_INSTEAD = address, {}
    assert connector_for("instagram").fetches_media
    assert can_be_fetched() == reached


def test_pain_7_limits_come_from_the_server_of_the_account(transactional_db: None, quick: None) -> None:
    with PracticeMastodon(limits=ServerLimits(max_characters=5000)) as server:
        tooter = server.add_account("bottega", "La Bottega")
        world = make_world()
        typed = {"server": server.url, "access_token": tooter.token}
        channel = connect(world.anna, "mastodon", typed)
        assert limits_of(channel).text == {"mastodon_characters": 5000}
        (shown,) = previews(Draft("x" * 4000, [channel], "en"))
        assert (shown.troubles, shown.room and shown.room.left) == ([], 1000)


def test_pain_12_alternative_text_reaches_every_network_that_takes_it(stage: Stage) -> None:
    kinds = ["mastodon", "bluesky"]
    stage.compose("Look", *kinds, pictures=1)
    stage.work_until_settled()
    (stored,) = stage.mastodon.instance.state.media.values()
    (record,) = [one.value for one in stage.bluesky.posts() if one.did == stage.skier.did]
    assert stored.description == "Picture 0"
    assert [one["alt"] for one in record["embed"]["images"]] == ["Picture 0"]
