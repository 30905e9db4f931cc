"""What may come of relationships: the opportunities by stage, and each with its worth, its way and what led there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.opportunities import (
    OpportunityGiven,
    change_opportunity,
    move_opportunity,
    open_opportunity,
)
from antiphon.relationships.models import Opportunity, OpportunityKind, Stages
from antiphon.relationships.queries.opportunities import (
    chances_of,
    opportunities_of,
    origin_of,
    sums,
    valued,
)
from antiphon.relationships.queries.remembered import able_stewards
from antiphon.relationships.rules.opportunity import OPEN, Side, Stage
from antiphon.web.access import SeeOther, member_page
from antiphon.web.fields import PersonField
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.refusals import RefusalsAt

PAGE, TOUCHES = 30, 100
#: The two sides of the house, in words.
SIDES: Mapping[Side, Promise] = {
    Side.CALL: gettext_lazy("social media"),
    Side.RESPONSE: gettext_lazy("social networking"),
}


class OpportunityForm(forms.Form):
    """What an opportunity is, and what it is worth."""

    kind = forms.ChoiceField(label=gettext_lazy("what may come of it"), choices=OpportunityKind)
    title = forms.CharField(label=gettext_lazy("title"), max_length=160)
    value = forms.DecimalField(
        label=gettext_lazy("value"), min_value=0, max_digits=14, decimal_places=2, required=False, initial=Decimal(0)
    )
    currency = forms.CharField(
        label=gettext_lazy("currency"),
        max_length=3,
        required=False,
        help_text=gettext_lazy(
            "Three letters, such as EUR. Empty: the value is in points, which are never added to money."
        ),
    )
    expected_on = forms.DateField(
        label=gettext_lazy("may be decided on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("in whose hands"), queryset=Member.objects.none(), required=False
    )
    introduced_by = PersonField(
        label=gettext_lazy("introduced by"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The name of somebody in the book of people, if they brought you together."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["introduced_by"].people = member.brand.people.all()  # type: ignore[attr-defined]
        able = Member.objects.filter(pk__in=[one.pk for one in able_stewards(member.brand)])
        self.fields["owner"].queryset = able.select_related("user")  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = lambda one: str(one.user)  # type: ignore[attr-defined]

    @property
    def given(self) -> OpportunityGiven:
        """What was typed."""
        given = self.cleaned_data
        return OpportunityGiven(**{**given, "value": given["value"] or Decimal(0)})


class MoveForm(forms.Form):
    """To which stage an opportunity has come, and why."""

    stage = forms.ChoiceField(label=gettext_lazy("stage"), choices=Stages)
    why = forms.CharField(
        label=gettext_lazy("why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Asked for when it is won or lost."),
        widget=forms.TextInput,
    )


@require_safe
@member_page
def opportunities(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what is open by stage with what it is worth; or what is won and lost, with why."""
    rows, number = opportunities_of(member.brand), page_number(request)
    closed = request.GET.get("show") == "closed"
    chances = chances_of(member.brand)
    open_ones = valued(rows.open(), chances)
    ended = (
        list(rows.closed().order_by("-closed_at", "-pk")[(number - 1) * PAGE : number * PAGE + 1]) if closed else []
    )
    context = {
        "member": member,
        "closed": closed,
        "stages": [(Stages(stage), [one for one in open_ones if one.opportunity.stage == stage]) for stage in OPEN],
        "sums": sums(open_ones),
        "ended": ended[:PAGE],
        "any": bool(open_ones) or rows.exists(),
        **pages_beside(number, more=len(ended) > PAGE),
    }
    return render(request, "opportunities/index.html", context)


@require_http_methods(["GET", "POST"])
@member_page
def new_opportunity(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Open an opportunity with a person."""
    found = get_object_or_404(Person, pk=person, brand=member.brand, merged_into=None)
    form = OpportunityForm(request.POST or None, member=member, initial={"owner": member})
    if form.is_valid():
        with RefusalsAt(form):
            made = open_opportunity(member, found, form.given)
            return SeeOther(reverse("opportunity", args=[member.brand.slug, made.pk]))
    context = {"member": member, "person": found, "form": form}
    return render(request, "opportunities/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_page
def opportunity(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show an opportunity: its worth with the addends, its way, what led there; change what it is."""
    found = _found(member, pk)
    form = OpportunityForm(request.POST or None, member=member, initial=_as_typed(found))
    if form.is_valid():
        with RefusalsAt(form):
            change_opportunity(member, found, form.given)
            return _seen(request, member, found, _("Changed."))
    return _shown(request, member, found, form, MoveForm(initial={"stage": found.stage}))


@require_POST
@member_page
def move(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Move an opportunity on, win it, lose it, or take it up again."""
    found, form = _found(member, pk), MoveForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            move_opportunity(member, found, form.cleaned_data["stage"], form.cleaned_data["why"])
            return _seen(request, member, found, _("It stands there now."))
    return _shown(request, member, found, OpportunityForm(member=member, initial=_as_typed(found)), form)


def _found(member: Member, pk: int) -> Opportunity:
    return get_object_or_404(opportunities_of(member.brand), pk=number_in(str(pk)))


def _shown(
    request: HttpRequest, member: Member, found: Opportunity, form: OpportunityForm, move_form: MoveForm
) -> HttpResponse:
    (worth,) = valued([found], chances_of(member.brand))
    origin = origin_of(found, member)
    parts = origin.of(worth.expected)
    context = {
        "member": member,
        "opportunity": found,
        "person": found.person.today,
        "worth": worth,
        "sides": [(SIDES[side], round(100 * origin.shares[side]), parts[side]) for side in Side]
        if origin.shares and parts
        else [],
        "touches": [(one, SIDES[one.side]) for one in origin.touches[-TOUCHES:][::-1]],
        "n": len(origin.touches),
        "changes": found.changes.select_related("by__user"),
        "form": form,
        "move": move_form,
        "may_change": allows(member, Duty.ANSWER),
        "is_open": Stage(found.stage) in OPEN,
    }
    failed = bool(form.errors or move_form.errors)
    return render(request, "opportunities/opportunity.html", context, status=422 if failed else 200)


def _as_typed(found: Opportunity) -> dict[str, Any]:
    names = ("kind", "title", "value", "currency", "expected_on", "owner")
    return {name: getattr(found, name) for name in names} | {
        "introduced_by": found.introduced_by.today if found.introduced_by else ""
    }


def _seen(request: HttpRequest, member: Member, found: Opportunity, words: str) -> HttpResponse:
    messages.success(request, words)
    return SeeOther(reverse("opportunity", args=[member.brand.slug, found.pk]))


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/opportunities/", opportunities, name="opportunities"),
    path("b/<slug:brand>/opportunities/<int:pk>/", opportunity, name="opportunity"),
    path("b/<slug:brand>/opportunities/<int:pk>/move/", move, name="move_opportunity"),
    path("b/<slug:brand>/people/<int:person>/opportunities/new/", new_opportunity, name="new_opportunity"),
]
