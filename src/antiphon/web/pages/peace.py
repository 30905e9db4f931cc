"""The hosts keep the peace: what waits, appeals, lists of words and links, how many first writings wait."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions.listing import MOST_FIRST, ListGiven, drop_list, hold_first, keep_list
from antiphon.community.actions.sanctioning import decide_appeal, lift_sanction
from antiphon.community.models import Appeal, Community, ListEffect, ListKind, Sanction, WordList
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from antiphon.community.queries.sanctions import appeals_waiting
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.moderation import waiting_for
from antiphon.web.paging import number_in
from antiphon.web.refusals import put_refusal


class ListForm(forms.Form):
    """A list of words or links."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Whoever is refused reads it: “Gambling”, “Insults”.")
    )
    kind = forms.ChoiceField(label=_("What stands on it"), choices=ListKind, widget=forms.RadioSelect)
    entries = forms.CharField(
        label=_("One a line"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "Whole words count, accents and capitals do not. Of a link, the host: casino.example, and all below it."
        ),
    )
    effect = forms.ChoiceField(label=_("What it does"), choices=ListEffect, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("all languages")), *settings.LANGUAGES],
        help_text=_("Of the group, or of who writes."),
    )

    @property
    def given(self) -> ListGiven:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        return ListGiven(
            name=typed["name"],
            entries=typed["entries"],
            kind=ListKind(typed["kind"]),
            effect=ListEffect(typed["effect"]),
            language=typed["language"],
        )


@require_safe
@member_page
def peace(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the hosts all that waits, appeals, and what is in force."""
    viewer = _host(member)
    upon = Sanction.objects.in_force(clock.now()).filter(participant__brand=member.brand).exclude(kind="warn")
    about = {
        "member": member,
        "viewer": viewer,
        "appeals": appeals_waiting(member.brand),
        "in_force": upon.select_related("participant__brand", "group", "by").order_by("-at")[:100],
        "lists": member.brand.word_lists.count(),
    }
    return render(request, "peace/index.html", about | waiting_for(viewer))


@require_POST
@member_page
def appeal_decision(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Grant an appeal or leave it."""
    viewer = _host(member)
    found = get_object_or_404(
        Appeal.objects.select_related("sanction__participant", "sanction__group"),
        sanction__participant__brand=member.brand,
        pk=pk,
    )
    granted = request.POST.get("decision") == "grant"
    decide_appeal(viewer, found, granted=granted, answer=request.POST.get("answer", ""))
    messages.success(request, _("This is decided."))
    return SeeOther(reverse("peace", args=[member.brand.slug]))


@require_POST
@member_page
def sanction_lift(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """End a sanction before its time."""
    viewer = _host(member)
    found = get_object_or_404(
        Sanction.objects.select_related("participant", "group"), participant__brand=member.brand, pk=pk
    )
    lift_sanction(viewer, found)
    messages.success(request, _("This is lifted."))
    return SeeOther(reverse("peace", args=[member.brand.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def word_lists(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the lists; make one, or say how many first writings wait."""
    viewer = _host(member)
    here = SeeOther(reverse("word_lists", args=[member.brand.slug]))
    if request.POST.get("do") == "first":
        hold_first(viewer, number_in(request.POST.get("held_first", "")))
        messages.success(request, _("This is kept."))
        return here
    form = ListForm(request.POST or None, initial={"kind": ListKind.WORDS, "effect": ListEffect.HOLD})
    if form.is_valid() and _kept(viewer, form, None):
        messages.success(request, _("This is kept."))
        return here
    about = {
        "member": member,
        "community": viewer.community,
        "most_first": MOST_FIRST,
        "lists": WordList.objects.filter(brand=member.brand).order_by("name"),
        "form": form,
    }
    return render(request, "peace/lists.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def word_list(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Change a list, or throw it away."""
    viewer = _host(member)
    found = get_object_or_404(WordList, brand=member.brand, pk=pk)
    back = SeeOther(reverse("word_lists", args=[member.brand.slug]))
    if request.POST.get("do") == "drop":
        drop_list(viewer, found)
        return back
    known = {name: getattr(found, name) for name in ("name", "kind", "entries", "effect", "language")}
    form = ListForm(request.POST or None, initial=known)
    if form.is_valid() and _kept(viewer, form, found):
        messages.success(request, _("This is kept."))
        return back
    about = {"member": member, "list": found, "form": form}
    return render(request, "peace/list.html", about, status=422 if form.errors else 200)


def _host(member: Member) -> Viewer:
    require(member, Duty.HOST)
    found = Community.objects.select_related("brand", "channel__identity")
    return viewer_of(get_object_or_404(found, brand=member.brand), member.user)


def _kept(viewer: Viewer, form: ListForm, known: WordList | None) -> bool:
    try:
        keep_list(viewer, form.given, known)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


_HOSTING = "b/<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_HOSTING + "peace/", peace, name="peace"),
    path(_HOSTING + "appeals/<int:pk>/", appeal_decision, name="decide_appeal"),
    path(_HOSTING + "sanctions/<int:pk>/lift/", sanction_lift, name="lift_sanction"),
    path(_HOSTING + "lists/", word_lists, name="word_lists"),
    path(_HOSTING + "lists/<int:pk>/", word_list, name="word_list"),
]
