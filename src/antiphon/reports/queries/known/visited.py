"""Who came to the sites of a brand in some days, from where, and what they reached."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Sum

from antiphon.lib.wall_time import midnight
from antiphon.organizations.models import Brand
from antiphon.reports.queries.known.began import earlier, first_of
from antiphon.reports.queries.known.called import by_week
from antiphon.reports.rules.spans import days_of
from antiphon.visits.models import Goal, GoalReached, LeftOut, TrackedSite, Visit
from antiphon.visits.queries.keeping import last_summed
from antiphon.visits.rules.sources import SourceKind

#: Whoever comes from these came by something that we sent out; attribution has the same of the call.
CALLED = (SourceKind.SOCIAL, SourceKind.LINK, SourceKind.MAIL, SourceKind.PAID, SourceKind.CAMPAIGN)
#: Whoever comes from the site of somebody else came by a link that they placed.
BROUGHT = (SourceKind.REFERRAL,)


def visits(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return who came to the sites; nothing before one was counted. Seven queries at most."""
    every, span = Visit.objects.filter(brand=brand), (since, until)
    began = earlier(first_of(TrackedSite.objects.filter(brand=brand), "made_at"), first_of(every, "began_at"))
    began = _kept(brand, began)
    if began is None or began >= until:
        return {}
    came = every.filter(began_at__gte=since, began_at__lt=until)
    out = LeftOut.objects.filter(brand=brand, day__range=days_of(since, until, brand.zone))
    aside = out.aggregate(n=Sum("hits", default=0))["n"]
    return {
        "visits": by_week(every.filter(source_kind__in=CALLED), brand, *span, aside=aside, at="began_at"),
        "brought_visits": by_week(every.filter(source_kind__in=BROUGHT), brand, *span, at="began_at"),
        "other_visits": came.exclude(source_kind__in=(*CALLED, *BROUGHT)).count(),
        "began": began,
    }


def _kept(brand: Brand, began: datetime | None) -> datetime | None:
    """Return since when visits are known one by one: of days of which only sums are left nothing is told here."""
    last = last_summed(brand)
    if began is None or last is None:
        return began
    return max(began, midnight(last + timedelta(days=1), brand.zone))


def goals(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the goals reached; nothing before one was set. Five queries at most."""
    reached, theirs = GoalReached.objects.filter(goal__brand=brand), Q(visit__source_kind__in=CALLED)
    began = earlier(first_of(Goal.objects.filter(brand=brand), "made_at"), first_of(reached, "at"))
    began = _kept(brand, began)
    if began is None or began >= until:
        return {}
    others = reached.filter(~theirs, at__gte=since, at__lt=until).count()
    return {"goals": by_week(reached.filter(theirs), brand, since, until, aside=others), "began": began}
