"""Until when answers are promised, and which calls wait beyond that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet

from antiphon.conversations.models import CallToAnswer, Conversation, OfficeWeek, OverdueNotice
from antiphon.conversations.rules import CallKind, Office
from antiphon.conversations.rules.answers import Asked
from antiphon.conversations.rules.business_time import Opening
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty

_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Beyond:
    """How many calls wait beyond their target, and since when the longest does."""

    n: int
    since: datetime | None


def office_of(brand: Brand) -> Office:
    """Return when a brand is there for people. Two queries."""
    weeks = tuple((one.since, week_of(one)) for one in brand.office_weeks.order_by("since"))
    return Office(brand.time_zone, weeks, frozenset(brand.holidays.values_list("day", flat=True)))


def week_of(row: OfficeWeek) -> Mapping[int, tuple[Opening, ...]]:
    """Return the openings of a week by weekday, Monday being 0."""
    return {
        int(day): tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in openings)
        for day, openings in row.openings.items()
    }


def targets_of(brand: Brand) -> dict[str, int]:
    """Return within how many minutes of business each kind of call is to be answered, as far as it is said."""
    return dict(brand.answer_targets.values_list("kind", "minutes"))


def due_of(brand: Brand, kind: CallKind, opened_at: datetime) -> datetime | None:
    """Return until when a call that is opened now is to be answered; None if no target says so."""
    minutes = targets_of(brand).get(kind)
    return office_of(brand).due(opened_at, minutes * 60) if minutes else None


def beyond_target(member: Member, now: datetime) -> Beyond:
    """Return how many calls wait beyond their target, of those that a member may read. One query."""
    found = _overdue(now).filter(conversation__in=member.brand.conversations.told_to(member))
    told = found.aggregate(n=Count("pk"), since=Min("opened_at"))
    return Beyond(told["n"], told["since"])


def untold_overdue(now: datetime) -> list[tuple[Member, list[CallToAnswer]]]:
    """Return the calls beyond their target by the members who are responsible and were not told of them yet.

    Responsible is whom the conversation is assigned to, if they may answer there; else everybody who may. What is
    beyond for longer than a week was told before, or came before there was anybody to tell.
    """
    calls = list(
        _overdue(now)
        .filter(due_at__gte=now - _RECENT)
        .select_related("conversation__assignee__user", "conversation__brand", "opened_by")
    )
    told = set(OverdueNotice.objects.filter(call__in=calls).values_list("call", "member"))
    team = Member.objects.filter(brand__in={call.conversation.brand_id for call in calls}, left_at=None)
    members = list(team.select_related("user", "brand").order_by("pk"))
    found = [(member, [one for one in calls if _is_for(one, member) and (one.pk, member.pk) not in told])
             for member in members]  # fmt: skip
    return [(member, those) for member, those in found if those]


def _overdue(now: datetime) -> QuerySet[CallToAnswer]:
    return CallToAnswer.objects.filter(answered_at=None, closed_at=None, due_at__lte=now).order_by("due_at", "pk")


def _is_for(call: CallToAnswer, member: Member) -> bool:
    conversation = call.conversation
    if conversation.brand_id != member.brand_id or not _may_answer(conversation, member):
        return False
    assignee = conversation.assignee
    taken = assignee is not None and _may_answer(conversation, assignee)
    return not taken or assignee == member


def _may_answer(conversation: Conversation, member: Member) -> bool:
    return allows(member, Duty.ANSWER) and (not conversation.confined or allows(member, Duty.HOST))


class Called(NamedTuple):
    """A call to answer as the page of answers counts it."""

    pk: int
    conversation: int
    channel: int
    kind: str
    is_first: bool
    first_timer: bool
    opened_at: datetime
    answered_at: datetime | None
    person_at: datetime | None
    machine_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None

    @property
    def asked(self) -> Asked:
        """What figures need of it."""
        return Asked(self.opened_at, self.answered_at, self.person_at, self.machine_at, self.due_at, self.closed_at)


def calls_between(member: Member, since: datetime, until: datetime) -> list[Called]:
    """Return the calls to answer that were opened in a time, as far as a member may read them, the latest first."""
    readable = member.brand.conversations.told_to(member)
    found = CallToAnswer.objects.filter(conversation__in=readable, opened_at__gte=since, opened_at__lt=until)
    columns = ("pk", "conversation_id", "conversation__channel_id", *Called._fields[3:])
    return [Called(*row) for row in found.order_by("-opened_at", "-pk").values_list(*columns)]


def calls_told(member: Member, keys: Iterable[int]) -> list[CallToAnswer]:
    """Return calls with their words, in their order, as far as a member may read them. One query."""
    readable = member.brand.conversations.told_to(member)
    rows = CallToAnswer.objects.filter(pk__in=list(keys), conversation__in=readable)
    return list(rows.select_related("opened_by__author", "conversation__channel").order_by("-opened_at", "-pk"))
