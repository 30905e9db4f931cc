"""Many posts due at once: what they share is read, begun and opened once."""

import contextlib

import pytest
from pytest_django import DjangoAssertNumQueries

from antiphon.channels.actions import close_idle, lent_connector, rotate_secrets
from antiphon.channels.models import Channel
from antiphon.publishing.actions import sending
from antiphon.publishing.actions.claiming import claim_to_send
from antiphon.publishing.models import Attempt, Delivery
from tests.publishing.conftest import Stage

WHO = ("GET", "/xrpc/com.atproto.server.getSession")


def send_all() -> None:
    """Send what is due, one after the other, in this very thread."""
    for delivery in sending.begin(claim_to_send(100)):
        sending.send(delivery)


def test_one_sign_in_serves_the_posts_that_follow(stage: Stage) -> None:
    close_idle()
    posts = [stage.compose(f"Thread {number}", "bluesky") for number in range(4)]
    before = len(stage.bluesky.journal.entries(*WHO))
    send_all()
    assert [stage.states(post) for post in posts] == [{"bluesky": "live"}] * 4
    assert len(stage.bluesky.journal.entries(*WHO)) - before == 1


def test_what_met_trouble_is_opened_anew(stage: Stage) -> None:
    channel = stage.channels["mastodon"]
    with lent_connector(channel) as first:
        pass
    with contextlib.suppress(RuntimeError), lent_connector(channel) as second:
        assert second is first
        raise RuntimeError
    with lent_connector(channel) as third:
        assert third is not first


def test_two_at_once_have_a_connector_each(stage: Stage) -> None:
    channel = stage.channels["mastodon"]
    with lent_connector(channel) as one, lent_connector(channel) as other:
        assert one is not other


def test_what_was_sealed_anew_opens_a_new_connector(stage: Stage) -> None:
    channel = stage.channels["mastodon"]
    with lent_connector(channel) as first:
        pass
    rotate_secrets()
    with lent_connector(Channel.objects.get(pk=channel.pk)) as second:
        assert second is not first


def test_a_refused_post_leaves_its_try_behind(stage: Stage) -> None:
    stage.mastodon.faults.too_many_requests("POST", "/api/v1/statuses")
    post = stage.compose("Too much", "mastodon")
    send_all()
    attempt = Attempt.objects.get(delivery__post=post)
    assert (attempt.number, attempt.fence, bool(attempt.fingerprint)) == (1, "definite_failure", True)


@pytest.mark.parametrize("many", [1, 30])
def test_tries_begin_in_as_many_queries(
    stage: Stage, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for number in range(many):
        stage.compose(f"Thread {number}", "mastodon")
    claimed = claim_to_send(100)
    with django_assert_num_queries(6):
        begun = sending.begin(claimed)
    assert len(begun) == Attempt.objects.filter(fence="prepared").count() == many


def test_who_lost_the_claim_begins_nothing(stage: Stage) -> None:
    stage.compose("Thread", "mastodon")
    claimed = claim_to_send(100)
    Delivery.objects.update(claimed_by="somebody else")
    assert (sending.begin(claimed), Attempt.objects.count()) == ([], 0)
