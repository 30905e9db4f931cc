"""What speaks for getting back to somebody beside silence: what is owed, promised, remembered, decided."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from antiphon.conversations.models import CallToAnswer, Conversation, Waiting
from antiphon.conversations.queries.answering import office_of
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Consent, Purpose
from antiphon.relationships.models import Encounter, FollowUp, Opportunity, PersonDate, Promise
from antiphon.relationships.queries.parts import parts_of
from antiphon.relationships.rules import nearest, next_on

#: Where a brand promised no time: an answer within eight hours of those in which it is open. A choice.
TARGET_SECONDS = 8 * 3600.0


@dataclass(frozen=True, slots=True)
class Owed:
    """The oldest call of a person that is still open: where it stands, and seconds of business time."""

    conversation: int
    waited: float
    target: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that the urgency of one person asks for beside their contacts; None where there is nothing.

    `waited` and `target` in seconds of business time; `occasion_in` in days; `followed_up` and `dismissed` are
    moments in the brand's zone.
    """

    owed: Owed | None = None
    promises: tuple[Promise, ...] = ()
    dates: tuple[tuple[PersonDate, date], ...] = ()
    closing: tuple[Opportunity, ...] = ()
    followed_up: datetime | None = None
    dismissed: datetime | None = None
    decided: FollowUp | None = None
    occasion_in: int | None = None
    opted_out: bool = False

    @property
    def waited(self) -> float | None:
        """How long the oldest open call waited."""
        return self.owed.waited if self.owed else None

    @property
    def target(self) -> float | None:
        """Within what it should be answered."""
        return self.owed.target if self.owed else None

    def days_since(self, at: datetime | None, last_contact: datetime | None, as_of: date) -> int | None:
        """Return the days since a decision; None without one, or if one has spoken since: contact resets all."""
        if at is None or (last_contact is not None and last_contact >= at):
            return None
        return max(0, (as_of - at.date()).days)


def circumstances(member: Member, people: Collection[int], now: datetime) -> dict[int, Circumstances]:
    """Return what speaks for each of the people, as a member may know it. Ten queries."""
    brand, today = member.brand, now.astimezone(member.brand.zone).date()
    of = parts_of(people)
    owed, promises = _owed(member, people, now), _promises(brand, of)
    closing = _closing(brand, of)
    dates, decided, out = _dates(brand, of, today), _decided(brand, of, now), _withdrawn(brand, people)
    return {
        one: _about(
            owed.get(one),
            promises.get(one, []),
            dates.get(one, []),
            closing.get(one, []),
            decided.get(one, []),
            today,
            withdrawn=one in out,
        )
        for one in people
    }


def _about(
    owed: Owed | None,
    promises: list[Promise],
    dates: list[tuple[PersonDate, date]],
    closing: list[Opportunity],
    decided: list[FollowUp],
    today: date,
    *,
    withdrawn: bool,
) -> Circumstances:
    due = [(one.due - today).days for one in promises if one.due]
    coming = [(day - today).days for _, day in dates]
    decisive = [(one.expected_on - today).days for one in closing if one.expected_on]
    return Circumstances(
        owed=owed,
        promises=tuple(promises),
        dates=tuple(dates),
        closing=tuple(closing),
        followed_up=_last(decided, FollowUp.Decision.DONE),
        dismissed=_last(decided, FollowUp.Decision.LEFT_OUT),
        decided=decided[0] if decided else None,
        occasion_in=nearest([*due, *coming, *decisive]),
        opted_out=withdrawn,
    )


def _last(decided: Iterable[FollowUp], decision: str) -> datetime | None:
    return next((one.at for one in decided if one.decision == decision), None)


def _owed(member: Member, people: Collection[int], now: datetime) -> dict[int, Owed]:
    office = office_of(member.brand)
    waiting = Conversation.objects.filter(brand=member.brand, waiting_on=Waiting.US).told_to(member)
    # Who was spoken to elsewhere since waits in the inbox, and no more on the list of the day.
    author = OuterRef("opened_by__author__person")
    spoken = Encounter.objects.filter(Q(person=author) | Q(person__merged_into=author), at__gte=OuterRef("opened_at"))
    calls = CallToAnswer.objects.exclude(Exists(spoken)).filter(
        conversation__in=waiting, answered_at=None, closed_at=None, opened_by__author__person__in=people
    )
    found: dict[int, Owed] = {}
    for call in calls.select_related("opened_by__author").order_by("-opened_at", "-pk"):
        person = call.opened_by.author.person_id
        if person is not None:
            target = office.seconds(call.opened_at, call.due_at) if call.due_at else TARGET_SECONDS
            waited = office.seconds(call.opened_at, now)
            found[person] = Owed(call.conversation_id, waited, target or TARGET_SECONDS)
    return found


def _promises(brand: Brand, of: Mapping[int, int]) -> dict[int, list[Promise]]:
    found: dict[int, list[Promise]] = {}
    rows = Promise.objects.open().filter(brand=brand, person__in=of).select_related("by__user")
    for one in rows.order_by("due", "pk"):
        found.setdefault(of[one.person_id], []).append(one)
    return found


def _closing(brand: Brand, of: Mapping[int, int]) -> dict[int, list[Opportunity]]:
    """Return the open opportunities of each that may be decided on a day."""
    found: dict[int, list[Opportunity]] = {}
    rows = Opportunity.objects.open().filter(brand=brand, person__in=of, expected_on__isnull=False)
    for one in rows.order_by("expected_on", "pk"):
        found.setdefault(of[one.person_id], []).append(one)
    return found


def _dates(brand: Brand, of: Mapping[int, int], today: date) -> dict[int, list[tuple[PersonDate, date]]]:
    found: dict[int, list[tuple[PersonDate, date]]] = {}
    for one in PersonDate.objects.filter(brand=brand, person__in=of):
        found.setdefault(of[one.person_id], []).append((one, next_on(one.day, one.month, today)))
    return {person: sorted(own, key=lambda pair: (pair[1], pair[0].pk)) for person, own in found.items()}


def _decided(brand: Brand, of: Mapping[int, int], now: datetime) -> dict[int, list[FollowUp]]:
    """Return what was decided about each of the people, the latest first."""
    found: dict[int, list[FollowUp]] = {}
    rows = FollowUp.objects.filter(brand=brand, person__in=of, taken_back_at=None, at__lte=now)
    for one in rows.select_related("by__user").order_by("-at", "-pk"):
        one.at = one.at.astimezone(brand.zone)
        found.setdefault(of[one.person_id], []).append(one)
    return found


def _withdrawn(brand: Brand, people: Collection[int]) -> set[int]:
    """Return who agreed to being written to in person and agrees no more."""
    rows = Consent.objects.filter(brand=brand, purpose=Purpose.CONTACT, identity__person__in=people)
    told = list(rows.values_list("identity__person", "withdrawn_at"))
    agree = {person for person, withdrawn_at in told if withdrawn_at is None}
    return {person for person, withdrawn_at in told if withdrawn_at is not None and person is not None} - agree
