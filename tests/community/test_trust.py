"""How trust is earned: by reading and by being answered, never by writing much."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.reading import note_read
from antiphon.community.actions.tending import mark_answer
from antiphon.community.actions.trusting import count_trust
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import ReadingDay, Standing, Trust
from antiphon.community.queries.trust import known_of, trust_level
from antiphon.community.rules import NEEDED, Known, trust_of
from antiphon.lib import clock
from tests.community.place import Place, ask, enter, part_of, spark


def test_each_level_asks_all_of_its_needs_and_those_below() -> None:
    worked = {
        Known(): "new",
        Known(days=3, topics=5, answered_by=1): "member",
        Known(days=3, topics=5): "new",
        Known(days=25, topics=60, answered_by=5, thanked_by=2): "regular",
        Known(days=25, topics=60, answered_by=5): "member",
        Known(days=60, topics=120, answered_by=8, thanked_by=4): "elder",
        Known(days=600, topics=1200, answered_by=80, thanked_by=3): "regular",
    }
    assert {known: trust_of(known) for known in worked} == worked
    assert ["new", *NEEDED] == list(Trust.values)


def test_what_is_counted_is_reading_others_and_being_answered_by_different_people(place: Place) -> None:
    topic, own = ask(place, place.emil), ask(place, place.dora)
    for found in (topic, own):
        note_read(part_of(place.dora), found, [spark(found).pk], [spark(found).pk])
    for by in (place.emil, place.emil, place.anna, place.dora):
        reply(by, own, spark(own), Words(source="Longer."))
    good = reply(place.dora, topic, spark(topic), Words(source="Ten minutes."))
    mark_answer(place.emil, topic, good.message)
    known = known_of([part_of(place.dora), part_of(place.emil)])
    assert known[part_of(place.dora).pk] == Known(days=1, topics=1, answered_by=2, thanked_by=1)
    assert known[part_of(place.emil).pk] == Known(days=0, topics=0, answered_by=1, thanked_by=0)


def test_writing_much_earns_nothing(place: Place) -> None:
    topic = ask(place, place.dora)
    for n in range(20):
        reply(place.dora, topic, spark(topic), Words(source=f"And {n}"))
    note_read(part_of(place.dora), topic, [spark(topic).pk], [spark(topic).pk])
    assert known_of([part_of(place.dora)])[part_of(place.dora).pk] == Known()
    assert ReadingDay.objects.count() == 0


def test_trust_is_counted_anew_after_a_day(place: Place) -> None:
    assert (count_trust(), count_trust()) == (3, 0)
    assert trust_level(part_of(place.dora)) == Trust.NEW
    Standing.objects.update(counted_at=clock.now() - timedelta(days=1, seconds=1), trust="elder")
    assert (count_trust(), Standing.objects.count()) == (3, 3)
    assert trust_level(part_of(place.dora)) == Trust.NEW


def test_counting_many_takes_no_more_queries_than_counting_one(place: Place) -> None:
    few = [part_of(place.dora)]
    many = [part_of(enter(place.community, f"Guest{n}")) for n in range(8)]
    taken = []
    for some in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            known_of(some)
        taken.append(len(queries))
    assert taken[0] == taken[1]
