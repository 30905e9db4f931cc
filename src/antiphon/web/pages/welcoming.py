"""Welcome steps: hosts say what is done for newcomers and by whom; stewards do it; newcomers have first steps."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.community.actions import welcoming
from antiphon.community.actions.welcoming import LATEST_DAY, StepGiven
from antiphon.community.models import Welcome, WelcomeStep
from antiphon.community.permissions import Viewer, require_host, require_part
from antiphon.community.queries.alive import NEWCOMER
from antiphon.community.queries.welcoming import may_welcome, steps_of, welcomes_seen
from antiphon.community.rules.talks import LONGEST_SAID
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.web.access import SeeOther
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.refusals import RefusalsAt, put_refusal
from antiphon.web.taking_part import inside_page

PAGE = 50


class StepForm(forms.Form):
    """What is done for each newcomer, and by whom."""

    words = forms.CharField(
        label=_("What is done"), max_length=200, help_text=_("For example: greet them and ask what they make.")
    )
    days = forms.IntegerField(
        label=_("Days after joining"), initial=0, min_value=0, max_value=LATEST_DAY, help_text=_("0: at once.")
    )
    stewards = forms.CharField(
        label=_("Who does it"),
        max_length=1_000,
        help_text=_("@handle. More than one, apart by commas, take turns: whoever was given least is next."),
    )
    draft = forms.CharField(
        label=_("The beginning of a message"),
        required=False,
        max_length=LONGEST_SAID,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Who sends it has to finish it; nothing is sent by itself."),
    )

    @property
    def given(self) -> StepGiven:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        handles = [part.strip() for part in typed["stewards"].replace("\n", ",").split(",") if part.strip()]
        return StepGiven(words=typed["words"], days=typed["days"], stewards=handles, draft=typed["draft"])


class WelcomeForm(forms.Form):
    """A message to a newcomer."""

    source = forms.CharField(
        label=_("Your words"), max_length=LONGEST_SAID, strip=False, widget=forms.Textarea({"rows": 8})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def welcomes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a host the steps, and who was welcomed by whom; keep a new step."""
    require_host(viewer)
    form = StepForm(request.POST or None)
    if form.is_valid() and _kept(viewer, form, None):
        messages.success(request, _("This is kept. Whoever joins from now on is welcomed so."))
        return SeeOther(reverse("welcomes", args=[viewer.brand.slug]))
    number, seen = page_number(request), welcomes_seen(viewer)
    lately = seen.filter(newcomer__admitted_at__gt=clock.now() - 3 * NEWCOMER)
    rows = list(
        lately.order_by("-newcomer__admitted_at", "newcomer", "due_at", "pk")[(number - 1) * PAGE : number * PAGE + 1]
    )
    about = {
        "viewer": viewer,
        "steps": steps_of(viewer),
        "form": form,
        "now": clock.now(),
        "rows": rows[:PAGE],
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return render(request, "welcoming/index.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def welcome_step(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Say a step otherwise, or end it."""
    require_host(viewer)
    found = get_object_or_404(steps_of(viewer), pk=pk)
    back = SeeOther(reverse("welcomes", args=[viewer.brand.slug]))
    if request.POST.get("do") == "end":
        welcoming.end_step(viewer, found)
        messages.success(request, _("This step is asked of nobody any more."))
        return back
    form = StepForm(request.POST or None, initial=_as_it_is(found))
    if form.is_valid() and _kept(viewer, form, found):
        messages.success(request, _("This is kept."))
        return back
    about = {"viewer": viewer, "form": form, "step": found}
    return render(request, "welcoming/step.html", about, status=422 if form.errors else 200)


def _as_it_is(found: WelcomeStep) -> dict[str, Any]:
    stewards = ", ".join(f"@{one.handle}" for one in found.stewards.all())
    return {"words": found.words, "days": found.days, "draft": found.draft, "stewards": stewards}


def _kept(viewer: Viewer, form: StepForm, known: WelcomeStep | None) -> bool:
    try:
        welcoming.keep_step(viewer, form.given, known)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def welcome_newcomer(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Welcome a newcomer: a message that begins with the draft; or note that it was done, left out, or handed on."""
    require_part(viewer)
    found = get_object_or_404(
        Welcome.objects.select_related("step__brand", "newcomer", "steward"), step__brand=viewer.brand, pk=pk
    )
    if not may_welcome(viewer, found):
        raise NotAllowed(_("Only who is named for this, and the hosts, do it."))
    done = request.POST.get("do", "")
    if done in _DEEDS:
        _DEEDS[done](viewer, found, request)
        messages.success(request, _("This is noted."))
        return SeeOther(reverse("home_feed", args=[viewer.brand.slug]))
    form = WelcomeForm(request.POST or None, initial={"source": found.step.draft})
    talk = _written(viewer, found, form) if form.is_valid() else None
    if talk is not None:
        return SeeOther(reverse("talk", args=[viewer.brand.slug, talk]))
    about = {"viewer": viewer, "welcome": found, "form": form if found.settled_at is None else None}
    return render(request, "welcoming/welcome.html", about, status=422 if form.errors else 200)


def _written(viewer: Viewer, found: Welcome, form: WelcomeForm) -> int | None:
    with RefusalsAt(form):
        return welcoming.write_welcome(viewer, found, form.cleaned_data["source"]).talk_id
    return None


_DEEDS: dict[str, Any] = {
    "done": lambda viewer, found, _request: welcoming.finish_welcome(viewer, found),
    "skip": lambda viewer, found, request: welcoming.skip_welcome(viewer, found, request.POST.get("why", "")),
    "hand over": lambda viewer, found, request: welcoming.hand_over_welcome(
        viewer, found, request.POST.get("to", "")
    ),
}


@require_POST
@inside_page
def close_first_steps(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """Put one's own first steps away."""
    welcoming.put_first_steps_away(viewer)
    return SeeOther(reverse("home_feed", args=[viewer.brand.slug]))


_WELCOMES = "@<slug:brand>/community/welcomes/"

urlpatterns: list[URLPattern] = [
    path(_WELCOMES, welcomes, name="welcomes"),
    path(_WELCOMES + "steps/<int:pk>/", welcome_step, name="welcome_step"),
    path(_WELCOMES + "<int:pk>/", welcome_newcomer, name="welcome_newcomer"),
    path("@<slug:brand>/community/first-steps/", close_first_steps, name="close_first_steps"),
]
