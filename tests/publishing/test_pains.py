"""What users of such tools suffer from most, and that it does not happen here: three of the six worst pains.

The third (tokens), the fourth (time zones) and the sixth (media) have tests of their own beside what they are about.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from antiphon.lib import clock
from antiphon.lib.errors import Trouble
from antiphon.organizations.models import User
from antiphon.publishing.actions.claiming import claim_to_send
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.models import Delivery, Notice
from antiphon.publishing.rules.delivering import NEEDS_A_PERSON, State
from tests.publishing.conftest import Stage

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
TOOT, SKEET = ("POST", "/api/v1/statuses"), ("POST", "/xrpc/com.atproto.repo.createRecord")
#: States in which a delivery waits for nothing but what somebody chose, or has come to its end.
CHOSEN = {State.DRAFT, State.LIVE, State.CANCELLED, State.REMOVED}
#: States that wait for the yes of somebody who was asked.
ASKED = {State.IN_REVIEW, State.APPROVED}
#: States that move on by themselves: a worker looks for them.
MOVING = {State.SCHEDULED, State.SENDING, State.PROCESSING, State.REMOVING}


def test_pain_1_no_state_is_a_place_where_a_post_is_forgotten() -> None:
    assert set(State) == CHOSEN | ASKED | MOVING | NEEDS_A_PERSON


def test_pain_1_a_post_whose_worker_died_goes_out_with_the_next_one(stage: Stage) -> None:
    post = stage.compose("Still here", "mastodon")
    assert len(claim_to_send(1)) == 1  # a worker takes it, and dies
    stage.work()
    assert stage.states(post) == {"mastodon": "sending"}
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        stage.work()
        stage.work()
    assert (stage.states(post), stage.toots()) == ({"mastodon": "live"}, ["Still here"])


@pytest.mark.parametrize("kind", ["mastodon", "bluesky"])
def test_pain_1_a_post_that_cannot_go_out_ends_in_a_state_that_somebody_is_told_of(stage: Stage, kind: str) -> None:
    """A network that is away for longer than the post may be late: missed, and the author knows."""
    {"mastodon": stage.mastodon, "bluesky": stage.bluesky}[kind].stop()
    wall = (clock.now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    post = stage.compose("Nobody home", kind, moment=Moment(wall, "UTC", late_minutes=10))
    for minutes in (0, 3, 9, 11, 12):
        with time_machine.travel(wall.replace(tzinfo=UTC) + timedelta(minutes=minutes)):
            stage.work()
    assert stage.states(post) == {kind: "missed"}
    assert [(one.member, one.state) for one in Notice.objects.all()] == [(stage.anna, "missed")]


@contextmanager
def book_that_cannot_be_written() -> Iterator[None]:
    """Let the database refuse every line of the ledger, as a full disk would."""
    refuse = {
        "sqlite": ["CREATE TRIGGER full BEFORE INSERT ON ledger_interaction BEGIN SELECT RAISE(ABORT, 'full'); END"],
        "postgresql": [
            "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'full'; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER full_disk BEFORE INSERT ON ledger_interaction FOR EACH ROW EXECUTE FUNCTION full_disk()",
        ],
    }
    heal = {"sqlite": "DROP TRIGGER full", "postgresql": "DROP FUNCTION full_disk CASCADE"}
    _do(refuse[connection.vendor])
    try:
        yield
    finally:
        _do([heal[connection.vendor]])


def _do(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


def test_pain_2_what_fails_after_a_post_is_live_never_repeats_it(stage: Stage) -> None:
    """The line in the ledger cannot be written: the post stays live, once, and the line is written later."""
    with book_that_cannot_be_written():
        post = stage.compose("Say it once", "mastodon", "bluesky")
        for _ in range(3):
            stage.work()
        assert set(post.deliveries.values_list("state", "recorded_at")) == {("live", None)}
    stage.work()
    assert (stage.toots(), stage.skeets()) == (["Say it once"], ["Say it once"])
    assert post.deliveries.filter(recorded_at=None).count() == 0


def test_pain_2_an_answer_that_never_came_is_looked_for_and_not_sent_again(stage: Stage) -> None:
    stage.mastodon.faults.lose_answer(*TOOT, times=2)
    stage.bluesky.faults.server_error(*SKEET, times=2, after=True)
    post = stage.compose("Say it once", "mastodon", "bluesky")
    stage.work_until_settled(20)
    assert stage.states(post) == {"mastodon": "live", "bluesky": "live"}
    assert (stage.toots(), stage.skeets()) == (["Say it once"], ["Say it once"])


def refuse(stage: Stage, trouble: Trouble) -> None:
    """Let the network say no in one of its ways."""
    if trouble == Trouble.AUTH:
        stage.mastodon.revoke(stage.tooter)
    elif trouble == Trouble.CONTENT:
        stage.mastodon.faults.server_error(*TOOT, status=422)
    else:
        stage.mastodon.faults.server_error(*TOOT, status=403)


@pytest.mark.parametrize("trouble", [Trouble.AUTH, Trouble.CONTENT, Trouble.PERMISSION])
def test_pain_5_a_failure_names_the_account_the_post_and_what_to_do(stage: Stage, trouble: Trouble) -> None:
    refuse(stage, trouble)
    post = stage.compose("Why not?", "mastodon", "site")
    stage.work()
    delivery = stage.delivery(post, "mastodon")
    assert (delivery.state, delivery.trouble) == ("refused", trouble)
    client = Client()
    client.force_login(User.objects.get(email="anna@example.org"))
    page = client.get(f"/b/bottega/posts/{post.pk}/").content.decode()
    next_step = {"auth": "Connect the channel again", "content": "Change it for this channel"}
    assert delivery.channel.identity.handle in page
    assert next_step.get(trouble, "Connect it again with the right to write") in page
    assert f"/b/bottega/posts/{post.pk}/" in client.get("/b/bottega/").content.decode()


def test_pain_5_what_a_network_answered_word_for_word_is_for_the_log(stage: Stage) -> None:
    refuse(stage, Trouble.CONTENT)
    post = stage.compose("Why not?", "mastodon")
    stage.work()
    raw = stage.delivery(post, "mastodon").attempts.get().detail
    client = Client()
    client.force_login(User.objects.get(email="anna@example.org"))
    assert raw
    assert raw not in client.get(f"/b/bottega/posts/{post.pk}/").content.decode()
    assert Delivery.objects.get().trouble == "content"
