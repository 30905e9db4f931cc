"""A post that nobody can have seen is taken up again; any other stays as it is."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, overload

import pytest
from django.db import connection
from django.utils import timezone

from antiphon.channels.actions import connect
from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.channels.models import Channel
from antiphon.conversations.actions import receive
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.actions import deciding
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.actions.claiming import claim_to_prepare, claim_to_send
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture, keep_picture
from antiphon.publishing.actions.recording import record_live
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.actions.settling import settle_prepared
from antiphon.publishing.models import Attempt, Content, Delivery, Illustration, Post
from tests.world import World, deliver, make_world, png, say

DRAFT = Moment(as_draft=True)


@pytest.fixture
def mastodon(world: World, settings: Any) -> Iterator[Channel]:
    """Bottega’s account on a practice network."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PracticeMastodon() as server:
        account = server.add_account("bottega", "La Bottega")
        yield connect(world.anna, "mastodon", {"server": server.url, "access_token": account.token})


def words(world: World, text: str = "Open on Sunday.", **more: Any) -> Draft:
    return Draft(text=text, channels=more.pop("channels", [world.site]), language=more.pop("language", "en"), **more)


def later(world: World, days: int = 2) -> datetime:
    here = timezone.localtime(clock.now(), world.bottega.zone) + timedelta(days=days)
    return here.replace(tzinfo=None, second=0, microsecond=0)


