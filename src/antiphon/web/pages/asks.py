"""Asks: what the community is asked to help with, one of them, a new one, and what people do with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import asking
from antiphon.community.actions.ideas import opening_of
from antiphon.community.actions.writing import LONGEST_TITLE
from antiphon.community.models import Ask, AskKind, Credit, Group
from antiphon.community.permissions import Viewer, moderates, require_writer
from antiphon.community.queries.asks import ask_seen, asks_read, hosts_ask, hydrated, result_of, thanked, voted_orders
from antiphon.community.queries.ideas import ORDERS, ideas_of
from antiphon.community.queries.notices import attention_to
from antiphon.community.queries.polls import polls_of
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.wall_time import resolve
from antiphon.web.access import SeeOther
from antiphon.web.fields import WallTimeField
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import community_page, group_of, inside_page
from antiphon.web.words_form import WordsForm

ASKS = IDEAS = 30
_ORDER_NAMES = {"votes": _("most votes"), "new": _("newest"), "state": _("state")}


class AskForm(WordsForm):
    """What is asked."""

    title = forms.CharField(
        label=_("What you ask"), max_length=LONGEST_TITLE, widget=forms.TextInput({"dir": "auto"})
    )
    purpose = forms.CharField(
        label=_("What you will do with it"),
        max_length=asking.LONGEST_PURPOSE,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=_("People help for a reason: say what depends on it."),
    )
    kind = forms.ChoiceField(label=_("How people help"), choices=AskKind, widget=forms.RadioSelect)
    items = forms.CharField(
        label=_("For a ranking or a poll: what to choose from"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("One on each line, 2 to 10 of them."),
    )
    multiple = forms.BooleanField(label=_("For a poll: several answers can be chosen"), required=False)
    votes_each = forms.IntegerField(
        label=_("For ideas: votes of each person"),
        required=False,
        min_value=1,
        max_value=asking.MOST_VOTES,
        help_text=_("Left empty, one votes for as many ideas as one likes."),
    )
    named_votes = forms.BooleanField(label=_("For ideas and rankings: everybody sees who voted what"), required=False)
    closes_at = WallTimeField(
        label=_("Open until"), required=False, help_text=_("By the clock of the brand. Left empty, you close it.")
    )
    about = forms.CharField(
        label=_("Address of a post or of somebody’s words that it is about"), required=False, max_length=1_000
    )

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that stand below the words."""
        names = ("purpose", "kind", "items", "multiple", "votes_each", "named_votes", "closes_at", "about")
        return [self[name] for name in names]

    def given(self, zone: str) -> asking.AskGiven:
        """Return what was typed, the file attached; raise Refusal if it cannot be, or for an hour that is none."""
        typed = self.cleaned_data
        return asking.AskGiven(
            kind=AskKind(typed["kind"]),
            title=typed["title"],
            words=self.sent(),
            purpose=typed["purpose"],
            items=typed["items"].splitlines(),
            multiple=typed["multiple"],
            votes_each=typed["votes_each"],
            named_votes=typed["named_votes"],
            closes_at=resolve(typed["closes_at"], zone).at if typed["closes_at"] else None,
            about=typed["about"],
        )


@require_safe
@community_page
def asks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List what the community is asked: the open ones first."""
    number, now = page_number(request), clock.now()
    found = hydrated(asks_read(viewer).order_by("-pk"), ASKS + 1, (number - 1) * ASKS)
    shown = found[:ASKS]
    about = {
        "viewer": viewer,
        "open": [one for one in shown if one.is_open(now)],
        "closed": [one for one in shown if not one.is_open(now)],
        **pages_beside(number, more=len(found) > ASKS),
    }
    return render(request, "asks/index.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_ask(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Ask a group for help."""
    found = group_of(viewer, slug)
    require_writer(viewer, found)
    form = AskForm.at(request, viewer, f"ask:{slug}", kind=AskKind.IDEAS, about=request.GET.get("about", ""))
    made = _opened(viewer, found, form) if form.is_valid() else None
    if made is not None:
        return to_ask(viewer, made)
    about = {"viewer": viewer, "group": found, "form": form}
    return render(request, "asks/new.html", about, status=422 if form.errors else 200)


def _opened(viewer: Viewer, group: Group, form: AskForm) -> Ask | None:
    with RefusalsAt(form):
        return asking.open_ask(viewer, group, form.given(viewer.brand.time_zone))
    return None


