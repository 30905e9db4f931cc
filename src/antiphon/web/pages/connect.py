"""How a channel is connected: by what is typed, or by signing in at its network."""

from collections.abc import Container
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import NODEFAULT, structs

from antiphon.channels.actions import connect
from antiphon.channels.actions.registering import save_application
from antiphon.channels.connector import Connector, Field, describe
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.channels.queries import INSTEAD_OF_SIGNING_IN, OF_APPLICATION, application_for, redirect_address
from antiphon.channels.sentences import network_name
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.channels import abilities, out_of_reach_words
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt, put_refusal

#: The names of the fields in the page: the same ones may be asked for in two ways.
LEAVING_IDS = "leaving_%s"


# What is typed ----------------------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def connect_channel(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """Ask for the credentials of a new channel, and connect it; what is secret is never shown again."""
    require(member, Duty.CONNECT)
    made = made_of(kind)
    form = credentials_form(made)(request.POST or None, initial=_initial(made, member.brand))
    if request.method == "POST" and form.is_valid():
        channel = _connected(member, made, form)
        if channel is not None:
            return welcome(request, member, [channel])
    return connect_page(request, member, made, typed=form)


def credentials_form(made: type[Connector[Any]], without: Container[str] = ()) -> type[forms.Form]:
    """Return the form that asks for what a connector needs, without some of it."""
    fields = {name: _field(one) for name, one in describe(made.credentials).items() if name not in without}
    for name in _may_be_empty(made) & fields.keys():
        fields[name].required = False
    return type("CredentialsForm", (forms.Form,), fields)


def made_of(kind: str) -> type[Connector[Any]]:
    """Return the connector of a kind; raise Http404 for one that is not installed."""
    made = connectors().get(kind)
    if made is None:
        raise Http404
    return made


def _field(one: Field) -> forms.Field:
    if one.choices:
        choices = [(value, _translated(label)) for value, label in one.choices]
        return forms.ChoiceField(label=_translated(one.label), help_text=_translated(one.help), choices=choices)
    notes = {"autocomplete": "off", "placeholder": one.placeholder, "spellcheck": "false"}
    widget = forms.PasswordInput(notes | {"autocomplete": "new-password"}) if one.secret else forms.TextInput(notes)
    label, told = _translated(one.label), _translated(one.help)
    return forms.CharField(label=label, help_text=told, max_length=2000, widget=widget)


def _translated(text: str) -> str:
    return gettext(text) if text else ""


def _initial(made: type[Connector[Any]], brand: Brand) -> dict[str, str]:
    usual = {one.name: str(one.default) for one in structs.fields(made.credentials) if one.default is not NODEFAULT}
    return usual | ({"address": f"{settings.PUBLIC_URL}/@{brand.slug}"} if made.native else {})


def _may_be_empty(made: type[Connector[Any]]) -> set[str]:
    """Return what one may leave out; signing in and what stands for it are asked for in full."""
    blank = {one.name for one in structs.fields(made.credentials) if one.default == ""}
    return blank - {*OF_APPLICATION, INSTEAD_OF_SIGNING_IN}


def _connected(member: Member, made: type[Connector[Any]], form: forms.Form) -> Channel | None:
    with RefusalsAt(form):
        return connect(member, made.kind, form.cleaned_data)
    return None


# The page ---------------------------------------------------------------------------------------------


