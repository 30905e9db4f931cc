"""What each measure weighs in the index of its side: chosen by the team, kept with who and when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.weighing import choose_weights
from antiphon.reports.models import ReturnWeights
from antiphon.reports.queries.weighing import weights_chosen
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.indexing import names_of
from antiphon.reports.returns.measure import Side
from antiphon.reports.returns.words import SIDES
from antiphon.reports.rules.index import LARGEST, equal
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt

SHOWN = 50


class WeightsForm(forms.Form):
    """A number for each measure of a side, and a word why."""

    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, side: Side, data: Any = None, weights: dict[str, float] | None = None) -> None:
        held = equal(names_of(side)) if weights is None else weights
        initial = {name: f"{held.get(name, 0):g}" for name in names_of(side)}
        super().__init__(data, initial=initial, auto_id=f"{side}_%s")
        for name in names_of(side):
            title = str(return_measures()[name].title)
            box = forms.NumberInput({"step": "any", "inputmode": "decimal"})
            field = forms.FloatField(label=title, min_value=0, max_value=LARGEST, widget=box, initial=initial[name])
            self.fields[name] = field
        self.order_fields([*names_of(side), "why"])


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def return_weights(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what each measure weighs, and weighed before; choose it anew."""
    asked = request.POST.get("side", "")
    forms_of = {side: _form(request, member, side, sent=request.method == "POST" and asked == side) for side in Side}
    form = forms_of.get(Side(asked)) if asked in set(Side) else None
    if form is not None and form.is_valid():
        with RefusalsAt(form):
            given = dict(form.cleaned_data)
            choose_weights(member, asked, why=given.pop("why"), weights=given)
            messages.success(request, _("From now on these weights hold. Those before are kept."))
            return SeeOther(reverse("return_weights", args=[member.brand.slug]))
    context = {
        "member": member,
        "may_choose": allows(member, Duty.PUBLISH),
        "sides": [
            {"side": side, "title": SIDES[side][0], "form": forms_of[side], "history": _told(member, side)}
            for side in Side
        ],
        "largest": LARGEST,
    }
    return render(request, "returns/weights.html", context, status=422 if form is not None and form.errors else 200)


def _form(request: HttpRequest, member: Member, side: Side, *, sent: bool) -> WeightsForm:
    chosen = weights_chosen(member.brand, side, 1)
    return WeightsForm(side, request.POST if sent else None, chosen[0].weights if chosen else None)


def _told(member: Member, side: Side) -> list[tuple[ReturnWeights, list[tuple[str, float]]]]:
    """Return the weights that were chosen with the titles of their measures; of one that is no more its name."""
    known = return_measures()
    return [
        (row, [(str(known[name].title) if name in known else name, weight) for name, weight in row.weights.items()])
        for row in weights_chosen(member.brand, side, SHOWN)
    ]


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/returns/weights/", return_weights, name="return_weights"),
]
