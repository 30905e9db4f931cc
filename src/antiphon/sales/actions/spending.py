"""Money that was put in is noted, and taken back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.models import Spend
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.spend import SpendTold, fit_spend
from antiphon.sales.sentences import refusing


@transaction.atomic
def note_spend(by: Member, told: SpendTold, channel: Channel | None = None) -> Spend:
    """Note what was spent, on a channel if it is said so; what is told again by its key is known. Days may lie ahead.

    Raise Refusal if it cannot be noted, Conflict if its key is known otherwise.
    """
    require(by, Duty.CONNECT)
    with refusing():
        if channel is not None and channel.brand_id != by.brand_id:
            raise Unfit(Fault.CHANNEL, "channel")
        fields = fit_spend(told, clock.now().date())
        known = _known(by, fields["external_id"])
        if known is None:
            return Spend.objects.create(brand=by.brand, noted_by=by, noted_at=clock.now(), channel=channel, **fields)
        if any(getattr(known, name) != fields[name] for name in ("side", "first", "last", "amount", "currency")):
            raise Unfit(Fault.DIFFERS, "id")
        return known


def _known(by: Member, key: str) -> Spend | None:
    return Spend.objects.standing().filter(brand=by.brand, external_id=key).first() if key else None


@transaction.atomic
def take_spend_back(by: Member, spend: Spend) -> None:
    """Take back what was noted: it counts no more, and who took it back stays known."""
    require(by, Duty.CONNECT)
    if spend.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    Spend.objects.standing().filter(pk=spend.pk).update(taken_back_by=by, taken_back_at=clock.now())
