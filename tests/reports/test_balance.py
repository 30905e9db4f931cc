"""Whose words, how well we listen, and when the composer says that it is time to answer."""

from datetime import datetime, timedelta

import pytest

from antiphon.conversations.actions.attending import hear
from antiphon.conversations.models import Message
from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.measures.rules.talk import Pattern
from antiphon.people.models import Person
from antiphon.publishing.actions.answering import answer
from antiphon.publishing.models import Delivery
from antiphon.reports.queries.balance import (
    Whose,
    Words,
    broadcasts_in_a_row,
    in_all,
    listening_of,
    pattern_of,
    who_wait_meanwhile,
    words_by_channel,
    words_by_week,
)
from tests.web.heard import ago, heard, published, work_on
from tests.web.readers import count_queries
from tests.world import World


def days(number: int = 30) -> tuple[datetime, datetime]:
    return clock.now() - timedelta(days=number), clock.now() + timedelta(minutes=1)


def words(world: World, **whose: object) -> Words:
    return in_all(words_by_week(Whose(world.bottega, **whose), *days()).values())  # type: ignore[arg-type]


def replied(world: World, message: Message, text: str) -> None:
    answer(world.anna, message, text)
    Delivery.objects.update(due_at=clock.now())
    work_on()


def test_what_nobody_opened_is_not_listening(world: World) -> None:
    published(world.anna, "We open on Sunday", world.site)
    question = heard(world.site, "Mia", "At what time do you open?")
    assert words(world) == Words(ours=4, read=0, unread=6)
    assert words(world).share == 1.0
    hear(world.anna, [question])
    told = words(world)
    assert (told, told.share) == (Words(ours=4, read=6, unread=0), 0.4)


def test_what_integrity_set_aside_is_not_counted(world: World) -> None:
    heard(world.site, "Mia", "Buy followers here")
    act = Interaction.objects.get(verb="mention")
    Exclusion.objects.create(interaction=act, detector="x", version="1", reason="copied", at=clock.now())
    assert words(world) == Words(0, 0, 0)
    assert words(world).share is None


def test_a_channel_and_a_person_are_looked_at_alone(world: World) -> None:
    replied(world, heard(world.site, "Mia", "When?", at=ago(hours=2)), "At nine in the morning")
    heard(world.site, "Ben", "Nice table")
    mia = Person.objects.get(name="Mia")
    assert words(world, person=mia) == Words(ours=5, read=0, unread=1)
    assert words_by_channel(world.bottega, *days()) == {world.site.pk: words(world, channel=world.site.pk)}
    assert words(world, channel=world.site.pk) == Words(ours=5, read=0, unread=3)


def test_the_four_parts_of_listening(world: World) -> None:
    question = heard(world.site, "Mia", "When do you open?", at=ago(hours=2))
    heard(world.site, "Ben", "And on Sunday?", at=ago(hours=1))
    hear(world.anna, [question])
    replied(world, question, "At nine. Shall we keep one for you?")
    told = listening_of(Whose(world.bottega), *days())
    assert told.parts == {"heard": (1, 2), "answered": (1, 2), "asked_back": (1, 1), "acted": (0, 0)}
    assert told.index == pytest.approx(200 / 3)


def test_weeks_make_a_pattern(world: World) -> None:
    assert pattern_of([Words(9, 1, 0), Words(0, 0, 5), Words(9, 0, 0)]) == Pattern.DOMINATING


def test_the_third_post_in_a_row_is_told_while_somebody_waits(world: World) -> None:
    question = heard(world.site, "Mia", "When do you open?", at=ago(hours=2))
    published(world.anna, "One", world.site)
    assert who_wait_meanwhile(world.anna) == 0
    published(world.anna, "Two", world.site)
    assert (broadcasts_in_a_row(world.bottega), who_wait_meanwhile(world.anna)) == (2, 1)
    replied(world, question, "At nine.")
    assert (broadcasts_in_a_row(world.bottega), who_wait_meanwhile(world.anna)) == (0, 0)


def test_thirty_weeks_cost_as_many_queries_as_one(world: World) -> None:
    heard(world.site, "Mia", "When?", at=ago(hours=2))
    whose, span = Whose(world.bottega), days(400)
    one = count_queries(lambda: (words_by_week(whose, *span), listening_of(whose, *span)))
    for week in range(30):
        heard(world.site, f"M{week}", "When?", at=ago(days=7 * week + 1))
    assert count_queries(lambda: (words_by_week(whose, *span), listening_of(whose, *span))) == one
