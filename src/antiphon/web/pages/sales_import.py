"""Tables of purchases, refunds, rates and spend: each row says first what it becomes, then all come in or none."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.importing import LARGEST, TableGiven, discard_table, hand_in_table, take_in
from antiphon.sales.models import ImportKind, SalesImport, Stage
from antiphon.sales.queries import reporting_currency
from antiphon.sales.queries.importing import Looked, Row, RowOutcome, looked
from antiphon.sales.sentences import FAULT_WORDS
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.refusals import RefusalsAt

PAGE, RECENT, SHOWN_CELLS = 50, 20, 8
OUTCOMES = {
    RowOutcome.NEW: gettext_lazy("comes in"),
    RowOutcome.KNOWN: gettext_lazy("known already"),
    RowOutcome.UNFIT: gettext_lazy("cannot be taken"),
}


class TableForm(forms.Form):
    """A table, and what it tells of."""

    kind = forms.ChoiceField(label=gettext_lazy("It tells of"), choices=ImportKind.choices)
    file = forms.FileField(label=gettext_lazy("Table (CSV)"))
    source = forms.CharField(
        label=gettext_lazy("Where the sales happened"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "For purchases and refunds: the name of the shop, as its webhook has it, or as “fair” for what was sold "
            "in person."
        ),
    )
    currency = forms.CharField(label=gettext_lazy("Currency of amounts that name none"), max_length=3, required=False)

    @property
    def given(self) -> TableGiven:
        """What was handed in."""
        said, file = self.cleaned_data, self.cleaned_data["file"]
        content = file.read(LARGEST + 1)
        return TableGiven(
            kind=said["kind"], name=file.name, content=content, source=said["source"], currency=said["currency"]
        )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def sales_imports(request: HttpRequest, member: Member) -> HttpResponse:
    """Take a table in to be looked at; list those that were handed in."""
    require(member, Duty.CONNECT)
    start = {"kind": request.GET.get("kind", ""), "currency": reporting_currency(member.brand)}
    form = TableForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            return SeeOther(_address(hand_in_table(member, form.given)))
    about = {
        "member": member,
        "form": form,
        "most": LARGEST // 10**6,
        "imports": SalesImport.objects.filter(brand=member.brand).order_by("-given_at", "-pk")[:RECENT],
    }
    return render(request, "sales_import/index.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def sales_import(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what each row of a table becomes; take it in, or throw it away."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(
        SalesImport.objects.select_related("brand", "given_by__user"), pk=pk, brand=member.brand
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with RefusalsAt(form):
            return _done(request, member, found)
    return _shown(request, member, found, form)


def _done(request: HttpRequest, member: Member, found: SalesImport) -> HttpResponse:
    done = request.POST.get("do", "")
    if done == "discard":
        discard_table(member, found)
        messages.success(request, _("It is thrown away."))
        return SeeOther(reverse("sales_imports", args=[member.brand.slug]))
    if done != "take":
        raise Http404
    taken = take_in(member, found, leave_out=request.POST.get("leave_out") == "on")
    messages.success(request, _("%(n)d rows came in.") % {"n": taken.taken})
    return SeeOther(_address(found))


def _shown(request: HttpRequest, member: Member, found: SalesImport, form: forms.Form) -> HttpResponse:
    table = looked(found) if found.stage == Stage.PREVIEW else Looked((), ())
    number, chosen = page_number(request), request.GET.get("outcome", "")
    rows = [one for one in table.rows if not chosen or one.outcome == chosen]
    page = rows[(number - 1) * PAGE : number * PAGE]
    about: dict[str, Any] = {
        "member": member,
        "import": found,
        "form": form,
        "head": table.head[:SHOWN_CELLS],
        "table": table,
        "chosen": chosen,
        "counts": [(value, OUTCOMES[value], table.count(value)) for value in RowOutcome if table.count(value)],
        "rows": [_row(one, min(len(table.head), SHOWN_CELLS)) for one in page],
        **pages_beside(number, more=len(rows) > number * PAGE),
    }
    return render(request, "sales_import/one.html", about, status=422 if form.errors else 200)


def _row(row: Row, columns: int) -> dict[str, Any]:
    return {
        "number": row.number,
        "cells": [*row.cells, *[""] * columns][:columns],
        "outcome": OUTCOMES[row.outcome],
        "bad": row.outcome == RowOutcome.UNFIT,
        "field": row.field,
        "why": FAULT_WORDS[row.fault] if row.fault else "",
    }


def _address(found: SalesImport) -> str:
    return reverse("sales_import", args=[found.brand.slug, found.pk])


_ALL = "b/<slug:brand>/sales/tables/"
urlpatterns: list[URLPattern] = [
    path(_ALL, sales_imports, name="sales_imports"),
    path(_ALL + "<int:pk>/", sales_import, name="sales_import"),
]
