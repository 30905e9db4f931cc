"""What a brand promises who calls: its hours, its holidays, and within which time it answers."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.conversations.models import AnswerTarget, CallToAnswer, Conversation, Holiday, OfficeWeek
from antiphon.conversations.queries.answering import office_of, targets_of
from antiphon.conversations.rules import CallKind, check_week
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

#: The longest target, in minutes of business: thirty days of 24 hours.
LONGEST_TARGET = 43_200
_AT_ONCE = 500

type Openings = Mapping[int, Sequence[tuple[time, time]]]


@transaction.atomic
def set_office_week(by: Member, since: date, openings: Openings) -> OfficeWeek:
    """Let the hours of the week hold from a day on. What waits for an answer is due by them from now on."""
    require(by, Duty.ANSWER)
    week = {day: tuple(sorted(times)) for day, times in openings.items() if times}
    try:
        check_week(week)
    except ValueError:
        raise Refusal(_("Hours of one day overlap, or end before they begin."), field="openings") from None
    kept = {str(day): [[f"{one:%H:%M}" for one in times] for times in of_day] for day, of_day in week.items()}
    found, _is_new = OfficeWeek.objects.update_or_create(
        brand=by.brand, since=since, defaults={"openings": kept, "set_by": by, "set_at": clock.now()}
    )
    _due_anew(by.brand)
    return found


@transaction.atomic
def forget_office_week(by: Member, week: OfficeWeek) -> None:
    """Take back that hours hold from a day on: those before them do."""
    require(by, Duty.ANSWER)
    OfficeWeek.objects.filter(brand=by.brand, pk=week.pk).delete()
    _due_anew(by.brand)


@transaction.atomic
def add_holiday(by: Member, day: date, name: str) -> Holiday:
    """Be closed on a day."""
    require(by, Duty.ANSWER)
    if not name.strip():
        raise Refusal(_("Name the day, such as “Easter Monday”."), field="name")
    found, is_new = Holiday.objects.get_or_create(brand=by.brand, day=day, defaults={"name": name.strip()[:80]})
    if not is_new:
        raise Conflict(_("You are closed on this day already: %(name)s.") % {"name": found.name}, field="day")
    _due_anew(by.brand)
    return found


@transaction.atomic
def remove_holiday(by: Member, holiday: Holiday) -> None:
    """Be open on a day after all."""
    require(by, Duty.ANSWER)
    Holiday.objects.filter(brand=by.brand, pk=holiday.pk).delete()
    _due_anew(by.brand)


@transaction.atomic
def set_targets(by: Member, minutes: Mapping[CallKind, int | None]) -> None:
    """Say within how many minutes of business each kind of call is to be answered; None: nothing is promised."""
    require(by, Duty.ANSWER)
    for kind, target in minutes.items():
        if target is None:
            AnswerTarget.objects.filter(brand=by.brand, kind=kind).delete()
        elif 1 <= target <= LONGEST_TARGET:
            AnswerTarget.objects.update_or_create(brand=by.brand, kind=kind, defaults={"minutes": target})
        else:
            raise Refusal(_("Give a time between one minute and 720 hours, or leave it empty."), field=kind.value)
    _due_anew(by.brand)


def _due_anew(brand: Brand) -> None:
    """Work out anew until when what is open is due; what was answered stays judged by what was promised then."""
    office, targets = office_of(brand), targets_of(brand)
    open_ones = CallToAnswer.objects.filter(conversation__brand=brand, answered_at=None, closed_at=None)
    calls = list(open_ones.select_for_update(of=("self",)).order_by("pk"))
    for call in calls:
        target = targets.get(call.kind)
        call.due_at = office.due(call.opened_at, target * 60) if target else None
    CallToAnswer.objects.bulk_update(calls, ["due_at"], batch_size=_AT_ONCE)
    waiting = [Conversation(pk=call.conversation_id, answer_due_at=call.due_at) for call in calls]
    Conversation.objects.bulk_update(waiting, ["answer_due_at"], batch_size=_AT_ONCE)
