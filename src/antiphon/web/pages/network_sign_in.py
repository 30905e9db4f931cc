"""Signing in at a network: the browser goes there, comes back, and one chooses the account."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.channels.actions.signing_in import accounts_of, begin_sign_in, choose_accounts, finish_sign_in
from antiphon.channels.connector import Connector
from antiphon.channels.connectors import connectors
from antiphon.channels.models import SignIn
from antiphon.channels.sentences import NOT_WAITED_FOR, network_name
from antiphon.lib import ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_of, member_page, refused, to_sign_in
from antiphon.web.pages.connect import LEAVING_IDS, connect_page, leaving_form, made_of, welcome
from antiphon.web.partial import show
from antiphon.web.refusals import put_refusal

#: Where the browser remembers that it left for a network: by what it is known, and what it left for.
_LEFT_FOR = "left_for_network"


@sensitive_post_parameters()
@never_cache
@require_POST
@member_page
def leave_for_network(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """Send the browser to the network's own sign-in page."""
    require(member, Duty.CONNECT)
    made = made_of(kind)
    if made.oauth is None:
        raise Http404
    form = leaving_form(made)(request.POST, auto_id=LEAVING_IDS)
    address = _departure(request, member, made, form) if form.is_valid() else ""
    if not address:
        return connect_page(request, member, made, leaving=form)
    # Not a redirect: the policy of our pages lets no form lead elsewhere, not even by one.
    return render(request, "channels/leave.html", {"address": address, "network": network_name(kind), "kind": kind})


def _departure(request: HttpRequest, member: Member, made: type[Connector[Any]], form: forms.Form) -> str:
    earlier = request.session.get(_LEFT_FOR) or {}
    left = {"browser": earlier.get("browser") or ids.new_secret(), "brand": member.brand.slug, "kind": made.kind}
    try:
        address = begin_sign_in(member, made.kind, form.cleaned_data, left["browser"]).address
    except Refusal as refusal:
        put_refusal(form, refusal)
        return ""
    request.session[_LEFT_FOR] = left
    return address


@sensitive_variables()
@never_cache
@require_safe
def return_from_network(request: HttpRequest) -> HttpResponse:
    """Take what the browser brings back from a network's sign-in page, and go on to the account."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    left = request.session.get(_LEFT_FOR)
    if not left or left["kind"] not in connectors():
        return refused(request, Refusal(NOT_WAITED_FOR))
    member = member_of(request, left["brand"])
    try:
        sign_in = finish_sign_in(request.user, request.GET.dict(), left["browser"])
        return _arrived(request, sign_in)
    except Refusal as refusal:
        about = {"member": member, "kind": left["kind"], "network": network_name(left["kind"]), "refusal": refusal}
        return render(request, "channels/not_connected.html", about, status=422)


def _arrived(request: HttpRequest, sign_in: SignIn) -> HttpResponse:
    """Connect the account if it is the only one; else let one choose."""
    try:
        [only] = accounts_of(sign_in)
        channels = choose_accounts(sign_in.member, sign_in, [only.stable_id])
    except (Refusal, ValueError):
        return SeeOther(reverse("accounts", args=[sign_in.brand.slug, sign_in.pk]))
    return welcome(request, sign_in.member, channels)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def choose_account(request: HttpRequest, member: Member, sign_in: int) -> HttpResponse:
    """Show the accounts for which one may speak after signing in, and connect those that are chosen."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(
        SignIn.objects.select_related("application", "grant", "brand", "member"),
        pk=sign_in, member=member, grant__isnull=False,
    )  # fmt: skip
    wrong = ""
    if request.method == "POST":
        try:
            return welcome(request, member, choose_accounts(member, found, request.POST.getlist("account")))
        except Refusal as refusal:
            wrong = str(refusal)
    return _offer(request, member, found, wrong)


def _offer(request: HttpRequest, member: Member, sign_in: SignIn, wrong: str) -> HttpResponse:
    try:
        accounts = accounts_of(sign_in)
    except Refusal as refusal:
        accounts, wrong = (), wrong or str(refusal)
    here = member.brand.channels.connected().filter(kind=sign_in.kind)
    about = {
        "member": member,
        "kind": sign_in.kind,
        "network": network_name(sign_in.kind),
        "accounts": accounts,
        "connected": set(here.values_list("identity__stable_id", flat=True)),
        "wrong": wrong,
    }
    return show(request, "channels/accounts.html", about, 422 if wrong else 200)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/channels/new/<slug:kind>/sign-in/", leave_for_network, name="sign_in"),
    path("b/<slug:brand>/channels/sign-in/<int:sign_in>/", choose_account, name="accounts"),
    path("channels/return/", return_from_network, name="sign_in_return"),
]
