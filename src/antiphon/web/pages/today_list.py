"""Keep in touch: whom to get back to today, never more than there is room for, and why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.following_up import decide_follow_up, take_back_follow_up
from antiphon.relationships.models import Capacity, FollowUp, Relationship
from antiphon.relationships.queries import coming, people_of, running_timer, today_list, unsure_times
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt
from antiphon.web.touching import told_date, told_list, told_promise

_SAID = {
    FollowUp.Decision.DONE: gettext_lazy("Well done. %(name)s is off the list."),
    FollowUp.Decision.NOT_TODAY: gettext_lazy("%(name)s comes up again tomorrow."),
    FollowUp.Decision.LEFT_OUT: gettext_lazy("The silence with %(name)s is not counted for thirty days."),
}
_ORPHANS = 20


class CapacityForm(forms.ModelForm):  # type: ignore[type-arg]
    """How much room a member has, and what their hour costs."""

    class Meta:
        model = Capacity
        fields = ("a_day", "minutes_a_day", "people", "close", "rate", "currency", "by_mail")
        help_texts = {
            "a_day": gettext_lazy(
                "The list of the day is never longer. Empty: five, or as many as the minutes allow."
            ),
            "minutes_a_day": gettext_lazy("Shared out by the time that one contact usually takes you."),
            "people": gettext_lazy("One human can hardly keep more than 150 (Dunbar)."),
            "close": gettext_lazy("… and hardly be close to more than 15."),
            "rate": gettext_lazy("Only you and owners of the brand see what your time costs."),
        }


@require_safe
@member_page
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """Show whom to get back to today, what comes up, and whose steward has left."""
    now = clock.now()
    day = now.astimezone(member.brand.zone).date()
    own = people_of(member)
    found = today_list(member, now)
    context: dict[str, Any] = {
        "member": member,
        "now": now,
        "found": found,
        "turns": told_list(found, day),
        "kept": len(own),
        "coming": [(one, _told(one, day), one.day < day) for one in coming(member.brand, own, day)],
        "orphans": _orphans(member),
        "running": running_timer(member),
        "unsure": unsure_times(member),
        "may_answer": allows(member, Duty.ANSWER),
    }
    return render(request, "today_list/index.html", context)


def _told(one: Any, day: Any) -> str:
    return told_promise(one.promise, day) if one.promise else told_date(one.date, one.day, day)


def _orphans(member: Member) -> list[Relationship]:
    rows = Relationship.objects.without_steward().filter(brand=member.brand).select_related("person", "steward__user")
    return list(rows.order_by("person__name", "pk")[:_ORPHANS])


@require_POST
@member_page
def follow_up(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Take somebody off the list: done, not today, left out; or take that back."""
    found = get_object_or_404(Person, brand=member.brand, pk=person)
    decision = request.POST.get("decision", "")
    if decision == "take_back":
        take_back_follow_up(member, found)
        messages.success(request, _("Taken back."))
    else:
        decided = decide_follow_up(member, found, decision)
        messages.success(request, str(_SAID[FollowUp.Decision(decided.decision)]) % {"name": found})
    return SeeOther(reverse("today_list", args=[member.brand.slug]))


@require_http_methods(["GET", "POST"])
@member_page
def capacity(request: HttpRequest, member: Member) -> HttpResponse:
    """Say how much room one has."""
    require(member, Duty.ANSWER)
    said = Capacity.objects.filter(member=member).first()
    form = CapacityForm(request.POST if request.method == "POST" else None, instance=said)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            say_capacity(member, Room(**{name: form.cleaned_data[name] for name in form.fields}))
            messages.success(request, _("Kept. Your list follows from now on."))
            return SeeOther(reverse("today_list", args=[member.brand.slug]))
    context = {"member": member, "form": form}
    return render(request, "today_list/capacity.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/keep-in-touch/", today, name="today_list"),
    path("b/<slug:brand>/keep-in-touch/room/", capacity, name="capacity"),
    path("b/<slug:brand>/people/<int:person>/follow-up/", follow_up, name="follow_up"),
]
