"""Coupons are noted, so that purchases with their code say what brought the buyer; and end."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.sales.models import Coupon
from antiphon.sales.rules.told import LONGEST_CODE, coupon_key


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTold:
    """A code, and who gave it out: a campaign, a channel or a person, at least one of them."""

    code: str
    campaign: str = ""
    channel: Channel | None = None
    person: Person | None = None
    what: str = ""


@transaction.atomic
def note_coupon(by: Member, told: CouponTold) -> Coupon:
    """Note a code; purchases that carry it already belong to it too."""
    require(by, Duty.CONNECT)
    key = coupon_key(told.code)
    if not 0 < len(key) <= LONGEST_CODE:
        raise Refusal(_("Give the code, of at most %(most)d characters.") % {"most": LONGEST_CODE}, field="code")
    if not (told.campaign.strip() or told.channel or told.person):
        raise Refusal(_("Say who gives it out: a campaign, a channel or a person."), field="campaign")
    for one in (told.channel, told.person):
        if one is not None and one.brand_id != by.brand_id:
            raise NotAllowed(_("This belongs to another brand."))
    Brand.objects.select_for_update().get(pk=by.brand_id)
    if Coupon.objects.filter(brand=by.brand, key=key, ended_at=None).exists():
        raise Conflict(_("This code is noted already. End that coupon first."), field="code")
    return Coupon.objects.create(
        brand=by.brand, code=told.code.strip(), key=key, campaign=told.campaign.strip()[:60], channel=told.channel,
        person=told.person, what=" ".join(told.what.split())[:200], noted_by=by, noted_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def end_coupon(by: Member, coupon: Coupon) -> None:
    """End a coupon: purchases from now on do not belong to it; those until now do."""
    require(by, Duty.CONNECT)
    if coupon.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    Coupon.objects.filter(pk=coupon.pk, ended_at=None).update(ended_at=clock.now())
