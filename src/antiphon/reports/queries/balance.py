"""Talk against listening: whose words, how much of what was said to us was read, answered, asked back, acted on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from antiphon.conversations.models import CallToAnswer, Conversation, Heard, Message
from antiphon.conversations.rules import has_question
from antiphon.integrity.queries import counted
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import MESSAGES, Direction, Verb
from antiphon.listening.models import Need, NeedStep
from antiphon.listening.models.words import NeedStateLabel
from antiphon.measures.rules.talk import Pattern, balance, listening_index, pattern, talk_share
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity, Person
from antiphon.publishing.models import Delivery

#: From so many posts in a row without an answer on, the next one is the third.
BROADCASTS = 2
#: What people say to each other for all to hear.
_PUBLIC = frozenset(MESSAGES - {Verb.DIRECT})


@dataclass(frozen=True, slots=True)
class Words:
    """How many words were ours, how many of theirs somebody of us read, and how many nobody has read."""

    ours: int
    read: int
    unread: int

    @property
    def share(self) -> float | None:
        """The share of talk in what was said by us and read by us, in [0, 1]."""
        return talk_share(self.ours, self.read)

    @property
    def balance(self) -> float | None:
        """How even it is, in [0, 1]."""
        return None if self.share is None else balance(self.share)


@dataclass(frozen=True, slots=True)
class Listening:
    """The four parts of listening, each as (how many, of how many), and the index over those that are known."""

    heard: tuple[int, int]
    answered: tuple[int, int]
    asked_back: tuple[int, int]
    acted: tuple[int, int]

    @property
    def parts(self) -> dict[str, tuple[int, int]]:
        """The parts by name."""
        return {name: getattr(self, name) for name in ("heard", "answered", "asked_back", "acted")}

    @property
    def n(self) -> int:
        """From how many observations: messages, answers and needs, counted in each part."""
        return sum(of for _many, of in self.parts.values())

    @property
    def index(self) -> float | None:
        """From 0 to 100; None where nothing is known."""
        return listening_index(self.parts)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose words are looked at: all of a brand, those on one channel, or those with one person."""

    brand: Brand
    channel: int | None = None
    person: Person | None = None

    @property
    def identities(self) -> list[int]:
        """The accounts of the person."""
        return list(Identity.objects.filter(person=self.person).values_list("pk", flat=True)) if self.person else []


def words_by_week(whose: Whose, since: datetime, until: datetime) -> dict[date, Words]:
    """Return the words of each week of a time, by its Monday on the brand's clock. Two queries, three for a person.

    What integrity set aside is not counted; what they said and nobody of us opened is not listening.
    """
    acts = _said(whose, since, until)
    heard = Heard.objects.filter(message__brand=whose.brand).values("message__uri")
    theirs = ~Q(direction=Direction.OUT)
    weekly = acts.annotate(week=TruncWeek("at", tzinfo=whose.brand.zone)).values("week")
    rows = weekly.annotate(
        ours=Sum("words", filter=Q(direction=Direction.OUT), default=0),
        read=Sum("words", filter=theirs & Q(subject__in=heard), default=0),
        unread=Sum("words", filter=theirs & ~Q(subject__in=heard), default=0),
    ).order_by("week")
    return {row["week"].date(): Words(row["ours"], row["read"], row["unread"]) for row in rows}


def words_by_channel(brand: Brand, since: datetime, until: datetime) -> dict[int, Words]:
    """Return the words on each channel, by its id. One query."""
    heard = Heard.objects.filter(message__brand=brand).values("message__uri")
    theirs = ~Q(direction=Direction.OUT)
    rows = _said(Whose(brand), since, until).exclude(channel=None).values("channel").annotate(
        ours=Sum("words", filter=Q(direction=Direction.OUT), default=0),
        read=Sum("words", filter=theirs & Q(subject__in=heard), default=0),
        unread=Sum("words", filter=theirs & ~Q(subject__in=heard), default=0),
    )  # fmt: skip
    return {row["channel"]: Words(row["ours"], row["read"], row["unread"]) for row in rows}


def in_all(words: Iterable[Words]) -> Words:
    """Return words added up."""
    some = list(words)
    return Words(sum(one.ours for one in some), sum(one.read for one in some), sum(one.unread for one in some))


