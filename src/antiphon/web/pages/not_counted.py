"""Interactions that were not counted: by reason and month, with evidence; taken back, and set aside by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from antiphon.channels.sentences import network_name
from antiphon.integrity import actions
from antiphon.integrity.detectors import detectors
from antiphon.integrity.models import Exclusion, SecondLook
from antiphon.integrity.queries import (
    AUTOMATED,
    Judged,
    Narrowed,
    Shown,
    by_reason_and_month,
    failing,
    not_counted,
    open_looks,
    reason_of,
    rows_of,
    surges_between,
    with_and_without,
    with_rulings,
)
from antiphon.integrity.sentences import told_evidence
from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.explained import VERB_NAMES
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.spreadsheet import csv_answer

PAGE, MOST_IN_CSV = 30, 50_000


class BecauseForm(forms.Form):
    """Why an interaction is set aside, or counted again."""

    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("Whoever looks at the figures later will read it."),
    )


@require_safe
@member_page
def not_counted_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what was not counted in some days and why, with the figures beside each other; the rows as CSV too."""
    period, names = period_of(request), _names()
    asked = Narrowed(period.since, period.until, _detector(request, names), _shown(request))
    rows = not_counted(member.brand, asked)
    if request.GET.get("format") == "csv":
        return _as_csv(period, with_rulings(list(rows.values_list("pk", flat=True)[:MOST_IN_CSV])))
    number = page_number(request)
    keys = list(rows.values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE + 1])
    counts = by_reason_and_month(member.brand, period.since, period.until)
    months = sorted({month for some in counts.values() for month in some}, reverse=True)
    about = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "asked": asked,
        "narrowed": f"&detector={asked.detector}&shown={asked.shown}",
        "names": names,
        "months": [(month, _days_of(month)) for month in months],
        "reasons": [_reason_row(name, names, some, months) for name, some in sorted(counts.items())],
        "beside": [
            (VERB_NAMES.get(one.name, one.name), one)
            for one in with_and_without(member.brand, period.since, period.until)
        ],
        "failing": [(names.get(one.detector, one.detector), one) for one in failing(member.brand)],
        "surges": surges_between(member.brand, period.first, period.last, shown=asked.shown),
        "rows": [_listed(one) for one in with_rulings(keys[:PAGE])],
        "looks": [(one, reason_of(one.exclusion)) for one in open_looks(member.brand)],
        "may_judge": allows(member, Duty.ANSWER),
        **pages_beside(number, more=len(keys) > PAGE),
    }
    return show(request, "not_counted/index.html", about)


