"""The webhooks of shops: where they tell of their sales, the secret, what they sent and what became of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.webhooks import (
    WrongSignature,
    end_webhook,
    make_webhook,
    receive,
    set_secret,
    work_again,
)
from antiphon.sales.models import Outcome, Payload, ShopKind, Webhook
from antiphon.sales.rules.faults import Fault
from antiphon.sales.sentences import FAULT_WORDS
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt
from antiphon.web.senders import too_often

#: What one address takes in a minute, and how much at once, in bytes.
A_MINUTE, LARGEST, SHOWN = 600, 500_000, 50
#: The first word of WooCommerce at a new address: not signed, and says nothing.
_PING = b"webhook_id="


class WebhookForm(forms.Form):
    """Which shop, and what its sales are called."""

    kind = forms.ChoiceField(label=gettext_lazy("Shop"), choices=ShopKind.choices)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("What its sales are called here, as “shop”: the source of its purchases."),
    )


class SecretForm(forms.Form):
    """The secret with which a shop signs."""

    secret = forms.CharField(
        label=gettext_lazy("Signing secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def webhooks(request: HttpRequest, member: Member) -> HttpResponse:
    """List the webhooks with what came of late; make one more."""
    require(member, Duty.CONNECT)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            made, secret = make_webhook(member, **form.cleaned_data)
            return _told_once(request, member, made, secret)
    about = {
        "member": member,
        "form": form,
        "webhooks": Webhook.objects.filter(brand=member.brand).order_by("ended_at", "-made_at", "-pk"),
    }
    return render(request, "webhooks/index.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def webhook(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a webhook: its address, what the shop sent last and what became of it; take its secret, or end it."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(Webhook, pk=pk, brand=member.brand)
    form = SecretForm(request.POST if request.POST.get("do") == "secret" else None)
    if request.method == "POST":
        with RefusalsAt(form):
            return _done(request, member, found, form)
    return _shown(request, member, found, form)


@require_POST
@member_page
def work_payload_again(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Work once more on what could not be counted."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(Payload.objects.select_related("webhook"), pk=pk, webhook__brand=member.brand)
    done = work_again(member, found)
    messages.success(request, _("Looked at again: %(outcome)s.") % {"outcome": done.get_outcome_display()})
    return SeeOther(reverse("webhook", args=[member.brand.slug, found.webhook_id]))


@csrf_exempt  # a shop posts here, without having seen a page; its signature says who it is
@never_cache
@require_POST
def shop_tells(request: HttpRequest, token: str) -> HttpResponse:
    """Take in what a shop sends: 200 once it is kept, 401 for a wrong signature, which changes nothing."""
    found = Webhook.objects.filter(token=token, ended_at=None).select_related("brand").first()
    if found is None:
        raise Http404
    if too_often(f"webhook:{found.pk}", A_MINUTE):
        return _answer(429, _("More comes than is taken in a minute. Send it again later."), {"Retry-After": "60"})
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return _answer(413, _("That is more than an order needs: at most %(most)d kB.") % {"most": LARGEST // 1000})
    if found.kind == ShopKind.WOOCOMMERCE and body.startswith(_PING) and body[len(_PING) :].isdigit():
        return HttpResponse(status=200)
    try:
        receive(found, request.headers, body)
    except WrongSignature as error:
        return _answer(401, f"{error} " + _("Paste the secret that both know into the shop once more."))
    return HttpResponse(status=200)


def _answer(status: int, words: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer a shop so that who looks into its list of deliveries reads what to do."""
    return HttpResponse(f"{words}\n", "text/plain; charset=utf-8", status, headers=dict(headers or {}))


def _done(request: HttpRequest, member: Member, found: Webhook, form: SecretForm) -> HttpResponse:
    done = request.POST.get("do", "")
    if done == "end":
        end_webhook(member, found)
        messages.success(request, _("It takes nothing any more. What came by it stays."))
        return SeeOther(reverse("webhooks", args=[member.brand.slug]))
    if done != "secret":
        raise Http404
    typed = form.cleaned_data.get("secret", "") if form.is_valid() else ""
    secret = set_secret(member, found, typed)
    if not typed:
        return _told_once(request, member, found, secret)
    messages.success(request, _("The secret is kept, sealed. What the shop signs with it is taken from now on."))
    return SeeOther(reverse("webhook", args=[member.brand.slug, found.pk]))


def _told_once(request: HttpRequest, member: Member, found: Webhook, secret: str) -> HttpResponse:
    """Show a secret this once, in the very answer: it is kept nowhere where it could be read again."""
    found.refresh_from_db()
    answer = _shown(request, member, found, SecretForm(), secret=secret)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(
    request: HttpRequest, member: Member, found: Webhook, form: SecretForm, *, secret: str = ""
) -> HttpResponse:
    payloads = list(found.payloads.select_related("purchase").order_by("-received_at", "-pk")[:SHOWN])
    about: dict[str, Any] = {
        "member": member,
        "webhook": found,
        "address": settings.PUBLIC_URL + reverse("shop_tells", args=[found.token]),
        "secret": secret,
        "form": form,
        "payloads": [(one, FAULT_WORDS[Fault(one.fault)] if one.fault else "") for one in payloads],
        "unfit": found.payloads.filter(outcome=Outcome.UNFIT).count(),
        "generates": found.kind == ShopKind.WOOCOMMERCE,
    }
    return render(request, "webhooks/webhook.html", about, status=422 if form.errors else 200)


_ALL = "b/<slug:brand>/sales/webhooks/"
urlpatterns: list[URLPattern] = [
    path(_ALL, webhooks, name="webhooks"),
    path(_ALL + "<int:pk>/", webhook, name="webhook"),
    path(_ALL + "payloads/<int:pk>/again/", work_payload_again, name="work_payload_again"),
    path("shops/<str:token>/", shop_tells, name="shop_tells"),
]
