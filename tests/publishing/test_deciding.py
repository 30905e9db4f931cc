"""What a person decides about a delivery, also when somebody or something else was quicker."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.claiming import claim_to_prepare, claim_to_send
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.deciding import declare_absent, declare_live, drop, reschedule, send_now
from antiphon.publishing.actions.sending import prepare
from antiphon.publishing.actions.taking_down import declare_gone, let_stand, take_down
from antiphon.publishing.models import Delivery
from antiphon.publishing.rules.delivering import State
from tests.publishing.conftest import Stage

# The client library uploads in a way that its HTTP library frowns upon.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

TOOT = ("POST", "/api/v1/statuses")
URL = "https://mastodon.example/@bottega/1"


def wall(minutes: int) -> datetime:
    return (clock.now() + timedelta(minutes=minutes)).replace(tzinfo=None, second=0, microsecond=0)


def later(stage: Stage, kind: str = "mastodon", pictures: int = 0) -> Delivery:
    return stage.delivery(stage.compose("Later", kind, pictures=pictures, moment=Moment(wall(180), "UTC")), kind)


def unknown(stage: Stage, *, accepted: bool) -> Delivery:
    """A delivery in doubt that nothing looks after any more: its key was forgotten and the look found nothing."""
    faults = stage.mastodon.faults
    (faults.lose_answer if accepted else faults.reset_connection)(*TOOT, times=None)
    post = stage.compose("In doubt", "mastodon")
    stage.work()
    faults.clear()
    Delivery.objects.update(state="unknown", next_try_at=None, lease_until=None)
    return stage.delivery(post, "mastodon")


DECISIONS: dict[str, Callable[[Member, Delivery], None]] = {
    "send now": send_now,
    "put off": lambda by, delivery: reschedule(by, delivery, wall(60), "UTC"),
    "drop": drop,
    "say it is live": lambda by, delivery: declare_live(by, delivery, URL),
    "say it is not": declare_absent,
    "take down": take_down,
    "say it is gone": declare_gone,
    "let it stand": let_stand,
}
POSSIBLE = {
    "draft": {"send now", "put off", "drop"},
    "scheduled": {"send now", "put off", "drop"},
    "sending": set(),
    "live": {"take down"},
    "removing": set(),
    "not_removed": {"take down", "say it is gone", "let it stand"},
    "refused": {"send now", "put off", "drop"},
    "missed": {"send now", "put off", "drop"},
    "held": {"send now", "put off", "drop"},
    "unknown": {"drop", "say it is live", "say it is not"},
    "cancelled": set(),
    "removed": set(),
}


@pytest.mark.parametrize("state", POSSIBLE)
def test_in_each_state_only_what_makes_sense_can_be_decided(stage: Stage, state: str) -> None:
    for name, decide in DECISIONS.items():
        delivery = later(stage, "site")
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
        if name in POSSIBLE[state]:
            decide(stage.anna, delivery)
        else:
            with pytest.raises(Refusal, match="moved on"):
                decide(stage.anna, delivery)
            assert Delivery.objects.get(pk=delivery.pk).state == state


@pytest.mark.parametrize("name", DECISIONS)
def test_while_a_worker_has_it_nothing_can_be_decided(stage: Stage, name: str) -> None:
    delivery = stage.delivery(stage.compose("Going out", "site"), "site")
    [claimed] = claim_to_send(1)
    with pytest.raises(Refusal, match="moved on"):
        DECISIONS[name](stage.anna, delivery)
    assert Delivery.objects.get().claimed_by == claimed.claimed_by


@pytest.mark.parametrize("name", DECISIONS)
def test_who_may_only_write_decides_nothing(stage: Stage, name: str) -> None:
    delivery = later(stage)
    with pytest.raises(Refusal, match="role"):
        DECISIONS[name](stage.world.bruno, delivery)
    assert Delivery.objects.get() == delivery


def test_what_is_sent_now_goes_out_at_once(stage: Stage) -> None:
    delivery = later(stage)
    send_now(stage.anna, delivery)
    stage.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.wall_time, stage.toots()) == ("live", "", ["Later"])


def test_what_is_put_off_keeps_the_hour_on_the_wall(stage: Stage) -> None:
    delivery = later(stage)
    reschedule(stage.anna, delivery, datetime.fromisoformat("2031-03-30T02:15"), "Europe/Rome")
    assert (delivery.wall_time, delivery.time_zone) == ("2031-03-30T03:00", "Europe/Rome")
    assert delivery.due_at == datetime(2031, 3, 30, 1, 0, tzinfo=UTC)


def test_pictures_are_uploaded_anew_once_the_hour_changed(stage: Stage) -> None:
    delivery = stage.delivery(
        stage.compose("Soon", "mastodon", pictures=1, moment=Moment(wall(5), "UTC")), "mastodon"
    )
    stage.work()
    assert len(stage.mastodon.journal.entries("POST", "/api/v2/media")) == 1
    reschedule(stage.anna, delivery, wall(3 * 24 * 60), "UTC")
    stage.mastodon.instance.state.media.clear()
    assert delivery.due_at is not None
    with time_machine.travel(delivery.due_at):
        stage.work_until_settled()
    assert (stage.toots(), len(stage.mastodon.journal.entries("POST", "/api/v2/media"))) == (["Soon"], 2)


@pytest.mark.parametrize(
    ("when", "zone", "field"),
    [
        ("2020-01-01T10:00", "Europe/Rome", "wall"),
        ("2031-01-01T10:00", "Europe/Atlantis", "zone"),
        ("0001-01-01T00:00", "Pacific/Kiritimati", "wall"),
    ],
)
def test_an_hour_that_cannot_be_is_refused_where_it_was_typed(stage: Stage, when: str, zone: str, field: str) -> None:
    delivery = later(stage)
    with pytest.raises(Refusal) as caught:
        reschedule(stage.anna, delivery, datetime.fromisoformat(when), zone)
    assert (caught.value.field, Delivery.objects.get().due_at) == (field, delivery.due_at)


@pytest.mark.parametrize("name", ["send now", "put off"])
def test_a_draft_that_does_not_fit_is_not_sent(stage: Stage, name: str) -> None:
    post = stage.compose("x" * 501, "mastodon", moment=Moment(as_draft=True))
    with pytest.raises(Refusal, match="501 of 500"):
        DECISIONS[name](stage.anna, stage.delivery(post, "mastodon"))
    assert stage.states(post) == {"mastodon": "draft"}


def test_what_was_dropped_is_never_sent(stage: Stage) -> None:
    delivery = later(stage)
    drop(stage.anna, delivery)
    with time_machine.travel(clock.now() + timedelta(hours=4)):
        stage.work()
    assert (Delivery.objects.get().state, stage.toots()) == ("cancelled", [])


def test_what_may_be_live_is_looked_after_before_it_is_sent_now(stage: Stage) -> None:
    delivery = unknown(stage, accepted=True)
    send_now(stage.anna, delivery)
    assert delivery.state == State.UNKNOWN
    stage.work_until_settled()
    assert (Delivery.objects.get().state, stage.toots()) == ("live", ["In doubt"])


def test_what_may_be_live_is_not_put_off(stage: Stage) -> None:
    delivery = unknown(stage, accepted=True)
    with pytest.raises(Refusal, match="Say first how it stands"):
        reschedule(stage.anna, delivery, wall(60), "UTC")


def test_a_person_who_looked_says_where_it_stands(stage: Stage) -> None:
    delivery = unknown(stage, accepted=True)
    for wrong in ("", "javascript:alert(1)", "mastodon.example/1", "https://mastodon.example/" + "1" * 700):
        with pytest.raises(Refusal):
            declare_live(stage.anna, delivery, wrong)
    declare_live(stage.anna, delivery, URL)
    stage.work(lane="all")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.url, delivery.channel.trouble) == ("live", URL, "")
    assert delivery.recorded_at is not None


def test_a_person_who_looked_in_vain_sends_it_under_a_new_name(stage: Stage) -> None:
    delivery = unknown(stage, accepted=False)
    before = delivery.operation
    declare_absent(stage.anna, delivery)
    reschedule(stage.anna, delivery, wall(30), "UTC")
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        stage.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.operation != before, stage.toots()) == ("live", True, ["In doubt"])


def test_of_two_who_decide_at_once_one_is_told_that_it_moved_on(stage: Stage) -> None:
    delivery = unknown(stage, accepted=False)
    second = Delivery.objects.get(pk=delivery.pk)
    declare_absent(stage.anna, delivery)
    with pytest.raises(Refusal, match="moved on"):
        declare_live(stage.anna, second, URL)
    assert Delivery.objects.get().state == "missed"


def test_what_was_dropped_while_a_worker_slept_beyond_its_lease_stays_dropped(stage: Stage) -> None:
    delivery = later(stage, pictures=1)
    with time_machine.travel(clock.now() + timedelta(minutes=175)):
        [taken] = claim_to_prepare(1)
    stage.mastodon.faults.server_error("POST", "/api/v2/media")
    with time_machine.travel(clock.now() + timedelta(minutes=178)):
        drop(stage.anna, delivery)
        prepare(taken)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_try_at) == (State.CANCELLED, None)
