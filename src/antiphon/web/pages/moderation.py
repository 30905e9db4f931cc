"""What waits for those who keep the peace, how it is decided, and the log that everybody reads."""

from datetime import timedelta
from typing import Any, Self

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions.approving import let_through, turn_back
from antiphon.community.actions.flagging import LONGEST, Verdict, assign_case, decide_case
from antiphon.community.models import Case, Decision, FlagKind, HeldWriting, Participant, Sanction, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.attachments import attached_to_held
from antiphon.community.queries.cases import (
    cases_kept,
    groups_moderated,
    held_kept,
    log_read,
    may_be_assigned,
    require_keeping,
)
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.web.access import SeeOther
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.refusals import put_refusal
from antiphon.web.taking_part import community_page, inside_page

LINES, MOST_SHOWN, DECIDED_SHOWN = 50, 100, 20
_FOR_GOOD = ""


class VerdictForm(forms.Form):
    """What is decided about a case."""

    decision = forms.ChoiceField(label=_("What you decide"), choices=Decision, widget=forms.RadioSelect)
    rule = forms.ChoiceField(
        label=_("Under which rule"), choices=FlagKind, help_text=_("Everybody reads it in the moderation log.")
    )
    days = forms.ChoiceField(
        label=_("For how long"),
        required=False,
        choices=[("1", _("one day")), ("7", _("a week")), ("30", _("30 days")), (_FOR_GOOD, _("for good"))],
        help_text=_("Of a limit or a suspension."),
    )
    why = forms.CharField(
        label=_("The reason"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The person reads it; where words are taken away, everybody does."),
    )
    answer = forms.CharField(
        label=_("Your answer to who flagged it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )

    def for_report(self) -> Self:
        """Ask of a case about a talk what can be decided there: its words are nobody's to take away."""
        left = [(value, label) for value, label in Decision.choices if value != Decision.TAKE_AWAY]
        self.fields["decision"] = forms.ChoiceField(
            label=self.fields["decision"].label, choices=left, widget=forms.RadioSelect
        )
        self.fields["answer"].required = True
        self.fields["answer"].label = _("Your answer to who reported it")
        return self

    @property
    def verdict(self) -> Verdict:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        days = typed["days"]
        return Verdict(
            decision=Decision(typed["decision"]),
            rule=FlagKind(typed["rule"]),
            why=typed["why"],
            answer=typed["answer"],
            until=clock.now() + timedelta(days=int(days)) if days else None,
        )


@require_safe
@inside_page
def moderation(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a moderator what waits in their groups, a host what waits everywhere."""
    require_keeping(viewer)
    return render(request, "moderation/queue.html", {"viewer": viewer} | waiting_for(viewer))


def waiting_for(viewer: Viewer) -> dict[str, Any]:
    """Return what waits for somebody who keeps the peace, and what was decided lately."""
    cases = cases_kept(viewer)
    held = list(held_kept(viewer)[:MOST_SHOWN])
    attached = attached_to_held(held)
    return {
        "cases": cases.filter(decided_at=None).order_by("opened_at", "pk")[:MOST_SHOWN],
        "held": [(one, attached[one.pk]) for one in held],
        "decided": cases.exclude(decided_at=None).order_by("-decided_at", "-pk")[:DECIDED_SHOWN],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def moderation_case(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show a case, give it to somebody, or decide it."""
    found = get_object_or_404(cases_kept(viewer), pk=pk)
    if request.POST.get("do") == "assign":
        return _assigned(request, viewer, found)
    form = VerdictForm(request.POST or None, initial={"rule": _mostly(found)})
    if found.report_id:
        form.for_report()
    if form.is_valid() and _decided(viewer, found, form):
        messages.success(request, _("This is decided."))
        return SeeOther(reverse("moderation", args=[viewer.brand.slug]))
    return render(request, "moderation/case.html", _about(viewer, found, form), status=422 if form.errors else 200)


def _assigned(request: HttpRequest, viewer: Viewer, found: Case) -> HttpResponse:
    key = number_in(request.POST.get("to", ""))
    to = get_object_or_404(Participant, brand=viewer.brand, pk=key) if key else None
    assign_case(viewer, found, to)
    return SeeOther(reverse("moderation_case", args=[viewer.brand.slug, found.pk]))


def _decided(viewer: Viewer, found: Case, form: VerdictForm) -> bool:
    try:
        decide_case(viewer, found, form.verdict)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


def _mostly(found: Case) -> str:
    kinds = [one.kind for one in found.flags.all()]
    return max(kinds, key=kinds.count, default=FlagKind.OTHER)


def _about(viewer: Viewer, found: Case, form: VerdictForm) -> dict[str, Any]:
    written = Writing.objects.select_related("author").filter(message=found.message_id).first()
    return {
        "viewer": viewer,
        "case": found,
        "flags": found.flags.select_related("by").order_by("at"),
        "writing": written if found.message_id else None,
        "form": form if found.decided_at is None else None,
        "keepers": may_be_assigned(found),
        "earlier": _earlier(viewer, found),
    }


def _earlier(viewer: Viewer, found: Case) -> list[Sanction]:
    """Return what was laid on who it is about; to moderators only what was laid in their group."""
    if found.about is None:
        return []
    laid = Sanction.objects.of(found.about).select_related("group").order_by("-at")
    return list((laid if viewer.hosts else laid.filter(group=found.group))[:10])


@require_POST
@inside_page
def decide_held(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Let held words through, or turn them back."""
    found = get_object_or_404(HeldWriting, group__in=groups_moderated(viewer), pk=pk)
    if request.POST.get("decision") == "let through":
        let_through(viewer, found)
        messages.success(request, _("The words stand now."))
    else:
        turn_back(viewer, found, request.POST.get("why", ""))
        messages.success(request, _("The words are turned back; who wrote them reads why."))
    return SeeOther(reverse("moderation", args=[viewer.brand.slug]))


@require_safe
@community_page
def moderation_log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what was done to keep the peace, as far as one reads the groups."""
    number = page_number(request)
    rows = list(log_read(viewer)[(number - 1) * LINES : number * LINES + 1])
    about = {
        "viewer": viewer,
        "rows": rows[:LINES],
        **pages_beside(number, more=len(rows) > LINES),
    }
    return render(request, "moderation/log.html", about)


_COMMUNITY = "@<slug:brand>/community/"
_MODERATION = _COMMUNITY + "moderation/"

urlpatterns: list[URLPattern] = [
    path(_MODERATION, moderation, name="moderation"),
    path(_MODERATION + "cases/<int:pk>/", moderation_case, name="moderation_case"),
    path(_MODERATION + "held/<int:pk>/", decide_held, name="decide_held"),
    path(_COMMUNITY + "log/", moderation_log, name="moderation_log"),
]
