"""The hosts' side of the community: open it, say how one comes in, answer who asks."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.community.actions import joining, opening
from antiphon.community.models import Community, Joining, Participant
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import put_refusal


class CommunityForm(forms.Form):
    """How one comes in, and the words that greet."""

    joining = forms.ChoiceField(label=_("How people join"), choices=Joining, widget=forms.RadioSelect)
    welcome = forms.CharField(
        label=_("Words of welcome"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Shown on the community’s first page and to whoever thinks about joining."),
    )  # fmt: skip
    guidelines = forms.CharField(
        label=_("Rules of the house"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 6}),
        help_text=_("What holds in every group."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def hosting(request: HttpRequest, member: Member) -> HttpResponse:
    """Show how the community stands; open it or change how one comes in."""
    found = community_of(member.brand.slug)
    form = CommunityForm(request.POST or None, initial=_as_it_is(found))
    if request.method == "POST":
        require(member, Duty.HOST)
    if form.is_valid() and _kept(member, found, form):
        messages.success(request, _("This is kept.") if found else _("The community is open."))
        return SeeOther(reverse("hosting", args=[member.brand.slug]))
    everybody = Participant.objects.filter(brand=member.brand)
    about = {
        "member": member,
        "community": found,
        "form": form if allows(member, Duty.HOST) else None,
        "waiting": everybody.waiting().order_by("asked_at"),
        "inside": everybody.taking_part().count(),
        "groups": member.brand.groups.count(),
        "topics": member.brand.topics.count(),
        "hosts": allows(member, Duty.HOST),
    }
    return render(request, "hosting/index.html", about, status=422 if form.errors else 200)


def _as_it_is(found: Community | None) -> dict[str, str]:
    if found is None:
        return {"joining": Joining.REQUEST}
    return {"joining": found.joining, "welcome": found.welcome, "guidelines": found.guidelines}


def _kept(member: Member, found: Community | None, form: CommunityForm) -> bool:
    typed = form.cleaned_data
    said = {"welcome": typed["welcome"], "guidelines": typed["guidelines"]}
    try:
        if found is None:
            opening.open_community(member, Joining(typed["joining"]), **said)
        else:
            opening.change_community(_as_host(member, found), Joining(typed["joining"]), **said)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


def _as_host(member: Member, found: Community) -> Viewer:
    return viewer_of(found, member.user)


@require_POST
@member_page
def decide_participant(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Let in, or turn away, somebody who asked."""
    require(member, Duty.HOST)
    found = get_object_or_404(Community.objects.select_related("brand", "channel__identity"), brand=member.brand)
    asked = get_object_or_404(Participant, brand=member.brand, pk=pk)
    decide = joining.admit if request.POST.get("decision") == "admit" else joining.turn_away
    decide(_as_host(member, found), asked)
    messages.success(request, _("This is decided."))
    return SeeOther(reverse("hosting", args=[member.brand.slug]))


_HOSTING = "b/<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_HOSTING, hosting, name="hosting"),
    path(_HOSTING + "participants/<int:pk>/", decide_participant, name="decide_participant"),
]
