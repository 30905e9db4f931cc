"""Followers that were not counted: the readings and what else was looked at; taken back, and looked at again."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from antiphon.integrity.actions import Said, rule_on_surge
from antiphon.integrity.models import Ruled, Surge
from antiphon.integrity.queries import followers_aside, surge_in
from antiphon.integrity.rules.surges import aside_at
from antiphon.integrity.sentences import EVIDENCE
from antiphon.ledger.models import Reading
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.not_counted import BecauseForm
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt

_WORDS: dict[str, Promise] = {
    Ruled.TAKEN_BACK: gettext_lazy("Count them again"),
    Ruled.KEPT: gettext_lazy("Keep them aside"),
    Ruled.AGAIN: gettext_lazy("Set them aside again"),
    Ruled.ASKED: gettext_lazy("Ask for another look"),
}
_DONE: dict[str, Promise] = {
    Ruled.TAKEN_BACK: gettext_lazy("They count again."),
    Ruled.KEPT: gettext_lazy("They stay aside."),
    Ruled.AGAIN: gettext_lazy("They are set aside again."),
    Ruled.ASKED: gettext_lazy("You have asked. Who answers people looks at it again."),
}


@require_safe
@member_page
def surge(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show followers that are not counted, what shows it, and what was ruled when."""
    return _shown(request, member, _found(member, pk), BecauseForm())


@require_POST
@member_page
def rule_surge(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Count followers again, set them aside again, ask for another look, or answer to it."""
    found, form, says = _found(member, pk), BecauseForm(request.POST), request.POST.get("says", "")
    if form.is_valid():
        with RefusalsAt(form):
            rule_on_surge(member, found, Said(says, form.cleaned_data["because"]))
            messages.success(request, str(_DONE[says]))
            return SeeOther(reverse("surge", args=[member.brand.slug, pk]))
    return _shown(request, member, found, form)


def _found(member: Member, pk: int) -> Surge:
    found = surge_in([member.brand], pk)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, member: Member, found: Surge, form: forms.Form) -> HttpResponse:
    moves = followers_aside([found.channel_id]).get(found.channel_id, ())
    readings = Reading.objects.filter(brand=member.brand, pk__in=found.behind).order_by("at", "pk")
    about = {
        "member": member,
        "surge": found,
        "reason": _(found.reason),
        "looked": list(_looked(found)),
        "readings": [(one, one.value - aside_at(moves, one.at)) for one in readings],
        "form": form,
        "choices": [(says, _WORDS[says]) for says in _choices(member, found)],
    }
    return show(request, "surges/surge.html", about, 422 if form.errors else 200)


def _looked(found: Surge) -> Iterator[tuple[str, str, str]]:
    """Yield what was looked at, how much of it there was, and how much there usually is."""
    for name, amount in found.evidence.items():
        here, _sign, usual = amount.partition(" (")
        if usual:
            yield str(EVIDENCE.get(name, name)), here, usual.rstrip(")")


def _choices(member: Member, found: Surge) -> list[str]:
    """Return what a member may say of followers as they stand."""
    if not allows(member, Duty.ANSWER):
        return [Ruled.ASKED] if found.undone_at is None and not found.asked else []
    if found.undone_at is not None:
        return [Ruled.AGAIN]
    return [Ruled.TAKEN_BACK, Ruled.KEPT if found.asked else Ruled.ASKED]


_PLACE = "b/<slug:brand>/results/not-counted/followers/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path(_PLACE, surge, name="surge"),
    path(_PLACE + "rule/", rule_surge, name="rule_surge"),
]
