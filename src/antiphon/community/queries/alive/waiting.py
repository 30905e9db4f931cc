"""What waits for a first answer by somebody else, and how long that takes."""

from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery

from antiphon.community.models import AskKind, Topic, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.alive.said import LATELY
from antiphon.community.queries.cases import groups_moderated
from antiphon.conversations.models import Message
from antiphon.conversations.rules import MedianWait, Wait, median_wait
from antiphon.people.models import Side

#: What waits longer is counted apart.
WAITED_LONG = timedelta(days=90)


def waiting_topics(viewer: Viewer, *, ours: bool = False) -> QuerySet[Topic]:
    """Return the open topics of members (of the team, if `ours`) that nobody else has answered, the oldest first.

    A machine's words are no answer, one's own are none, and what was taken away is none. `is_first` says whether
    the author had written nothing before.
    """
    side = Side.US if ours else Side.THEM
    earlier = Writing.objects.filter(author=OuterRef("opened_by"), message__sent_at__lt=OuterRef("opened_at"))
    found = _standing(viewer).filter(closed_at=None, group__closed_at=None, opened_by__identity__side=side)
    waiting = found.filter(~Exists(_answers_to_topic()))
    shown = waiting.select_related("group", "opened_by").annotate(is_first=~Exists(earlier))
    return shown.order_by("opened_at", "pk")


def opened_lately(topics: QuerySet[Topic], now: datetime) -> QuerySet[Topic]:
    """Return those topics that were opened within 90 days."""
    return topics.filter(opened_at__gt=now - WAITED_LONG, last_at__gt=now - WAITED_LONG)


def opened_long_ago(topics: QuerySet[Topic], now: datetime) -> QuerySet[Topic]:
    """Return those topics that were opened before."""
    return topics.filter(opened_at__lte=now - WAITED_LONG)


def first_answers(viewer: Viewer, now: datetime) -> MedianWait:
    """Return how long topics that members opened in the last 28 days waited for a first answer by somebody else.

    Definition 3.4: those that still wait count as long as they have waited (Kaplan and Meier). One query.
    """
    first = _answers_to_topic().order_by().values("conversation").annotate(at=Min("sent_at")).values("at")
    found = _standing(viewer).filter(
        opened_by__identity__side=Side.THEM, opened_at__gt=now - LATELY, opened_at__lte=now
    )
    rows = found.annotate(answered_at=Subquery(first)).values_list("opened_at", "answered_at")
    return median_wait(Wait(((end or now) - opened).total_seconds(), end is not None) for opened, end in rows)


def _standing(viewer: Viewer) -> QuerySet[Topic]:
    """Topics where somebody keeps order, by people who are known, whose spark was not taken away.

    Sessions, events, rankings and polls are answered otherwise than in words: they are not among them.
    """
    spark = Writing.objects.filter(
        message__brand=viewer.brand, message__uri=OuterRef("conversation__root_uri"), removed_at__isnull=False
    )
    found = Topic.objects.filter(group__in=groups_moderated(viewer).values("pk"), merged_into=None)
    found = found.filter(live_session=None, event=None).exclude(ask__kind__in=[AskKind.RANKING, AskKind.POLL])
    return found.filter(~Exists(spark), opened_by__identity__automated=False)


def _answers_to_topic() -> QuerySet[Message]:
    """Answers to a topic outside, by somebody else who is no machine, as far as they stand."""
    found = Message.objects.filter(conversation=OuterRef("conversation"), writing__removed_at=None)
    return found.filter(author__automated=False).exclude(author=OuterRef("opened_by__identity"))
