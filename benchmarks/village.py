"""A community with a past: people in groups, topics, what they wrote, whom they follow, what they are told."""

import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from antiphon.community.actions.opening import open_community
from antiphon.community.models import (
    Bookmark,
    Community,
    Follow,
    Group,
    GroupMember,
    Hashtag,
    Joining,
    MessageWords,
    NameWords,
    Notification,
    Participant,
    Position,
    Tagging,
    Topic,
    Visibility,
    Writing,
)
from antiphon.community.rules.asking import folded
from antiphon.conversations.models import Conversation, Message
from antiphon.organizations.models import User
from antiphon.people.models import Identity, Person
from benchmarks.rows import count_on, in_bulk, moment, next_key, put
from benchmarks.town import Town

_GROUPS, _TAGS, _VOCABULARY, _VISITORS, _EAGER, _AT_ONCE = 500, 300, 20_000, 20, 10, 20_000
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
    """Make a community: a member for 20 messages, a topic for 20, ten follows a member, for ten visitors 200."""
    community = open_community(town.anna, Joining.OPEN)
    made = _Making(community, messages, now)
    with in_bulk():
        made.people()
        made.groups()
        made.follows()
        made.topics()
        made.messages()
        made.traces()
    count_on(Person, Identity, Participant, Conversation, Topic, Message)
    return village_of(community)


def village_of(community: Community) -> Village:
    """Return what was made before, as it stands in the database."""
    visitors = list(User.objects.filter(email__endswith="@village.example").order_by("pk"))
    return Village(community, visitors, Topic.objects.earliest("pk"), _vocabulary())


def _vocabulary() -> list[str]:
    chance = random.Random(23)
    return ["".join(chance.choices(_SYLLABLES, k=chance.choice([2, 2, 3, 3, 4]))) for _ in range(_VOCABULARY)]


@dataclass(frozen=True, slots=True)
class _Said:
    """A message that is to be written: all are known by their place in the order of time."""

    number: int
    topic: int
    above: int | None
    who: int
    at: object
    text: str


