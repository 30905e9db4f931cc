"""Reads of topics: how many messages and people speak of each, in one stretch of time and in the one before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from antiphon.conversations.models import Conversation, Message
from antiphon.listening.models import Subject, SubjectState, Tagged
from antiphon.listening.rules.terms import Vocabulary
from antiphon.listening.rules.topics import Movement, Stretch, movement
from antiphon.organizations.models import Brand, Member

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject in a stretch of time: messages now and before, people now, each once, and the latest examples."""

    subject: Subject
    now: int
    before: int
    people: int
    examples: list[Message] = field(default_factory=list)

    @property
    def movement(self) -> Movement:
        """How it moved."""
        return movement(self.now, self.before)


def topics(member: Member, now: Stretch, before: Stretch, state: str = SubjectState.ACCEPTED) -> list[Topic]:
    """Return the subjects of a state, those of most messages first. Three queries, however many.

    Counted is only what the member may read; a suggestion of which they may read nothing is left out.
    """
    subjects = {one.pk: one for one in member.brand.subjects.filter(state=state)}
    counts = _counts(member, now, before, subjects)
    examples = _examples(member, now, [pk for pk, one in counts.items() if one[0]])
    found = [
        Topic(subject, *counts.get(pk, (0, 0, 0)), examples.get(pk, []))
        for pk, subject in subjects.items()
        if state == SubjectState.ACCEPTED or pk in counts
    ]
    return sorted(found, key=lambda one: (-one.now, -one.before, one.subject.name.casefold(), one.subject.pk))


def counts_over_time(member: Member, subject: Subject, stretches: Sequence[Stretch]) -> list[int]:
    """Return in how many messages a subject is spoken of in each stretch. One query."""
    sums = {
        f"n{number}": Count("pk", filter=Q(said_at__gte=one.begins, said_at__lt=one.ends))
        for number, one in enumerate(stretches)
    }
    found = _read(member).filter(subject=subject).aggregate(**sums)
    return [found[f"n{number}"] for number in range(len(stretches))]


def messages_about(member: Member, subject: Subject, within: Stretch | None = None) -> QuerySet[Message]:
    """Return the messages that speak of a subject and the member may read, the latest first."""
    about = _read(member).filter(subject=subject)
    if within is not None:
        about = about.filter(said_at__gte=within.begins, said_at__lt=within.ends)
    found = Message.objects.filter(pk__in=about.values("message"))
    return found.select_related("author", "conversation__channel").order_by("-sent_at", "-pk")


def rejected_subjects(brand: Brand) -> QuerySet[Subject]:
    """Return the suggestions that were put aside, the latest first."""
    return brand.subjects.filter(state=SubjectState.REJECTED).order_by("-decided_at", "-pk")


def vocabulary_of(brand: Brand) -> Vocabulary:
    """Return the subjects by which messages are tagged: the brand's own and those suggested. One query."""
    vocabulary = Vocabulary()
    in_use = brand.subjects.exclude(state=SubjectState.REJECTED).order_by("pk")
    for pk, keywords in in_use.values_list("pk", "keywords"):
        vocabulary.add(pk, keywords)
    return vocabulary


def _read(member: Member) -> QuerySet[Tagged]:
    told = Conversation.objects.filter(brand=member.brand).told_to(member)
    return Tagged.objects.filter(message__conversation__in=told).exclude(message__text="")


def _counts(
    member: Member, now: Stretch, before: Stretch, subjects: Collection[int]
) -> dict[int, tuple[int, int, int]]:
    during = Q(said_at__gte=now.begins, said_at__lt=now.ends)
    who = Coalesce(F("message__author__person"), F("message__author") * -1)
    rows = _read(member).filter(subject__in=subjects, said_at__gte=before.begins, said_at__lt=now.ends)
    counted = rows.values("subject").annotate(
        now=Count("pk", filter=during),
        before=Count("pk", filter=Q(said_at__lt=before.ends)),
        people=Count(who, filter=during, distinct=True),
    )
    return {row["subject"]: (row["now"], row["before"], row["people"]) for row in counted}


def _examples(member: Member, now: Stretch, subjects: Collection[int]) -> dict[int, list[Message]]:
    """Return the latest messages of each subject, those of different conversations not apart. One query."""
    rows = _read(member).filter(subject__in=subjects, said_at__gte=now.begins, said_at__lt=now.ends)
    place = Window(RowNumber(), partition_by=F("subject"), order_by=[F("said_at").desc(), F("pk").desc()])
    latest = rows.annotate(place=place).filter(place__lte=EXAMPLES)
    found: dict[int, list[Message]] = {}
    for one in latest.select_related("message__author", "message__conversation__channel").order_by(
        "subject", "place"
    ):
        found.setdefault(one.subject_id, []).append(one.message)
    return found