@require_safe
@member_page
def judged(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one interaction, whether it is counted, why not, the rows that show it, and what was ruled when."""
    return _judged(request, member, pk, BecauseForm())


@require_POST
@member_page
def set_aside(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Set an interaction aside by hand."""
    found = get_object_or_404(Interaction, pk=pk, brand=member.brand)
    form = BecauseForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            actions.set_aside_by_hand(member, found, form.cleaned_data["because"])
            messages.success(request, _("It is set aside. The figures without it follow at once."))
            return SeeOther(reverse("judged", args=[member.brand.slug, pk]))
    return _judged(request, member, pk, form)


@require_POST
@member_page
def rule(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Count an interaction again, or let an exclusion stand again that was undone."""
    found = get_object_or_404(Exclusion.objects.select_related("interaction"), pk=pk, interaction__brand=member.brand)
    form = BecauseForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            _ruled(request, member, found, form.cleaned_data["because"])
            return SeeOther(reverse("judged", args=[member.brand.slug, found.interaction_id]))
    return _judged(request, member, found.interaction_id, form)


@require_POST
@member_page
def answer_look(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Answer somebody who asked for another look."""
    looks = SecondLook.objects.select_related("exclusion__interaction")
    found = get_object_or_404(looks, pk=pk, exclusion__interaction__brand=member.brand)
    granted = request.POST.get("says") == "back"
    actions.answer_second_look(member, found, request.POST.get("words", ""), granted=granted)
    messages.success(request, _("Your answer stands where they asked."))
    return SeeOther(reverse("judged", args=[member.brand.slug, found.exclusion.interaction_id]))


def _ruled(request: HttpRequest, member: Member, found: Exclusion, because: str) -> None:
    if request.POST.get("says") == "aside":
        actions.set_aside_again(member, found, because)
        messages.success(request, _("It is set aside again."))
        return
    actions.take_back(found, because, member)
    messages.success(request, _("It counts again."))


def _judged(request: HttpRequest, member: Member, pk: int, form: forms.Form) -> HttpResponse:
    get_object_or_404(Interaction, pk=pk, brand=member.brand)
    found = with_rulings([pk])[0]
    shown = rows_of(member.brand, found.exclusions)
    about = {
        "member": member,
        "one": _listed(found),
        "exclusions": [
            (
                one,
                reason_of(one),
                told_evidence(one.evidence),
                [_act(shown[key]) for key in one.behind if key in shown],
            )
            for one in found.exclusions
        ],
        "names": _names(),
        "form": form,
        "may_judge": allows(member, Duty.ANSWER),
        "may_set_aside": not any(one.by_hand and one.undone_at is None for one in found.exclusions),
    }
    return show(request, "not_counted/judged.html", about, 422 if form.errors else 200)


def _names() -> dict[str, str]:
    """Return what each detector looks for, by its name, with what no detector finds."""
    named = {one.name: _(one.title) for one in detectors()}
    return {**named, actions.BY_HAND: _("Set aside by hand"), "automated": _("Done by a machine that says so")}


def _detector(request: HttpRequest, names: Mapping[str, str]) -> str:
    asked = request.GET.get("detector", "")
    return asked if asked in names else ""


def _shown(request: HttpRequest) -> Shown:
    return Shown.BACK if request.GET.get("shown") == Shown.BACK else Shown.ASIDE


def _days_of(month: datetime) -> str:
    """Return a month as it stands in addresses."""
    first = timezone.localdate(month)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Period(first, last).query


def _reason_row(
    name: str, names: Mapping[str, str], counts: Mapping[datetime, int], months: Sequence[datetime]
) -> dict[str, Any]:
    cells = [(counts.get(month, 0), _days_of(month)) for month in months]
    return {"name": name, "title": names.get(name, name), "cells": cells, "all": sum(counts.values())}


def _act(row: Interaction) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "at": row.at,
        "who": str(row.actor.person or row.actor),
        "handle": row.actor.handle,
        "person": row.actor.person_id if row.actor.side == "them" else None,
        "verb": VERB_NAMES.get(row.verb, row.verb),
        "subject": row.subject,
        "channel": f"{network_name(row.channel.kind)} · {row.channel.identity.handle}" if row.channel else "",
    }


def _listed(one: Judged) -> dict[str, Any]:
    """Return an interaction as it is listed, with why it is not counted, or was not."""
    told = one.standing or one.exclusions
    reasons = [(reason_of(each), told_evidence(each.evidence)) for each in told]
    if one.interaction.automated:
        reasons.append((_(AUTOMATED), ""))
    return {**_act(one.interaction), "counts": one.counts, "reasons": reasons, "exclusions": told}


def _as_csv(period: Period, rows: Sequence[Judged]) -> HttpResponse:
    head = ["row", "when", "who", "handle", "what", "subject", "channel", "counted", "reason", "evidence", "detector"]
    lines = [
        [
            row["pk"], timezone.localtime(row["at"]).isoformat(), row["who"], row["handle"], row["verb"],
            row["subject"], row["channel"], "yes" if row["counts"] else "no",
            "; ".join(reason for reason, _evidence in row["reasons"]),
            "; ".join(evidence for _reason, evidence in row["reasons"] if evidence),
            "; ".join(f"{one.detector} {one.version}" for one in row["exclusions"]),
        ]
        for row in map(_listed, rows)
    ]  # fmt: skip
    return csv_answer(f"not-counted-{period.first}-{period.last}", head, lines)


_PLACE = "b/<slug:brand>/results/not-counted/"
urlpatterns: list[URLPattern] = [
    path(_PLACE, not_counted_page, name="not_counted"),
    path(_PLACE + "<int:pk>/", judged, name="judged"),
    path(_PLACE + "<int:pk>/set-aside/", set_aside, name="set_aside"),
    path(_PLACE + "exclusions/<int:pk>/", rule, name="rule"),
    path(_PLACE + "looks/<int:pk>/", answer_look, name="answer_look"),
]
