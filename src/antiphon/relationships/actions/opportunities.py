"""How an opportunity is opened, changed, moved on, won and lost."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.permitting import require_person
from antiphon.relationships.models import Opportunity, OpportunityKind, StageChange
from antiphon.relationships.rules.opportunity import OPEN, Stage

LONGEST_TITLE, LONGEST_REASON = 160, 500
MOST = Decimal("999999999999.99")


@dataclass(frozen=True, slots=True)
class OpportunityGiven:
    """What somebody typed about an opportunity; without a currency the value is in points."""

    kind: str
    title: str
    value: Decimal = Decimal(0)
    currency: str = ""
    expected_on: date | None = None
    introduced_by: Person | None = None
    owner: Member | None = None


@transaction.atomic
def open_opportunity(
    by: Member, person: Person, given: OpportunityGiven, *, at: datetime | None = None
) -> Opportunity:
    """Open an opportunity with a person; it begins at the first contact, in the hands of who opens it.

    `at` is when it began, where it is written down later.
    """
    require_person(by, person)
    now = _by_now(at)
    found = Opportunity(brand=by.brand, person=person, owner=by, opened_at=now)
    _write(by, found, given)
    StageChange.objects.create(opportunity=found, stage=found.stage, by=by, at=now)
    return found


@transaction.atomic
def change_opportunity(by: Member, opportunity: Opportunity, given: OpportunityGiven) -> Opportunity:
    """Change what an opportunity is, what it is worth, and in whose hands; how far it is stays."""
    found = _held(by, opportunity)
    _write(by, found, given)
    return found


@transaction.atomic
def move_opportunity(
    by: Member, opportunity: Opportunity, stage: str, why: str = "", *, at: datetime | None = None
) -> Opportunity:
    """Move an opportunity to a stage. Won and lost ask why; from there it can be taken up again.

    `at` is when it came there, where it is written down later.
    """
    found, reason = _held(by, opportunity), why.strip()
    if stage not in Stage:
        raise Refusal(_("There is no such stage."), field="stage")
    if stage == found.stage:
        raise Conflict(_("It is there already."), field="stage")
    if stage not in OPEN and not reason:
        raise Refusal(_("Say why, in a few words: it is what you learn from."), field="why")
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("Say it in at most %(most)d characters.") % {"most": LONGEST_REASON}, field="why")
    now = _by_now(at)
    found.stage = stage
    found.closed_at, found.why = (None, "") if stage in OPEN else (now, reason)
    found.save(update_fields=["stage", "closed_at", "why"])
    StageChange.objects.create(opportunity=found, stage=stage, by=by, at=now, why=reason)
    return found


def _by_now(at: datetime | None) -> datetime:
    now = clock.now()
    if at is not None and at > now:
        raise Refusal(_("This lies in the future."), field="at")
    return at or now


def _held(by: Member, opportunity: Opportunity) -> Opportunity:
    found = Opportunity.objects.select_for_update(of=("self",)).select_related("person").get(pk=opportunity.pk)
    require_person(by, found.person)
    return found


def _write(by: Member, found: Opportunity, given: OpportunityGiven) -> None:
    title, currency = given.title.replace("\0", "").strip(), given.currency.strip().upper()
    if given.kind not in OpportunityKind:
        raise Refusal(_("Say what may come of it."), field="kind")
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Refusal(_("Give it a title of at most %(most)d characters.") % {"most": LONGEST_TITLE}, field="title")
    if not 0 <= given.value <= MOST:
        raise Refusal(_("Give a value of 0 or more."), field="value")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Refusal(
            _("Write the currency as three letters, such as EUR; leave it empty for points."), field="currency"
        )
    _check_people(by, found.person, given)
    found.kind, found.title, found.value, found.currency = given.kind, title, given.value, currency
    found.expected_on, found.introduced_by = given.expected_on, given.introduced_by
    found.owner = given.owner or found.owner
    found.save()


def _check_people(by: Member, person: Person, given: OpportunityGiven) -> None:
    introducer, owner = given.introduced_by, given.owner
    if introducer is not None and introducer.brand_id != by.brand_id:
        raise NotAllowed(_("This person belongs to another brand."))
    if introducer is not None and _whole(introducer) == _whole(person):
        raise Refusal(_("Nobody introduces themselves. Name somebody else, or nobody."), field="introduced_by")
    if owner is not None and (owner.brand_id != by.brand_id or not allows(owner, Duty.ANSWER)):
        raise Refusal(_("This member may not look after it: their role does not allow it."), field="owner")


def _whole(person: Person) -> int:
    return person.merged_into_id or person.pk
