"""What is live is taken down on every network, whatever goes wrong on the way; what was heard stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from antiphon.channels.actions import disconnect
from antiphon.channels.models import Channel
from antiphon.conversations.actions import claim_refresh
from antiphon.conversations.models import Conversation, Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.publishing.actions.claiming import claim_to_remove
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.actions.deciding import declare_live
from antiphon.publishing.actions.taking_down import declare_gone, let_stand, remove, take_down
from antiphon.publishing.actions.telling import responsible
from antiphon.publishing.drafts import Draft, Moment, Part
from antiphon.publishing.models import Delivery, Post, Removal
from antiphon.publishing.queries.removing import Way, way_down
from antiphon.publishing.tasks import do, record_what_is_live
from tests.letters.post_office import PostOffice
from tests.publishing.conftest import Stage
from tests.world import make_user

DELETE = ("DELETE", "/api/v1/statuses/*")


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def live(stage: Stage, *kinds: str, text: str = "Too early") -> Post:
    post = stage.compose(text, *kinds or ("mastodon",))
    stage.work_until_settled()
    return post


def asked(stage: Stage, post: Post, kind: str = "mastodon") -> Delivery:
    delivery = stage.delivery(post, kind)
    take_down(stage.anna, delivery)
    return delivery


def thread(stage: Stage) -> Post:
    parts = [Part("Two"), Part("Three")]
    post = compose(
        stage.anna, Draft("One", [stage.channels["mastodon"]], "en", parts=parts, comment="Four"), Moment()
    )
    stage.work_until_settled()
    return post


def states() -> dict[str, str]:
    return {one.words: one.state for one in Delivery.objects.select_related("post__content")}


def deleted(stage: Stage) -> int:
    return sum(entry.method == "DELETE" for entry in stage.mastodon.journal)


def test_what_is_taken_down_stands_nowhere_and_stays_in_the_book(stage: Stage) -> None:
    post = live(stage, "site", "mastodon", "bluesky")
    record_what_is_live()
    heard = Interaction.objects.count()
    for kind in ("site", "mastodon", "bluesky"):
        asked(stage, post, kind)
    assert set(stage.states(post).values()) == {"removing"}
    stage.work_until_settled()
    assert set(stage.states(post).values()) == {"removed"}
    assert (stage.toots(), stage.skeets()) == ([], [])
    assert (Interaction.objects.count(), Message.objects.filter(taken_down_at=None).count()) == (heard, 0)
    assert {(one.end, one.tries, one.asked_by) for one in Removal.objects.all()} == {("by_us", 1, stage.anna)}


def test_the_network_is_asked_no_more_about_what_was_taken_down(stage: Stage) -> None:
    asked(stage, live(stage))
    stage.work_until_settled()
    Conversation.objects.update(refresh_due_at=clock.now())
    assert claim_refresh(timedelta(minutes=1)) is None


def test_what_is_gone_before_it_was_written_down_stands_in_the_book_all_the_same(stage: Stage) -> None:
    post = live(stage, "site")
    Message.objects.all().delete()
    Delivery.objects.update(recorded_at=None)
    asked(stage, post, "site")
    [delivery] = claim_to_remove(5)
    remove(delivery)
    record_what_is_live()
    delivery.refresh_from_db()
    assert [(one.uri, one.taken_down_at) for one in Message.objects.all()] == [(delivery.uri, delivery.state_since)]


def test_of_a_thread_the_last_part_goes_first(stage: Stage) -> None:
    post = thread(stage)
    names = {one.network_id: one.words for one in Delivery.objects.select_related("post__content")}
    asked(stage, post)
    stage.work_until_settled()
    gone = [entry.path.rpartition("/")[2] for entry in stage.mastodon.journal if entry.method == "DELETE"]
    order = [names[pk] for pk in gone]
    assert (set(order[:2]), order[2:]) == ({"Three", "Four"}, ["Two", "One"])
    assert set(states().values()) == {"removed"}


def test_what_has_not_gone_out_yet_of_a_thread_is_dropped(stage: Stage) -> None:
    post = thread(stage)
    Delivery.objects.filter(post__content__text="Four").update(state="scheduled")
    asked(stage, post)
    assert states() == {"One": "removing", "Two": "removing", "Three": "removing", "Four": "cancelled"}


def test_nothing_is_taken_down_while_a_part_of_it_may_just_go_out(stage: Stage) -> None:
    post = thread(stage)
    for state in ("sending", "processing", "unknown"):
        Delivery.objects.filter(post__content__text="Four").update(state=state)
        before = states()
        with pytest.raises(Refusal):
            asked(stage, post)
        assert (states(), Removal.objects.count()) == (before, 0)


def test_what_somebody_deleted_there_already_counts_as_taken_down(stage: Stage) -> None:
    post = live(stage)
    stage.tooter.delete(stage.delivery(post, "mastodon").network_id)
    asked(stage, post)
    stage.work_until_settled()
    assert (stage.states(post), deleted(stage)) == ({"mastodon": "removed"}, 1)


def test_a_lost_answer_only_means_that_it_is_asked_again(stage: Stage) -> None:
    post = live(stage)
    stage.mastodon.faults.lose_answer(*DELETE)
    asked(stage, post)
    stage.work_until_settled()
    assert (stage.states(post), stage.toots(), deleted(stage)) == ({"mastodon": "removed"}, [], 2)
    assert [(one.end, one.tries) for one in Removal.objects.all()] == [("by_us", 2)]


def test_a_worker_that_died_while_asking_is_followed_by_another(stage: Stage, settings: Any) -> None:
    post = live(stage)
    asked(stage, post)
    [dead] = claim_to_remove(5)
    assert claim_to_remove(5) == []
    with time_machine.travel(clock.now() + settings.DELIVERY_LEASE * 2):
        stage.work()
        assert stage.states(post) == {"mastodon": "removed"}
    do((remove, dead))  # it was only slow: what it finds is no longer its own to settle
    assert (stage.states(post), Removal.objects.get().tries) == ({"mastodon": "removed"}, 1)


def test_what_the_network_refuses_is_told_to_who_asked_and_who_is_responsible(
    stage: Stage, office: PostOffice
) -> None:
    eva = add_member(by=stage.anna, user=make_user("eva@example.org", "Eva"), role=Role.EDITOR)
    post = live(stage)
    stage.mastodon.faults.revoke_token(*DELETE)
    take_down(eva, stage.delivery(post, "mastodon"))
    stage.work()
    stage.work()
    delivery = stage.delivery(post, "mastodon")
    assert (delivery.state, delivery.trouble, delivery.next_try_at) == ("not_removed", "auth", None)
    assert responsible(delivery) == [stage.anna, eva]
    assert sorted(letter["To"] for letter in office.arrived) == ["anna@example.org", "eva@example.org"]
    words = office.arrived[0].get_content().replace("\n", " ")
    assert "It still stands" in words
    assert delivery.url in words


def test_a_network_that_is_away_for_long_is_told_and_asked_on(stage: Stage) -> None:
    post = live(stage)
    stage.mastodon.faults.server_error(*DELETE, times=None)
    asked(stage, post)
    stage.work()
    assert stage.states(post) == {"mastodon": "removing"}
    with time_machine.travel(clock.now() + timedelta(minutes=20)):
        stage.work()
        waiting = stage.delivery(post, "mastodon")
        assert (waiting.state, waiting.trouble, waiting.next_try_at is None) == ("not_removed", "before_send", False)
        stage.mastodon.faults.clear()
        stage.work_until_settled()
        assert stage.states(post) == {"mastodon": "removed"}


def test_after_a_day_the_network_is_asked_only_if_somebody_asks_again(stage: Stage) -> None:
    post = live(stage)
    stage.mastodon.faults.server_error(*DELETE, times=None)
    asked(stage, post)
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        stage.work()
        assert stage.delivery(post, "mastodon").next_try_at is None
        stage.mastodon.faults.clear()
        asked(stage, post)
        stage.work_until_settled()
        assert stage.states(post) == {"mastodon": "removed"}
    assert [one.end for one in Removal.objects.order_by("pk")] == ["again", "by_us"]


def test_what_we_cannot_ask_for_waits_until_somebody_did_it_by_hand(stage: Stage) -> None:
    post = live(stage)
    Delivery.objects.filter(post=post).update(state="unknown", network_id="")
    declare_live(stage.anna, stage.delivery(post, "mastodon"), "https://mastodon.example/@bottega/1")
    delivery = asked(stage, post)
    stage.work()
    assert (stage.states(post), deleted(stage)) == ({"mastodon": "not_removed"}, 0)
    with pytest.raises(Refusal):
        take_down(stage.anna, delivery)
    declare_gone(stage.anna, delivery)
    assert (stage.states(post), Removal.objects.get().end) == ({"mastodon": "removed"}, "by_hand")


def test_what_could_not_be_taken_down_may_be_left_standing(stage: Stage) -> None:
    post = live(stage)
    disconnect(stage.anna, stage.channels["mastodon"])
    delivery = asked(stage, post)
    let_stand(stage.anna, delivery)
    assert (stage.states(post), Removal.objects.get().end) == ({"mastodon": "live"}, "stands")


def test_a_channel_that_is_disconnected_meanwhile_leaves_it_to_a_person(stage: Stage) -> None:
    post = live(stage)
    asked(stage, post)
    disconnect(stage.anna, stage.channels["mastodon"])
    stage.work()
    assert (stage.states(post), deleted(stage)) == ({"mastodon": "not_removed"}, 0)


@pytest.mark.parametrize(
    ("kind", "name", "way"),
    [
        ("site", "x", Way.BY_US),
        ("mastodon", "1", Way.BY_US),
        ("mastodon", "", Way.BY_HAND),
        ("instagram", "1", Way.BY_HAND),
        ("tiktok", "1", Way.BY_HAND),
        ("newsletter", "1", Way.NONE),
    ],
)
def test_how_a_post_can_be_taken_down(kind: str, name: str, way: Way) -> None:
    assert way_down(Delivery(channel=Channel(kind=kind), network_id=name)) == way
