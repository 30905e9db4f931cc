"""What somebody bought, as far as it is known."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.sales.queries import reporting_currency, sales_sums
from antiphon.sales.queries.purchases import purchases_of

SHOWN = 10


def purchases(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return the purchases of a person, the latest first, and what they come to."""
    found = purchases_of(person)
    sums = sales_sums(found, reporting_currency(member.brand)) if found else None
    return {"purchases": found[:SHOWN], "purchases_more": max(0, len(found) - SHOWN), "purchase_sums": sums}
