"""What people agreed to, and what they agree to no more, as a member notes it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Consent, Identity, Person, Purpose, Side


@transaction.atomic
def note_consent(
    by: Member, person: Person, purpose: str, *, wording: str, source: str, given_at: datetime | None = None
) -> Consent:
    """Note that somebody agreed to a purpose: in which words, where, when (now without a moment).

    It hangs on the account that was known first. Raise Refusal if anything of it is missing or they agreed already.
    """
    require(by, Duty.ANSWER)
    now = clock.now()
    at = given_at or now
    _check(purpose, wording, source, at, now)
    try:
        with transaction.atomic():
            return Consent.objects.create(
                brand=by.brand,
                identity=_first_account(by, person),
                purpose=purpose,
                wording=wording.strip(),
                source=source.strip()[:200],
                given_at=at,
                noted_by=by,
            )
    except IntegrityError as error:
        raise Conflict(_("They agreed to this already. Withdraw that first if the words are others now.")) from error


@transaction.atomic
def withdraw_consent(by: Member, consent: Consent) -> None:
    """Note that somebody agrees no more, from now on; what was agreed until then stays on record."""
    require(by, Duty.ANSWER)
    found = Consent.objects.filter(pk=consent.pk, brand=by.brand, withdrawn_at=None)
    if not found.update(withdrawn_at=max(clock.now(), consent.given_at), withdrawal_noted_by=by):
        raise Conflict(_("This was withdrawn already."))


def _check(purpose: str, wording: str, source: str, at: datetime, now: datetime) -> None:
    if purpose not in Purpose.values:
        raise Refusal(_("Say what they agreed to."), field="purpose")
    if not wording.strip():
        raise Refusal(_("Write down the words to which they agreed."), field="wording")
    if not source.strip():
        raise Refusal(_("Say where and how they agreed: a letter, a talk, a form."), field="source")
    if at > now:
        raise Refusal(_("This lies ahead. Note it once they have agreed."), field="given_at")


def _first_account(by: Member, person: Person) -> Identity:
    found = person.identities.filter(brand=by.brand, side=Side.THEM, anonymized_at=None).order_by("first_seen", "pk")
    first = found.first()
    if first is None:
        raise Refusal(_("Nobody is behind this any more, so nobody can agree."))
    return first
