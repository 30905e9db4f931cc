"""What is looked at before it stands: first writings, limits, lists."""

from datetime import timedelta

import pytest
from django.db import transaction

from antiphon.community.actions.approving import let_through, turn_back, withdraw
from antiphon.community.actions.attaching import FileGiven, attach, detach
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.joining import Said, change_profile
from antiphon.community.actions.listing import ListGiven, hold_first, keep_list
from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.actions.sketching import Typed, keep_sketch
from antiphon.community.actions.submitting import EDITS_AN_HOUR, submit_edit, submit_reply, submit_topic
from antiphon.community.actions.tending import sum_up
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import (
    Case,
    HeldFor,
    HeldWriting,
    ListEffect,
    ListKind,
    Notification,
    Sanction,
    Sketch,
    Standing,
    Topic,
    Writing,
)
from antiphon.community.queries.attachments import attached_to_held, attachment_seen, sketch_at
from antiphon.community.queries.cases import held_kept
from antiphon.community.queries.topics import tree_of
from antiphon.community.rules import ALLOWED
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, ask, enter, moderator_of, part_of, spark
from tests.files import picture

RELAXED = Words(source="Ten minutes, by hand.")


def a_list(
    place: Place, entries: str, effect: ListEffect, kind: ListKind = ListKind.WORDS, language: str = ""
) -> None:
    """Let Anna make a list."""
    given = ListGiven(name="Ours", entries=entries, effect=effect, kind=kind, language=language)
    keep_list(place.anna, given)


def held_topic(place: Place) -> HeldWriting:
    """Let Dora, a newcomer, open a topic that waits."""
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    made = submit_topic(place.dora, place.square, "Cone 6?", Words(source="Who fires at **cone 6**?"))
    assert isinstance(made, HeldWriting)
    return made


def test_the_first_writing_of_a_newcomer_waits_and_is_nowhere_until_it_is_let_through(place: Place) -> None:
    mo = moderator_of(place, place.square)
    before = Interaction.objects.count()
    held = held_topic(place)
    assert (Topic.objects.count(), Message.objects.count(), Interaction.objects.count()) == (0, 0, before)
    assert (list(held_kept(mo)), list(held_kept(place.emil)), held.held_for) == ([held], [], HeldFor.FIRST)
    HeldWriting.objects.update(at=clock.now() - timedelta(hours=5))
    began = clock.now()
    message = let_through(mo, held)
    topic = Topic.objects.get()
    assert (topic.title, topic.opened_by, message.text) == ("Cone 6?", place.dora.participant, "Who fires at cone 6?")
    assert message.sent_at >= began
    assert Interaction.objects.get(subject=message.uri).verb == "post"
    with pytest.raises(Conflict):
        let_through(mo, held)
    assert isinstance(submit_topic(place.dora, place.square, "Next", RELAXED), Topic)


def test_the_team_and_moderators_do_not_wait(place: Place) -> None:
    hold_first(place.anna, 3)
    mo = moderator_of(place, place.square)
    for viewer in (place.anna, mo):
        viewer.community.refresh_from_db()
        assert isinstance(submit_topic(viewer, place.square, "News", RELAXED), Topic)


def test_a_newcomer_who_founds_a_group_waits_in_it_like_anywhere(place: Place) -> None:
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing"))
    assert isinstance(submit_topic(place.dora, kiln, "Cone 6", RELAXED), HeldWriting)
    Standing.objects.create(participant=part_of(place.dora), trust="member", counted_at=clock.now())
    assert isinstance(submit_topic(place.dora, kiln, "Cone 6", RELAXED), Topic)


def test_a_held_answer_is_turned_back_with_a_reason_or_taken_back(place: Place) -> None:
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    topic = ask(place, place.emil)
    held = submit_reply(place.dora, topic, spark(topic), RELAXED)
    other = submit_reply(place.dora, topic, spark(topic), Words(source="Or longer."))
    assert isinstance(held, HeldWriting)
    assert isinstance(other, HeldWriting)
    with pytest.raises(NotAllowed):
        turn_back(place.emil, held, "No")
    with pytest.raises(Refusal, match="Say why"):
        turn_back(place.anna, held, "  ")
    turn_back(place.anna, held, "It is an advertisement.")
    with pytest.raises(Conflict):
        withdraw(place.emil, other)
    withdraw(place.dora, other)
    assert (len(tree_of(topic)), [one.why_not for one in HeldWriting.objects.all()]) == (
        1, ["It is an advertisement."]
    )  # fmt: skip


