"""Saved replies: words that are answered again and again, with what is filled in for each person."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from antiphon.conversations.actions.saving import save_reply, take_reply_away
from antiphon.conversations.models import SavedReply
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt

#: What may stand in braces, and what it stands for.
MEANINGS = (
    ("{name}", _("the name of whom you answer")),
    ("{handle}", _("how they are called on their network")),
    ("{brand}", _("the name of the brand")),
    ("{agent}", _("your name")),
    ("{network}", _("the network on which they wrote")),
)


class ReplyForm(forms.Form):
    """A saved reply."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Only your team sees it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 4}),
        max_length=5000,
        error_messages={"required": _("Write something first.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def saved_replies(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the replies that are kept; keep a new one."""
    form = ReplyForm(request.POST or None, initial={"language": member.brand.language})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with RefusalsAt(form):
            save_reply(member, typed["name"], typed["text"], typed["language"])
            messages.success(request, _("Kept."))
            return _back(member)
    return _shown(request, member, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def saved_reply(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one reply to change it; keep the change, or take it away."""
    found = get_object_or_404(SavedReply, brand=member.brand, pk=pk)
    if "remove" in request.POST:
        take_reply_away(member, found)
        messages.success(request, _("Taken away."))
        return _back(member)
    kept = {"name": found.name, "language": found.language, "text": found.text}
    form = ReplyForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with RefusalsAt(form):
            save_reply(member, typed["name"], typed["text"], typed["language"], found)
            messages.success(request, _("Kept."))
            return _back(member)
    return _shown(request, member, form, found.pk)


def _back(member: Member) -> HttpResponse:
    return SeeOther(reverse("saved_replies", args=[member.brand.slug]))


def _shown(request: HttpRequest, member: Member, form: ReplyForm, changed: int = 0) -> HttpResponse:
    context = {
        "member": member,
        "replies": member.brand.saved_replies.select_related("changed_by__user").order_by("language", "name"),
        "form": form,
        "changed": changed,
        "meanings": MEANINGS,
        "can_answer": allows(member, Duty.ANSWER),
    }
    return render(request, "inbox/saved_replies.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/inbox/replies/", saved_replies, name="saved_replies"),
    path("b/<slug:brand>/inbox/replies/<int:pk>/", saved_reply, name="saved_reply"),
]
