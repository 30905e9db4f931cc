"""Talking in person: requests, who is spared whom, who comes and goes, and what nobody else sees."""

from datetime import timedelta

import pytest

from antiphon.community.actions.erasing import erase
from antiphon.community.actions.flagging import Complaint, Verdict, assign_case, decide_case, flag_participant
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.joining import Said, join, leave
from antiphon.community.actions.sparing import block_participant, mute_participant
from antiphon.community.actions.talking import (
    accept_talk,
    add_to_talk,
    leave_talk,
    note_talk_read,
    refuse_talk,
    start_talk,
    write_in_talk,
)
from antiphon.community.actions.telling import report_message
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import (
    Decision,
    FlagKind,
    Participant,
    Sanction,
    Talk,
    TalkMember,
    TalkMessage,
    TalkReport,
    Visibility,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.cases import cases_kept, log_read, waiting_number
from antiphon.community.queries.news import News, news_of
from antiphon.community.queries.participants import viewer_of
from antiphon.community.queries.talks import messages_for, seat_of, talk_rows, turns_of, unread_talks
from antiphon.community.tasks import tidy_the_door
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.models import Person
from antiphon.relationships.queries import history
from tests.community.place import Place, add_to_group, ask, enter, moderator_of, part_of, spark

FIRST = "May I see your *kiln*?"


def seat(viewer: Viewer, message: TalkMessage) -> TalkMember:
    found = seat_of(part_of(viewer), message.talk_id)
    assert found
    return found


def begin(place: Place, *, accepted: bool = True) -> TalkMessage:
    """Dora writes to Emil, who accepts."""
    made = start_talk(place.dora, [part_of(place.emil)], FIRST)
    if accepted:
        accept_talk(place.emil, seat(place.emil, made))
    return made


def test_who_is_not_known_waits_until_the_request_is_accepted(place: Place) -> None:
    first = begin(place, accepted=False)
    (row,) = talk_rows(part_of(place.emil), 10)
    assert (row.waits, row.unread, row.last, row.others[0].participant) == (True, 1, first, part_of(place.dora))
    with pytest.raises(Conflict, match="waits until it is accepted"):
        write_in_talk(place.dora, seat(place.dora, first), "Hello?")
    with pytest.raises(Conflict, match="Accept the conversation first"):
        write_in_talk(place.emil, seat(place.emil, first), "Yes")
    accept_talk(place.emil, seat(place.emil, first))
    write_in_talk(place.dora, seat(place.dora, first), "Tomorrow?")
    assert (row.last.html if row.last else "") == "<p>May I see your <em>kiln</em>?</p>\n"


def test_refusing_a_request_tells_nobody(place: Place) -> None:
    first = begin(place, accepted=False)
    before = [(row.unread, [one.accepted_at for one in row.others]) for row in talk_rows(part_of(place.dora), 10)]
    refuse_talk(place.emil, seat(place.emil, first))
    assert (seat_of(part_of(place.emil), first.talk_id), unread_talks(part_of(place.emil))) == (None, 0)
    after = [(row.unread, [one.accepted_at for one in row.others]) for row in talk_rows(part_of(place.dora), 10)]
    assert after == before
    with pytest.raises(Conflict, match="waits until it is accepted"):
        start_talk(place.dora, [part_of(place.emil)], "?")
    with pytest.raises(Conflict, match="waits until it is accepted"):
        write_in_talk(place.dora, seat(place.dora, first), "?")
    answered = start_talk(place.emil, [part_of(place.dora)], "I thought again.")
    assert (answered.talk_id, messages_for(seat(place.emil, first)).count()) == (first.talk_id, 2)


def test_a_reply_or_a_group_that_is_not_public_makes_a_tie(place: Place) -> None:
    topic = ask(place, place.dora)
    reply(place.emil, topic, spark(topic), Words(source="Eighty turns."))
    assert seat(place.emil, start_talk(place.dora, [part_of(place.emil)], FIRST)).accepted_at is not None
    fay = enter(place.community, "Fay")
    assert seat(fay, start_talk(place.dora, [part_of(fay)], FIRST)).accepted_at is None
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Fire", visibility=Visibility.PRIVATE))
    add_to_group(place.anna, kiln, part_of(fay))
    assert seat(fay, start_talk(place.anna, [part_of(fay)], FIRST)).accepted_at is not None


def test_two_have_one_talk_of_their_own(place: Place) -> None:
    first = begin(place)
    again = start_talk(place.emil, [part_of(place.dora)], "And mine?")
    assert (again.talk_id, Talk.objects.count()) == (first.talk_id, 1)
    third = start_talk(place.emil, [part_of(place.dora), part_of(place.anna)], "All three")
    assert third.talk_id != first.talk_id


def test_after_a_block_neither_writes_and_neither_learns_who_wanted_it(place: Place) -> None:
    first = begin(place)
    block_participant(place.emil, part_of(place.dora), blocked=True)
    told = set()
    for viewer, other in ((place.dora, place.emil), (place.emil, place.dora)):
        with pytest.raises(NotAllowed) as here:
            write_in_talk(viewer, seat(viewer, first), "Hello?")
        with pytest.raises(NotAllowed) as anew:
            start_talk(viewer, [part_of(other)], "Hello?")
        told |= {str(here.value), str(anew.value)}
    assert told == {"You and this person cannot write to each other here."}
    with pytest.raises(NotAllowed, match="Not all of these people"):
        start_talk(place.anna, [part_of(place.dora), part_of(place.emil)], "Make peace")
    assert (TalkMessage.objects.count(), talk_rows(part_of(place.emil), 10)) == (1, [])
    assert len(talk_rows(part_of(place.emil), 10, silenced=True)) == len(talk_rows(part_of(place.dora), 10)) == 1
    block_participant(place.emil, part_of(place.dora), blocked=False)
    write_in_talk(place.dora, seat(place.dora, first), "Sorry.")


def test_a_block_holds_for_who_leaves_the_community_and_comes_back(place: Place) -> None:
    block_participant(place.emil, part_of(place.dora), blocked=True)
    leave(place.community, part_of(place.dora))
    user = part_of(place.dora).user
    assert user
    join(place.community, user, Said(name="Dora again"))
    with pytest.raises(NotAllowed):
        start_talk(viewer_of(place.community, user), [part_of(place.emil)], "It is me")


def test_in_a_talk_of_several_those_apart_do_not_read_each_other(place: Place) -> None:
    first = start_talk(place.anna, [part_of(place.dora), part_of(place.emil)], "A walk on Sunday?")
    for viewer in (place.dora, place.emil):
        accept_talk(viewer, seat(viewer, first))
    write_in_talk(place.dora, seat(place.dora, first), "Before")
    block_participant(place.emil, part_of(place.dora), blocked=True)
    write_in_talk(place.dora, seat(place.dora, first), "After")
    write_in_talk(place.emil, seat(place.emil, first), "Mine")
    read = {
        viewer.participant.handle: list(
            messages_for(seat(viewer, first)).order_by("pk").values_list("source", flat=True)
        )
        for viewer in (place.anna, place.dora, place.emil)
        if viewer.participant
    }
    assert read == {
        "anna": ["A walk on Sunday?", "Before", "After", "Mine"],
        "dora": ["A walk on Sunday?", "Before", "After"],
        "emil": ["A walk on Sunday?", "Before", "Mine"],
    }


def test_who_is_muted_makes_no_news_and_does_not_know(place: Place) -> None:
    first = begin(place)
    mute_participant(place.emil, part_of(place.dora), muted=True)
    write_in_talk(place.dora, seat(place.dora, first), "Are you there?")
    assert (unread_talks(part_of(place.emil)), talk_rows(part_of(place.emil), 10)) == (0, [])
    mute_participant(place.emil, part_of(place.dora), muted=False)
    assert (unread_talks(part_of(place.emil)), talk_rows(part_of(place.emil), 10)[0].unread) == (1, 2)


def test_what_is_new_comes_first_and_is_new_until_read(place: Place) -> None:
    first = begin(place)
    other = start_talk(place.anna, [part_of(place.emil)], "News")
    note_talk_read(seat(place.emil, other), other.pk)
    assert (unread_talks(part_of(place.emil)), unread_talks(part_of(place.dora))) == (2, 0)
    note_talk_read(seat(place.emil, first), first.pk)
    rows = talk_rows(part_of(place.emil), 10)
    assert [(row.seat.talk_id, row.unread) for row in rows] == [(other.talk_id, 1), (first.talk_id, 0)]


def test_who_is_added_reads_from_then_on_and_everybody_sees_since_when(place: Place) -> None:
    first = begin(place)
    fay = enter(place.community, "Fay")
    add_to_talk(place.dora, seat(place.dora, first), part_of(fay))
    accept_talk(fay, seat(fay, first))
    write_in_talk(place.emil, seat(place.emil, first), "Welcome")
    assert [one.source for one in messages_for(seat(fay, first))] == ["Welcome"]
    turns, more = turns_of(seat(place.emil, first), 10)
    assert [(turn.came and turn.came.participant.name, turn.message and turn.message.source) for turn in turns] == [
        (None, FIRST), ("Fay", None), (None, "Welcome"),
    ]  # fmt: skip
    assert not more
    with pytest.raises(Conflict, match="asked already"):
        add_to_talk(place.emil, seat(place.emil, first), part_of(fay))


def test_who_left_neither_reads_nor_writes_and_comes_back_only_if_they_want(place: Place) -> None:
    first = begin(place)
    gone = seat(place.emil, first)
    leave_talk(place.emil, gone)
    assert seat_of(part_of(place.emil), first.talk_id) is None
    with pytest.raises(Conflict, match="no longer in this conversation"):
        write_in_talk(place.emil, gone, "Wait")
    with pytest.raises(Conflict, match="Nobody else"):
        write_in_talk(place.dora, seat(place.dora, first), "Emil?")
    assert add_to_talk(place.dora, seat(place.dora, first), part_of(place.emil)).accepted_at is None


def test_the_last_one_to_leave_takes_the_words_along(place: Place) -> None:
    first = begin(place)
    leave_talk(place.dora, seat(place.dora, first))
    leave_talk(place.emil, seat(place.emil, first))
    assert (Talk.objects.count(), TalkMessage.objects.count(), Interaction.objects.filter(verb="direct").count()) == (
        0, 0, 1,
    )  # fmt: skip


def test_who_left_the_community_is_written_to_no_more(place: Place) -> None:
    first = begin(place)
    leave(place.community, part_of(place.emil))
    with pytest.raises(Conflict, match="Nobody else"):
        write_in_talk(place.dora, seat(place.dora, first), "Emil?")
    with pytest.raises(Refusal, match="no longer here"):
        start_talk(place.dora, [part_of(place.emil)], "Emil?")


def test_nine_people_are_a_group_and_not_a_talk(place: Place) -> None:
    many = [part_of(enter(place.community, f"P{number}")) for number in range(8)]
    with pytest.raises(Refusal, match="at most eight") as refused:
        start_talk(place.dora, many, "All of you")
    assert (refused.value.field, Talk.objects.count()) == ("to", 0)
    first = start_talk(place.dora, many[:7], "Seven of you")
    with pytest.raises(Refusal, match="at most eight"):
        add_to_talk(place.dora, seat(place.dora, first), many[7])


@pytest.mark.parametrize(
    ("source", "words"), [("  \n", "Write something"), ("x" * 5_001, "5,000 characters")], ids=["nothing", "too long"]
)
def test_what_cannot_be_said_is_refused_and_no_talk_begins(place: Place, source: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        start_talk(place.dora, [part_of(place.emil)], source)
    assert (Talk.objects.count(), TalkMember.objects.count(), Interaction.objects.filter(verb="direct").count()) == (
        0, 0, 0,
    )  # fmt: skip


def test_nobody_talks_to_themselves_alone(place: Place) -> None:
    with pytest.raises(Refusal, match="to whom"):
        start_talk(place.dora, [part_of(place.dora)], "Note to self")


def test_script_is_shown_as_typed_and_right_to_left_and_wide_signs_are_kept(place: Place) -> None:
    said = "<script>alert(1)</script> שלום 👋🏽\u202e [x](javascript:alert(1)) ![](https://spy.example/i.png)"
    first = start_talk(place.dora, [part_of(place.emil)], said)
    assert ("<script" in first.html, 'href="javascript' in first.html, "<img" in first.html) == (False, False, False)
    assert ("שלום 👋🏽" in first.html, first.source) == (True, said)


def test_newcomers_say_less_within_an_hour_and_turn_to_fewer_people_in_a_day(place: Place) -> None:
    first = begin(place)
    for number in range(19):
        write_in_talk(place.dora, seat(place.dora, first), str(number))
    with pytest.raises(Refusal, match="within an hour"):
        write_in_talk(place.dora, seat(place.dora, first), "20")
    Participant.objects.filter(pk=part_of(place.dora).pk).update(admitted_at=clock.now() - timedelta(days=8))
    write_in_talk(place.dora, seat(place.dora, first), "20")
    many = [part_of(enter(place.community, f"P{number}")) for number in range(11)]
    for one in many[:10]:
        start_talk(place.emil, [one], "Hello")
    with pytest.raises(Refusal, match="today"):
        start_talk(place.emil, [many[10]], "Hello")


def test_the_ledger_knows_that_words_were_said_and_neither_which_nor_between_whom(place: Place) -> None:
    start_talk(place.dora, [part_of(place.emil)], "Secret words, four of them")
    start_talk(place.dora, [part_of(place.anna)], "To the team")
    between, to_us = Interaction.objects.filter(verb="direct").order_by("pk")
    assert (between.direction, between.target, between.words) == ("between", None, 5)
    assert (to_us.direction, to_us.target, to_us.words) == ("in", part_of(place.anna).identity, 3)
    assert between.source != to_us.source
    assert Message.objects.count() == 0
    person = Person.objects.get(identities=part_of(place.dora).identity)
    told = [(one.interaction.verb, one.interaction.direction, one.message) for one in history(person).events]
    assert told == [("direct", "in", None), ("join", "in", None)]


def test_a_host_who_is_not_in_it_has_no_seat(place: Place) -> None:
    first = begin(place)
    assert (seat_of(part_of(place.anna), first.talk_id), talk_rows(part_of(place.anna), 10)) == (None, [])
    with pytest.raises(NotAllowed):
        write_in_talk(place.anna, seat(place.dora, first), "Surprise")
    with pytest.raises(NotAllowed):
        report_message(place.anna, seat(place.dora, first), first, "Curious")


def test_a_report_copies_the_message_and_the_three_before_it_and_no_more(place: Place) -> None:
    first = begin(place)
    for text in ("one", "two", "three", "rude", "later"):
        write_in_talk(place.dora, seat(place.dora, first), text)
    rude = TalkMessage.objects.get(source="rude")
    report = report_message(place.emil, seat(place.emil, rude), rude, " It is rude. ")
    assert [(one["source"], one["reported"]) for one in report.words] == [
        ("one", False), ("two", False), ("three", False), ("rude", True),
    ]  # fmt: skip
    with pytest.raises(Conflict, match="already"):
        report_message(place.emil, seat(place.emil, rude), rude, "Again")
    with pytest.raises(Refusal, match="own words"):
        report_message(place.dora, seat(place.dora, rude), rude, "Mine")
    with pytest.raises(NotAllowed):
        decide_case(place.dora, report.case, Verdict(decision=Decision.NOTHING, answer="No"))
    with pytest.raises(Refusal, match="Say what came of it"):
        decide_case(place.anna, report.case, Verdict(decision=Decision.NOTHING))
    with pytest.raises(Refusal, match="Only words that a member wrote here"):
        decide_case(place.anna, report.case, Verdict(decision=Decision.TAKE_AWAY, why="Rude", answer="Gone"))
    decide_case(place.anna, report.case, Verdict(decision=Decision.NOTHING, answer="We spoke with her."))
    with pytest.raises(Conflict):
        decide_case(place.anna, report.case, Verdict(decision=Decision.NOTHING, answer="Twice"))
    for viewer in (place.dora, place.emil):
        leave_talk(viewer, seat(viewer, first))
    kept = TalkReport.objects.get()
    assert (kept.message, len(kept.words), kept.answer) == (None, 4, "We spoke with her.")


def test_a_host_does_not_decide_on_a_report_about_themselves(place: Place) -> None:
    first = start_talk(place.anna, [part_of(place.emil)], "Rude words")
    report = report_message(place.emil, seat(place.emil, first), first, "Rude")
    with pytest.raises(NotAllowed, match="nobody decides about themselves"):
        decide_case(place.anna, report.case, Verdict(decision=Decision.NOTHING, answer="All fine"))
    assert (cases_kept(place.anna).count(), waiting_number(place.world.anna)) == (0, 0)


def test_who_left_and_came_back_does_not_decide_on_a_report_about_who_they_were(place: Place) -> None:
    first = start_talk(place.anna, [part_of(place.emil)], "Rude words")
    report = report_message(place.emil, seat(place.emil, first), first, "Rude")
    leave(place.community, part_of(place.anna))
    join(place.community, place.world.anna.user, Said(name="Anna"))
    assert cases_kept(place.anna).count() == 0
    with pytest.raises(NotAllowed):
        decide_case(place.anna, report.case, Verdict(decision=Decision.NOTHING, answer="All fine"))


def test_a_reported_message_waits_for_hosts_among_the_other_cases(place: Place) -> None:
    said = begin(place)
    report = report_message(place.emil, seat(place.emil, said), said, "Rude")
    mo = moderator_of(place, place.square)
    flag_participant(place.emil, part_of(place.dora), Complaint(FlagKind.RUDE))
    assert (cases_kept(place.anna).count(), cases_kept(mo).count(), waiting_number(place.world.anna)) == (2, 0, 2)
    assign_case(place.anna, report.case, part_of(place.anna))
    with pytest.raises(NotAllowed):
        assign_case(mo, report.case, part_of(mo))
    warned = Verdict(decision=Decision.WARN, why="Be kind.", answer="We warned her.")
    decide_case(place.anna, report.case, warned)
    assert Sanction.objects.get().participant == part_of(place.dora)
    assert TalkReport.objects.get().answer == "We warned her."
    assert [one.why for one in log_read(place.guest()) if "Rude" in one.why] == []


def test_that_nothing_came_of_a_report_stands_in_no_log(place: Place) -> None:
    said = begin(place)
    report = report_message(place.emil, seat(place.emil, said), said, "Rude")
    decide_case(place.anna, report.case, Verdict(decision=Decision.NOTHING, answer="We see no fault."))
    assert log_read(place.anna).count() == 0


def test_the_list_asks_as_often_for_thirty_talks_as_for_one(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    begin(place)
    with django_assert_num_queries(5):
        assert len(talk_rows(part_of(place.emil), 40)) == 1
    for number in range(29):
        start_talk(enter(place.community, f"P{number}"), [part_of(place.emil)], "Hello")
    with django_assert_num_queries(5):
        assert len(talk_rows(part_of(place.emil), 40)) == 30


def test_who_is_erased_takes_their_words_along_from_reports_too(place: Place) -> None:
    first = begin(place)
    write_in_talk(place.emil, seat(place.emil, first), "Yes")
    report = report_message(place.emil, seat(place.emil, first), first, "Rude")
    user = part_of(place.dora).user
    assert user
    user.set_password("correct horse battery")
    user.save()
    assert erase(place.community, user, typed="correct horse battery", keep_words=False)
    report.refresh_from_db()
    assert [(one["name"], one["source"]) for one in report.words] == [("", "")]
    assert list(TalkMessage.objects.values_list("source", flat=True)) == ["Yes"]


def test_a_talk_that_nobody_can_read_any_more_is_erased(place: Place) -> None:
    begin(place)
    for viewer in (place.dora, place.emil):
        leave(place.community, part_of(viewer))
    tidy_the_door()
    assert TalkMessage.objects.count() == 0


def test_whether_anything_is_new_is_one_query_as_long_as_nothing_is(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    said = begin(place)
    topic = ask(place, place.dora)
    reply(place.emil, topic, spark(topic), Words(source="Yes."))
    assert (news_of(place.emil), news_of(place.dora), news_of(place.guest())) == (News(0, 1), News(1, 0), News())
    note_talk_read(seat(place.emil, said), said.pk)
    with django_assert_num_queries(1):
        assert news_of(place.emil) == News()
