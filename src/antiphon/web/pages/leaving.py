"""Leave a community: go, take everything along, be erased."""

import tempfile
from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions.erasing import erase, typed_to_confirm
from antiphon.community.actions.joining import leave
from antiphon.community.models import Participant
from antiphon.community.permissions import Viewer
from antiphon.community.queries.archiving import own_parts, write_archive
from antiphon.community.queries.sealing import whose_archive
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import User
from antiphon.web.access import SeeOther
from antiphon.web.refusals import put_refusal
from antiphon.web.senders import slow_down, too_often
from antiphon.web.taking_part import community_page, inside_page

_TRIES_A_MINUTE, _IN_MEMORY = 5, 8_000_000


class ErasingForm(forms.Form):
    """What becomes of one's words, and the proof that one means it."""

    words = forms.ChoiceField(
        label=_("What you wrote"),
        widget=forms.RadioSelect,
        choices=[
            ("keep", _("stays, said by a “former member”, so that others can follow what was talked about")),
            ("erase", _("goes too; the answers of others stay")),
        ],
    )
    typed = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, user: User, part: Participant, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        word = typed_to_confirm(user, part)
        if word:
            told = _("Type your handle, %(handle)s, to say that you mean it") % {"handle": word}
            self.fields["typed"] = forms.CharField(label=told)


@sensitive_post_parameters("typed")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def leaving(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show how one goes, takes everything along, and is erased; erase."""
    user = cast("User", request.user)
    part = own_parts(viewer.brand, user).first()
    if part is None:
        return redirect("community", viewer.brand.slug)
    if request.method == "POST" and too_often(f"erasing:{user.pk}", _TRIES_A_MINUTE):
        return slow_down(request)
    form = ErasingForm(user, part, request.POST or None)
    if form.is_valid():
        done = _erased(request, viewer, user, form)
        if done is not None:
            return done
    about = {"viewer": viewer, "form": form, "part": part}
    return render(request, "leaving/index.html", about, status=422 if form.errors else 200)


def _erased(request: HttpRequest, viewer: Viewer, user: User, form: ErasingForm) -> HttpResponse | None:
    typed = form.cleaned_data
    try:
        without_account = erase(viewer.community, user, typed=typed["typed"], keep_words=typed["words"] == "keep")
    except Refusal as refusal:
        put_refusal(form, refusal)
        return None
    if without_account:
        logout(request)
        messages.success(request, _("You are erased, and so is your account."))
    else:
        messages.success(request, _("You are erased here. Your account stays: it serves elsewhere."))
    return SeeOther(reverse("community", args=[viewer.brand.slug]))


@never_cache
@require_safe
@inside_page
def archive(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Give everything that somebody has here, as one file."""
    user = cast("User", request.user)
    if not own_parts(viewer.brand, user).exists():
        return redirect("community", viewer.brand.slug)
    return _packed(viewer, user)


@never_cache
@require_safe
@community_page
def sealed_archive(_request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Give the same to a program that was given its address, for an hour."""
    user = whose_archive(viewer.brand, token)
    if user is None or not own_parts(viewer.brand, user).exists():
        raise Http404
    return _packed(viewer, user)


def _packed(viewer: Viewer, user: User) -> HttpResponse:
    packed = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the answer closes it
    with translation.override(user.language):
        write_archive(viewer.brand, user, packed)  # type: ignore[arg-type]  # it is read and written as a file is
    packed.seek(0)
    name = f"{viewer.brand.slug}-community.zip"
    return cast("HttpResponse", FileResponse(packed, as_attachment=True, filename=name))


@require_POST
@inside_page
def leave_community(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Go. What was said stays."""
    if viewer.participant is None:
        return SeeOther(reverse("community", args=[viewer.brand.slug]))
    leave(viewer.community, viewer.participant)
    messages.success(request, _("You have left. What you said stays; you can come back."))
    return SeeOther(reverse("leaving", args=[viewer.brand.slug]))


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "leaving/", leaving, name="leaving"),
    path(_COMMUNITY + "archive/", archive, name="archive"),
    path(_COMMUNITY + "archive/<str:token>/", sealed_archive, name="sealed_archive"),
    path(_COMMUNITY + "leave/", leave_community, name="leave_community"),
]
