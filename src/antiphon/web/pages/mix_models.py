"""Marketing-mix models: what each spend brought over years, where the extra that fits them is installed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.experiments.actions.mixing import MixAsked, ask_mix
from antiphon.experiments.models import MixModel
from antiphon.experiments.queries.mixing import Known, can_model, known_weeks
from antiphon.experiments.rules.mixing.weeks import LEAST_WEEKS
from antiphon.experiments.sentences import mix_fault_sentence, spend_labels
from antiphon.measures.rounding import rounded
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.mix_told import fitted_of, line_of, rows_of
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.spreadsheet import csv_answer
from antiphon.web.text_files import text_of

_SHOWN = 30
_DAY = {"type": "date"}


class MixForm(forms.Form):
    """What a model looks at."""

    first = forms.DateField(label=gettext_lazy("first day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    spends = forms.MultipleChoiceField(
        label=gettext_lazy("what money was spent on"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Leave out what hardly changed, or what always went up and down with another."),
    )
    controls = forms.FileField(
        label=gettext_lazy("what else moved your sales (.csv)"),
        required=False,
        help_text=gettext_lazy(
            "The first column holds days, as 2026-05-31, one in each week at least; each other one a number: "
            "a price, a holiday as 1 or 0, the weather."
        ),
    )

    def __init__(self, *args: Any, member: Member, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = spend_labels(member.brand, known.spends)
        self.fields["spends"].choices = [  # type: ignore[attr-defined]
            (name, f"{labels[name]} · {rounded(sum(values))}") for name, values in known.spends.items()
        ]

    @property
    def asked(self) -> MixAsked:
        """What was asked for."""
        given = self.cleaned_data
        return MixAsked(given["first"], given["last"], given["spends"], text_of(given["controls"]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def mix_models(request: HttpRequest, member: Member) -> HttpResponse:
    """List the marketing-mix models of a brand, say what one needs, and have one reckoned."""
    known = known_weeks(member.brand)
    initial = {"first": known.first, "last": known.last, "spends": list(known.spends)}
    form = MixForm(request.POST or None, request.FILES or None, member=member, known=known, initial=initial)
    if request.method == "POST":
        require(member, Duty.PUBLISH)
        if form.is_valid():
            with RefusalsAt(form):
                made = ask_mix(member, form.asked)
                messages.success(
                    request, _("It is asked for. It takes some minutes; this page shows it when it is done.")
                )
                return SeeOther(reverse("mix_model", args=[member.brand.slug, made.pk]))
    found = MixModel.objects.filter(brand=member.brand).defer("table", "handed_in").order_by("-asked_at", "-pk")
    rows = list(found[:_SHOWN])
    labels = spend_labels(member.brand, {name for one in rows for name in one.spends})
    about = {
        "member": member,
        "rows": [line_of(one, labels) for one in rows],
        "form": form,
        "known": known,
        "least": LEAST_WEEKS,
        "waits": any(one.done_at is None for one in rows),
        "enough": known.weeks >= LEAST_WEEKS,
        "can_model": can_model(),
        "may_plan": allows(member, Duty.PUBLISH),
    }
    return show(request, "mix_models/index.html", about, 422 if form.errors else 200)


@require_safe
@member_page
def mix_model(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one model: what each spend brought with its interval and curve, or why it says nothing; as CSV too."""
    found = get_object_or_404(MixModel.objects.select_related("brand"), pk=pk, brand=member.brand)
    if request.GET.get("format") == "csv":
        if not found.table:
            raise Http404
        return csv_answer(f"mix-{found.pk}", *rows_of(found))
    labels = spend_labels(member.brand, found.spends)
    about = {
        "member": member,
        "model": found,
        "fitted": fitted_of(found, labels),
        "fault": mix_fault_sentence(labels, found.fault, found.told) if found.fault else "",
        "broke": found.told.get("what", "") if found.done_at is None else "",
        "labels": list(labels.values()),
        "controls": list(found.handed_in.get("columns", {})),
        "can_model": can_model(),
    }
    return show(request, "mix_models/mix_model.html", about)


_PLACE = "b/<slug:brand>/experiments/mix/"
urlpatterns: list[URLPattern] = [
    path(_PLACE, mix_models, name="mix_models"),
    path(_PLACE + "<int:pk>/", mix_model, name="mix_model"),
]
