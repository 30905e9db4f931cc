"""The one-time link that makes the first account."""

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from antiphon.channels.actions import connect
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.actions import found_organization, use_setup_key
from antiphon.organizations.models import Brand, Key, User
from antiphon.organizations.queries import valid_key
from antiphon.web.access import SeeOther
from antiphon.web.refusals import put_refusal

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def zones() -> list[tuple[str, str]]:
    """Return the time zones that one may choose, each as it is written and as it is read."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class WelcomeForm(forms.Form):
    """Who you are, and for whom you speak."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least ten characters. A sentence is easier to keep than a puzzle."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )
    organization = forms.CharField(label=_("Your organization"), max_length=120)
    brand = forms.CharField(
        label=_("The brand you speak for"), max_length=120, help_text=_("It may have the organization’s name.")
    )
    slug = forms.SlugField(
        label=_("Its short name"),
        max_length=50,
        help_text=_("Its own pages will stand at /@short-name/."),
        error_messages={"invalid": _("Use only letters without accents, digits, hyphens and underscores.")},
    )
    time_zone = forms.ChoiceField(label=_("Its time zone"), choices=zones, initial="Europe/Rome")
    language = forms.ChoiceField(label=_("Its language"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        """Refuse an address that signs in already."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("This address has an account already. Sign in with it."))
        return email

    def clean_password(self) -> str:
        """Refuse a password that is too easy to guess."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.data.get("email", ""), name=self.data.get("name", "")))
        return password


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for the first account and make it; the link opens once."""
    key = valid_key(secret, Key.Purpose.SETUP, clock.now())
    if key is None or (key.used_at and request.method == "GET"):
        raise Http404
    form = WelcomeForm(request.POST or None)
    brand = _founded(request, form, secret) if form.is_valid() else None
    if brand is not None:
        return SeeOther(reverse("today", args=[brand.slug]))
    return render(request, "welcome.html", {"form": form}, status=422 if form.errors else 200)


def _founded(request: HttpRequest, form: WelcomeForm, secret: str) -> Brand | None:
    try:
        user, brand = _make(form.cleaned_data, secret)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return None
    login(request, user, backend=BACKEND)
    return brand


@transaction.atomic
def _make(typed: dict[str, str], secret: str) -> tuple[User, Brand]:
    use_setup_key(secret)
    user = User.objects.create_user(typed["email"], typed["password"], name=typed["name"], language=typed["language"])
    brand = found_organization(
        organization=typed["organization"],
        brand=typed["brand"],
        slug=typed["slug"],
        time_zone=typed["time_zone"],
        language=typed["language"],
        owner=user,
    )
    connect(brand.members.get(), "site", {"address": f"{settings.PUBLIC_URL}/@{brand.slug}"})
    return user, brand


urlpatterns: list[URLPattern] = [path("welcome/<str:secret>/", welcome, name="welcome")]
