"""The people, and each of them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person, Side
from antiphon.relationships.actions import LONGEST_RHYTHM, keep_in_touch, let_go
from antiphon.relationships.queries import Tie, history, people_page, ties
from antiphon.web.access import SeeOther, member_page
from antiphon.web.drawings import strength_picture
from antiphon.web.explained import explained_addends, explained_event, explained_tie
from antiphon.web.paging import page_number
from antiphon.web.partial import asked_part, show
from antiphon.web.refusals import RefusalsAt

PAGE = 30


class KeepForm(forms.Form):
    """How often, at the longest, we speak with somebody."""

    rhythm_days = forms.IntegerField(
        label=_("Speak at least every … days"),
        required=False,
        min_value=1,
        max_value=LONGEST_RHYTHM,
        help_text=_("Empty: in the rhythm that you two have."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


@require_safe
@member_page
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """Show people by when they were last seen; found by name or handle."""
    search, number = request.GET.get("q", "")[:200], page_number(request)
    page = people_page(member.brand, timezone.localdate(), search=search, limit=PAGE, offset=(number - 1) * PAGE)
    found = {
        "page": page,
        "search": search,
        "newer": number - 1,
        "older": number + 1 if page.more else 0,
    }
    part = "#found" if asked_part(request) == "found" else ""
    return show(request, f"people/index.html{part}", {"member": member, **found})


@require_safe
@member_page
def person(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Show one person: accounts, how we stand and why, and the whole history both ways."""
    return _shown(request, member, _person(member, person), None)


@require_POST
@member_page
def keep(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Keep in touch with a person, as their steward."""
    found, form = _person(member, person), KeepForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            keep_in_touch(member, found, form.cleaned_data["rhythm_days"])
    if form.errors:
        return _shown(request, member, found, form, status=422)
    return SeeOther(reverse("person", args=[member.brand.slug, found.pk]))


@require_POST
@member_page
def release(request: HttpRequest, member: Member, person: int) -> HttpResponse:  # noqa: ARG001  every page takes it
    """Nobody keeps in touch with the person any more."""
    found = _person(member, person)
    let_go(member, found)
    return SeeOther(reverse("person", args=[member.brand.slug, found.pk]))


def _person(member: Member, pk: int) -> Person:
    return get_object_or_404(Person, pk=pk, brand=member.brand)


def _shown(
    request: HttpRequest, member: Member, found: Person, form: KeepForm | None, status: int = 200
) -> HttpResponse:
    today, number = timezone.localdate(), page_number(request)
    tie = ties(member.brand, [found.pk], today)[found.pk]
    past = history(found, limit=PAGE, offset=(number - 1) * PAGE, confined=allows(member, Duty.HOST))
    about = {
        "member": member,
        "person": found,
        "identities": found.identities.filter(side=Side.THEM).order_by("first_seen", "pk"),
        "tie": tie,
        "known": explained_tie(tie),
        "picture": strength_picture(tie.strength, today),
        "rows": explained_addends(tie),
        "events": [explained_event(event, found) for event in past.events],
        "newer": number - 1,
        "older": number + 1 if past.more else 0,
        "form": form or KeepForm(initial=_promised(tie)),
        "can_keep": allows(member, Duty.ANSWER),
    }
    part = "#past" if asked_part(request) == "past" else ""
    return show(request, f"people/person.html{part}", about, status)


def _promised(tie: Tie) -> dict[str, int | None]:
    return {"rhythm_days": tie.kept.rhythm_days if tie.kept else None}


_ONE = "b/<slug:brand>/people/<int:person>/"
urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/people/", people, name="people"),
    path(_ONE, person, name="person"),
    path(_ONE + "keep/", keep, name="keep_in_touch"),
    path(_ONE + "let-go/", release, name="let_go"),
]
