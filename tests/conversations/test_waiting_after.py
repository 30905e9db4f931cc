"""Who waits after one more message is what all messages together say, and nothing of what was before is read."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.conversations.actions import receive, tell_who_waits
from antiphon.conversations.actions.receiving import Spoken, keep_ours
from antiphon.conversations.actions.triaging import close, reopen, snooze
from antiphon.conversations.models import CallToAnswer, Conversation, Message
from antiphon.lib import clock
from tests.world import World

_SUMMED = (
    "waiting_on",
    "waiting_since",
    "last_at",
    "opened_at",
    "last_message",
    "heard_at",
    "kind",
    "closed_at",
    "snoozed_until",
)


def _said(world: World, number: int, text: str, parent: str, who: str, minute: int, *, robot: bool = False) -> None:
    profile = Profile(f"https://town.example/{who}", who, who, automated=robot)
    said = Said(
        act=Act.REPLY, reference=Reference(f"m:{number}", f"{number}"), actor=profile, text=text, parent_uri=parent,
        root_uri="m:0", at=clock.now() - timedelta(days=1) + timedelta(minutes=minute),
    )  # fmt: skip
    receive(world.site, said)


def _ours(world: World, number: int, text: str, parent: str, minute: int) -> None:
    answered = Message.objects.select_related("conversation", "author").filter(uri=parent).first()
    at = clock.now() - timedelta(days=1) + timedelta(minutes=minute)
    keep_ours(world.site, Spoken(Reference(f"m:{number}", f"{number}"), at, text, "en", answered))


def _stands() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    found = CallToAnswer.objects.order_by("opened_at", "opened_by").values_list(
        "opened_by", "is_first", "opened_at", "answered_by", "answered_at", "closed_at", "person_at", "machine_at"
    )
    return list(found), list(Conversation.objects.order_by("pk").values_list(*_SUMMED))


@pytest.mark.parametrize("seed", range(6))
def test_one_more_message_tells_the_same_as_all_of_them(world: World, seed: int) -> None:
    chance = random.Random(seed)
    _ours(world, 0, "Which glaze do you like?", "", 0)
    for number in range(1, 14):
        parent, minute = f"m:{chance.randrange(number)}", number * 3 - chance.choice([0, 0, 0, 0, 7])
        text = chance.choice(["Do you ship?", "Thanks!", "I like it.", "Where is it? I need help"])
        kind = chance.random()
        if kind < 0.55:
            who = chance.choice(["a", "b", "c", "robot"])
            _said(world, number, text, parent, who, minute, robot=who == "robot")
        elif kind < 0.8:
            _ours(world, number, text, parent, minute)
        else:
            act = chance.choice([close, reopen])
            act(world.anna, list(Conversation.objects.all()))
            _said(world, number, text, parent, chance.choice("abc"), minute)
        if chance.random() < 0.1:
            snooze(world.anna, list(Conversation.objects.all()), clock.now() + timedelta(days=1))
        told = _stands()
        for one in Conversation.objects.all():
            tell_who_waits(one)
        assert told == _stands(), number


def test_a_long_conversation_costs_no_more_than_a_short_one(world: World) -> None:
    _ours(world, 0, "Which glaze do you like?", "", 0)

    def cost(number: int) -> tuple[int, int]:
        made: list[object] = []
        note = lambda **_: made.append(1)  # noqa: E731
        post_init.connect(note, sender=Message)
        with CaptureQueriesContext(connection) as asked:
            _said(world, number, "Do you ship?", "m:0", "a", number)
        post_init.disconnect(note, sender=Message)
        return len(asked), len(made)

    for number in range(1, 4):
        _said(world, number, "Do you ship?", "m:0", "a", number)
    short = cost(5)
    for number in range(10, 40):
        _said(world, number, "Do you ship?", "m:0", "b", number)
    assert cost(50) == short
