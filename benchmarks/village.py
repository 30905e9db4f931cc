"""A community with a past: people in groups, topics, what they wrote and whom they follow, put in in one go."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction

from antiphon.community.actions.indexing import index_groups, index_participants, index_topics
from antiphon.community.actions.opening import open_community
from antiphon.community.models import (
    Community,
    Follow,
    Group,
    GroupMember,
    Hashtag,
    Joining,
    MessageWords,
    Participant,
    Tagging,
    Topic,
    Visibility,
    Writing,
)
from antiphon.community.rules.asking import folded
from antiphon.conversations.models import Conversation, Message
from antiphon.organizations.models import User
from antiphon.people.models import Identity, Person
from benchmarks.town import Town

_BATCH, _GROUPS, _TAGS, _VOCABULARY, _VISITORS = 5_000, 500, 300, 20_000, 20
_SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru",
    "sa", "te", "vi", "zo", "kra", "ster", "lun", "mor", "pel", "tan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Village:
    """What was made: the community, twenty users who visit it, a topic of 500 messages, words, the frequent first."""

    community: Community
    visitors: list[User]
    long_topic: Topic
    words: list[str]


def found_village(town: Town, messages: int, now: datetime) -> Village:
    """Make a community: a member for 20 messages, a topic for 20, ten follows a member."""
    community = open_community(town.anna, Joining.OPEN)
    chance = random.Random(23)
    words = _words(chance)
    people = _people(community, max(100, messages // 20), now, chance)
    groups = _groups(community, people, now, chance)
    _follows(people, now, chance)
    topics = _topics(community, groups, people, messages // 20, now, chance, words)
    _messages(community, topics, people, messages, chance, words)
    return Village(community, [one.user for one in people if one.user], topics[0], words)


def _words(chance: random.Random) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.choice([2, 2, 3, 3, 4]))) for _ in range(_VOCABULARY)]


def _sentence(chance: random.Random, words: list[str], count: int) -> str:
    """Return words as language has them: few of them often, most of them rarely."""
    return " ".join(words[int(_VOCABULARY * chance.random() ** 4)] for _ in range(count))


@transaction.atomic
def _people(community: Community, count: int, now: datetime, chance: random.Random) -> list[Participant]:
    users = User.objects.bulk_create(
        [User(email=f"v{n}@bench.example", name=f"Visitor {n}") for n in range(_VISITORS)]
    )
    brand, base = community.brand, community.channel.identity.stable_id
    humans = Person.objects.bulk_create(
        [Person(brand=brand, name=f"Member {n}", created_at=now) for n in range(count)], batch_size=_BATCH
    )
    identities = Identity.objects.bulk_create(
        [
            Identity(
                brand=brand, network="community", stable_id=f"{base}/members/m{n}/", handle=f"@m{n}", name=one.name,
                person=one, first_seen=now, last_seen=now,
            )
            for n, one in enumerate(humans)
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    people = Participant.objects.bulk_create(
        [
            Participant(
                brand=brand, identity=one, handle=f"m{n}", name=one.name, asked_at=now, admitted_at=now,
                user=users[n] if n < _VISITORS else None, searchable=chance.random() > 0.02,
            )
            for n, one in enumerate(identities)
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    index_participants(people)
    return people


@transaction.atomic
def _groups(community: Community, people: list[Participant], now: datetime, chance: random.Random) -> list[Group]:
    kinds = [Visibility.PUBLIC] * 8 + [Visibility.PRIVATE, Visibility.HIDDEN]
    groups = Group.objects.bulk_create(
        [
            Group(
                brand=community.brand, slug=f"group-{n}", name=f"Group {n}", purpose="To talk", language="en",
                visibility=kinds[n % 10], founded_at=now, last_at=now,
            )
            for n in range(_GROUPS)
        ]
    )  # fmt: skip
    index_groups(groups)
    GroupMember.objects.bulk_create(
        [
            GroupMember(group=group, participant=one, asked_at=now, joined_at=now)
            for one in people
            for group in chance.sample(groups, 5)
        ],
        batch_size=_BATCH,
    )
    return groups


@transaction.atomic
def _follows(people: list[Participant], now: datetime, chance: random.Random) -> None:
    """Let each follow ten: some are followed by many, most by few."""
    pairs = {(one.pk, people[int(len(people) * chance.random() ** 2)].pk) for one in people for _ in range(10)}
    Follow.objects.bulk_create(
        [Follow(participant_id=one, followed_id=other, since=now) for one, other in pairs if one != other],
        batch_size=_BATCH,
    )


@transaction.atomic
def _topics(
    community: Community, groups: list[Group], people: list[Participant], count: int, now: datetime,
    chance: random.Random, words: list[str],
) -> list[Topic]:  # fmt: skip
    brand, base = community.brand, community.channel.identity.stable_id
    times = [now - timedelta(minutes=30 * (count - n)) for n in range(count)]
    opened = Conversation.objects.bulk_create(
        [
            Conversation(
                brand=brand, channel=community.channel, root_uri=f"{base}/messages/t{n}/", opened_at=at, last_at=at
            )
            for n, at in enumerate(times)
        ],
        batch_size=_BATCH,
    )
    topics = Topic.objects.bulk_create(
        [
            Topic(
                brand=brand, group=groups[0] if not n else chance.choice(groups), conversation=one,
                title=_sentence(chance, words, 7), opened_by=chance.choice(people), opened_at=one.opened_at,
                last_at=one.opened_at, replies=19,
            )
            for n, one in enumerate(opened)
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    index_topics(topics)
    return topics


def _messages(
    community: Community, topics: list[Topic], people: list[Participant], count: int, chance: random.Random,
    words: list[str],
) -> None:  # fmt: skip
    """Write the first messages of all topics, then the replies: 500 in the first topic, the others anywhere."""
    uris = [[f"{topic.conversation.root_uri}"] for topic in topics]
    hashtags = Hashtag.objects.bulk_create([Hashtag(brand=community.brand, word=f"tag{n}") for n in range(_TAGS)])
    places = list(range(len(topics))) + [0] * min(499, count)
    places += [int(len(topics) * chance.random()) for _ in range(count - len(places))]
    for part in batched(enumerate(places), _BATCH):
        said = [
            _message(community, topics, place, uris[place], number, people, chance, words) for number, place in part
        ]
        _keep(said, hashtags, chance)


def _message(
    community: Community, topics: list[Topic], place: int, uris: list[str], number: int, people: list[Participant],
    chance: random.Random, words: list[str],
) -> tuple[Message, Participant]:  # fmt: skip
    topic = topics[place]
    opens = number < len(topics)
    who = topic.opened_by if opens and topic.opened_by else chance.choice(people)
    uri = uris[0] if opens else f"{community.channel.identity.stable_id}/messages/m{number}/"
    text = _sentence(chance, words, 25)
    at = topic.opened_at + timedelta(minutes=len(uris) - opens)
    message = Message(
        brand_id=topic.brand_id, conversation_id=topic.conversation_id, author_id=who.identity_id, uri=uri, url=uri,
        act="post" if opens else "reply", parent_uri="" if opens else chance.choice(uris[-8:]), text=text,
        html=f"<p>{text}</p>", network_id=uri.rstrip("/").rpartition("/")[2], language="en", sent_at=at,
        received_at=at,
    )  # fmt: skip
    if not opens:
        uris.append(uri)
    return message, who


@transaction.atomic
def _keep(said: list[tuple[Message, Participant]], hashtags: list[Hashtag], chance: random.Random) -> None:
    messages = Message.objects.bulk_create([message for message, _ in said])
    Writing.objects.bulk_create(
        [Writing(message=one, author=who, source=one.text, html=one.html) for one, who in said]
    )
    MessageWords.objects.bulk_create([MessageWords(message=one, words=folded(one.text)) for one in messages])
    tagged = [one for one in messages if chance.random() < 0.05]
    Tagging.objects.bulk_create(
        [Tagging(hashtag=chance.choice(hashtags), message=one, at=one.sent_at) for one in tagged]
    )
