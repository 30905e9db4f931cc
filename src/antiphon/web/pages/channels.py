"""The channels: what is connected, and how a new one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec import NODEFAULT, structs

from antiphon.channels.actions import connect, disconnect
from antiphon.channels.connector import Capability, Connector, Field, Limits, describe
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.channels.sentences import happened, network_name
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.sentences import UNIT_NAMES
from antiphon.web.access import SeeOther, member_page
from antiphon.web.partial import show
from antiphon.web.refusals import put_refusal

ABILITIES: Mapping[Capability, Promise] = {
    Capability.PUBLISH: _("publishes posts and answers"),
    Capability.RECONCILE: _("can look whether a post went out after a lost answer"),
    Capability.LISTEN: _("hears answers, mentions, likes, shares and follows"),
    Capability.THREAD: _("reads whole conversations"),
    Capability.FIGURES: _("tells figures of posts"),
    Capability.LIMITS: _("tells its own limits"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a channel: what is limited and the most there may be."""

    what: Promise | str
    most: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A connected channel as it is listed."""

    channel: Channel
    network: str
    trouble: str
    quiet_until: datetime | None
    limits: list[Limit]
    source: str
    checked: str
    abilities: list[tuple[Promise, bool]]
    listens: bool


@require_safe
@member_page
def channels(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the connected channels and their health, and what else could be connected."""
    rows = member.brand.channels.filter(disconnected_at=None).select_related("identity").order_by("pk")
    about = {
        "member": member,
        "listed": [_listed(one) for one in rows],
        "offers": [(one.kind, network_name(one.kind)) for one in connectors().values()],
        "may_connect": allows(member, Duty.CONNECT),
    }
    return show(request, "channels/index.html", about)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def connect_channel(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """Ask for the credentials of a new channel, and connect it; what is secret is never shown again."""
    require(member, Duty.CONNECT)
    made = connectors().get(kind)
    if made is None:
        raise Http404
    form = credentials_form(made)(request.POST or None, initial=_initial(made, member.brand))
    if request.method == "POST" and form.is_valid():
        channel = _connected(member, made, form)
        if channel is not None:
            messages.success(request, gettext("%(account)s is connected.") % {"account": channel.identity.handle})
            return SeeOther(reverse("channels", args=[member.brand.slug]))
    about = {
        "member": member,
        "form": form,
        "kind": kind,
        "network": network_name(kind),
        "abilities": _abilities(made),
    }
    return show(request, "channels/connect.html", about, 422 if form.errors else 200)


@require_POST
@member_page
def disconnect_channel(request: HttpRequest, member: Member, channel: int) -> HttpResponse:
    """Stop using a channel; its credentials are erased, what was said there stays."""
    found = get_object_or_404(Channel, pk=channel, brand=member.brand, disconnected_at=None)
    disconnect(member, found)
    messages.success(request, gettext("%(account)s is no longer connected.") % {"account": found.identity.handle})
    return SeeOther(reverse("channels", args=[member.brand.slug]))


def credentials_form(made: type[Connector[Any]]) -> type[forms.Form]:
    """Return the form that asks for what a connector needs."""
    fields = {name: _field(one) for name, one in describe(made.credentials).items()}
    return type("CredentialsForm", (forms.Form,), fields)


def _field(one: Field) -> forms.CharField:
    notes = {"autocomplete": "off", "placeholder": one.placeholder, "spellcheck": "false"}
    widget = forms.PasswordInput(notes | {"autocomplete": "new-password"}) if one.secret else forms.TextInput(notes)
    label, told = _translated(one.label), _translated(one.help)
    return forms.CharField(label=label, help_text=told, max_length=2000, widget=widget)


def _translated(text: str) -> str:
    return gettext(text) if text else ""


def _initial(made: type[Connector[Any]], brand: Brand) -> dict[str, str]:
    usual = {one.name: str(one.default) for one in structs.fields(made.credentials) if one.default is not NODEFAULT}
    return usual | ({"address": f"{settings.PUBLIC_URL}/@{brand.slug}"} if made.native else {})


def _connected(member: Member, made: type[Connector[Any]], form: forms.Form) -> Channel | None:
    try:
        return connect(member, made.kind, form.cleaned_data)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return None


def _listed(channel: Channel) -> Listed:
    made = connectors()[channel.kind]
    account = f"{network_name(channel.kind)} ({channel.identity.handle})"
    limits = limits_of(channel)
    return Listed(
        channel=channel,
        network=network_name(channel.kind),
        trouble=happened(channel.trouble, account),
        quiet_until=channel.quiet_until if channel.quiet_until and channel.quiet_until > clock.now() else None,
        limits=_limits(limits),
        source=limits.source,
        checked=limits.checked,
        abilities=_abilities(made),
        listens=made.can(Capability.LISTEN),
    )


def _limits(limits: Limits) -> list[Limit]:
    texts = [Limit(UNIT_NAMES.get(unit, unit), most) for unit, most in limits.text.items()]
    told = [
        Limit(_("pictures in a post"), limits.images),
        Limit(_("bytes in a picture"), limits.image_bytes or 0),
        Limit(_("pixels in a picture"), limits.image_pixels or 0),
        Limit(_("characters of alternative text"), limits.alt_text or 0),
    ]
    return [*texts, *(one for one in told if one.most)]


def _abilities(made: type[Connector[Any]]) -> list[tuple[Promise, bool]]:
    return [(words, made.can(one)) for one, words in ABILITIES.items()]


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/channels/", channels, name="channels"),
    path("b/<slug:brand>/channels/new/<slug:kind>/", connect_channel, name="connect"),
    path("b/<slug:brand>/channels/<int:channel>/disconnect/", disconnect_channel, name="disconnect"),
]
