"""Starters and rituals: a month of them, planned by hosts and moderators, each started by a person."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.community.actions import starting
from antiphon.community.actions.starting import StarterGiven
from antiphon.community.actions.writing import LONGEST, LONGEST_TITLE
from antiphon.community.models import Group, HeldWriting, Kind, Starter, StarterTurn, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.cases import groups_moderated, require_keeping
from antiphon.community.queries.starters import may_start, starters_kept, turns_of_month, turns_read
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.recurrence import Every, rule_of
from antiphon.web.access import SeeOther
from antiphon.web.fields import WallTimeField
from antiphon.web.pages.topics import say_it_waits
from antiphon.web.refusals import RefusalsAt, put_refusal
from antiphon.web.taking_part import inside_page
from antiphon.web.words_form import TopicForm

#: How often a starter comes round, by the word in the form. Programs may send any rule.
OFTEN = {
    "once": "",
    "week": rule_of(Every.WEEK),
    "two weeks": rule_of(Every.WEEK, 2),
    "month": rule_of(Every.MONTH),
}
_AS_IT_IS = "as it is"


class StarterForm(forms.Form):
    """Something to start a conversation with, and when."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    source = forms.CharField(
        label=_("Draft"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What the one who starts it begins from. They finish it and send it in their own name."),
    )
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), to_field_name="slug")
    first = WallTimeField(label=_("Day and hour"), help_text=_("By the clock of the brand."))
    often = forms.ChoiceField(
        label=_("How often"),
        choices=[
            ("once", _("once")),
            ("week", _("each week")),
            ("two weeks", _("every two weeks")),
            ("month", _("each month")),
        ],
        initial="once",
        widget=forms.RadioSelect,
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    responsible = forms.CharField(
        label=_("Who starts it"), required=False, max_length=41, help_text=_("@handle; left empty: you.")
    )

    def __init__(self, viewer: Viewer, *args: Any, rule: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        groups = groups_moderated(viewer).filter(closed_at=None).order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        if rule and rule not in OFTEN.values():
            often = self.fields["often"]
            often.choices = [*often.choices, (_AS_IT_IS, _("as it is: %(rule)s") % {"rule": rule})]  # type: ignore[attr-defined]

    @property
    def given(self) -> StarterGiven:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        often = typed["often"]
        return StarterGiven(
            title=typed["title"],
            source=typed["source"],
            first=typed["first"],
            responsible=typed["responsible"],
            rule=self.rule if often == _AS_IT_IS else OFTEN[often],
            ends_on=typed["ends_on"] if often != "once" else None,
        )


@require_safe
@inside_page
def starters(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the starters of a month, and the rituals that go on."""
    require_keeping(viewer)
    today = clock.now().astimezone(viewer.brand.zone).date()
    month = _month(request.GET.get("month", ""), today)
    about = {
        "viewer": viewer,
        "month": month,
        "before": _beside(month, -1),
        "after": _beside(month, 1),
        "now": clock.now(),
        "turns": [{"turn": one, "may": may_start(viewer, one)} for one in turns_of_month(viewer, month)],
        "going_on": starters_kept(viewer).exclude(rule=""),
    }
    return render(request, "starters/index.html", about)


def _month(typed: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)


def _beside(month: date, by: int) -> date:
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1) if 12 <= number < 9_999 * 12 else month


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_starter(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Plan a starter."""
    require_keeping(viewer)
    form = StarterForm(viewer, request.POST or None, initial={"group": request.GET.get("group", "")})
    if form.is_valid() and _kept(viewer, form, None):
        messages.success(request, _("It is planned. Who is named will be told on the day."))
        return SeeOther(reverse("starters", args=[viewer.brand.slug]) + f"?month={form.given.first:%Y-%m}")
    about = {"viewer": viewer, "form": form}
    return render(request, "starters/plan.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def change_starter(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Plan a starter otherwise, or let it come round no more."""
    require_keeping(viewer)
    found = get_object_or_404(starters_kept(viewer).select_related("brand"), pk=pk)
    back = SeeOther(reverse("starters", args=[viewer.brand.slug]))
    if request.POST.get("do") == "end":
        starting.end_starter(viewer, found)
        messages.success(request, _("It comes round no more."))
        return back
    form = StarterForm(viewer, request.POST or None, initial=_as_it_is(found), rule=found.rule)
    form.fields["group"].disabled = True
    if form.is_valid() and _kept(viewer, form, found):
        messages.success(request, _("This is kept."))
        return back
    about = {"viewer": viewer, "form": form, "starter": found}
    return render(request, "starters/plan.html", about, status=422 if form.errors else 200)


def _as_it_is(found: Starter) -> dict[str, Any]:
    often = next((name for name, rule in OFTEN.items() if rule == found.rule), _AS_IT_IS)
    return {
        "title": found.title,
        "source": found.source,
        "group": found.group.slug,
        "first": datetime.fromisoformat(found.first_wall),
        "often": often,
        "ends_on": found.ends_on,
        "responsible": f"@{found.responsible.handle}" if found.responsible else "",
    }


def _kept(viewer: Viewer, form: StarterForm, known: Starter | None) -> bool:
    try:
        if known is None:
            starting.plan_starter(viewer, form.cleaned_data["group"], form.given)
        else:
            starting.change_starter(viewer, known, form.given)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def starter_turn(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Start it: a topic with the draft in it, to be finished; or note that it was done, or left out."""
    turn = get_object_or_404(turns_read(viewer), pk=pk)
    if not may_start(viewer, turn):
        raise NotAllowed(_("Only who is named for this, and who keeps order in the group, does it."))
    done = request.POST.get("do", "")
    if done in {"done", "skip"}:
        return _settled(request, viewer, turn, done)
    starter = turn.starter
    form = TopicForm.at(request, viewer, f"starter:{turn.pk}", title=starter.title, source=starter.source)
    made = _started(viewer, turn, form) if form.is_valid() else None
    if isinstance(made, HeldWriting):
        return say_it_waits(request, viewer)
    if made is not None:
        return SeeOther(reverse("topic", args=[viewer.brand.slug, made.pk]))
    about = {"viewer": viewer, "turn": turn, "group": starter.group, "form": form if not turn.settled_at else None}
    return render(request, "starters/turn.html", about, status=422 if form.errors else 200)


def _started(viewer: Viewer, turn: StarterTurn, form: TopicForm) -> Topic | HeldWriting | None:
    typed = form.cleaned_data
    with RefusalsAt(form):
        return starting.start_turn(viewer, turn, typed["title"], form.sent(), Kind(typed["kind"]))
    return None


def _settled(request: HttpRequest, viewer: Viewer, turn: StarterTurn, done: str) -> HttpResponse:
    if done == "done":
        starting.finish_turn(viewer, turn)
        messages.success(request, _("It is noted as done."))
    else:
        starting.skip_turn(viewer, turn, request.POST.get("why", ""))
        messages.success(request, _("It is left out this time."))
    return SeeOther(reverse("starter_turn", args=[viewer.brand.slug, turn.pk]))


_STARTERS = "@<slug:brand>/community/starters/"

urlpatterns: list[URLPattern] = [
    path(_STARTERS, starters, name="starters"),
    path(_STARTERS + "new/", new_starter, name="new_starter"),
    path(_STARTERS + "<int:pk>/", change_starter, name="change_starter"),
    path(_STARTERS + "turns/<int:pk>/", starter_turn, name="starter_turn"),
]