class _Making:
    """One village while it is made; people, topics and messages are known by their place in the order of keys."""

    def __init__(self, community: Community, messages: int, now: datetime) -> None:
        self._community, self._now, self._moment = community, now, moment(now)
        self._brand, self._base = community.brand_id, community.channel.identity.stable_id
        self._chance, self._words = random.Random(29), _vocabulary()
        self._people, self._topics = range(max(100, messages // 20)), range(messages // 20)
        self._began = now - timedelta(minutes=30 * len(self._topics))
        self._step = (now - self._began) / messages
        self._places = list(_places(len(self._topics), messages, self._chance))
        self._first = {place: number for number, place in reversed(list(enumerate(self._places)))}
        self._last = {place: number for number, place in enumerate(self._places)}
        self._replies = Counter(self._places)
        self._person, self._identity = next_key(Person), next_key(Identity)
        self._participant, self._conversation = next_key(Participant), next_key(Conversation)
        self._topic, self._message = next_key(Topic), next_key(Message)
        self._who = [self._anybody() for _ in self._places]
        self._groups: list[int] = []

    def people(self) -> None:
        """Let everybody in; the first of them can sign in."""
        users = User.objects.bulk_create(
            [User(email=f"v{n}@village.example", name=f"Visitor {n}") for n in range(_VISITORS)]
        )
        brand, at = self._brand, self._moment
        named = ("id", "brand_id", "name", "created_at")
        put(Person, named, ((self._person + n, brand, f"Member {n}", at) for n in self._people))
        known = (
            "id", "brand_id", "network", "stable_id", "handle", "name", "person_id", "first_seen", "last_seen"
        )  # fmt: skip
        put(Identity, known, (
            (
                self._identity + n, brand, "community", f"{self._base}/members/m{n}/", f"@m{n}", f"Member {n}",
                self._person + n, at, at,
            )
            for n in self._people
        ))  # fmt: skip
        part = ("id", "brand_id", "identity_id", "handle", "name", "asked_at", "admitted_at", "user_id", "searchable")
        put(Participant, part, (
            (
                self._participant + n, brand, self._identity + n, f"m{n}", f"Member {n}", at, at,
                users[n].pk if n < _VISITORS else None, self._chance.random() > 0.02,
            )
            for n in self._people
        ))  # fmt: skip
        found = ((self._participant + n, f"member {n} m{n}") for n in self._people)
        put(NameWords, ("participant_id", "words"), found)

    def groups(self) -> None:
        """Found groups, a fifth of them not open to all, and let everybody be in five."""
        kinds = [Visibility.PUBLIC] * 8 + [Visibility.PRIVATE, Visibility.HIDDEN]
        groups = Group.objects.bulk_create(
            [
                Group(
                    brand_id=self._brand, slug=f"group-{n}", name=f"Group {n}", purpose="To talk", language="en",
                    visibility=kinds[n % 10], founded_at=self._now, last_at=self._now,
                )
                for n in range(_GROUPS)
            ]
        )  # fmt: skip
        put(NameWords, ("group_id", "words"), ((one.pk, folded(f"{one.name} {one.purpose}")) for one in groups))
        self._groups = [one.pk for one in groups]
        belongs = (
            (group, self._participant + n, self._moment, self._moment)
            for n in self._people
            for group in self._chance.sample(self._groups, 5)
        )
        put(GroupMember, ("group_id", "participant_id", "asked_at", "joined_at"), belongs)

    def follows(self) -> None:
        """Let each follow ten, the eager visitors 200: some people are followed by many, most by few."""
        follows = (
            (self._participant + n, self._participant + other, self._moment)
            for n in self._people
            for other in sorted({self._anybody(2) for _ in range(200 if n < _EAGER else 10)} - {n})
        )
        put(Follow, ("participant_id", "followed_id", "since"), follows)

    def topics(self) -> None:
        """Open the topics, each as it stands in the end."""
        opened = ("id", "brand_id", "channel_id", "root_uri", "opened_at", "last_at")
        put(Conversation, opened, (
            (
                self._conversation + n, self._brand, self._community.channel_id, self._uri(self._first[n]),
                self._at(self._first[n]), self._at(self._last[n]),
            )
            for n in self._topics
        ))  # fmt: skip
        titles = [self._sentence(7) for _ in self._topics]
        told = (
            "id", "brand_id", "group_id", "conversation_id", "title", "opened_by_id", "opened_at", "last_at",
            "replies",
        )  # fmt: skip
        put(Topic, told, (
            (
                self._topic + n, self._brand, self._chance.choice(self._groups) if n else self._groups[0],
                self._conversation + n, titles[n], self._participant + self._who[self._first[n]],
                self._at(self._first[n]), self._at(self._last[n]), self._replies[n] - 1,
            )
            for n in self._topics
        ))  # fmt: skip
        put(NameWords, ("topic_id", "words"), ((self._topic + n, titles[n]) for n in self._topics))

    def messages(self) -> None:
        """Write as time goes by, and tell whom it concerns."""
        names = [Hashtag(brand_id=self._brand, word=f"tag{n}") for n in range(_TAGS)]
        hashtags = [one.pk for one in Hashtag.objects.bulk_create(names)]
        recent: list[deque[int]] = [deque(maxlen=8) for _ in self._topics]
        for part in batched(enumerate(self._places), _AT_ONCE):
            said = [self._said(number, place, recent[place]) for number, place in part]
            self._keep(said)
            tagged = [one for one in said if self._chance.random() < 0.05]
            rows = ((self._chance.choice(hashtags), self._message + one.number, one.at) for one in tagged)
            put(Tagging, ("hashtag_id", "message_id", "at"), rows)
            self._tell(said)

    def traces(self) -> None:
        """Let visitors have read 400 topics up to some message and kept 300 messages, everybody else read two."""
        count, last = len(self._topics), self._message + len(self._places)
        read = (
            (self._participant + n, self._topic + topic, self._chance.randrange(self._message, last), self._moment)
            for n in self._people
            for topic in self._chance.sample(self._topics, min(count, 400 if n < _VISITORS else 2))
        )
        put(Position, ("participant_id", "topic_id", "read_up_to", "at"), read)
        kept = (
            (self._participant + n, self._message + number, self._at(number))
            for n in range(_VISITORS)
            for number in self._chance.sample(range(len(self._places)), min(len(self._places), 300))
        )
        put(Bookmark, ("participant_id", "message_id", "at"), kept)

    def _said(self, number: int, place: int, recent: "deque[int]") -> _Said:
        above = self._chance.choice(recent) if recent else None
        recent.append(number)
        return _Said(number, place, above, self._who[number], self._at(number), self._sentence(25))

    def _keep(self, said: list[_Said]) -> None:
        written = (
            "id", "brand_id", "conversation_id", "author_id", "uri", "url", "act", "parent_uri", "text", "html",
            "network_id", "language", "sent_at", "received_at",
        )  # fmt: skip
        put(Message, written, (
            (
                self._message + one.number, self._brand, self._conversation + one.topic, self._identity + one.who,
                self._uri(one.number), self._uri(one.number), "post" if one.above is None else "reply",
                "" if one.above is None else self._uri(one.above), one.text, f"<p>{one.text}</p>", f"m{one.number}",
                "en", one.at, one.at,
            )
            for one in said
        ))  # fmt: skip
        typed = (
            (self._message + one.number, self._participant + one.who, one.text, f"<p>{one.text}</p>") for one in said
        )
        put(Writing, ("message_id", "author_id", "source", "html"), typed)
        put(MessageWords, ("message_id", "words"), ((self._message + one.number, one.text) for one in said))

    def _tell(self, said: list[_Said]) -> None:
        """Tell whom a reply answers, and a visitor of one reply in 50; a third of it stays unread."""
        told = ("participant_id", "kind", "about", "bundle", "by_id", "message_id", "at", "read_at")
        replies = [(one, self._who[one.above]) for one in said if one.above is not None]
        heard = {(one.number, who): (one, "reply") for one, who in replies if who != one.who}
        for one, _ in replies[::50]:
            heard.setdefault((one.number, self._chance.randrange(_VISITORS)), (one, "followed"))
        put(Notification, told, (
            (
                self._participant + who, kind, f"message:{self._message + one.number}",
                f"{kind}:topic:{self._topic + one.topic}", self._participant + one.who, self._message + one.number,
                one.at, self._moment if self._chance.random() > 0.3 else None,
            )
            for (_, who), (one, kind) in heard.items()
        ))  # fmt: skip

    def _anybody(self, power: int = 1) -> int:
        return int(len(self._people) * self._chance.random() ** power)

    def _at(self, number: int) -> object:
        return moment(self._began + number * self._step)

    def _uri(self, number: int) -> str:
        return f"{self._base}/messages/m{number}/"

    def _sentence(self, count: int) -> str:
        """Return words as language has them: few of them often, most of them rarely."""
        chance = self._chance.random
        return " ".join([self._words[int(_VOCABULARY * chance() ** 4)] for _ in range(count)])


def _places(topics: int, messages: int, chance: random.Random) -> Iterator[int]:
    """Return the topic of each message: they are answered mostly while they are young, 500 times the first one."""
    often, opened = max(1, messages // 500), 0
    for number in range(messages):
        if number * topics >= opened * messages:
            yield opened
            opened += 1
        elif number % often == 1:
            yield 0
        else:
            yield max(min(1, opened - 1), opened - 1 - int(chance.expovariate(1 / 200)))
