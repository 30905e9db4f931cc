"""Time spent on people: a timer, minutes that were typed, and what it came to by week and person."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib import clock
from antiphon.lib.wall_time import midnight
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.spending import correct_time, note_minutes, start_timer, stop_timer
from antiphon.relationships.models import Opportunity, Relationship, TimeSpent
from antiphon.relationships.queries import TimeSums, every_week, running_timer, time_sums, unsure_times
from antiphon.relationships.rules import MOST_MINUTES, week_of
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt

#: So many weeks are shown, this one included.
WEEKS = 12


class MinutesForm(forms.Form):
    """Minutes that one spent."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=MOST_MINUTES)
    person = forms.TypedChoiceField(
        label=gettext_lazy("With whom"), required=False, coerce=lambda value: int(value) if value else None,
        empty_value=None,
    )  # fmt: skip
    opportunity = forms.ModelChoiceField(
        label=gettext_lazy("For which opportunity"), queryset=Opportunity.objects.none(), required=False
    )
    purpose = forms.ChoiceField(label=gettext_lazy("What for"), choices=TimeSpent.Purpose)
    note = forms.CharField(label=gettext_lazy("A word about it"), required=False, max_length=200)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = (
            Relationship.objects.kept()
            .filter(brand=member.brand, person__merged_into=None)
            .select_related("person")
            .order_by("person__name")
        )
        self.fields["opportunity"].queryset = Opportunity.objects.open().filter(brand=member.brand)  # type: ignore[attr-defined]
        people = [(one.person_id, one.person.name) for one in kept]
        self.fields["person"].choices = [("", _("nobody in particular")), *people]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@member_page
def time_spent(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what one's time went into, the team's for owners; take minutes that were typed."""
    form = MinutesForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            said = form.cleaned_data
            person = Person.objects.filter(brand=member.brand, pk=said["person"]).first() if said["person"] else None
            about = {"note": said["note"], "opportunity": said["opportunity"]}
            note_minutes(member, person, said["minutes"], said["purpose"], **about)
            messages.success(request, _("Noted."))
            return _here(member)
    team = request.GET.get("whose") == "team" and allows(member, Duty.MANAGE)
    sums = _sums(member, team=team)
    context = {
        "member": member,
        "form": form,
        "team": team,
        "may_team": allows(member, Duty.MANAGE),
        "may_answer": allows(member, Duty.ANSWER),
        "sums": sums,
        "weeks": every_week(sums.weeks, week_of(clock.now().astimezone(member.brand.zone).date())),
        "most": max((one.minutes for one in sums.weeks.values()), default=0),
        "people": sorted(sums.people.items(), key=lambda pair: (-pair[1].minutes, pair[0][1])),
        "opportunities": sorted(sums.opportunities.items(), key=lambda pair: (-pair[1].minutes, pair[0][1])),
        "purposes": [(TimeSpent.Purpose(name).label, one) for name, one in sums.purposes.items()],
        "running": running_timer(member),
        "unsure": unsure_times(member),
    }
    return render(request, "time_spent/index.html", context, status=422 if form.errors else 200)


def _sums(member: Member, *, team: bool) -> TimeSums:
    brand = member.brand
    monday = week_of(clock.now().astimezone(brand.zone).date()) - timedelta(weeks=WEEKS - 1)
    whose = list(brand.members.all()) if team else [member]
    return time_sums(whose, brand, midnight(monday, brand.zone), priced=True)


@require_POST
@member_page
def start(request: HttpRequest, member: Member) -> HttpResponse:
    """Let a timer run."""
    typed = request.POST.get("person", "")
    person = get_object_or_404(Person, brand=member.brand, pk=int(typed)) if typed.isdecimal() else None
    chosen = request.POST.get("opportunity", "")
    about = get_object_or_404(Opportunity, brand=member.brand, pk=int(chosen)) if chosen.isdecimal() else None
    start_timer(member, person, request.POST.get("purpose", TimeSpent.Purpose.TALK), opportunity=about)
    messages.success(request, _("The timer runs."))
    return _here(member)


@require_POST
@member_page
def stop(request: HttpRequest, member: Member) -> HttpResponse:
    """Stop the timer."""
    spent = stop_timer(member)
    if spent.unsure:
        messages.warning(request, _("That timer ran for very long. Say how many minutes it was."))
    else:
        messages.success(request, _("%(n)d minutes.") % {"n": spent.minutes or 0})
    return _here(member)


@require_POST
@member_page
def correct(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say how many minutes it really was."""
    spent = get_object_or_404(TimeSpent, brand=member.brand, member=member, pk=pk)
    typed = request.POST.get("minutes", "")
    correct_time(member, spent, int(typed) if typed.isdecimal() and len(typed) < 6 else -1)
    messages.success(request, _("Noted."))
    return _here(member)


def _here(member: Member) -> SeeOther:
    return SeeOther(reverse("time_spent", args=[member.brand.slug]))


_ALL = "b/<slug:brand>/keep-in-touch/time/"
urlpatterns: list[URLPattern] = [
    path(_ALL, time_spent, name="time_spent"),
    path(_ALL + "start/", start, name="start_timer"),
    path(_ALL + "stop/", stop, name="stop_timer"),
    path(_ALL + "<int:pk>/", correct, name="correct_time"),
]
