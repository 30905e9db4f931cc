"""A brand to which a hundred thousand conversations came, in four languages, put into the database in one go."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation, Message
from antiphon.people.models import Identity
from benchmarks.rows import count_on, in_bulk, moment, next_key, put
from benchmarks.town import Town, sentence

MESSAGES = 3
_KINDS, _LANGUAGES = ("reply",) * 6 + ("mention", "mention", "direct", "quote"), ("en", "en", "it", "es", "fr")
_CONVERSATION = (
    "id", "brand_id", "channel_id", "root_uri", "opened_at", "last_at", "waiting_on", "waiting_since", "heard_at",
    "last_message_id", "kind", "language", "closed_at", "snoozed_until", "snoozed_at", "confined", "assignee_id",
)  # fmt: skip
_MESSAGE = (
    "id", "brand_id", "conversation_id", "author_id", "act", "uri", "parent_uri", "text", "html", "language",
    "sent_at", "received_at",
)  # fmt: skip


def let_speak(town: Town, channels: list[Channel], count: int, now: datetime) -> None:
    """Add so many conversations of three messages: six in ten wait for us, one in ten rests, two are closed."""
    chance = random.Random(13)
    first, said = next_key(Conversation), next_key(Message)
    people = [one.pk for one in town.people]
    with in_bulk():
        put(Conversation, _CONVERSATION, _conversations(town, channels, count, now, first, said, chance))
        put(Message, _MESSAGE, _messages(town, count, now, first, said, people, chance))
    count_on(Conversation, Message, Identity)


def _conversations(
    town: Town, channels: list[Channel], count: int, now: datetime, first: int, said: int, chance: random.Random
) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        at, state = now - timedelta(minutes=5 * (count - number)), chance.random()
        last = at + timedelta(minutes=MESSAGES - 1)
        waits, rests, closed = state < 0.7, state < 0.1, state >= 0.8
        yield (
            first + number, town.brand.pk, chance.choice(channels).pk, f"https://crowd.example/{first + number}/0",
            moment(at), moment(last), "us" if waits else "nobody", moment(at) if waits else None, moment(last),
            said + number * MESSAGES + MESSAGES - 1, chance.choice(_KINDS), chance.choice(_LANGUAGES),
            moment(last) if closed else None, moment(now + timedelta(hours=8)) if rests else None,
            moment(last) if rests else None, chance.random() < 0.05, town.anna.pk if chance.random() < 0.2 else None,
        )  # fmt: skip


def _messages(
    town: Town, count: int, now: datetime, first: int, said: int, people: list[int], chance: random.Random
) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        at, root = now - timedelta(minutes=5 * (count - number)), f"https://crowd.example/{first + number}/"
        who = chance.choice(people)
        for place in range(MESSAGES):
            spoken = moment(at + timedelta(minutes=place))
            words = sentence(number * MESSAGES + place) + (" Zabaglione?" if number % 1000 == 0 else "")
            yield (
                said + number * MESSAGES + place, town.brand.pk, first + number, who,
                "reply" if place else "mention", f"{root}{place}", f"{root}0" if place else "", words, "", "en",
                spoken, spoken,
            )  # fmt: skip
