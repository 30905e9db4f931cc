"""With whom something passed in some days: the network, on how many days, and who was brought."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Case, F, When
from django.db.models.functions import TruncDate

from antiphon.community.models import Community
from antiphon.integrity.queries import counted
from antiphon.ledger.rules import MESSAGES, Direction, Verb
from antiphon.measures.rules.growth import WINDOW, growth
from antiphon.organizations.models import Brand
from antiphon.reports.queries.acts_among import in_touch as who_is_in_touch
from antiphon.reports.queries.known.began import first_of
from antiphon.reports.queries.referrals import referrals

#: What makes a day one of contact: words, or having met.
CONTACT = (*sorted(MESSAGES), Verb.MEET)


def in_touch(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return who is in the network, and on how many days something passed with each. Four queries."""
    touch = who_is_in_touch(brand, since, until, WINDOW)
    days = _days(brand, since, until)
    return {
        "in_touch": growth(touch.start, touch.end, touch.before),
        "people": tuple(sorted(touch.end)),
        "gone": tuple(sorted(touch.start - touch.end)),
        "contact_days": tuple(days[person] for person in sorted(touch.end)),
    }


def _days(brand: Brand, since: datetime, until: datetime) -> Counter[int]:
    """Return on how many days words went either way between us and each person. One query."""
    acts = counted(brand).filter(direction__in=[Direction.IN, Direction.OUT], verb__in=CONTACT)
    whose = Case(When(direction=Direction.IN, then=F("actor__person")), default=F("target__person"))
    days = acts.filter(at__gte=since, at__lt=until).annotate(who=whose, day=TruncDate("at", tzinfo=brand.zone))
    pairs = days.filter(who__isnull=False).values_list("who", "day").distinct().order_by()
    return Counter(person for person, _day in pairs)


def referred(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return who was brought into the community; nothing before there was one. Three queries."""
    began = first_of(Community.objects.filter(brand=brand), "opened_at")
    if began is None or began >= until:
        return {}
    told = referrals(brand, since, until)
    return {
        "friends": told.of_itself,
        "rewarded": told.rewarded.joined,
        "newcomers": tuple(one.participant for one in told.newcomers if not one.rewarded),
        "began": began,
    }
