"""What people are led to: purchases, leads, goals reached, opportunities won; who it was, and the worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Identity
from antiphon.publishing.models import Lead
from antiphon.relationships.models import Opportunity
from antiphon.relationships.rules.opportunity import Stage
from antiphon.reports.queries.journeys.touches import Met, channel_of_link, who_is
from antiphon.reports.queries.journeys.visits import names_of, visitor
from antiphon.sales.models import Purchase
from antiphon.sales.queries import rate_book, reporting_currency
from antiphon.sales.queries.purchases import CountedPurchase, counted_purchases
from antiphon.sales.rules.rates import Conversion as Rated
from antiphon.sales.rules.rates import RateBook
from antiphon.visits.models import GoalReached

#: Which rows are read, given the name of the field that says when.
type Which = Callable[[str], Q]

#: The most digits that a row's number has.
_LONGEST = 18


class Kind(StrEnum):
    """What counts as a conversion."""

    PURCHASE = "purchase"
    LEAD = "lead"
    GOAL = "goal"
    OPPORTUNITY = "opportunity"


@dataclass(frozen=True, slots=True)
class Conversion:
    """Somebody did what was hoped for. `who` is empty where nobody knows who it was.

    It was worth `amount` of a `currency`, None where it has no value in money; `value` is that in the currency the
    brand reckons in, None without a rate. `brought` is a touch that came in with it: the link that a lead followed.
    """

    kind: Kind
    row: int
    who: str
    name: str
    at: datetime
    what: str
    amount: Decimal | None = None
    currency: str = ""
    value: Decimal | None = None
    person: int | None = None
    brought: Met | None = None

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return f"{self.kind}-{self.row}"

    def told_to(self, member: Member) -> "Conversion":
        """Return it as a member may know it: who left an address is named only to who may answer them."""
        if self.kind != Kind.LEAD or allows(member, Duty.ANSWER):
            return self
        return replace(self, name="", person=None)


def conversions_of(
    brand: Brand, kind: Kind, since: datetime, until: datetime, goal: int | None = None
) -> list[Conversion]:
    """Return the conversions of a kind in a time, the oldest first; of goals only one, if named. Four queries."""
    only = Q() if goal is None or kind != Kind.GOAL else Q(goal=goal)
    return _READ[kind](brand, lambda at: only & Q(**{f"{at}__gte": since, f"{at}__lt": until}))


def conversions_in(brand: Brand, kind: Kind, rows: Sequence[int]) -> list[Conversion]:
    """Return the conversions of some rows, in their order; those that are no more are left out."""
    found = {one.row: one for one in _READ[kind](brand, lambda _at: Q(pk__in=rows))}
    return [found[row] for row in rows if row in found]


def conversion_of(brand: Brand, key: str) -> Conversion | None:
    """Return the conversion of that key, or None. Four queries at most."""
    kind, _, row = key.partition("-")
    if kind not in _READ or not row.isdecimal() or len(row) > _LONGEST:
        return None
    return next(iter(_READ[Kind(kind)](brand, lambda _at: Q(pk=int(row)))), None)


def _purchases(brand: Brand, which: Which) -> list[Conversion]:
    """Those that were given back as a whole led to nothing.

    Of a buyer whom we know, a visit is a touch only where they agreed to its bearing their name.
    """
    rows = Purchase.objects.filter(which("at"), brand=brand).order_by("at", "pk")
    return [_purchase(one) for one in counted_purchases(brand, rows) if one.net or not one.purchase.amount]


def _purchase(one: CountedPurchase) -> Conversion:
    row, known = one.purchase, one.purchase.identity
    who = _who(known) if known else visitor(row.visit) if row.visit else ""
    name = str((known.person if known else None) or known or "")
    currency, value = row.currency, one.net_in_reporting
    return Conversion(Kind.PURCHASE, row.pk, who, name, row.at, str(row), one.net, currency, value, one.person)


def _leads(brand: Brand, which: Which) -> list[Conversion]:
    rows = Lead.objects.filter(which("at"), page__brand=brand)
    rows = rows.select_related("page", "identity__person", "came_by__delivery__channel")
    return [_lead(one) for one in rows.order_by("at", "pk")]


def _lead(one: Lead) -> Conversion:
    person, who = one.identity.person, _who(one.identity)
    whole = (person.merged_into_id or person.pk) if person else None
    name = one.name or str(one.identity)
    return Conversion(Kind.LEAD, one.pk, who, name, one.at, str(one.page), person=whole, brought=_link(one, who))


def _who(identity: Identity) -> str:
    person = identity.person
    return who_is(identity.pk, identity.person_id, person.merged_into_id if person else None)


def _link(one: Lead, who: str) -> Met | None:
    """Return the link that brought a lead as a touch at that moment; None where none is known."""
    if one.came_by is None:
        return None
    delivery = one.came_by.delivery
    channel = channel_of_link(delivery.channel.kind if delivery else "")
    return Met(who, one.at, "link", one.came_by.pk, channel, str(one.came_by))


def _goals(brand: Brand, which: Which) -> list[Conversion]:
    found = GoalReached.objects.filter(which("at"), visit__brand=brand).select_related("goal", "visit")
    rows = list(found.order_by("at", "pk"))
    began = [one.visit.began_at for one in rows]
    known = names_of(brand, min(began), max(began) + timedelta(microseconds=1)) if rows else {}
    return [_goal(one, known.get(one.visit_id, "")) for one in rows]


def _goal(one: GoalReached, named: str) -> Conversion:
    who = named or visitor(one.visit.visitor)
    person = int(named.partition("-")[2]) if named.startswith("person-") else None
    return Conversion(Kind.GOAL, one.pk, who, "", one.at, str(one.goal), person=person)


def _opportunities(brand: Brand, which: Which) -> list[Conversion]:
    found = Opportunity.objects.filter(which("closed_at"), brand=brand, stage=Stage.WON)
    rows = list(found.select_related("person").order_by("closed_at", "pk"))
    days = [_day(brand, one) for one in rows]
    to, book = reporting_currency(brand), rate_book(brand, min(days), max(days)) if rows else RateBook(())
    return [_opportunity(one, book.conversion(one.currency, to, _day(brand, one))) for one in rows]


def _opportunity(one: Opportunity, rate: Rated | None) -> Conversion:
    whole = one.person.merged_into_id or one.person_id
    amount = one.value if one.currency else None
    return Conversion(
        Kind.OPPORTUNITY,
        one.pk,
        f"person-{whole}",
        str(one.person),
        one.closed_at or one.opened_at,
        one.title,
        amount,
        one.currency,
        rate.of(amount) if rate and amount is not None else None,
        whole,
    )


def _day(brand: Brand, one: Opportunity) -> date:
    return (one.closed_at or one.opened_at).astimezone(brand.zone).date()


_READ: Mapping[Kind, Callable[[Brand, Which], list[Conversion]]] = {
    Kind.PURCHASE: _purchases,
    Kind.LEAD: _leads,
    Kind.GOAL: _goals,
    Kind.OPPORTUNITY: _opportunities,
}
