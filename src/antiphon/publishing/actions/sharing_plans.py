"""The secret address at which a member's calendar program reads the plan."""

from datetime import timedelta

from django.db import transaction

from antiphon.lib import clock, ids
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import digest
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import PlanAddress

_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_plan_address(by: Member) -> str:
    """Return the secret of a new address, shown this once; the one before it ends."""
    require(by, Duty.SEE)
    revoke_plan_address(by)
    secret = ids.new_secret()
    PlanAddress.objects.create(member=by, digest=digest(secret), made_at=clock.now())
    return secret


@transaction.atomic
def revoke_plan_address(by: Member) -> None:
    """End the address of a member; whoever has it sees nothing any more."""
    PlanAddress.objects.filter(member=by, revoked_at=None).update(revoked_at=clock.now())


def note_plan_read(address: PlanAddress) -> None:
    """Remember that an address was read; to the hour, so that reading does not write each time."""
    now = clock.now()
    if address.used_at is None or address.used_at < now - _NOTED_EVERY:
        PlanAddress.objects.filter(pk=address.pk).update(used_at=now)