def test_what_waits_is_no_sketch_any_more_and_keeps_its_files_until_it_stands(place: Place) -> None:
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    dora, form = part_of(place.dora), Typed(place="note", key="k", source="Look")
    attach(dora, form, FileGiven(data=picture(), words="A bowl"))
    held = submit_topic(place.dora, place.square, "Look", Words(source="Look", key="k"))
    assert isinstance(held, HeldWriting)
    for number in range(22):
        keep_sketch(dora, Typed(place=f"group:{number}", key=str(number), source="Words"))
    assert (sketch_at(dora, "note"), Sketch.objects.unsent().count()) == (None, 20)
    message = let_through(place.anna, held)
    assert [one.words for one in Writing.objects.get(message=message).attachments.all()] == ["A bowl"]


def test_who_decides_sees_the_files_of_what_waits_and_until_then_they_stay(place: Place) -> None:
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    dora, mo = part_of(place.dora), moderator_of(place, place.square)
    form = Typed(place="note", key="k", source="Look")
    file = attach(dora, form, FileGiven(data=picture(), words="A bowl"))
    assert attachment_seen(mo, file.pk) is None
    held = submit_topic(place.dora, place.square, "Look", Words(source="Look", key="k"))
    assert isinstance(held, HeldWriting)
    assert attached_to_held(list(held_kept(mo))) == {held.pk: [file]}
    assert [attachment_seen(one, file.pk) for one in (mo, place.anna, place.dora, place.emil, place.guest())] == [
        file, file, file, None, None
    ]  # fmt: skip
    for change in (
        lambda: attach(dora, form, FileGiven(data=picture(), words="Another")),
        lambda: detach(dora, file),
        lambda: submit_topic(place.dora, place.square, "Twice", Words(source="Twice", key="k")),
    ):
        with pytest.raises(Conflict, match="wait for a moderator"):
            change()
    withdraw(place.dora, held)
    detach(dora, file)


def test_what_was_turned_back_can_be_taken_up_again(place: Place) -> None:
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    kept = keep_sketch(part_of(place.dora), Typed(place="note", key="k", source="Look"))
    held = submit_topic(place.dora, place.square, "Look", Words(source="Look", key="k"))
    assert isinstance(held, HeldWriting)
    turn_back(place.anna, held, "Say more.")
    assert sketch_at(part_of(place.dora), "note") == kept


def test_held_words_of_who_is_suspended_by_now_cannot_be_let_through(place: Place) -> None:
    held = held_topic(place)
    dora = part_of(place.dora)
    Sanction.objects.create(participant=dora, kind="suspend", rule="rude", why="x", at=clock.now())
    with pytest.raises(Conflict, match="suspended"):
        let_through(place.anna, held)


def test_who_is_limited_waits_and_cannot_change_what_stands(place: Place) -> None:
    topic = ask(place, place.dora)
    Sanction.objects.create(participant=part_of(place.dora), kind="limit", rule="rude", why="x", at=clock.now())
    held = submit_reply(place.dora, topic, spark(topic), RELAXED)
    assert isinstance(held, HeldWriting)
    assert held.held_for == HeldFor.LIMIT
    with pytest.raises(NotAllowed, match="cannot change"):
        submit_edit(place.dora, Writing.objects.get(message=spark(topic)), place.square, RELAXED)


def test_what_does_not_fit_is_refused_before_it_is_held(place: Place) -> None:
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    for title, source, field in ((" ", "x", "title"), ("x" * 201, "x", "title"), ("x", " ", "source")):
        with pytest.raises(Refusal) as refusal:
            submit_topic(place.dora, place.square, title, Words(source=source))
        assert refusal.value.field == field
    assert HeldWriting.objects.count() == 0


@pytest.mark.parametrize("text", ["Buy GRÁTIS now", "gra\u200btis!", "so (gratis)", "\u202egratis\u202c"])
def test_a_word_on_a_list_is_refused_however_it_is_dressed(text: str, place: Place) -> None:
    a_list(place, "gratis\nfree money", ListEffect.REFUSE)
    with pytest.raises(Refusal, match="“gratis” stands on the list “Ours”"):
        submit_topic(place.dora, place.square, "News", Words(source=text))
    assert isinstance(submit_topic(place.dora, place.square, "Gratisly", Words(source="gratissimo")), Topic)


def test_a_list_holds_or_flags_and_says_which_word(place: Place) -> None:
    a_list(place, "casino.example", ListEffect.HOLD, ListKind.LINKS)
    held = submit_topic(place.dora, place.square, "News", Words(source="[here](https://WWW.casino.example/a)"))
    assert isinstance(held, HeldWriting)
    assert (held.held_for, held.hit) == (HeldFor.LIST, "Ours: casino.example")
    keep_list(place.anna, ListGiven(name="Doubtful", entries="miracle", effect=ListEffect.FLAG))
    topic = submit_topic(place.dora, place.square, "A miracle", RELAXED)
    assert isinstance(topic, Topic)
    case = Case.objects.get(message=spark(topic))
    assert [(one.by, one.words) for one in case.flags.all()] == [(None, "The list “Doubtful” names “miracle”.")]
    with pytest.raises(Refusal, match="Ours"):
        submit_edit(
            place.dora,
            Writing.objects.get(message=spark(topic)),
            place.square,
            Words(source="https://casino.example"),
        )


