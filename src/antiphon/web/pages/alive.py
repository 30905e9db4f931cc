"""Keep it alive: what waits for a first answer, which newcomers do, which groups grow silent, who carries."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.community.permissions import Viewer
from antiphon.community.queries import alive
from antiphon.community.queries.cases import require_keeping
from antiphon.community.rules.carrying import LEAST_MESSAGES
from antiphon.community.rules.silence import LEAST_INTERVALS
from antiphon.lib import clock
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.taking_part import inside_page

SHOWN, PAGE = 10, 50

type Rows = Sequence[Any] | QuerySet[Any]
type RowsOf = Callable[[Viewer, datetime, dict[str, str]], Rows]


@require_safe
@inside_page
def keep_alive(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what keeps the community alive: all of it to a host, to a moderator that of their groups."""
    require_keeping(viewer)
    now = clock.now()
    waiting, came = alive.waiting_topics(viewer), alive.newcomers(viewer, now)
    recent = alive.opened_lately(waiting, now)
    about = {
        "viewer": viewer,
        "waiting": recent[:SHOWN],
        "waits": recent.count(),
        "older": alive.opened_long_ago(waiting, now).count(),
        "ours": alive.opened_lately(alive.waiting_topics(viewer, ours=True), now).count(),
        "first_answers": alive.first_answers(viewer, now),
        "came": came,
        "unanswered": alive.never_answered(came),
        "never_wrote": alive.never_wrote(came),
        "answered": alive.answered_of(came),
        "sounds": alive.sounds(viewer, now),
        "carried": alive.carried(viewer, now),
        "shown": SHOWN,
        "least": LEAST_MESSAGES,
        "least_intervals": LEAST_INTERVALS,
    }
    return render(request, "alive/index.html", about)


@require_safe
@inside_page
def alive_rows(request: HttpRequest, viewer: Viewer, what: str) -> HttpResponse:
    """Show the rows behind a number of the page."""
    require_keeping(viewer)
    if what not in ROWS:
        raise Http404
    title, kind, rows_of = ROWS[what]
    number, asked = page_number(request), {name: request.GET.get(name, "") for name in ("who", "group")}
    rows = list(rows_of(viewer, clock.now(), asked)[(number - 1) * PAGE : number * PAGE + 1])
    about = {
        "viewer": viewer,
        "title": title,
        "kind": kind,
        "rows": rows[:PAGE],
        "asked": urlencode({name: value for name, value in asked.items() if value}),
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return render(request, "alive/rows.html", about)


def _waiting(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.opened_lately(alive.waiting_topics(viewer), now)


def _older(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.opened_long_ago(alive.waiting_topics(viewer), now)


def _ours(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.opened_lately(alive.waiting_topics(viewer, ours=True), now)


def _came(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.newcomers(viewer, now)


def _unanswered(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.never_answered(alive.newcomers(viewer, now))


def _never_wrote(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.never_wrote(alive.newcomers(viewer, now))


def _voices(viewer: Viewer, now: datetime, _asked: dict[str, str]) -> Rows:
    return alive.carried(viewer, now).voices


def _said(viewer: Viewer, now: datetime, asked: dict[str, str]) -> Rows:
    return alive.said_lately(viewer, now, handle=asked["who"], group=asked["group"])


#: What stands behind each number: its title, what its rows are, and how they are read.
ROWS: dict[str, tuple[str | Promise, str, RowsOf]] = {
    "waiting": (_("Waiting for a first answer"), "topics", _waiting),
    "older": (_("Unanswered for more than 90 days"), "topics", _older),
    "ours": (_("Opened by the team, answered by nobody"), "topics", _ours),
    "newcomers": (_("Newcomers"), "newcomers", _came),
    "unanswered": (_("Newcomers who wrote and were never answered"), "newcomers", _unanswered),
    "never-wrote": (_("Newcomers who have not written yet"), "newcomers", _never_wrote),
    "voices": (_("Who carries the conversation"), "voices", _voices),
    "said": (_("Said in the last 28 days"), "messages", _said),
}

_ALIVE = "@<slug:brand>/community/alive/"

urlpatterns: list[URLPattern] = [
    path(_ALIVE, keep_alive, name="keep_alive"),
    path(_ALIVE + "<slug:what>/", alive_rows, name="alive_rows"),
]
