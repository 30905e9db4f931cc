"""Flags, the cases they make, and what is decided about them."""

from datetime import timedelta

import pytest

from antiphon.community.actions.flagging import (
    Complaint,
    Verdict,
    assign_case,
    decide_case,
    flag_message,
    flag_participant,
)
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.opening import open_community
from antiphon.community.actions.tending import move_topic
from antiphon.community.actions.writing import Words, open_topic, reply
from antiphon.community.models import (
    Case,
    Deed,
    Flag,
    FlagKind,
    Joining,
    ModerationEntry,
    Sanction,
    SanctionKind,
    Topic,
    Visibility,
    Writing,
)
from antiphon.community.models.flags import Decision
from antiphon.community.permissions import Viewer
from antiphon.community.queries.cases import cases_kept, log_read, may_be_assigned
from antiphon.community.queries.participants import viewer_of
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, add_to_group, ask, enter, moderator_of, part_of, spark

SPAM = Complaint(FlagKind.SPAM, "Third time today")


def flagged(place: Place, topic: Topic | None = None, by: Viewer | None = None) -> Case:
    """Let Emil flag the opening words of a topic of Dora's."""
    topic = topic or ask(place, place.dora)
    return flag_message(by or place.emil, topic, spark(topic), SPAM).case


def test_a_message_flagged_by_several_is_one_case_and_flagging_twice_changes_nothing(place: Place) -> None:
    topic = ask(place, place.dora)
    first = flagged(place, topic)
    again = flag_message(place.emil, topic, spark(topic), Complaint(FlagKind.RUDE))
    other = flag_message(enter(place.community, "Fay"), topic, spark(topic), Complaint(FlagKind.RUDE))
    assert (again.case, again.kind, other.case) == (first, FlagKind.SPAM, first)
    assert (first.about, first.group, Flag.objects.count()) == (place.dora.participant, place.square, 2)


def test_one_does_not_flag_ones_own_words_nor_without_saying_what(place: Place) -> None:
    topic = ask(place, place.dora)
    with pytest.raises(Refusal, match="your own words"):
        flag_message(place.dora, topic, spark(topic), SPAM)
    with pytest.raises(Refusal, match="few words") as told:
        flag_message(place.emil, topic, spark(topic), Complaint(FlagKind.OTHER, " \u202e "))
    with pytest.raises(NotAllowed):
        flag_message(place.guest(), topic, spark(topic), SPAM)
    assert (told.value.field, Flag.objects.count(), Case.objects.count()) == ("words", 0, 0)


def test_moderators_see_the_cases_of_their_groups_and_hosts_all_but_nobody_their_own(place: Place) -> None:
    mo = moderator_of(place, place.square)
    of_dora, of_mo = flagged(place), flagged(place, ask(place, mo))
    of_emil = flag_participant(place.dora, part_of(place.emil), SPAM).case
    assert set(cases_kept(mo)) == {of_dora}
    assert set(cases_kept(place.anna)) == {of_dora, of_mo, of_emil}
    assert set(cases_kept(place.dora)) == set()
    assert may_be_assigned(of_mo) == [place.anna.participant]
    assign_case(place.anna, of_dora, mo.participant)
    with pytest.raises(Refusal, match="Only hosts, and moderators"):
        assign_case(place.anna, of_mo, mo.participant)
    with pytest.raises(NotAllowed, match="about themselves"):
        decide_case(mo, of_mo, Verdict(decision=Decision.NOTHING))


def test_a_flag_that_comes_to_nothing_is_answered_and_punishes_nobody(place: Place) -> None:
    case = flagged(place)
    decide_case(place.anna, case, Verdict(decision=Decision.NOTHING, answer="It is a real question."))
    case.refresh_from_db()
    assert (case.answer, case.decided_by, Sanction.objects.count()) == (
        "It is a real question.",
        place.anna.participant,
        0,
    )
    with pytest.raises(Conflict):
        decide_case(place.anna, case, Verdict(decision=Decision.WARN, why="After all"))


def test_words_are_taken_away_with_the_reason_and_its_line_in_the_log(place: Place) -> None:
    topic = ask(place, place.dora)
    case = flagged(place, topic)
    with pytest.raises(Refusal, match="Say why"):
        decide_case(place.anna, case, Verdict(decision=Decision.TAKE_AWAY))
    verdict = Verdict(decision=Decision.TAKE_AWAY, rule=FlagKind.SPAM, why="An advertisement")
    decide_case(place.anna, case, verdict)
    assert (spark(topic).text, Writing.objects.get(message=spark(topic)).removed_why) == ("", "An advertisement")
    entry = ModerationEntry.objects.get()
    assert (entry.deed, entry.rule, entry.topic, entry.about) == (
        Deed.TOOK_AWAY, FlagKind.SPAM, topic, place.dora.participant
    )  # fmt: skip