def test_a_list_of_another_language_does_not_hold_here(place: Place) -> None:
    a_list(place, "gratis", ListEffect.REFUSE, language="fr")
    assert place.square.language != "fr"
    assert isinstance(submit_topic(place.dora, place.square, "Gratis", RELAXED), Topic)


@pytest.mark.parametrize(
    ("entries", "kind"),
    [(" \n", "words"), ("!!!", "words"), ("http://[", "links"), ("x" * 201, "words")],
)
def test_a_list_that_could_never_be_hit_is_refused(entries: str, kind: str, place: Place) -> None:
    with pytest.raises(Refusal) as refusal:
        a_list(place, entries, ListEffect.HOLD, ListKind(kind))
    assert refusal.value.field == "entries"


def test_somebody_new_is_told_when_they_may_go_on(place: Place) -> None:
    first = submit_topic(place.dora, place.square, "One", RELAXED)
    submit_topic(place.dora, place.square, "Two", RELAXED)
    with pytest.raises(NotAllowed, match="go on at"):
        submit_topic(place.dora, place.square, "Three", RELAXED)
    assert isinstance(first, Topic)
    submit_reply(place.dora, first, spark(first), RELAXED)
    Standing.objects.create(participant=part_of(place.dora), trust="member", counted_at=clock.now())
    assert isinstance(submit_topic(place.dora, place.square, "Three", RELAXED), Topic)


def test_somebody_new_may_hold_two_links_in_a_writing(place: Place) -> None:
    two = "https://a.example https://b.example"
    assert isinstance(submit_topic(place.dora, place.square, "Links", Words(source=two)), Topic)
    with pytest.raises(Refusal, match="2 links") as refusal:
        submit_topic(place.dora, place.square, "Links", Words(source=f"{two} ![x](https://c.example/x.png)"))
    assert refusal.value.field == "source"


def test_an_answer_thirty_levels_down_is_held_and_let_through_like_any(place: Place) -> None:
    topic = ask(place, place.emil)
    message = spark(topic)
    for n in range(30):
        message = reply(
            place.emil if n % 2 else place.anna, topic, message, Words(source=f"مرحبا {n} \U0001f3fa")
        ).message
    hold_first(place.anna, 1)
    place.dora.community.refresh_from_db()
    held = submit_reply(place.dora, topic, message, Words(source="<script>alert(1)</script> שלום"))
    assert isinstance(held, HeldWriting)
    made = let_through(place.anna, held)
    depth = next(one.depth for one in tree_of(topic) if one.id == made.pk)
    assert (depth, "<script" in made.html, "שלום" in made.text) == (31, False, True)


def test_what_stands_at_once_is_refused_where_it_would_be_held(place: Place) -> None:
    topic = ask(place, place.dora)
    a_list(place, "cheap", ListEffect.HOLD)
    for write in (
        lambda: sum_up(place.dora, topic, "It is cheap."),
        lambda: open_poll(place.dora, topic, PollGiven(question="Cheap or dear?", options=("cheap", "dear"))),
    ):
        with transaction.atomic(), pytest.raises(Refusal, match="cheap"):
            write()


def test_what_somebody_says_of_themselves_is_looked_at_too(place: Place) -> None:
    a_list(place, "casino.example", ListEffect.HOLD, ListKind.LINKS)
    dora = part_of(place.dora)
    with pytest.raises(Refusal, match="on the list “Ours”") as refusal:
        change_profile(dora, Said(name="Dora", words="Win at https://www.casino.example/now"))
    dora.refresh_from_db()
    assert (refusal.value.field, dora.words) == ("words", "")


def test_one_changes_words_thirty_times_an_hour_and_each_change_calls_nobody_anew(place: Place) -> None:
    topic = ask(place, place.dora)
    written = spark(topic).writing
    people = [enter(place.community, f"P{number}") for number in range(8)]
    names = [f"@{part_of(one).handle}" for one in people]
    for at in (0, 3, 6):
        submit_edit(place.dora, written, place.square, Words(source=" ".join(["Hello", *names[at:]])))
    named = Notification.objects.filter(kind="mention").count()
    assert named == ALLOWED["new"].names
    for number in range(EDITS_AN_HOUR - 3):
        submit_edit(place.dora, written, place.square, Words(source=f"Hello {number}"))
    with pytest.raises(NotAllowed, match="changed much"):
        submit_edit(place.dora, written, place.square, Words(source="Once more"))
