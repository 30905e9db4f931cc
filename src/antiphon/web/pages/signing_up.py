"""A guest signs up: says who they are, proves their mail address by a letter, and is in, or asks to be."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.community.actions.signing_up import Asked, confirm_sign_up, sign_up, sign_up_invited, sign_up_of
from antiphon.community.models import Invitation, Joining, Participant
from antiphon.community.permissions import Viewer
from antiphon.community.queries.inviting import good_invitation
from antiphon.community.queries.participants import viewer_of
from antiphon.letters.actions import mail_is_on
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.web.access import SeeOther
from antiphon.web.arriving import place_of
from antiphon.web.pages.community import JoiningForm
from antiphon.web.pages.welcome import BACKEND
from antiphon.web.refusals import put_refusal
from antiphon.web.senders import open_to_all
from antiphon.web.taking_part import door_page

_SIGNED_UP = "signed_up"


class SignUpForm(JoiningForm):
    """Who somebody is who has no account yet."""

    email = forms.EmailField(label=_("Your mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("A password"),
        max_length=200,
        help_text=_("At least ten characters. A sentence is easier to keep than a puzzle."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )
    field_order: tuple[str, ...] = ("name", "email", "password", *JoiningForm.field_order[1:])


class ConfirmForm(forms.Form):
    """The password that was chosen, asked for where another browser opens the link."""

    password = forms.CharField(
        label=_("The password that you chose"),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        strip=False,
    )


@sensitive_post_parameters("password")
@never_cache
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@door_page
def sign_up_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask a guest who they are and write to their address; the answer never says whether it is known."""
    token = request.GET.get("invitation", "")
    if request.user.is_authenticated:
        way = reverse("join_community", args=[viewer.brand.slug])
        return redirect(f"{way}?invitation={quote(token)}" if token else way)
    invitation = good_invitation(viewer.community, token, clock.now()) if token else None
    form = SignUpForm(request.POST or None)
    done = _signed_up(request, viewer, form, invitation) if form.is_valid() else None
    if done is not None:
        return done
    about = {
        "viewer": viewer,
        "form": form,
        "invitation": invitation,
        "ended": bool(token) and invitation is None,
        "closed": _why_closed(viewer, invitation),
        "join": reverse("join_community", args=[viewer.brand.slug])
        + (f"?invitation={quote(token)}" if token else ""),
    }
    return render(request, "signing_up/index.html", about, status=422 if form.errors else 200)


def _why_closed(viewer: Viewer, invitation: Invitation | None) -> str:
    """Return which words say why nobody can sign up here; empty where one can."""
    if invitation is None and viewer.community.joining == Joining.INVITATION:
        return "invitation"
    return "mail" if invitation is None and not mail_is_on() else ""


def _signed_up(
    request: HttpRequest, viewer: Viewer, form: SignUpForm, invitation: Invitation | None
) -> HttpResponse | None:
    typed = form.cleaned_data
    asked = Asked(
        mail=typed["email"],
        password=typed["password"],
        said=form.said,
        language=translation.get_language(),
        invitation=invitation,
    )
    try:
        if invitation is not None and not mail_is_on():
            return _arrived(request, viewer, sign_up_invited(viewer.community, asked))
        made = sign_up(viewer.community, asked)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return None
    request.session[_SIGNED_UP] = made.pk if made else 0  # either way, so that no cookie tells them apart
    return SeeOther(reverse("sign_up_sent", args=[viewer.brand.slug]))


@require_safe
@door_page
def sign_up_sent(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "signing_up/sent.html", {"viewer": viewer})


@sensitive_post_parameters("password")
@never_cache
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@door_page
def confirm_sign_up_page(request: HttpRequest, viewer: Viewer, secret: str) -> HttpResponse:
    """Ask once more, since mail programs open links by themselves; then let in."""
    own = int(request.session.get(_SIGNED_UP) or 0)
    asked = sign_up_of(viewer.community, secret, own)
    if asked is None:
        return render(request, "signing_up/confirm.html", {"viewer": viewer, "ended": True}, status=404)
    same = own == asked.pk
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and (same or form.is_valid()):
        try:
            password = "" if same else form.cleaned_data["password"]
            made = confirm_sign_up(viewer.community, secret, password=password, browser=own)
            return _arrived(request, viewer, made)
        except Refusal as refusal:
            form.is_valid()
            put_refusal(form, refusal)
    about = {"viewer": viewer, "asked": asked, "form": form, "same": same}
    return render(request, "signing_up/confirm.html", about, status=422 if request.method == "POST" else 200)


def _arrived(request: HttpRequest, viewer: Viewer, made: Participant) -> HttpResponse:
    if made.user is None:
        raise Http404
    login(request, made.user, backend=BACKEND)
    word = _("You are in. Welcome.") if made.takes_part else _("Your question is noted. A host will answer it.")
    messages.success(request, word)
    return SeeOther(place_of(viewer_of(viewer.community, made.user), made.came_by))


_SIGN_UP = "@<slug:brand>/community/sign-up/"

urlpatterns: list[URLPattern] = [
    path(_SIGN_UP, sign_up_page, name="sign_up"),
    path(_SIGN_UP + "sent/", sign_up_sent, name="sign_up_sent"),
    path(_SIGN_UP + "<str:secret>/", confirm_sign_up_page, name="confirm_sign_up"),
]