def connect_page(
    request: HttpRequest,
    member: Member,
    made: type[Connector[Any]],
    *,
    typed: forms.Form | None = None,
    application: forms.Form | None = None,
    leaving: forms.Form | None = None,
) -> HttpResponse:
    """Show the page that connects a channel of a kind, with what was typed into whichever of its forms."""
    wrong = any(form is not None and form.errors for form in (typed, application, leaving))
    about = {
        "member": member,
        "kind": made.kind,
        "network": network_name(made.kind),
        "abilities": abilities(made),
        "out_of_reach": out_of_reach_words(made),
        "tested_against": _translated(made.tested_against),
        "compared": date.fromisoformat(made.checked) if made.checked else None,
        "form": typed or credentials_form(made)(initial=_initial(made, member.brand)),
    }
    if made.oauth:
        about |= _guide(member, made) | {
            "application_form": application or _application_form(member, made)(),
            "leaving_form": leaving or leaving_form(made)(auto_id=LEAVING_IDS),
        }
    return show(
        request, "channels/sign_in.html" if made.oauth else "channels/connect.html", about, 422 if wrong else 200
    )


def _guide(member: Member, made: type[Connector[Any]]) -> dict[str, Any]:
    oauth = made.oauth
    assert oauth is not None  # noqa: S101  asked by whoever calls
    return {
        "steps": [gettext(step) for step in oauth.steps],
        "traps": [gettext(trap) for trap in oauth.traps],
        "console": "" if oauth.registers else oauth.console,
        "scopes": oauth.scopes,
        "registers": bool(oauth.registers),
        "application": None if oauth.registers else application_for(member.brand, made.kind),
        "redirect_address": redirect_address(),
        "is_open": settings.PUBLIC_URL.startswith("https://"),
        "typed_instead": INSTEAD_OF_SIGNING_IN in describe(made.credentials),
    }


class ForAll(forms.Form):
    """Whether the application is for every brand of the organization."""

    for_all = forms.BooleanField(label=_("For all brands of the organization"), required=False)


def _application_form(member: Member, made: type[Connector[Any]]) -> type[forms.Form]:
    described = describe(made.credentials)
    fields: dict[str, forms.Field] = {name: _field(described[name]) for name in OF_APPLICATION if name in described}
    if OF_APPLICATION[1] in fields:
        fields[OF_APPLICATION[1]].required = application_for(member.brand, made.kind) is None
    shares = allows(member, Duty.MANAGE) and member.brand.organization.brands.count() > 1
    return type("ApplicationForm", (ForAll,) if shares else (forms.Form,), fields)


def leaving_form(made: type[Connector[Any]]) -> type[forms.Form]:
    """Return the form that asks for what a network wants to know before one signs in there."""
    return credentials_form(made, without={*OF_APPLICATION, INSTEAD_OF_SIGNING_IN})


def welcome(request: HttpRequest, member: Member, channels: list[Channel]) -> HttpResponse:
    """Say that the accounts are connected, on the page of the channels."""
    names = ", ".join(channel.identity.handle for channel in channels)
    told = ngettext("%(account)s is connected.", "%(account)s are connected.", len(channels))
    messages.success(request, told % {"account": names})
    for words in {out_of_reach_words(connectors()[channel.kind]) for channel in channels} - {""}:
        messages.warning(request, words)
    return SeeOther(reverse("channels", args=[member.brand.slug]))


# The application --------------------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_POST
@member_page
def keep_application(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """Keep what the network calls our application; the secret is never shown again."""
    require(member, Duty.CONNECT)
    made = made_of(kind)
    if made.oauth is None or made.oauth.registers:
        raise Http404
    form = _application_form(member, made)(request.POST)
    if form.is_valid() and _saved(member, made, form):
        messages.success(request, gettext("Kept. Now sign in at %(network)s.") % {"network": network_name(kind)})
        return SeeOther(reverse("connect", args=[member.brand.slug, kind]) + "#sign-in")
    return connect_page(request, member, made, application=form)


def _saved(member: Member, made: type[Connector[Any]], form: forms.Form) -> bool:
    typed = form.cleaned_data
    names = (typed.get(name, "") for name in OF_APPLICATION)
    try:
        save_application(member, made.kind, *names, for_all=typed.get("for_all", False))
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/channels/new/<slug:kind>/", connect_channel, name="connect"),
    path("b/<slug:brand>/channels/new/<slug:kind>/application/", keep_application, name="application"),
]