def pattern_of(weeks: Iterable[Words]) -> Pattern | None:
    """Return how talk and listening followed each other, from the weeks in which something was said."""
    return pattern(one.share for one in weeks if one.share is not None)


def listening_of(whose: Whose, since: datetime, until: datetime) -> Listening:
    """Return how much of what was said to us was opened, answered, asked back and acted on. Five queries at most."""
    calls = CallToAnswer.objects.filter(conversation__brand=whose.brand, opened_at__gte=since, opened_at__lt=until)
    if whose.channel is not None:
        calls = calls.filter(conversation__channel=whose.channel)
    if whose.person is not None:
        calls = calls.filter(opened_by__author__in=whose.identities)
    told = calls.aggregate(
        n=Count("pk"), heard=Count("opened_by__heard"), answered=Count("pk", filter=Q(answered_at__lt=until))
    )
    replies = list(_replies(whose, since, until).values_list("text", flat=True))
    return Listening(
        heard=(told["heard"], told["n"]),
        answered=(told["answered"], told["n"]),
        asked_back=(sum(has_question(text) for text in replies), len(replies)),
        acted=_acted(whose, since, until),
    )


def broadcasts_in_a_row(brand: Brand) -> int:
    """Return how many posts went out since we last answered somebody. Two queries."""
    answered = Interaction.objects.filter(brand=brand, direction=Direction.OUT, verb__in=[Verb.REPLY, Verb.DIRECT])
    last = answered.exclude(target=None).exclude(target__side="us").aggregate(at=Max("at"))["at"]
    live = Delivery.objects.filter(channel__brand=brand, live_at__isnull=False, follows=None, post__in_reply_to=None)
    return (live.filter(live_at__gt=last) if last else live).values("post").distinct().count()


def who_wait_meanwhile(member: Member) -> int:
    """Return how many wait for an answer if the next post would be at least the third in a row; else 0."""
    if broadcasts_in_a_row(member.brand) < BROADCASTS:
        return 0
    return Conversation.objects.filter(brand=member.brand).told_to(member).waiting_for_us().count()


def _said(whose: Whose, since: datetime, until: datetime) -> QuerySet[Interaction]:
    acts = counted(whose.brand).filter(verb__in=MESSAGES, at__gte=since, at__lt=until)
    acts = acts.filter(
        Q(direction__in=[Direction.OUT, Direction.IN]) | Q(direction=Direction.BETWEEN, verb__in=_PUBLIC)
    )
    if whose.channel is not None:
        acts = acts.filter(channel=whose.channel)
    if whose.person is None:
        return acts
    own = whose.identities
    return acts.filter(Q(actor__in=own) | Q(target__in=own, direction=Direction.OUT))


def _replies(whose: Whose, since: datetime, until: datetime) -> QuerySet[Message]:
    said = Message.objects.filter(brand=whose.brand, author__side="us", author__automated=False)
    said = said.filter(sent_at__gte=since, sent_at__lt=until).exclude(parent_uri="")
    if whose.channel is not None:
        said = said.filter(conversation__channel=whose.channel)
    if whose.person is not None:
        theirs = Message.objects.filter(author__in=whose.identities).values("uri")
        said = said.filter(parent_uri__in=theirs)
    return said.exclude(parent_uri__in=Message.objects.filter(brand=whose.brand, author__side="us").values("uri"))


def _acted(whose: Whose, since: datetime, until: datetime) -> tuple[int, int]:
    """Return how many of the needs that were logged in a time were told what came of them by its end."""
    needs = Need.objects.standing().filter(brand=whose.brand)
    if whose.channel is not None:
        needs = needs.filter(voices__message__conversation__channel=whose.channel)
    if whose.person is not None:
        needs = needs.filter(voices__identity__in=whose.identities)
    came: dict[int, set[str]] = defaultdict(set)
    steps = NeedStep.objects.filter(need__in=needs, at__lt=until)
    for need, state, at in steps.values_list("need", "state", "at"):
        if state != NeedStateLabel.LOGGED or at >= since:
            came[need].add(state)
    logged = [states for states in came.values() if NeedStateLabel.LOGGED in states]
    return sum(NeedStateLabel.TOLD in states for states in logged), len(logged)
