"""Somebody flags a message or a member: the hosts and moderators look at it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from antiphon.community.actions.flagging import LONGEST, Complaint, flag_message, flag_participant
from antiphon.community.models import FlagKind, Writing
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.participants import participants_seen
from antiphon.conversations.models import Message
from antiphon.web.access import SeeOther
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import inside_page, topic_of


class FlagForm(forms.Form):
    """What is wrong."""

    kind = forms.ChoiceField(label=_("What is wrong"), choices=FlagKind, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only hosts and moderators read this."),
    )

    @property
    def complaint(self) -> Complaint:
        """What was typed, as the house knows it."""
        return Complaint(FlagKind(self.cleaned_data["kind"]), self.cleaned_data["words"])


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def message_flag(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Flag a message."""
    require_part(viewer)
    found = topic_of(viewer, pk)
    flagged = get_object_or_404(
        Message.objects.select_related("author"), conversation=found.conversation_id, pk=message
    )
    form = FlagForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            flag_message(viewer, found, flagged, form.complaint)
            return _thanks(request, reverse("topic", args=[viewer.brand.slug, pk]))
    written = Writing.objects.filter(message=flagged).first()
    about = {"viewer": viewer, "topic": found, "message": flagged, "writing": written, "form": form}
    return render(request, "flagging/flag.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def participant_flag(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    """Flag somebody who takes part."""
    require_part(viewer)
    one = get_object_or_404(participants_seen(viewer), handle=handle)
    form = FlagForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            flag_participant(viewer, one, form.complaint)
            return _thanks(request, reverse("participant", args=[viewer.brand.slug, handle]))
    about = {"viewer": viewer, "one": one, "form": form}
    return render(request, "flagging/flag.html", about, status=422 if form.errors else 200)


def _thanks(request: HttpRequest, to: str) -> HttpResponse:
    messages.success(request, _("Thank you. Somebody will look at it; the answer stands under your standing."))
    return SeeOther(to)


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "topics/<int:pk>/messages/<int:message>/flag/", message_flag, name="flag_message"),
    path(_COMMUNITY + "members/<slug:handle>/flag/", participant_flag, name="flag_participant"),
]
