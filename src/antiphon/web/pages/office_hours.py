"""When the brand is there for people, its holidays, and within which time each kind of call is answered."""

import re
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.conversations.actions import promising
from antiphon.conversations.models import CallKinds
from antiphon.conversations.queries.answering import targets_of, week_of
from antiphon.conversations.rules import CallKind
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt
from antiphon.web.wording import WEEKDAYS

_SPAN = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)")
_MORNING_TO_EVENING = "09:00–18:00"
_WORKDAYS = 5


class WeekForm(forms.Form):
    """The hours of the week, each day as "09:00–13:00, 14:00–18:00"."""

    since = forms.DateField(
        label=gettext_lazy("from this day on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in enumerate(WEEKDAYS):
            self.fields[f"day_{day}"] = forms.CharField(label=name, required=False, max_length=120)
        self.fields["openings"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven fields of hours."""
        return [self[f"day_{day}"] for day in range(7)]

    def clean(self) -> dict[str, Any]:
        """Read the hours; say at the day what is none."""
        given = super().clean() or {}
        for day in range(7):
            given[f"day_{day}"] = self._read(f"day_{day}", given.get(f"day_{day}", ""))
        return given

    def _read(self, name: str, typed: str) -> list[tuple[time, time]]:
        spans = []
        for part in filter(None, (part.strip() for part in typed.split(","))):
            found = _SPAN.fullmatch(part)
            hours = [int(number) for number in found.groups()] if found else []
            try:
                spans.append((time(hours[0], hours[1]), time(hours[2] % 24, hours[3])))
            except (IndexError, ValueError):
                self.add_error(name, _("Write hours as 09:00–13:00, several with commas between."))
        return spans

    @property
    def openings(self) -> dict[int, Sequence[tuple[time, time]]]:
        """The hours of each day, Monday being 0."""
        return {day: self.cleaned_data[f"day_{day}"] for day in range(7)}


class HolidayForm(forms.Form):
    """A day on which the brand is closed."""

    day = forms.DateField(label=gettext_lazy("day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=gettext_lazy("name"), max_length=80)


class TargetsForm(forms.Form):
    """Within how many hours of business each kind of call is to be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in CallKinds.choices:
            self.fields[kind] = forms.FloatField(
                label=label,
                required=False,
                min_value=0.01,
                max_value=720,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )

    @property
    def minutes(self) -> dict[CallKind, int | None]:
        """The targets in minutes; None where nothing is promised."""
        given = self.cleaned_data
        return {kind: None if given[kind] is None else max(1, round(given[kind] * 60)) for kind in CallKind}


@require_http_methods(["GET", "POST"])
@member_page
def office_hours(request: HttpRequest, member: Member) -> HttpResponse:
    """Show hours, holidays and targets; set the hours of the week."""
    form = WeekForm(request.POST or None, initial=_week_as_typed(member))
    if form.is_valid():
        with RefusalsAt(form):
            promising.set_office_week(member, form.cleaned_data["since"], form.openings)
            return _done(request, member, _("The hours are set. What waits is due by them."))
    return _show(request, member, week=form)


@require_POST
@member_page
def answer_targets(request: HttpRequest, member: Member) -> HttpResponse:
    """Set within which time each kind of call is to be answered."""
    form = TargetsForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            promising.set_targets(member, form.minutes)
            return _done(request, member, _("The targets are set. What waits is judged by them from now on."))
    return _show(request, member, targets=form)


@require_POST
@member_page
def add_holiday(request: HttpRequest, member: Member) -> HttpResponse:
    """Be closed on a day."""
    form = HolidayForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            promising.add_holiday(member, form.cleaned_data["day"], form.cleaned_data["name"])
            return _done(request, member, _("You are closed on that day."))
    return _show(request, member, holiday=form)


@require_POST
@member_page
def remove_holiday(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Be open on a day after all."""
    promising.remove_holiday(member, get_object_or_404(member.brand.holidays, pk=pk))
    return _done(request, member, _("You are open on that day."))


@require_POST
@member_page
def forget_week(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take back hours that hold from a day on."""
    promising.forget_office_week(member, get_object_or_404(member.brand.office_weeks, pk=pk))
    return _done(request, member, _("Those hours hold no longer."))


def _show(request: HttpRequest, member: Member, **forms_given: forms.Form) -> HttpResponse:
    brand = member.brand
    context = {
        "member": member,
        "may_set": allows(member, Duty.ANSWER),
        "week": WeekForm(initial=_week_as_typed(member)),
        "holiday": HolidayForm(),
        "targets": TargetsForm(initial={kind: f"{minutes / 60:g}" for kind, minutes in targets_of(brand).items()}),
        "weeks": list(brand.office_weeks.select_related("set_by__user").order_by("-since")),
        "holidays": list(brand.holidays.filter(day__gte=timezone.localdate() - timedelta(days=30))[:100]),
        **forms_given,
    }
    return render(request, "office_hours.html", context, status=422 if forms_given and request.POST else 200)


def _week_as_typed(member: Member) -> dict[str, Any]:
    """Return the hours in force as one would type them; Monday to Friday from nine to six where there are none."""
    row = member.brand.office_weeks.filter(since__lte=timezone.localdate()).last()
    if row is None:
        typed = {f"day_{day}": _MORNING_TO_EVENING for day in range(_WORKDAYS)}
    else:
        typed = {f"day_{day}": _as_typed(spans) for day, spans in week_of(row).items()}
    return typed | {"since": timezone.localdate()}


def _as_typed(spans: Sequence[tuple[time, time]]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)


def _done(request: HttpRequest, member: Member, words: str) -> HttpResponse:
    messages.success(request, words)
    return SeeOther(reverse("office_hours", args=[member.brand.slug]))


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/answers/hours/", office_hours, name="office_hours"),
    path("b/<slug:brand>/answers/hours/<int:pk>/forget/", forget_week, name="forget_office_week"),
    path("b/<slug:brand>/answers/targets/", answer_targets, name="answer_targets"),
    path("b/<slug:brand>/answers/holidays/", add_holiday, name="add_holiday"),
    path("b/<slug:brand>/answers/holidays/<int:pk>/remove/", remove_holiday, name="remove_holiday"),
]
