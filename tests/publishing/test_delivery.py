"""What the delivery engine does with a post, on good days and bad ones, against local servers with faults."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.channels.sentences import happened
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Trouble
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.deciding import send_now
from antiphon.publishing.models import Attempt, Delivery, Post
from tests.publishing.conftest import Stage

# The client library uploads in a way that its HTTP library frowns upon.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

TOOT, SKEET = ("POST", "/api/v1/statuses"), ("POST", "/xrpc/com.atproto.repo.createRecord")
ALL = ("site", "mastodon", "bluesky")


def fences(delivery: Delivery) -> list[str]:
    return list(delivery.attempts.values_list("fence", flat=True))


def test_a_post_with_a_picture_goes_out_on_every_channel(stage: Stage) -> None:
    post = stage.compose("Buongiorno 👩‍🚀", *ALL, pictures=1)
    stage.work()
    assert stage.states(post) == dict.fromkeys(ALL, "live")
    assert stage.toots() == stage.skeets() == ["Buongiorno 👩‍🚀"]
    [status] = stage.mastodon.statuses()
    assert stage.mastodon.instance.state.media[status.media_ids[0]].description == "Picture 0"
    [record] = stage.bluesky.posts()
    assert record.value["embed"]["images"][0]["alt"] == "Picture 0"
    ratio = record.value["embed"]["images"][0]["aspectRatio"]
    assert (ratio["width"], ratio["height"]) == (40, 30)
    assert Interaction.objects.filter(verb="post").count() == 3
    assert post.deliveries.filter(url="").count() == 0


def test_nothing_goes_out_before_its_time_and_everything_does_after(stage: Stage) -> None:
    wall = (clock.now() + timedelta(hours=3)).replace(tzinfo=None, second=0, microsecond=0)
    post = stage.compose("Later", "site", "mastodon", moment=Moment(wall, "UTC"))
    stage.work()
    assert set(stage.states(post).values()) == {"scheduled"}
    with time_machine.travel(wall.replace(tzinfo=UTC) + timedelta(seconds=1)):
        stage.work()
    assert set(stage.states(post).values()) == {"live"}
    assert stage.toots() == ["Later"]


def test_pictures_are_uploaded_ahead_of_time(stage: Stage) -> None:
    wall = (clock.now() + timedelta(minutes=8)).replace(tzinfo=None, second=0, microsecond=0)
    post = stage.compose("Soon", "mastodon", pictures=2, moment=Moment(wall, "UTC"))
    stage.work()
    assert len(stage.mastodon.journal.entries("POST", "/api/v2/media")) == 2
    assert (stage.states(post), stage.toots()) == ({"mastodon": "scheduled"}, [])
    with time_machine.travel(wall.replace(tzinfo=UTC)):
        stage.work()
    assert stage.toots() == ["Soon"]
    assert len(stage.mastodon.journal.entries("POST", "/api/v2/media")) == 2


@pytest.mark.parametrize(("kind", "request_"), [("mastodon", TOOT), ("bluesky", SKEET)])
def test_a_lost_answer_ends_in_one_live_post(stage: Stage, kind: str, request_: tuple[str, str]) -> None:
    for network in (stage.mastodon, stage.bluesky):
        network.faults.lose_answer(*request_)
    post = stage.compose("Say it once", kind, pictures=1)
    stage.work_until_settled()
    assert stage.states(post) == {kind: "live"}
    assert stage.toots() + stage.skeets() == ["Say it once"]
    assert fences(stage.delivery(post, kind))[0] == "ambiguous"


def test_answers_lost_again_and_again_never_make_a_second_post(stage: Stage) -> None:
    stage.mastodon.faults.lose_answer(*TOOT, times=4)
    post = stage.compose("Say it once", "mastodon")
    stage.work_until_settled(20)
    assert (stage.states(post), stage.toots()) == ({"mastodon": "live"}, ["Say it once"])
    assert fences(stage.delivery(post, "mastodon")) == ["ambiguous"] * 4 + ["accepted"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["mastodon", "bluesky"])
def test_a_server_error_is_settled_without_a_person(stage: Stage, kind: str, *, after: bool) -> None:
    stage.mastodon.faults.server_error(*TOOT, after=after)
    stage.bluesky.faults.server_error(*SKEET, after=after)
    post = stage.compose("Broken?", kind)
    stage.work_until_settled()
    assert (stage.states(post), stage.toots() + stage.skeets()) == ({kind: "live"}, ["Broken?"])


def test_a_network_that_asks_to_wait_is_left_alone_and_the_others_are_not(stage: Stage) -> None:
    stage.mastodon.faults.too_many_requests(*TOOT, retry_after=300)
    begun = clock.now()
    first = stage.compose("First", "mastodon", "bluesky")
    stage.work()
    second = stage.compose("Second", "mastodon", "bluesky", pictures=1)
    stage.work()
    assert stage.states(first) == stage.states(second) == {"mastodon": "scheduled", "bluesky": "live"}
    channel = Channel.objects.get(kind="mastodon")
    assert channel.quiet_until is not None
    assert timedelta(seconds=299) < channel.quiet_until - begun < timedelta(seconds=310)
    assert len(stage.mastodon.journal.entries("POST")) == 1
    with time_machine.travel(clock.now() + timedelta(seconds=311)):
        stage.work()
    assert sorted(stage.toots()) == ["First", "Second"]


def test_a_revoked_token_stops_its_own_delivery_only_and_is_named(stage: Stage) -> None:
    stage.mastodon.revoke(stage.tooter)
    post = stage.compose("Hello", *ALL)
    stage.work()
    assert stage.states(post) == {"site": "live", "mastodon": "refused", "bluesky": "live"}
    delivery = stage.delivery(post, "mastodon")
    channel = delivery.channel
    assert (delivery.trouble, channel.trouble) == (Trouble.AUTH, Trouble.AUTH)
    assert channel.trouble_since is not None
    assert "Connect the channel again" in happened(channel.trouble, str(channel))
    assert delivery.next_try_at is None


def test_after_connecting_again_the_refused_delivery_is_sent_alone(stage: Stage) -> None:
    stage.mastodon.revoke(stage.tooter)
    post = stage.compose("Hello", *ALL, pictures=1)
    stage.work()
    fresh = stage.mastodon.account("bottega").token
    connect(stage.anna, "mastodon", {"server": stage.mastodon.url, "access_token": fresh})
    send_now(stage.anna, stage.delivery(post, "mastodon"))
    stage.work()
    assert stage.states(post) == dict.fromkeys(ALL, "live")
    assert (stage.toots(), stage.skeets()) == (["Hello"], ["Hello"])
    assert Channel.objects.get(kind="mastodon").trouble == ""


def test_a_server_that_is_away_is_tried_again_by_itself(stage: Stage) -> None:
    stage.mastodon.stop()
    post = stage.compose("Is anybody there?", "mastodon", "site")
    stage.work()
    assert stage.states(post) == {"mastodon": "scheduled", "site": "live"}
    delivery = stage.delivery(post, "mastodon")
    assert (delivery.trouble, delivery.channel.trouble) == ("before_send", "")
    with PracticeMastodon(stage.mastodon.port) as back:
        back.instance.state = stage.mastodon.instance.state
        stage.work_until_settled()
    assert (stage.states(post), stage.toots()) == ({"mastodon": "live", "site": "live"}, ["Is anybody there?"])
    assert set(fences(delivery)[:-1]) == {"definite_failure"}


def test_what_is_later_than_allowed_is_missed_and_never_sent(stage: Stage) -> None:
    wall = (clock.now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    due = wall.replace(tzinfo=UTC)
    post = stage.compose("Tonight only", "mastodon", "site", moment=Moment(wall, "UTC", late_minutes=10))
    with time_machine.travel(due + timedelta(minutes=10, seconds=1)):
        stage.work()
        stage.work()
    assert stage.states(post) == {"mastodon": "missed", "site": "missed"}
    assert (stage.toots(), Attempt.objects.count()) == ([], 0)


def test_what_is_late_but_within_its_minutes_is_sent(stage: Stage) -> None:
    wall = (clock.now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    post = stage.compose("Tonight", "mastodon", moment=Moment(wall, "UTC", late_minutes=10))
    with time_machine.travel(wall.replace(tzinfo=UTC) + timedelta(minutes=9, seconds=59)):
        stage.work()
    assert (stage.states(post), stage.toots()) == ({"mastodon": "live"}, ["Tonight"])


@pytest.mark.parametrize(
    ("wall", "due"),
    [
        # The clocks of Rome go from 2:00 to 3:00: a quarter past two becomes three.
        ("2031-03-30T02:15", "2031-03-30T01:00:00+00:00"),
        # They go from 3:00 back to 2:00: of the two half past two the first is meant.
        ("2031-10-26T02:30", "2031-10-26T00:30:00+00:00"),
    ],
)
def test_a_post_of_a_night_when_clocks_change_goes_out_once(stage: Stage, wall: str, due: str) -> None:
    post = stage.compose("Night", "site", "bluesky", moment=Moment(datetime.fromisoformat(wall)))
    with time_machine.travel(datetime.fromisoformat(due) - timedelta(seconds=1), tick=False):
        stage.work()
        assert set(stage.states(post).values()) == {"scheduled"}
    for hours in range(3):
        with time_machine.travel(datetime.fromisoformat(due) + timedelta(hours=hours)):
            stage.work()
    assert set(stage.states(post).values()) == {"live"}
    assert stage.skeets() == ["Night"]


def test_a_worker_stopped_while_preparing_repeats_the_upload_harmlessly(stage: Stage) -> None:
    stage.mastodon.faults.lose_answer("POST", "/api/v2/media", times=2)
    post = stage.compose("Look", "mastodon", pictures=1)
    stage.work_until_settled()
    assert (stage.states(post), stage.toots()) == ({"mastodon": "live"}, ["Look"])
    assert len(stage.mastodon.journal.entries("POST", "/api/v2/media")) == 3
    assert fences(stage.delivery(post, "mastodon")) == ["accepted"]


def test_a_picture_that_disappeared_is_named_and_stops_nothing_else(stage: Stage) -> None:
    post = stage.compose("Look", "mastodon", pictures=1)
    Path(post.content.illustrations.get().asset.file.path).unlink()
    other = stage.compose("Words", "mastodon")
    stage.work()
    assert (stage.states(post), stage.states(other)) == ({"mastodon": "refused"}, {"mastodon": "live"})
    assert stage.delivery(post, "mastodon").trouble == Trouble.MEDIA


def test_a_text_that_the_network_refuses_goes_to_a_person(stage: Stage) -> None:
    stage.mastodon.limited(max_characters=10)
    post = stage.compose("Longer than ten characters", "mastodon")
    stage.work()
    delivery = stage.delivery(post, "mastodon")
    assert (delivery.state, delivery.trouble, delivery.next_try_at) == ("refused", Trouble.CONTENT, None)
    assert "character limit" in delivery.attempts.get().detail


def test_nonsense_for_an_answer_is_looked_after(stage: Stage) -> None:
    stage.bluesky.faults.garbage(*SKEET, kind="truncated")
    stage.mastodon.faults.garbage(*TOOT, kind="wrong_type")
    post = stage.compose("What?", "mastodon", "bluesky")
    stage.work_until_settled()
    assert stage.states(post) == {"mastodon": "live", "bluesky": "live"}
    assert (stage.toots(), stage.skeets()) == (["What?"], ["What?"])


def test_recording_twice_writes_one_line_in_the_ledger(stage: Stage) -> None:
    post = stage.compose("Once in the book", "site", "mastodon")
    stage.work()
    Delivery.objects.update(recorded_at=None)
    stage.work()
    assert Interaction.objects.filter(verb="post").count() == 2
    assert Post.objects.get() == post
    assert Delivery.objects.filter(recorded_at=None).count() == 0
