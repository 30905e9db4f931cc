"""A brand with a past: people who said and did things under its posts, put into the database in one go."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation, Message, Waiting
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib import ids
from antiphon.organizations.actions import found_organization
from antiphon.organizations.models import Brand, Member, User
from antiphon.people.models import Identity, Person
from antiphon.publishing.models import Content, Delivery, Post

_WORDS = (
    "bread", "oven", "flour", "dawn", "market", "square", "bench", "rain", "song", "letter", "harvest", "river",
    "stone", "window", "garden",
)  # fmt: skip
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Town:
    """The brand, its owner, its own pages and the people around it."""

    brand: Brand
    anna: Member
    site: Channel
    people: list[Identity]


def found_town(people: int, now: datetime) -> Town:
    """Make a brand with its own pages, and so many people, each with one account."""
    user = User.objects.create_user("anna@bench.example", name="Anna")
    brand = found_organization(
        organization="Bench", brand="Bench", slug="bench", time_zone="Europe/Rome", language="en", owner=user
    )
    anna = brand.members.get()
    site = connect(anna, "site", {"address": f"{settings.PUBLIC_URL}/@bench"})
    return Town(brand, anna, site, _people(brand, people, now))


def _people(brand: Brand, count: int, now: datetime) -> list[Identity]:
    humans = Person.objects.bulk_create(
        [
            Person(brand=brand, name=f"Person {number}", sought=f"person {number}", created_at=now, seen_at=now)
            for number in range(count)
        ],
        batch_size=_BATCH,
    )
    return Identity.objects.bulk_create(
        [
            Identity(
                brand=brand,
                network="site",
                stable_id=f"https://town.example/{number}",
                handle=f"person{number}@town.example",
                name=human.name,
                sought=f"person {number} person{number} town example",
                person=human,
                first_seen=now,
                last_seen=now,
            )
            for number, human in enumerate(humans)
        ],
        batch_size=_BATCH,
    )


def add_posts(town: Town, count: int, now: datetime) -> list[Post]:
    """Add posts that are live on the brand's own pages, one every six hours up to now."""
    times = [now - timedelta(hours=6 * (number + 1)) for number in range(count)]
    contents = Content.objects.bulk_create(
        [
            Content(brand=town.brand, text=sentence(number), language="en", written_at=at)
            for number, at in enumerate(times)
        ]
    )
    posts = Post.objects.bulk_create(
        [
            Post(brand=town.brand, content=content, author=town.anna, created_at=at)
            for content, at in zip(contents, times, strict=True)
        ]
    )
    Delivery.objects.bulk_create([_live(town, post, post.created_at) for post in posts])
    return posts


def _live(town: Town, post: Post, at: datetime) -> Delivery:
    operation = ids.new_id(at)
    uri = f"{settings.PUBLIC_URL}/@bench/posts/{operation}/"
    return Delivery(
        post=post, channel=town.site, state="live", state_since=at, due_at=at, live_at=at, recorded_at=at,
        prepared_at=at, operation=operation, uri=uri, network_id=operation, url=uri,
    )  # fmt: skip


def add_conversations(town: Town, posts: list[Post], messages: int, waiting: int) -> None:
    """Open a conversation under each post with so many messages of many people; the first `waiting` wait for us."""
    chance = random.Random(7)
    deliveries = {one.post_id: one for one in Delivery.objects.filter(post__in=posts)}
    opened = Conversation.objects.bulk_create(
        [
            _opened(town, post, deliveries[post.pk].uri, number < waiting, messages)
            for number, post in enumerate(posts)
        ],
        batch_size=_BATCH,
    )
    said: list[Message] = []
    for post, conversation in zip(posts, opened, strict=True):
        said += _tree(town, post, conversation, messages, chance)
    Message.objects.bulk_create(said, batch_size=_BATCH)
    Interaction.objects.bulk_create([_act(town, message) for message in said], batch_size=_BATCH)


def _opened(town: Town, post: Post, uri: str, waits: bool, messages: int) -> Conversation:  # noqa: FBT001
    at = post.created_at
    return Conversation(
        brand=town.brand,
        channel=town.site,
        root_uri=uri,
        opened_at=at,
        last_at=at + timedelta(minutes=messages),
        waiting_on=Waiting.US if waits else Waiting.NOBODY,
        waiting_since=at if waits else None,
    )


def _tree(town: Town, post: Post, conversation: Conversation, messages: int, chance: random.Random) -> list[Message]:
    uris = [conversation.root_uri]
    tree = [_said(town, conversation, town.site.identity, uris[0], "", post.created_at, post.content.text)]
    for number in range(1, messages):
        uri = f"https://town.example/{conversation.pk}/{number}"
        at = post.created_at + timedelta(minutes=number)
        tree.append(
            _said(town, conversation, chance.choice(town.people), uri, chance.choice(uris), at, sentence(number))
        )
        uris.append(uri)
    return tree


def _said(
    town: Town, conversation: Conversation, author: Identity, uri: str, parent: str, at: datetime, text: str
) -> Message:
    return Message(
        brand=town.brand, conversation=conversation, author=author, act="reply" if parent else "post", uri=uri,
        url=uri, parent_uri=parent, text=text, language="en", sent_at=at, received_at=at,
    )  # fmt: skip


def _act(town: Town, message: Message) -> Interaction:
    ours = not message.parent_uri
    return Interaction(
        brand=town.brand, at=message.sent_at, recorded_at=message.sent_at, subject=message.uri,
        verb=Verb.POST if ours else Verb.REPLY, direction=Direction.OUT if ours else Direction.IN,
        actor=message.author, target=None if ours else town.site.identity, channel=town.site,
        parent=message.parent_uri, root=message.conversation.root_uri, words=12, source=f"site:{message.uri}",
    )  # fmt: skip


def add_contacts(town: Town, count: int, days: int, now: datetime) -> None:
    """Add so many contacts, both ways, with random people on random moments of the last days."""
    chance = random.Random(11)
    verbs = [Verb.LIKE, Verb.REPLY, Verb.REPLY, Verb.MENTION, Verb.SHARE, Verb.DIRECT]
    Interaction.objects.bulk_create(
        [
            _contact(town, number, chance, verbs, now - timedelta(minutes=chance.randrange(days * 1440)))
            for number in range(count)
        ],
        batch_size=_BATCH,
    )


def _contact(town: Town, number: int, chance: random.Random, verbs: list[Verb], at: datetime) -> Interaction:
    who, theirs = chance.choice(town.people), chance.random() < 0.6
    us = town.site.identity
    return Interaction(
        brand=town.brand, at=at, recorded_at=at, subject=f"https://town.example/contacts/{number}",
        verb=chance.choice(verbs), direction=Direction.IN if theirs else Direction.OUT, actor=who if theirs else us,
        target=us if theirs else who, channel=town.site, words=5, source=f"contact:{number}",
    )  # fmt: skip


def sentence(number: int) -> str:
    """Return some words that are the same for the same number."""
    chance = random.Random(number)
    return " ".join(chance.choices(_WORDS, k=16)).capitalize() + "."


def this_moment() -> datetime:
    """Return now, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
