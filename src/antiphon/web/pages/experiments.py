"""Experiments: what would have happened anyway. The tests of a brand, a new one, and what came of each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from antiphon.channels.sentences import network_name
from antiphon.experiments.actions.dividing import hand_in_outcomes, hand_in_table, release
from antiphon.experiments.actions.measuring import ask, vouch
from antiphon.experiments.models import Arm, Experiment, Measurement, Purpose
from antiphon.experiments.queries.arms import arms_of, lifts_of
from antiphon.experiments.queries.holding import written_anyway
from antiphon.experiments.queries.latest import latest_of
from antiphon.experiments.rules.faults import Fault
from antiphon.experiments.rules.tables import looks_like_table
from antiphon.experiments.sentences import ASSUMPTIONS, series_label
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.experiments_told import effect_told, fault_told, table_of, written
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.spreadsheet import csv_answer
from antiphon.web.text_files import text_of

PAGE = 30


class OutcomesForm(forms.Form):
    """What those on a list did."""

    file = forms.FileField(
        label=gettext_lazy("those who did it (.csv)"),
        help_text=gettext_lazy(
            "One a line, with an amount after it if there is one; who is not named did not. Or, for regions, a table "
            "by day with a column each."
        ),
    )


@require_safe
@member_page
def experiments(request: HttpRequest, member: Member) -> HttpResponse:
    """List the tests of a brand, the latest first, each with what came of it."""
    number = page_number(request)
    found = Experiment.objects.filter(brand=member.brand).select_related("brand").order_by("-planned_at", "-pk")
    rows = list(found[(number - 1) * PAGE : number * PAGE + 1])
    latest = latest_of(rows[:PAGE])
    about = {
        "member": member,
        "rows": [_line(one, latest.get((one.pk, Purpose.EFFECT))) for one in rows[:PAGE]],
        "may_plan": allows(member, Duty.PUBLISH),
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return show(request, "experiments/index.html", about)


def _line(experiment: Experiment, effect: Measurement | None) -> dict[str, Any]:
    told = effect_told(experiment, effect) if effect and effect.done_at else None
    return {"experiment": experiment, "effect": effect, "told": told}


@require_safe
@member_page
def experiment_page(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one test: what it brought with its interval, what it takes for granted, its points as CSV too."""
    return _page(request, member, pk)


def _page(request: HttpRequest, member: Member, pk: int, wrong: forms.Form | None = None) -> HttpResponse:
    found = get_object_or_404(
        Experiment.objects.select_related("brand", "made_by__user", "newsletter__identity"), pk=pk, brand=member.brand
    )
    latest = {purpose: one for (_pk, purpose), one in latest_of([found]).items()}
    effect = latest.get(Purpose.EFFECT)
    if request.GET.get("format") == "csv":
        if effect is None or not effect.content:
            raise Http404
        return csv_answer(f"experiment-{found.pk}", *table_of(found, effect.content))
    labels = _labels(member, found)
    may_plan = allows(member, Duty.PUBLISH)
    may_name = may_plan or not found.may_name_people
    about = {
        "member": member,
        "experiment": found,
        "effect": effect,
        "told": effect_told(found, effect) if effect else None,
        "fault": fault_told(effect) if effect else "",
        "moved": bool(effect and effect.fault == Fault.CONTROL_MOVED and found.vouched_at is None),
        "treated": [labels[name] for name in found.treated] if may_name else [],
        "controls": [labels[name] for name in found.controls] if may_name else [],
        "assumptions": ASSUMPTIONS[found.kind],
        "silence": latest.get(Purpose.SILENCE),
        "silence_fault": fault_told(latest[Purpose.SILENCE]) if Purpose.SILENCE in latest else "",
        "power": latest.get(Purpose.POWER),
        "power_fault": fault_told(latest[Purpose.POWER]) if Purpose.POWER in latest else "",
        "sights": _sights(latest.get(Purpose.POWER)),
        "earlier": _earlier(found, effect),
        "broke": next((one.told.get("what") for one in latest.values() if not one.done_at and one.told), ""),
        "busy": any(one.done_at is None for one in latest.values()),
        "may_plan": may_plan,
        "wrong": wrong,
        **_divided(found, wrong),
    }
    return show(request, "experiments/experiment.html", about, 422 if wrong else 200)


