"""The team of a brand: who is in it, in which role, and how somebody new comes in."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.letters.actions import mail_is_on
from antiphon.letters.inviting import write_invitation
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.actions import (
    accept_invitation,
    change_role,
    end_membership,
    invite,
    withdraw_invitation,
)
from antiphon.organizations.models import Key, Member, Role, User
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import open_invitations, team, valid_key
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import put_refusal

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLE_WORDS = {
    Role.OWNER: _("may do everything, and decides who is in the team"),
    Role.EDITOR: _("writes, publishes, answers, connects channels"),
    Role.AUTHOR: _("writes, and asks for a yes"),
    Role.APPROVER: _("sees everything and says yes or no"),
    Role.ANALYST: _("sees everything, changes nothing"),
    Role.CLIENT: _("sees only what is given for review, and says yes or no"),
}


class InvitationForm(forms.Form):
    """Whom the link is for, and what they will be."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    mail = forms.EmailField(label=_("Mail address"), required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [(role.value, f"{role.label}: {words}") for role, words in ROLE_WORDS.items()],
        initial=Role.AUTHOR,
    )


class JoiningForm(forms.Form):
    """A first account, for who has none yet."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least ten characters. A sentence is easier to keep than a puzzle."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_email(self) -> str:
        """Return the mail address, unless somebody signs in with it already."""
        mail: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=mail).exists():
            raise ValidationError(_("Somebody signs in with this address already. If it is you, sign in first."))
        return mail

    def clean_password(self) -> str:
        """Return the password if it is hard enough to guess."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def members(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the team; make a link that lets somebody in. Its address is shown in this answer only."""
    require(member, Duty.MANAGE)
    form, link = InvitationForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        link = _invited(member, form)
        form = InvitationForm() if link else form
    context = {
        "member": member,
        "team": team(member.brand),
        "invitations": open_invitations(member.brand, clock.now()),
        "roles": ROLE_WORDS.items(),
        "form": form,
        "link": link,
        "mailed": bool(link and mail_is_on() and request.POST.get("mail")),
    }
    return render(request, "members/index.html", context, status=422 if form.errors else 200)


@require_POST
@member_page
def member_role(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give somebody another role."""
    other = _other(member, pk)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    change_role(member, other, Role(role))
    told = {"name": other.user, "role": Role(role).label}
    messages.success(request, gettext("%(name)s is now %(role)s.") % told)
    return SeeOther(_way_on(member, other, Role(role)))


@require_POST
@member_page
def member_end(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Let somebody go."""
    other = _other(member, pk)
    end_membership(member, other)
    told = {"name": other.user, "brand": member.brand}
    messages.success(request, gettext("%(name)s no longer works for %(brand)s.") % told)
    return SeeOther("/" if other.pk == member.pk else reverse("members", args=[member.brand.slug]))


@require_POST
@member_page
def withdraw(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """End an invitation that nobody has accepted."""
    require(member, Duty.MANAGE)
    found = get_object_or_404(Key, pk=pk, brand=member.brand, purpose=Key.Purpose.INVITE)
    withdraw_invitation(member, found)
    messages.success(request, gettext("The link opens nothing any more."))
    return SeeOther(reverse("members", args=[member.brand.slug]))


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Let whoever holds the link join the brand: with the account they are in, or with a new one."""
    key = valid_key(secret, Key.Purpose.INVITE, clock.now())
    if key is None or key.brand is None or key.used_at is not None:
        raise Http404
    if request.user.is_authenticated:
        return _join_as(request, key, secret)
    form = JoiningForm(request.POST or None, initial={"name": key.label, "email": key.mail})
    if request.method == "POST" and form.is_valid() and _joined(request, form, secret):
        return SeeOther(reverse("today", args=[key.brand.slug]))
    context = {"key": key, "form": form, "what": ROLE_WORDS[Role(key.role)]}
    return render(request, "members/join.html", context, status=422 if form.errors else 200)


def _join_as(request: HttpRequest, key: Key, secret: str) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            accept_invitation(secret, request.user)  # type: ignore[arg-type]  # signed in, so it is a User
            return SeeOther(reverse("today", args=[key.brand.slug]))  # type: ignore[union-attr]  # it has a brand
        except Refusal as why:
            refusal = why
    context = {"key": key, "refusal": refusal, "what": ROLE_WORDS[Role(key.role)]}
    return render(request, "members/join.html", context, status=422 if refusal else 200)


def _joined(request: HttpRequest, form: JoiningForm, secret: str) -> bool:
    typed = form.cleaned_data
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                typed["email"], typed["password"], name=typed["name"], language=translation.get_language()
            )
            accept_invitation(secret, user)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    login(request, user, backend=BACKEND)
    return True


def _invited(member: Member, form: InvitationForm) -> str:
    typed = form.cleaned_data
    try:
        with transaction.atomic():
            key, secret = invite(member, Role(typed["role"]), name=typed["name"], mail=typed["mail"])
            address = f"{settings.PUBLIC_URL}{reverse('join', args=[secret])}"
            write_invitation(member, key, address)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return ""
    return address


def _other(member: Member, pk: int) -> Member:
    require(member, Duty.MANAGE)
    return get_object_or_404(Member.objects.select_related("user"), pk=pk, brand=member.brand, left_at=None)


def _way_on(member: Member, other: Member, role: Role) -> str:
    """Who is no longer an owner has no page of the team to come back to."""
    steps_down = other.pk == member.pk and role != Role.OWNER
    return reverse("today" if steps_down else "members", args=[member.brand.slug])


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/members/", members, name="members"),
    path("b/<slug:brand>/members/<int:pk>/role/", member_role, name="member_role"),
    path("b/<slug:brand>/members/<int:pk>/end/", member_end, name="member_end"),
    path("b/<slug:brand>/members/invitations/<int:pk>/withdraw/", withdraw, name="withdraw_invitation"),
    path("join/<str:secret>/", join, name="join"),
]
