"""Warnings, limits, suspensions and appeals: what they do, and who decides."""

from datetime import timedelta

import pytest
from django.db import transaction

from antiphon.community.actions.flagging import Complaint, Verdict, decide_case, flag_participant
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.inviting import make_invitation
from antiphon.community.actions.joining import Said, join, leave
from antiphon.community.actions.sanctioning import appeal, decide_appeal, lift_sanction
from antiphon.community.actions.talking import start_talk
from antiphon.community.actions.tending import mark_answer
from antiphon.community.actions.writing import Words, edit, open_topic, reply
from antiphon.community.models import Appeal, Deed, FlagKind, ModerationEntry, Sanction, Writing
from antiphon.community.models.flags import Decision
from antiphon.community.queries.participants import viewer_of
from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from tests.community.place import Place, ask, moderator_of, part_of, spark
from tests.world import make_user


def laid(place: Place, decision: Decision, days: int | None = 1, why: str = "Rude words") -> Sanction:
    """Let Anna decide about Dora, whom Emil flagged."""
    case = flag_participant(place.emil, part_of(place.dora), Complaint(FlagKind.RUDE)).case
    until = clock.now() + timedelta(days=days) if days else None
    decide_case(place.anna, case, Verdict(decision=decision, rule=FlagKind.RUDE, why=why, until=until))
    return Sanction.objects.latest("pk")


def test_who_is_suspended_reads_and_does_not_write_and_is_told_why_and_until_when(place: Place) -> None:
    topic = ask(place, place.dora)
    answer = reply(place.emil, topic, spark(topic), Words(source="Longer."))
    sanction = laid(place, Decision.SUSPEND)
    for write in (
        lambda: open_topic(place.dora, place.square, "News", Words(source="x")),
        lambda: reply(place.dora, topic, spark(topic), Words(source="x")),
        lambda: edit(place.dora, Writing.objects.get(message=spark(topic)), Words(source="x")),
        lambda: mark_answer(place.dora, topic, answer.message),
        lambda: found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing")),
        lambda: start_talk(place.dora, [part_of(place.emil)], "Not you again"),
        lambda: make_invitation(place.dora),
    ):
        with transaction.atomic(), pytest.raises(NotAllowed, match=r"suspended until .* The reason: Rude words"):
            write()
    Sanction.objects.filter(pk=sanction.pk).update(until=clock.now() - timedelta(seconds=1))
    assert reply(place.dora, topic, spark(topic), Words(source="I am back")).pk


def test_a_suspension_in_a_group_holds_there_only_and_the_longest_is_told(place: Place) -> None:
    mo = moderator_of(place, place.square)
    case = flag_participant(place.emil, part_of(place.dora), Complaint(FlagKind.RUDE)).case
    case.group = place.square
    case.save()
    decide_case(mo, case, Verdict(decision=Decision.SUSPEND, why="Rude"))
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing"))
    assert open_topic(place.dora, kiln, "Cone 6", Words(source="Who fires?")).pk
    with pytest.raises(NotAllowed, match="You are suspended: you can read"):
        ask(place, place.dora)


def test_a_warning_is_read_and_forbids_nothing(place: Place) -> None:
    sanction = laid(place, Decision.WARN)
    assert (sanction.until, ask(place, place.dora).pk > 0) == (None, True)


def test_the_person_is_written_to_if_they_want_letters(place: Place, settings: pytest.FixtureRequest) -> None:
    settings.MAILERS = {"default": {}}  # type: ignore[attr-defined]
    laid(place, Decision.SUSPEND)
    letter = Letter.objects.get()
    assert (letter.to, "Rude words" in letter.text, "/community/standing/" in letter.text) == (
        "dora@example.org", True, True
    )  # fmt: skip
    dora = part_of(place.dora)
    dora.mailed = False
    dora.save()
    laid(place, Decision.WARN)
    assert Letter.objects.count() == 1


def test_one_appeals_once_and_only_for_oneself(place: Place) -> None:
    sanction = laid(place, Decision.LIMIT)
    with pytest.raises(NotAllowed):
        appeal(place.emil, sanction, "She is right")
    with pytest.raises(Refusal, match="Say why"):
        appeal(place.dora, sanction, " \u202e\n")
    appeal(place.dora, sanction, "I was quoting")
    with pytest.raises(Conflict, match="once"):
        appeal(place.dora, sanction, "Please")
    assert [one.words for one in Appeal.objects.all()] == ["I was quoting"]


def test_another_host_decides_an_appeal_if_there_is_one(place: Place) -> None:
    made = appeal(place.dora, laid(place, Decision.SUSPEND, days=None), "I was quoting")
    with pytest.raises(NotAllowed):
        decide_appeal(moderator_of(place, place.square), made, granted=True, answer="Yes")
    other = make_user("ugo@example.org", "Ugo")
    add_member(by=place.world.anna, user=other, role=Role.EDITOR)
    join(place.community, other, Said(name="Ugo"))
    with pytest.raises(NotAllowed, match="Another host"):
        decide_appeal(place.anna, made, granted=True, answer="Yes")
    decide_appeal(viewer_of(place.community, other), made, granted=True, answer="You were quoting.")
    assert ask(place, place.dora).pk
    with pytest.raises(Conflict):
        decide_appeal(viewer_of(place.community, other), made, granted=False, answer="No")
    assert set(ModerationEntry.objects.values_list("deed", flat=True)) == {Deed.SUSPENDED, Deed.GRANTED}


def test_a_host_alone_decides_an_appeal_and_lifts(place: Place) -> None:
    sanction = laid(place, Decision.SUSPEND)
    decide_appeal(place.anna, appeal(place.dora, sanction, "Please"), granted=False, answer="It stays.")
    with pytest.raises(NotAllowed):
        ask(place, place.dora)
    lift_sanction(place.anna, sanction)
    assert ask(place, place.dora).pk
    with pytest.raises(Conflict):
        lift_sanction(place.anna, sanction)


def test_who_leaves_and_comes_again_is_still_suspended(place: Place) -> None:
    sanction = laid(place, Decision.SUSPEND, days=None)
    user = part_of(place.dora).user
    assert user
    leave(place.community, part_of(place.dora))
    join(place.community, user, Said(name="Dora again"))
    again = viewer_of(place.community, user)
    with pytest.raises(NotAllowed, match="Rude words"):
        ask(place, again)
    assert appeal(again, sanction, "I was quoting").pk