def test_a_moderator_decides_for_the_group_and_a_host_for_the_whole_community(place: Place) -> None:
    mo = moderator_of(place, place.square)
    verdict = Verdict(decision=Decision.LIMIT, why="Slow down", until=clock.now() + timedelta(days=1))
    decide_case(mo, flagged(place), verdict)
    decide_case(place.anna, flagged(place), verdict)
    assert [(one.group, one.kind) for one in Sanction.objects.order_by("pk")] == [
        (place.square, SanctionKind.LIMIT), (None, SanctionKind.LIMIT)
    ]  # fmt: skip


def test_a_decision_that_cannot_be_done_changes_nothing(place: Place) -> None:
    by_team = flagged(place, ask(place, place.anna))
    with pytest.raises(Refusal, match="belong to the team"):
        decide_case(moderator_of(place, place.square), by_team, Verdict(decision=Decision.WARN, why="Be kind"))
    past = Verdict(decision=Decision.SUSPEND, why="Rude", until=clock.now() - timedelta(days=1))
    with pytest.raises(Refusal, match="still to come"):
        decide_case(place.anna, flagged(place), past)
    of_dora = flag_participant(place.emil, part_of(place.dora), SPAM).case
    with pytest.raises(Refusal, match="Only words"):
        decide_case(place.anna, of_dora, Verdict(decision=Decision.TAKE_AWAY, why="x"))
    with pytest.raises(Refusal, match=r"1,000"):
        decide_case(place.anna, of_dora, Verdict(decision=Decision.WARN, why="x" * 1_001))
    assert (Case.objects.open().count(), Sanction.objects.count()) == (3, 0)


def test_a_moderator_of_one_brand_decides_nothing_in_another(place: Place) -> None:
    case, carla = flagged(place), place.world.carla
    theirs = open_community(carla, Joining.OPEN)
    join(theirs, carla.user, Said(name="Carla"))
    host_there = viewer_of(theirs, carla.user)
    with pytest.raises(NotAllowed):
        decide_case(host_there, case, Verdict(decision=Decision.WARN, why="x"))
    with pytest.raises(NotAllowed):
        assign_case(host_there, case, host_there.participant)
    topic = ask(place, place.dora)
    with pytest.raises(Conflict):
        flag_message(host_there, topic, spark(topic), SPAM)
    with pytest.raises(Conflict):
        flag_participant(host_there, part_of(place.dora), SPAM)
    assert (list(cases_kept(host_there)), Sanction.objects.count()) == ([], 0)


def test_a_case_moves_with_its_topic(place: Place) -> None:
    case = flagged(place)
    assert case.message
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing"))
    move_topic(place.anna, Topic.objects.get(conversation=case.message.conversation), kiln)
    case.refresh_from_db()
    assert case.group == kiln


def test_the_log_tells_of_hidden_groups_only_to_who_reads_them(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    topic = open_topic(place.dora, kiln, "Cone 6", Words(source="Who fires?"))
    add_to_group(place.dora, kiln, part_of(place.anna))
    said = reply(place.anna, topic, spark(topic), Words(source="We"))
    case = flag_message(place.dora, topic, said.message, SPAM).case
    other = flagged(place)
    decide_case(place.anna, other, Verdict(decision=Decision.NOTHING))
    with pytest.raises(NotAllowed, match="no such group"):
        flag_message(place.emil, topic, said.message, SPAM)
    decide_case(place.dora, case, Verdict(decision=Decision.NOTHING))
    seen = {name: log_read(viewer).count() for name, viewer in (("dora", place.dora), ("emil", place.emil))}
    assert seen | {"guest": log_read(place.guest()).count()} == {"dora": 2, "emil": 1, "guest": 1}


def test_who_flags_without_end_is_told_when_to_go_on(place: Place) -> None:
    topic = ask(place, place.dora)
    case = flagged(place, topic)
    filler = [Flag(case=Case.objects.create(brand=case.brand, opened_at=clock.now()), kind="spam", at=clock.now(),
                   by=part_of(place.emil)) for _ in range(19)]  # fmt: skip
    Flag.objects.bulk_create(filler)
    with pytest.raises(NotAllowed, match="go on at"):
        flag_message(place.emil, ask(place, place.dora), spark(Topic.objects.latest("pk")), SPAM)
