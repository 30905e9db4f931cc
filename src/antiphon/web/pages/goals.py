"""Goals of the brand's sites: set, given up, and how often each was reached."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.visits.actions.aiming import give_up_goal, set_goal
from antiphon.visits.models import Goal, TrackedSite
from antiphon.visits.models.goals import GoalKinds
from antiphon.visits.models.visits import SourceKinds
from antiphon.visits.queries.goals import GoalTold, goals_told, reached_between
from antiphon.web.access import SeeOther, member_page
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.refusals import RefusalsAt
from antiphon.web.sources_shown import source_name
from antiphon.web.spreadsheet import csv_answer

MOST_IN_CSV = 100_000


class GoalForm(forms.Form):
    """A goal as it is set."""

    site = forms.ModelChoiceField(TrackedSite.objects.none(), label=_("Site"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Reached when"), choices=GoalKinds)
    pattern = forms.CharField(
        label=_("Which one"),
        max_length=300,
        help_text=_("The path of the page, the name of the event or of the form; * stands for anything: /thanks*"),
    )

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sites = TrackedSite.objects.counted().filter(brand=member.brand).order_by("name")
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def goals(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the goals and how often each was reached in a period; set one. As CSV too: what reached them."""
    require(member, Duty.SEE)
    form, period = GoalForm(member, request.POST or None), period_of(request)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            set_goal(member, form.cleaned_data.pop("site"), **form.cleaned_data)
            messages.success(request, _("From now on it is counted who reaches this goal."))
            return SeeOther(reverse("goals", args=[member.brand.slug]))
    if request.GET.get("format") == "csv":
        return _as_csv(member, period)
    told = goals_told(member.brand, period.since, period.until)
    about = {
        "member": member,
        "form": form,
        "period": period,
        "last_days": last_days(),
        "told": [(one, _sources(one)) for one in told],
        "has_sites": form.fields["site"].queryset.exists(),  # type: ignore[attr-defined]
        "may_set": allows(member, Duty.CONNECT),
    }
    return render(request, "visits/goals.html", about, status=422 if form.errors else 200)


@require_POST
@member_page
def end_goal(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Count no more who reaches a goal."""
    give_up_goal(member, get_object_or_404(Goal, brand=member.brand, pk=pk))
    messages.success(request, _("This goal is counted no more. What was reached stays."))
    return SeeOther(reverse("goals", args=[member.brand.slug]))


def _sources(told: GoalTold) -> list[tuple[str, int]]:
    return [(source_name(name) or str(SourceKinds(kind).label), n) for kind, name, n in told.sources]


def _as_csv(member: Member, period: Period) -> HttpResponse:
    head = ["goal", "site", "when", "kind", "source", "campaign", "first page"]
    rows = reached_between(member.brand, period.since, period.until).order_by("at", "pk")
    fields = ("visit__source_kind", "visit__source", "visit__campaign", "visit__landing_path")
    told = rows.values_list("goal__name", "goal__site__name", "at", *fields)[:MOST_IN_CSV]
    cells = ([goal, site, timezone.localtime(at).isoformat(), *rest] for goal, site, at, *rest in told)
    return csv_answer(f"goals-{period.first}-{period.last}", head, cells)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/goals/", goals, name="goals"),
    path("b/<slug:brand>/goals/<int:pk>/end/", end_goal, name="end_goal"),
]