def everything() -> list[list[dict[str, Any]]]:
    """Return every row that rewriting could touch."""
    kinds: list[Any] = [Post, Content, Illustration, Delivery, Attempt]
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def tried(post: Post, fence: str, **fields: object) -> Delivery:
    """Let a delivery have been tried, under the operation that it has."""
    one = post.deliveries.get()
    one.attempts.create(
        number=1, operation=one.operation, fence=fence, fingerprint="", retry_safety="", worker="w",
        started_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip
    Delivery.objects.filter(pk=one.pk).update(**fields)
    one.refresh_from_db()
    return one


def test_a_draft_gets_other_words_another_language_and_an_hour(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    again = rewrite(world.anna, post, words(world, language="it"), Moment(later(world)))
    one = again.deliveries.get()
    assert again.pk == post.pk
    assert (again.content.text, again.content.language) == ("Open on Sunday.", "it")
    assert (one.state, one.wall_time) == ("scheduled", later(world).isoformat(timespec="minutes"))
    assert (Content.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_planned_post_goes_out_as_it_was_rewritten(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(later(world)))
    again = rewrite(world.anna, post, words(world), Moment())
    deliver()
    one = again.deliveries.get()
    assert (one.state, one.words) == ("live", "Open on Sunday.")


def test_a_planned_post_becomes_a_draft_again(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(later(world)))
    rewrite(world.anna, post, words(world), DRAFT)
    one = post.deliveries.get()
    assert (one.state, one.due_at, one.wall_time) == ("draft", None, "")


def test_pictures_are_kept_described_anew_and_changed(world: World) -> None:
    teal = keep_picture(world.anna, png())
    post = say(world.anna, world.site, "Look.", pictures=[Picture(asset=teal, alt_text="A square")], moment=DRAFT)
    pictures = [Picture(png(color="red"), "A red square"), Picture(asset=teal, alt_text="A teal square")]
    again = rewrite(world.anna, post, words(world, pictures=pictures), DRAFT)
    shown = list(again.content.illustrations.values_list("position", "alt_text", "asset"))
    red = again.content.illustrations.first()
    assert red
    assert shown == [(0, "A red square", red.asset_id), (1, "A teal square", teal.pk)]
    assert Illustration.objects.count() == 2


def test_pictures_that_were_uploaded_ahead_are_uploaded_anew(world: World) -> None:
    post = say(world.anna, world.site, "Look.", pictures=[Picture(png(), "A square")])
    (claimed,) = claim_to_prepare(5)
    settle_prepared(claimed, ("token-of-the-old-picture",))
    rewrite(world.anna, post, words(world, pictures=[Picture(png(color="red"), "A red square")]), Moment())
    one = post.deliveries.get()
    assert (one.prepared, one.prepared_at) == ([], None)
    rewrite(world.anna, post, words(world), Moment())
    assert post.deliveries.get().prepared_at is not None


def test_an_upload_that_ends_too_late_is_not_taken_for_the_new_picture(world: World) -> None:
    post = say(world.anna, world.site, "Look.", pictures=[Picture(png(), "A square")])
    (stalled,) = claim_to_prepare(5)
    Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    rewrite(world.anna, post, words(world, pictures=[Picture(png(color="red"), "A red square")]), Moment())
    settle_prepared(stalled, ("token-of-the-old-picture",))
    one = post.deliveries.get()
    assert (one.prepared, one.prepared_at) == ([], None)


@pytest.mark.parametrize("state", ["refused", "missed", "held"])
def test_what_certainly_failed_is_tried_again_as_something_new(world: World, state: str) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    before = tried(post, "definite_failure", state=state, trouble="content", next_try_at=clock.now())
    rewrite(world.anna, post, words(world), Moment())
    one = post.deliveries.get()
    assert (one.state, one.trouble, one.next_try_at) == ("scheduled", "", None)
    assert one.pk == before.pk
    assert one.operation != before.operation
    assert one.attempts.count() == 1


def test_channels_are_added_and_taken_out(world: World, mastodon: Channel) -> None:
    post = compose(world.anna, words(world, channels=[world.site, mastodon]), DRAFT)
    rewrite(world.anna, post, words(world, channels=[mastodon], variants={mastodon.pk: "On Sunday!"}), DRAFT)
    assert list(post.deliveries.values_list("channel", "text", "state")) == [(mastodon.pk, "On Sunday!", "draft")]
    rewrite(world.anna, post, words(world, channels=[mastodon, world.site]), DRAFT)
    assert set(post.deliveries.values_list("channel", "text")) == {(mastodon.pk, ""), (world.site.pk, "")}


def test_what_was_tried_on_a_channel_is_kept_when_it_is_taken_out_and_taken_up_when_it_is_back(
    world: World, mastodon: Channel
) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    before = tried(post, "definite_failure", state="refused")
    rewrite(world.anna, post, words(world, channels=[mastodon]), DRAFT)
    before.refresh_from_db()
    assert (before.state, before.attempts.count()) == ("cancelled", 1)
    rewrite(world.anna, post, words(world), DRAFT)
    assert list(post.deliveries.values_list("pk", "state")) == [(before.pk, "draft")]


def test_a_content_that_another_post_says_stays_as_it_is(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    other = Post.objects.create(brand=world.bottega, content=post.content, author=world.anna, created_at=clock.now())
    rewrite(world.anna, post, words(world), DRAFT)
    other.refresh_from_db()
    assert other.content.text == "Open on Saturday."


@pytest.mark.parametrize(
    ("draft", "moment", "field"),
    [
        (lambda world: words(world, " "), DRAFT, "text"),
        (lambda world: words(world, "x" * 50_001), DRAFT, "text"),
        (lambda world: words(world, channels=[]), DRAFT, "channels"),
        (lambda world: words(world, pictures=[Picture(png())]), DRAFT, "pictures"),
        (lambda world: words(world, pictures=[Picture(b"text", "A text")]), DRAFT, "pictures"),
        (lambda world: words(world, pictures=[Picture(png(), "A square")] * 11), Moment(), "text"),
        (words, Moment(datetime.fromisoformat("2020-01-01T10:00")), "wall"),
        (words, Moment(datetime.fromisoformat("2099-01-01T10:00"), "Mars/Olympus"), "zone"),
    ],
)
def test_nothing_is_written_when_anything_does_not_fit(
    world: World, draft: Callable[[World], Draft], moment: Moment, field: str
) -> None:
    post = say(world.anna, world.site, "Look.", pictures=[Picture(png(), "A square")], moment=Moment(later(world)))
    before = everything()
    with pytest.raises(Refusal) as refused:
        rewrite(world.anna, post, draft(world), moment)
    assert refused.value.field == field
    assert everything() == before


@pytest.mark.parametrize("state", ["live", "removed", "sending", "processing", "unknown"])
def test_what_somebody_may_have_seen_stays_as_it_is(world: World, state: str) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    Delivery.objects.update(state=state)
    before = everything()
    with pytest.raises(Conflict):
        rewrite(world.anna, post, words(world), DRAFT)
    assert everything() == before


def test_one_channel_on_which_it_stands_is_enough(world: World, mastodon: Channel) -> None:
    post = compose(world.anna, words(world, channels=[world.site, mastodon]), DRAFT)
    post.deliveries.filter(channel=world.site).update(state="live")
    with pytest.raises(Conflict, match="People may have seen this post already"):
        rewrite(world.anna, post, words(world, channels=[mastodon]), DRAFT)


@pytest.mark.parametrize("state", ["cancelled", "refused"])
def test_a_post_of_which_a_try_is_in_doubt_stays_as_it_is(world: World, state: str) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    tried(post, "ambiguous", state=state)
    before = everything()
    with pytest.raises(Conflict, match="People may have seen this post already"):
        rewrite(world.anna, post, words(world), Moment())
    assert everything() == before


def test_once_somebody_has_looked_the_doubt_is_over(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    deciding.declare_absent(world.anna, tried(post, "ambiguous", state="unknown"))
    rewrite(world.anna, post, words(world), Moment())
    assert post.deliveries.get().state == "scheduled"


@pytest.mark.parametrize("claim", [claim_to_send, claim_to_prepare])
def test_what_a_worker_holds_is_not_changed(world: World, claim: Callable[[int], list[Delivery]]) -> None:
    pictures = [Picture(png(), "A square")] if claim is claim_to_prepare else []
    post = say(world.anna, world.site, "Look.", pictures=pictures)
    assert len(claim(5)) == 1
    before = everything()
    with pytest.raises(Conflict, match="This has moved on in the meantime"):
        rewrite(world.anna, post, words(world), Moment())
    assert everything() == before


class Meanwhile(Sequence[Channel]):
    """Channels that let something happen while they are being looked at."""

    def __init__(self, channels: Sequence[Channel], happens: Callable[[], object]) -> None:
        self._channels = channels
        self._happens: Callable[[], object] | None = happens

    @overload
    def __getitem__(self, index: int) -> Channel: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Channel]: ...
    def __getitem__(self, index: int | slice) -> Channel | Sequence[Channel]:
        happens, self._happens = self._happens, None
        if happens:
            happens()
        return self._channels[index]

    def __len__(self) -> int:
        return len(self._channels)


def test_a_worker_that_claims_while_the_new_words_are_checked_wins(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    claimed: list[Delivery] = []
    channels = Meanwhile([world.site], lambda: claimed.extend(claim_to_send(5)))
    contents = Content.objects.count()
    with pytest.raises(Conflict, match="This has moved on in the meantime"):
        rewrite(world.anna, post, words(world, channels=channels), Moment())
    post.refresh_from_db()
    assert [one.words for one in claimed] == ["Open on Saturday."]
    assert (post.content.text, post.deliveries.get().state) == ("Open on Saturday.", "sending")
    assert Content.objects.count() == contents


def test_a_draft_that_is_planned_meanwhile_is_no_longer_for_an_author(world: World) -> None:
    post = say(world.bruno, world.site, "Open on Saturday.", moment=DRAFT)
    plan = replace(DRAFT, as_draft=False, wall=later(world))
    channels = Meanwhile([world.site], lambda: rewrite(world.anna, post, words(world, "Anna’s words"), plan))
    with pytest.raises(Conflict, match="This has moved on in the meantime"):
        rewrite(world.bruno, post, words(world, channels=channels), DRAFT)
    post.refresh_from_db()
    assert (post.content.text, post.deliveries.get().state) == ("Anna’s words", "scheduled")


@pytest.mark.django_db(transaction=True)
def test_of_a_worker_and_a_person_at_the_same_moment_one_wins() -> None:
    world = make_world()
    for number in range(12):
        post = say(world.anna, world.site, f"Old {number}")
        outcome = at_once(world.anna, post, words(world, f"New {number}"))
        one = Delivery.objects.get(post=post)
        assert one.state == "sending", "the worker looks again until it has it"
        assert one.words == (f"New {number}" if outcome.rewritten else f"Old {number}")
        assert outcome.claimed_words == one.words


class Outcome:
    """What came of a worker and a person who met: what the worker was given, and whether the person was in time."""

    claimed_words = ""
    rewritten = False


def at_once(by: Member, post: Post, draft: Draft) -> Outcome:
    """Let a worker claim and a person rewrite at the same moment, each in a thread of its own."""
    start, outcome = threading.Barrier(2), Outcome()

    def work() -> None:
        start.wait(5)
        claimed: list[Delivery] = []
        while not claimed:
            claimed = claim_to_send(1)
        outcome.claimed_words = claimed[0].words
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    start.wait(5)
    try:
        rewrite(by, post, draft, Moment())
        outcome.rewritten = True
    except Conflict:
        pass
    worker.join(20)
    return outcome


def test_an_author_rewrites_drafts_and_nothing_else(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    rewrite(world.bruno, post, words(world, "Bruno’s words"), DRAFT)
    with pytest.raises(NotAllowed):
        rewrite(world.bruno, post, words(world), Moment())
    rewrite(world.anna, post, words(world, "Anna’s words"), Moment(later(world)))
    with pytest.raises(NotAllowed):
        rewrite(world.bruno, post, words(world), DRAFT)
    post.refresh_from_db()
    assert post.content.text == "Anna’s words"


def test_nobody_rewrites_the_posts_of_another_brand(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=DRAFT)
    before = everything()
    with pytest.raises(NotAllowed):
        rewrite(world.carla, post, words(world), DRAFT)
    assert everything() == before


def test_an_answer_that_was_refused_is_reworded_where_it_belongs(world: World, mastodon: Channel) -> None:
    say(world.anna, world.site, "Open on Saturday.")
    deliver()
    live = Delivery.objects.get()
    record_live(live)
    dora = Profile("https://town.example/dora", "dora@town.example", "Dora", "https://town.example/@dora")
    where = Reference("https://town.example/dora/1", "1", "https://town.example/@dora/1")
    asked = receive(
        world.site, Said(Act.REPLY, where, dora, clock.now(), "When?", parent_uri=live.uri, root_uri=live.uri)
    )
    assert asked
    post = answer(world.anna, asked, "At nine.")
    Delivery.objects.filter(post=post).update(state="refused")
    again = rewrite(world.anna, post, words(world, "At ten."), Moment())
    assert (again.in_reply_to, again.content.text) == (asked, "At ten.")
    with pytest.raises(Refusal, match="An answer goes out on the channel"):
        rewrite(world.anna, post, words(world, channels=[mastodon]), Moment())
    with pytest.raises(NotAllowed):
        rewrite(world.bruno, post, words(world), DRAFT)