def _divided(experiment: Experiment, wrong: forms.Form | None) -> dict[str, Any]:
    """Return how a list was divided, and what such arms could see; nothing where there is no list."""
    arms = arms_of(experiment)
    if not arms:
        return {}
    lifts = [(100 * base, f"{written(100 * lift, 2)} %") for base, lift in lifts_of(arms)]
    anyway = written_anyway(experiment) if experiment.newsletter_id else 0
    return {
        "written": anyway,
        "arms": arms,
        "lifts": lifts,
        "outcomes": wrong if isinstance(wrong, OutcomesForm) else OutcomesForm(),
    }


def _labels(member: Member, experiment: Experiment) -> Mapping[str, str]:
    channels = channel_names(member)
    names = (*experiment.treated, *experiment.controls)
    return {name: name if experiment.table else series_label(name, channels) for name in names}


def channel_names(member: Member) -> dict[int, str]:
    """Return the channels of a brand in words, by id."""
    found = member.brand.channels.select_related("identity")
    return {one.pk: f"{network_name(one.kind)} {one.identity.handle}".strip() for one in found}


def _sights(power: Measurement | None) -> list[tuple[int, str, str]]:
    """Return for each length of test the least effect it would find a day, and its share of the usual."""
    sights = power.content.get("sights", []) if power else []
    return [
        (
            one["length"],
            written(one["effect"]),
            "" if one["share"] is None else f"{written(100 * one['share'], 0)} %",
        )
        for one in sights
    ]


def _earlier(experiment: Experiment, effect: Measurement | None) -> list[tuple[Measurement, str]]:
    """Return what was measured before, the latest first: a result is never written over."""
    if effect is None:
        return []
    rows = experiment.measurements.filter(purpose=Purpose.EFFECT).exclude(done_at=None).exclude(pk=effect.pk)
    told = [(one, effect_told(experiment, one)) for one in rows.order_by("-asked_at", "-pk")[:10]]
    return [
        (one, words.figures[0][1] + " · " + words.figures[0][2] if words else fault_told(one)) for one, words in told
    ]


@require_POST
@member_page
def measure_experiment(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Have a test measured: what it changed, whether it stays silent, what it could see; vouch for it, or release."""
    found = get_object_or_404(Experiment.objects.select_related("brand"), pk=pk, brand=member.brand)
    wrong = forms.Form(request.POST)
    with RefusalsAt(wrong):
        _do(request, member, found)
        return SeeOther(reverse("experiment", args=[member.brand.slug, found.pk]))
    return _page(request, member, pk, wrong)


def _do(request: HttpRequest, member: Member, found: Experiment) -> None:
    what = request.POST.get("do", "")
    if what == "release":
        release(member, found)
        messages.success(request, _("The newsletter goes to everybody again."))
        return
    if what == "vouch":
        vouch(member, found)
    else:
        ask(member, found, what)
    messages.success(request, _("It is being measured. The page shows it as soon as it is done."))


@require_safe
@member_page
def experiment_units(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give the list with who is held out as CSV, or one side of it."""
    require(member, Duty.PUBLISH)
    found = get_object_or_404(Experiment, pk=pk, brand=member.brand)
    arm = request.GET.get("arm", "")
    rows = found.units.filter(arm=arm) if arm in Arm.values else found.units.all()
    return csv_answer(f"experiment-{found.pk}-list", ["key", "arm"], rows.order_by("key").values_list("key", "arm"))


@require_POST
@member_page
def hand_in_outcomes_page(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take what those on the list did, as lines or as a table by day."""
    require(member, Duty.PUBLISH)
    found = get_object_or_404(Experiment.objects.select_related("brand"), pk=pk, brand=member.brand)
    form = OutcomesForm(request.POST, request.FILES)
    with RefusalsAt(form):
        if form.is_valid():
            text = text_of(form.cleaned_data["file"])
            taken = (hand_in_table if looks_like_table(text) else hand_in_outcomes)(member, found, text)
            words = _("%(known)d are on the list, %(unknown)d are not. It is being measured.")
            messages.success(request, words % {"known": taken.known, "unknown": taken.unknown})
            return SeeOther(reverse("experiment", args=[member.brand.slug, found.pk]))
    return _page(request, member, pk, form)


_PLACE = "b/<slug:brand>/experiments/"
urlpatterns: list[URLPattern] = [
    path(_PLACE, experiments, name="experiments"),
    path(_PLACE + "<int:pk>/", experiment_page, name="experiment"),
    path(_PLACE + "<int:pk>/measure/", measure_experiment, name="measure_experiment"),
    path(_PLACE + "<int:pk>/list.csv", experiment_units, name="experiment_units"),
    path(_PLACE + "<int:pk>/outcomes/", hand_in_outcomes_page, name="hand_in_outcomes"),
]