@require_safe
@community_page
def ask(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show an ask: what for, until when, what people said so far, what came of it."""
    return _shown(request, viewer, ask_of(viewer, pk))


@require_POST
@inside_page
def rank(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Put the things of a ranking in order."""
    found = ask_of(viewer, pk)
    places = {key: number_in(request.POST.get(f"place-{key}", "")) for key in _positions(found)}
    alike = len(set(places.values())) < len(places)
    try:
        asking.rank(viewer, found, [] if alike else sorted(places, key=lambda key: places[key]))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _shown(request, viewer, found, wrong=str(refusal), places=places)
    messages.success(request, _("Your order is counted."))
    return to_ask(viewer, found)


@require_POST
@inside_page
def close_ask(_request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Close an ask before its day."""
    found = ask_of(viewer, pk)
    asking.close_ask(viewer, found)
    return to_ask(viewer, found)


def ask_of(viewer: Viewer, pk: int) -> Ask:
    """Return an ask that who looks may read; raise Http404 if there is none."""
    found = ask_seen(viewer, pk)
    if found is None:
        raise Http404
    return found


def to_ask(viewer: Viewer, found: Ask) -> HttpResponse:
    """Lead to the page of an ask."""
    return SeeOther(reverse("ask", args=[viewer.brand.slug, found.pk]))


def about_ask(viewer: Viewer, found: Ask) -> dict[str, Any]:
    """Return what every page of an ask shows."""
    return {
        "viewer": viewer,
        "ask": found,
        "topic": found.topic,
        "group": found.topic.group,
        "is_open": found.is_open(clock.now()),
        "decides": hosts_ask(viewer, found),
        "may_write": may_write(viewer, found.topic.group),
    }


def may_write(viewer: Viewer, group: Group) -> bool:
    """Whether somebody may write in a group."""
    try:
        require_writer(viewer, group)
    except NotAllowed:
        return False
    return True


def _positions(found: Ask) -> list[int]:
    return list(found.items.values_list("position", flat=True))


def _shown(
    request: HttpRequest, viewer: Viewer, found: Ask, *, wrong: str = "", places: dict[int, int] | None = None
) -> HttpResponse:
    about = about_ask(viewer, found) | {
        "opening": opening_of(found),
        "attention": attention_to(viewer, found.topic),
        "moderates": moderates(viewer, found.topic.group),
        "wrong": wrong,
    }
    kinds = {AskKind.IDEAS: _ideas, AskKind.RANKING: _ranking, AskKind.POLL: _poll}
    if found.kind in kinds:
        about |= kinds[AskKind(found.kind)](request, viewer, found)
    if places:
        about["things"] = [(item, places.get(item.position, 0)) for item in found.items.all()]
    return render(request, "asks/ask.html", about | _outcome(viewer, found), status=422 if wrong else 200)


def _ideas(request: HttpRequest, viewer: Viewer, found: Ask) -> dict[str, Any]:
    order, number = request.GET.get("order", ""), page_number(request)
    order = order if order in ORDERS else ORDERS[0]
    rows = ideas_of(found, viewer.participant, order, IDEAS + 1, (number - 1) * IDEAS)
    return {
        "rows": rows[:IDEAS],
        "order": order,
        "orders": _ORDER_NAMES.items(),
        **pages_beside(number, more=len(rows) > IDEAS),
    }


def _ranking(_request: HttpRequest, viewer: Viewer, found: Ask) -> dict[str, Any]:
    result = result_of(found, viewer.participant)
    things = list(found.items.all())
    return {
        "result": result,
        "things": [(item, 0) for item in things],
        "numbers": range(1, len(things) + 1),
        "voters": voted_orders(found) if found.named_votes else [],
    }


def _poll(_request: HttpRequest, viewer: Viewer, found: Ask) -> dict[str, Any]:
    return {"polls": polls_of(found.topic, viewer.participant)}


def _outcome(viewer: Viewer, found: Ask) -> dict[str, Any]:
    outcome = getattr(found, "outcome", None)
    if outcome is None:
        return {"outcome": None}
    mine = Credit.objects.filter(outcome=outcome, participant=viewer.participant) if viewer.participant else None
    return {
        "outcome": outcome,
        "thanked": thanked(viewer, [outcome.pk])[outcome.pk],
        "credit": mine.first() if mine is not None else None,
    }


_COMMUNITY = "@<slug:brand>/community/"
_ASK = _COMMUNITY + "asks/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "asks/", asks, name="asks"),
    path(_COMMUNITY + "groups/<slug:slug>/ask/", new_ask, name="new_ask"),
    path(_ASK, ask, name="ask"),
    path(_ASK + "rank/", rank, name="rank"),
    path(_ASK + "close/", close_ask, name="close_ask"),
]
