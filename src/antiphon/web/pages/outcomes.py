"""You said, we did: what came of asks, the list of it, and the form in which it is written."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import outcomes as publishing
from antiphon.community.actions.outcomes import Decided
from antiphon.community.actions.writing import Words
from antiphon.community.models import Ask, AskIdea, AskIdeaState, Outcome
from antiphon.community.permissions import Viewer
from antiphon.community.queries.asks import helpers_of, hosts_ask, outcomes_read, suggested, thanked
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.web.pages.ask_ideas import STATES
from antiphon.web.pages.asks import about_ask, ask_of, to_ask
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.refusals import put_refusal
from antiphon.web.taking_part import community_page, inside_page

OUTCOMES = 20


class OutcomeForm(forms.Form):
    """What came of it."""

    source = forms.CharField(
        label=_("What you heard, and what you did"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
        help_text=_("Markdown. Say what you do not do too, and why."),
    )


@require_safe
@community_page
def outcomes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List what came of what the community was asked, the latest first."""
    number = page_number(request)
    found = outcomes_read(viewer, OUTCOMES + 1, (number - 1) * OUTCOMES)
    shown = found[:OUTCOMES]
    names = thanked(viewer, [one.pk for one in shown])
    about = {
        "viewer": viewer,
        "rows": [(one, names[one.pk]) for one in shown],
        **pages_beside(number, more=len(found) > OUTCOMES),
    }
    return render(request, "outcomes/index.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def publish_outcome(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Write what came of an ask, say what becomes of each idea, and thank those who helped."""
    found = ask_of(viewer, pk)
    if not hosts_ask(viewer, found):
        raise NotAllowed(_("Only who asked and the moderators say what came of it."))
    if Outcome.objects.filter(ask=found).exists():
        return redirect(to_ask(viewer, found)["Location"])
    form = OutcomeForm(request.POST or None)
    if form.is_valid() and _published(request, viewer, found, form):
        messages.success(request, _("It is published, and who took part is told."))
        return to_ask(viewer, found)
    about = about_ask(viewer, found) | _choices(request, found) | {"form": form}
    return render(request, "outcomes/new.html", about, status=422 if form.errors else 200)


@require_POST
@inside_page
def name_in_outcome(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Choose whether one is thanked by name."""
    found = ask_of(viewer, pk)
    outcome = get_object_or_404(Outcome, ask=found)
    publishing.be_named(viewer, outcome, named=request.POST.get("named") == "yes")
    return to_ask(viewer, found)


def _published(request: HttpRequest, viewer: Viewer, found: Ask, form: OutcomeForm) -> bool:
    people = [number_in(key) for key in request.POST.getlist("thanked")]
    try:
        words = Words(source=form.cleaned_data["source"])
        publishing.publish_outcome(viewer, found, words, people, _decided(request, found))
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


def _decided(request: HttpRequest, found: Ask) -> dict[int, Decided]:
    """Return what is to become of the ideas: those that the form named."""
    told = {}
    for key in _ideas(found).values_list("pk", flat=True):
        state = request.POST.get(f"state-{key}", "")
        if state in AskIdeaState.values:
            told[key] = Decided(AskIdeaState(state), request.POST.get(f"why-{key}", ""))
    return told


def _choices(request: HttpRequest, found: Ask) -> dict[str, Any]:
    sent = request.method == "POST"
    chosen = {number_in(key) for key in request.POST.getlist("thanked")} if sent else suggested(found)
    return {
        "people": [(one, one.pk in chosen) for one in helpers_of(found)],
        "ideas": [
            (one, request.POST.get(f"state-{one.pk}", one.state), request.POST.get(f"why-{one.pk}", ""))
            for one in _ideas(found).order_by("pk")
        ],
        "states": STATES,
    }


def _ideas(found: Ask) -> Any:
    return AskIdea.objects.filter(ask=found, merged_into=None, message__writing__removed_at=None)


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "you-said-we-did/", outcomes, name="outcomes"),
    path(_COMMUNITY + "asks/<int:pk>/outcome/", publish_outcome, name="publish_outcome"),
    path(_COMMUNITY + "asks/<int:pk>/name/", name_in_outcome, name="name_in_outcome"),
]
