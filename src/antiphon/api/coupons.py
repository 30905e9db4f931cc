"""Codes that say by themselves what brought a buyer, with what was bought with each."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.api.periods import moments_of
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.people.models import Person
from antiphon.sales.actions.couponing import CouponTold, end_coupon, note_coupon
from antiphon.sales.models import Coupon
from antiphon.sales.queries import SalesSums, reporting_currency, sales_sums
from antiphon.sales.queries.coupons import coupons_with_sales
from antiphon.sales.rules.faults import Fault
from antiphon.sales.sentences import FAULT_WORDS

router = Router(tags=["sales"])


class CouponTyped(Schema):
    """A code, and who gives it out: a campaign by its short name, a channel or a person by id, at least one."""

    code: str
    campaign: str = ""
    channel: int | None = None
    person: int | None = None
    what: str = ""


class CouponJson(Json, frozen=True, kw_only=True):
    """A coupon with what was bought with it on the days that were asked for: how many, what is left of it."""

    id: int
    brand: str
    code: str
    campaign: str
    channel: int | None
    person: int | None
    what: str
    noted_at: datetime
    ended_at: datetime | None
    n: int
    net: str
    currency: str


@router.get("/brands/{brand}/coupons")
def list_coupons(
    request: Asked, brand: str, since: date | None = None, until: date | None = None
) -> list[CouponJson]:
    """List coupons with what was bought with each, the most first; of the last 90 days without any."""
    found = member_of(request, brand).brand
    rows, _unknown = coupons_with_sales(found, *moments_of(found, since, until))
    return [_coupon(found, one.coupon, one.sums) for one in rows]


@router.post("/brands/{brand}/coupons")
def tell_coupon(request: Asked, brand: str, body: CouponTyped) -> Created[CouponJson]:
    """Note a code; what was bought with it already belongs to it too."""
    by = member_of(request, brand)
    channel = by.brand.channels.filter(pk=body.channel).first() if body.channel else None
    person = Person.objects.filter(brand=by.brand, pk=body.person).first() if body.person else None
    if body.channel and channel is None:
        raise Refusal(FAULT_WORDS[Fault.CHANNEL], field="channel")
    if body.person and person is None:
        raise Refusal(_("The brand knows no person of this id."), field="person")
    told = CouponTold(code=body.code, campaign=body.campaign, channel=channel, person=person, what=body.what)
    return Created(_coupon(by.brand, note_coupon(by, told), sales_sums((), reporting_currency(by.brand))))


@router.post("/coupons/{coupon_id}/end")
def close_coupon(request: Asked, coupon_id: int) -> CouponJson:
    """End a coupon; what was bought with it until now stays with it."""
    found = get_object_or_404(Coupon.objects.select_related("brand"), brand__in=brands_of(request), pk=coupon_id)
    end_coupon(member_in(request, found.brand_id), found)
    found.refresh_from_db()
    return _coupon(found.brand, found, sales_sums((), reporting_currency(found.brand)))


def _coupon(brand: Brand, row: Coupon, sums: SalesSums) -> CouponJson:
    return CouponJson(
        id=row.pk,
        brand=brand.slug,
        code=row.code,
        campaign=row.campaign,
        channel=row.channel_id,
        person=row.person_id,
        what=row.what,
        noted_at=row.noted_at,
        ended_at=row.ended_at,
        n=sums.n,
        net=str(sums.net),
        currency=sums.currency,
    )
