"""Until when answers are promised, what becomes of calls, and who is told of those that wait beyond."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from antiphon.conversations.actions import assign, forget_words
from antiphon.conversations.actions.promising import add_holiday, remove_holiday, set_office_week, set_targets
from antiphon.conversations.actions.triaging import close
from antiphon.conversations.actions.warning import tell_of_overdue
from antiphon.conversations.models import CallToAnswer, Conversation, OverdueNotice
from antiphon.conversations.queries.answering import beyond_target, calls_between, office_of
from antiphon.conversations.rules import CallKind
from antiphon.conversations.rules.answers import answers
from antiphon.letters.models import Letter
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from tests.web.heard import heard
from tests.web.readers import count_queries
from tests.world import World, make_user

FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
NINE_TO_SIX = {day: [(time(9), time(18))] for day in range(5)}


@pytest.fixture(autouse=True)
def evening() -> object:
    with time_machine.travel(FRIDAY, tick=False) as now:
        yield now


def promised(world: World) -> None:
    set_office_week(world.anna, date(2026, 1, 1), NINE_TO_SIX)
    set_targets(world.anna, {CallKind.MENTION: 240})


def only_call() -> CallToAnswer:
    return CallToAnswer.objects.select_related("conversation").get()


def test_a_call_is_due_in_the_hours_of_the_brand(world: World) -> None:
    promised(world)
    heard(world.site, "Mia", "When do you open?")
    call = only_call()
    assert (call.kind, call.is_first, call.first_timer) == ("mention", True, True)
    assert call.due_at == datetime(2026, 3, 9, 11, 30, tzinfo=UTC)
    assert call.conversation.answer_due_at == call.due_at


def test_who_wrote_before_is_no_newcomer(world: World) -> None:
    first = heard(world.site, "Mia", "Nice pictures!")
    heard(world.site, "Mia", "When do you open?", at=FRIDAY + timedelta(minutes=1))
    assert list(CallToAnswer.objects.order_by("opened_at").values_list("first_timer", flat=True)) == [True, False]
    assert first.conversation.calls_to_answer.count() == 1


def test_new_hours_holidays_and_targets_move_what_is_open(world: World) -> None:
    heard(world.site, "Mia", "When do you open?")
    assert only_call().due_at is None
    promised(world)
    monday = add_holiday(world.anna, date(2026, 3, 9), "Our day")
    assert only_call().due_at == datetime(2026, 3, 10, 11, 30, tzinfo=UTC)
    remove_holiday(world.anna, monday)
    assert only_call().conversation.answer_due_at == datetime(2026, 3, 9, 11, 30, tzinfo=UTC)
    set_targets(world.anna, {CallKind.MENTION: None})
    assert only_call().due_at is None


def test_a_member_who_helps_is_told_apart_and_closes_nothing(world: World) -> None:
    question = heard(world.site, "Mia", "When do you open?")
    heard(world.site, "Ben", "At nine, I believe.", at=FRIDAY + timedelta(minutes=20), upon=question.uri)
    call = only_call()
    assert (call.person_at, call.answered_at) == (FRIDAY + timedelta(minutes=20), None)


@pytest.mark.parametrize(
    "openings",
    [{0: [(time(9), time(13)), (time(12), time(18))]}, {0: [(time(18), time(9))]}],
)
def test_hours_out_of_order_are_refused_and_nothing_changes(world: World, openings: dict[int, list[object]]) -> None:
    with pytest.raises(Refusal, match="overlap"):
        set_office_week(world.anna, date(2026, 1, 1), openings)  # type: ignore[arg-type]
    assert office_of(world.bottega).always


def test_a_target_beyond_reason_a_day_twice_and_who_may_not_are_refused(world: World) -> None:
    add_holiday(world.anna, date(2026, 12, 25), "Christmas")
    with pytest.raises(Conflict, match="Christmas"):
        add_holiday(world.anna, date(2026, 12, 25), "Again")
    with pytest.raises(Refusal, match="720 hours"):
        set_targets(world.anna, {CallKind.MAIL: 50_000})
    with pytest.raises(NotAllowed):
        set_targets(world.bruno, {CallKind.MAIL: 60})


def test_who_is_responsible_is_told_once_an_hour(
    world: World, evening: time_machine.Traveller, settings: Any
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    promised(world)
    editor = add_member(by=world.anna, user=make_user("eva@example.org", "Eva"), role=Role.EDITOR)
    mine = heard(world.site, "Mia", "When do you open?").conversation
    heard(world.site, "Ben", "Do you repair chairs?", at=FRIDAY + timedelta(seconds=1))
    assign(world.anna, mine, editor)
    assert tell_of_overdue() == 0
    evening.move_to(datetime(2026, 3, 9, 11, 31, tzinfo=UTC))
    assert (tell_of_overdue(), tell_of_overdue()) == (2, 0)
    assert OverdueNotice.objects.filter(member=editor).count() == 2
    letters = dict(Letter.objects.values_list("to", "text"))
    assert (
        "When do you open?" in letters["eva@example.org"],
        "When do you open?" in letters["anna@example.org"],
    ) == (
        True,
        False,
    )
    heard(world.site, "Zoe", "Anybody there?", at=FRIDAY + timedelta(seconds=2))
    assert tell_of_overdue() == 0
    evening.move_to(datetime(2026, 3, 9, 12, 1, tzinfo=UTC))
    assert tell_of_overdue() == 2


def test_beyond_the_target_counts_what_a_member_may_read(world: World, evening: time_machine.Traveller) -> None:
    promised(world)
    heard(world.site, "Mia", "When do you open?")
    evening.move_to(datetime(2026, 3, 9, 11, 31, tzinfo=UTC))
    told = beyond_target(world.anna, datetime.now(UTC))
    assert (told.n, told.since) == (1, FRIDAY)
    Conversation.objects.update(confined=True)
    assert beyond_target(world.bruno, datetime.now(UTC)).n == 0


def test_figures_count_only_what_a_member_may_read(world: World) -> None:
    heard(world.site, "Mia", "When do you open?")
    Conversation.objects.update(confined=True)
    hour = FRIDAY, FRIDAY + timedelta(hours=1)
    assert [len(calls_between(one, *hour)) for one in (world.anna, world.bruno)] == [1, 0]


def test_what_was_closed_is_due_no_more_when_targets_change(world: World) -> None:
    conversation = heard(world.site, "Mia", "When do you open?").conversation
    close(world.anna, [conversation])
    promised(world)
    conversation.refresh_from_db()
    assert (conversation.waiting_on, conversation.answer_due_at) == ("nobody", None)


def test_who_is_erased_leaves_no_promise_behind_and_opens_nothing_that_was_closed(
    world: World, evening: time_machine.Traveller
) -> None:
    set_targets(world.anna, {CallKind.MENTION: 240, CallKind.COMMENT: 240})
    mia = heard(world.site, "Mia", "When do you open?")
    close(world.anna, [mia.conversation])
    evening.shift(60)
    ben = heard(world.site, "Ben", "And on Sunday?", upon=mia.uri)
    conversation = Conversation.objects.get()
    assert (conversation.waiting_on, conversation.answer_due_at is None) == ("us", False)
    forget_words(ben.author)
    conversation.refresh_from_db()
    assert (conversation.waiting_on, conversation.waiting_since, conversation.answer_due_at) == ("nobody", None, None)


def test_thirty_calls_are_read_in_as_many_queries_as_one(world: World) -> None:
    heard(world.site, "Mia", "When do you open?")
    one = count_queries(lambda: calls_between(world.anna, FRIDAY, FRIDAY + timedelta(hours=1)))
    for number in range(30):
        heard(world.site, f"M{number}", "And on Sunday?", at=FRIDAY + timedelta(seconds=number))
    assert count_queries(lambda: calls_between(world.anna, FRIDAY, FRIDAY + timedelta(hours=1))) == one
    found = calls_between(world.anna, FRIDAY, FRIDAY + timedelta(hours=1))
    assert (
        answers([each.asked for each in found], FRIDAY + timedelta(hours=1), office_of(world.bottega).seconds).n == 31
    )
