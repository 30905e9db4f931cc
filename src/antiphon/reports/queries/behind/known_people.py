"""Rows behind a figure: the people of the network, and the time that was given to them."""

from django.db.models import Q

from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.models import Opportunity, TimeSpent
from antiphon.reports.queries.behind.row import RowBehind, Wanted


def people(wanted: Wanted) -> list[RowBehind]:
    """Return who is in the network."""
    return _people(wanted, "person")


def lost(wanted: Wanted) -> list[RowBehind]:
    """Return who was in it at the beginning and is no more."""
    return _people(wanted, "lost")


def _people(wanted: Wanted, kind: str) -> list[RowBehind]:
    rows = sorted(
        wanted.first(Person.objects.filter(brand=wanted.brand), "created_at"), key=lambda row: (row.name, row.pk)
    )
    return [RowBehind(kind, row.pk, who=row.name, person=row.pk) for row in rows]


def times(wanted: Wanted) -> list[RowBehind]:
    """Return the minutes that were noted; whose, for whom and for what, only of one's own, or for who manages."""
    every = allows(wanted.member, Duty.MANAGE)
    own = Q() if every else Q(member=wanted.member)
    noted = TimeSpent.objects.filter(brand=wanted.brand).select_related("member__user", "person")
    rows = wanted.first(noted, "started_at")
    mine = set(noted.filter(own, pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [
        RowBehind(
            "time", row.pk, row.started_at, str(row.member.user.name) if row.pk in mine else "",
            row.person_id if row.pk in mine else None, row.purpose,
            row.person.name if row.pk in mine and row.person else "", number=str(row.minutes or 0),
        )
        for row in rows
    ]  # fmt: skip


def opportunities(wanted: Wanted) -> list[RowBehind]:
    """Return the opportunities that were won."""
    won = Opportunity.objects.filter(brand=wanted.brand).select_related("person")
    return [
        RowBehind(
            "opportunity", row.pk, row.closed_at, row.person.name, row.person_id, row.kind, row.title,
            number=f"{row.value.normalize():f} {row.currency}".strip(),
        )
        for row in wanted.first(won, "closed_at")
    ]  # fmt: skip
