"""The day of the brand."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from antiphon.conversations.queries import inbox
from antiphon.conversations.queries.answering import beyond_target
from antiphon.lib import clock
from antiphon.lib.wall_time import resolve
from antiphon.measures.catalogue import measures
from antiphon.measures.measure import Figure, Measure
from antiphon.measures.queries import summaries
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.queries.delivering import day_plan, last_live, next_planned, roots_of, stuck_deliveries
from antiphon.publishing.queries.reviewing import waiting_for
from antiphon.relationships.queries import out_of_touch
from antiphon.web.access import reviewing_page
from antiphon.web.tokens import ending_tokens
from antiphon.web.touching import on_today

WAITING, SILENT, RETURNS, STUCK, FIGURES, REVIEWS = 5, 4, 3, 5, 5, 5


@dataclass(frozen=True, slots=True)
class Brought:
    """What one post brought: the figures that are compared from post to post."""

    post: Post
    figures: list[tuple[Measure, Figure, str]]


@require_GET
@reviewing_page
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what goes out, who waits, who has not been spoken to, and what the last posts brought."""
    if not allows(member, Duty.SEE):
        return redirect("reviews", member.brand.slug)
    brand, now = member.brand, clock.now()
    start, end = _day_of(brand, now)
    plan = _by_post_and_hour(day_plan(brand, start, end))
    context = {
        "member": member,
        "now": now,
        "plan": plan,
        "next": None if plan else next_planned(brand, end),
        "stuck": stuck_deliveries(brand, STUCK + 1),
        "stuck_shown": STUCK,
        "reviews": waiting_for(member, REVIEWS + 1),
        "reviews_shown": REVIEWS,
        "ends": ending_tokens(brand, now),
        "waiting": inbox(member, limit=WAITING),
        "beyond": beyond_target(member, now),
        "silent": out_of_touch(brand, timezone.localdate(now), SILENT),
        "brought": _brought(brand, now),
        "has_channels": brand.channels.connected().exists(),
        "may_write": allows(member, Duty.WRITE),
        "may_connect": allows(member, Duty.CONNECT),
    }
    return render(request, "today.html", context | on_today(member, now))


def _day_of(brand: Brand, now: datetime) -> tuple[datetime, datetime]:
    """Return when the brand's day begins and ends; it has 23 or 25 hours when the clocks change."""
    midnight = datetime.combine(timezone.localdate(now), time())
    return resolve(midnight, brand.time_zone).at, resolve(midnight + timedelta(days=1), brand.time_zone).at


def _by_post_and_hour(plan: list[Delivery]) -> list[list[Delivery]]:
    """Return what goes out together: one post at one minute, on several channels."""
    together: dict[tuple[str, int], list[Delivery]] = {}
    for one in plan:
        together.setdefault((f"{one.due_at:%H%M}", one.post_id), []).append(one)
    return list(together.values())


def _brought(brand: Brand, now: datetime) -> list[Brought]:
    posts = last_live(brand, RETURNS)
    known = summaries(brand, roots_of(posts), now) if posts else {}
    compared = [one for one in measures().values() if one.compared][:FIGURES]
    return [Brought(post, [_told(one, known[post.pk][one.name]) for one in compared]) for post in posts]


def _told(measure: Measure, figure: Figure) -> tuple[Measure, Figure, str]:
    return measure, figure, "–" if figure.value is None else measure.format(figure.value)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/", today, name="today")]
