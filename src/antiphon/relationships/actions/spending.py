"""Time spent on people: a timer, or minutes that were typed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.permitting import require_person
from antiphon.relationships.models import Opportunity, TimeSpent
from antiphon.relationships.rules import LONGEST_TIMER, MOST_MINUTES, is_forgotten, minutes_between


def start_timer(
    by: Member,
    person: Person | None,
    purpose: str = TimeSpent.Purpose.TALK,
    *,
    opportunity: Opportunity | None = None,
) -> TimeSpent:
    """Let a timer run for a person, an opportunity (and so for its person), or nobody. One runs at a time."""
    person = _whose(by, person, opportunity)
    _require(by, person, purpose)
    try:
        with transaction.atomic():
            return TimeSpent.objects.create(
                brand=by.brand,
                member=by,
                person=person,
                opportunity=opportunity,
                purpose=purpose,
                started_at=clock.now(),
            )
    except IntegrityError:
        raise Conflict(_("A timer of yours runs already. Stop it first.")) from None


@transaction.atomic
def stop_timer(by: Member) -> TimeSpent:
    """Stop the timer that runs. One that was forgotten counts nowhere until its member says how long it was."""
    require(by, Duty.ANSWER)
    running = TimeSpent.objects.select_for_update().filter(member=by, ended_at=None).first()
    if running is None:
        raise Conflict(_("No timer of yours runs."))
    return _stop(running, clock.now())


@transaction.atomic
def stop_forgotten(running: TimeSpent) -> bool:
    """Stop a timer that nobody stopped, at the longest that a timer runs; return whether it was one."""
    now = clock.now()
    found = TimeSpent.objects.select_for_update().filter(pk=running.pk, ended_at=None).first()
    if found is None or not is_forgotten(found.started_at, now):
        return False
    _stop(found, now)
    return True


@transaction.atomic
def note_minutes(
    by: Member,
    person: Person | None,
    minutes: int,
    purpose: str,
    *,
    at: datetime | None = None,
    note: str = "",
    opportunity: Opportunity | None = None,
) -> TimeSpent:
    """Note minutes that one spent; they end at a moment, or now. Those for an opportunity are for its person, too."""
    person = _whose(by, person, opportunity)
    _require(by, person, purpose)
    _check(minutes)
    when = at or clock.now()
    return TimeSpent.objects.create(
        brand=by.brand, member=by, person=person, opportunity=opportunity, purpose=purpose, minutes=minutes,
        started_at=when, ended_at=when, note=" ".join(note.replace("\0", "").split())[:200],
    )  # fmt: skip


@transaction.atomic
def correct_time(by: Member, spent: TimeSpent, minutes: int) -> TimeSpent:
    """Say how many minutes it really was; 0 for none at all. Only whose time it was may."""
    if spent.member_id != by.pk:
        raise NotAllowed(_("Only whose time it was may correct it."))
    if spent.ended_at is None:
        raise Conflict(_("This timer still runs. Stop it first."))
    if minutes != 0:
        _check(minutes)
    spent.minutes, spent.unsure = minutes, False
    spent.save(update_fields=["minutes", "unsure"])
    return spent


def _stop(running: TimeSpent, now: datetime) -> TimeSpent:
    running.unsure = is_forgotten(running.started_at, now)
    running.ended_at = min(now, running.started_at + LONGEST_TIMER) if running.unsure else now
    running.minutes = minutes_between(running.started_at, running.ended_at)
    running.save(update_fields=["unsure", "ended_at", "minutes"])
    return running


def _whose(by: Member, person: Person | None, opportunity: Opportunity | None) -> Person | None:
    if opportunity is None:
        return person
    if opportunity.brand_id != by.brand_id:
        raise Refusal(_("This opportunity belongs to another brand."), field="opportunity")
    return opportunity.person


def _require(by: Member, person: Person | None, purpose: str) -> None:
    require(by, Duty.ANSWER)
    if person is not None:
        require_person(by, person)
    if purpose not in TimeSpent.Purpose:
        raise Refusal(_("Choose what the time was for."), field="purpose")


def _check(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(_("Give minutes from 1 to 1440."), field="minutes")
