"""Rows behind a figure: purchases, money that was put in, visits and goals reached; nobody is named."""

from collections.abc import Collection

from django.db.models import Q

from antiphon.reports.queries.behind.row import RowBehind, Wanted
from antiphon.reports.queries.known.visited import BROUGHT, CALLED
from antiphon.reports.rules.spans import days_of
from antiphon.sales.models import Purchase, Spend
from antiphon.visits.models import GoalReached, LeftOut, Visit


def purchases(wanted: Wanted) -> list[RowBehind]:
    """Return what was bought, with what was paid."""
    rows = wanted.first(Purchase.objects.standing().filter(brand=wanted.brand))
    return [
        RowBehind("purchase", row.pk, row.at, of=f"{row.source} {row.external_id}", number=_money(row))
        for row in rows
    ]


def spends(wanted: Wanted) -> list[RowBehind]:
    """Return the money that was put in, whole; a figure holds the part that falls into its days."""
    noted = Spend.objects.filter(brand=wanted.brand).select_related("channel")
    return [
        RowBehind(
            "spend", row.pk, row.noted_at, of=f"{row.first} – {row.last} {row.what or row.campaign}".strip(),
            channel=row.channel.kind if row.channel else "", number=_money(row),
        )
        for row in wanted.first(noted, "first")
    ]  # fmt: skip


def called_visits(wanted: Wanted) -> list[RowBehind]:
    """Return visits that came by what we sent out."""
    return _visits(wanted, CALLED)


def brought_visits(wanted: Wanted) -> list[RowBehind]:
    """Return visits that came from sites of others."""
    return _visits(wanted, BROUGHT)


def _visits(wanted: Wanted, kinds: Collection[str]) -> list[RowBehind]:
    came = Visit.objects.filter(brand=wanted.brand, source_kind__in=kinds)
    rows = wanted.first(wanted.within(came, "began_at"), "began_at")
    return [
        RowBehind("visit", row.pk, row.began_at, what=row.source or row.referrer, of=row.landing_path) for row in rows
    ]


def goals(wanted: Wanted) -> list[RowBehind]:
    """Return goals reached by those who came by what we sent out."""
    return _goals(wanted, Q(visit__source_kind__in=CALLED))


def other_goals(wanted: Wanted) -> list[RowBehind]:
    """Return goals reached by those who came otherwise."""
    return _goals(wanted, ~Q(visit__source_kind__in=CALLED))


def _goals(wanted: Wanted, who: Q) -> list[RowBehind]:
    reached = GoalReached.objects.filter(who, goal__brand=wanted.brand).select_related("goal", "visit")
    rows = wanted.first(wanted.within(reached))
    return [RowBehind("goal", row.pk, row.at, what=row.visit.source, of=row.goal.name) for row in rows]


def left_out(wanted: Wanted) -> list[RowBehind]:
    """Return how many hits were left out on each day, and why; the days are those of UTC, by their dates."""
    days = days_of(wanted.span.since, wanted.span.until, wanted.brand.zone)
    rows = LeftOut.objects.filter(brand=wanted.brand, day__range=days).order_by("-day", "pk")
    return [
        RowBehind("left_out", row.pk, of=str(row.day), number=str(row.hits), reason=row.get_reason_display())
        for row in rows[wanted.after : wanted.after + wanted.most]
    ]


def _money(row: Purchase | Spend) -> str:
    return f"{row.amount.normalize():f} {row.currency}"
