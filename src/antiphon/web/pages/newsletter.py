"""The newsletter: where anybody subscribes, confirms and leaves, and where members see who gets the letters."""

import csv
import io
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.channels.models import Channel
from antiphon.letters.actions import mail_is_on
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import brand_named
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.subscribing import ask_to_subscribe, confirm, leave, take_over
from antiphon.publishing.models import Subscriber, SubscriberState
from antiphon.publishing.queries.subscribing import counts_of, newsletters
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.senders import open_to_all, open_to_machines
from antiphon.web.spreadsheet import csv_answer

PAGE = 100
_MOST_BYTES = 2_000_000


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter(request: HttpRequest, brand: str) -> HttpResponse:
    """Let anybody ask for the letters of a brand."""
    house, channel = _open_newsletter(brand)
    with translation.override(house.language):
        consent = consent_words(house)
        about = {"brand": house, "consent": consent, "canonical": reverse("newsletter", args=[brand])}
        if request.method != "POST":
            return render(request, "newsletter/subscribe.html", about | {"mail_is_on": mail_is_on()})
        try:
            _ask(request, channel, consent)
        except Refusal as refusal:
            typed = {"address": request.POST.get("address", ""), "name": request.POST.get("name", "")}
            again = about | typed | {"refusal": refusal, "mail_is_on": mail_is_on()}
            return render(request, "newsletter/subscribe.html", again, status=422)
        return render(request, "newsletter/asked.html", about)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_confirm(request: HttpRequest, brand: str, token: str) -> HttpResponse:
    """Let the owner of an address say yes: a click, since mail programs open links by themselves."""
    house, _channel = _open_newsletter(brand)
    return _decided(request, house, "confirm", lambda: confirm(house, token))


@csrf_exempt  # RFC 8058: the mail program of the reader posts here, without having seen a page
@open_to_machines
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_leave(request: HttpRequest, brand: str, token: str) -> HttpResponse:
    """Let somebody leave, with one click on the page or straight from their mail program."""
    house = brand_named(brand)
    if house is None:
        raise Http404
    return _decided(request, house, "leave", lambda: leave(house, token))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def subscribers(request: HttpRequest, member: Member, channel: int) -> HttpResponse:
    """Show who gets the letters of a newsletter; take over addresses that agreed elsewhere."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(member.brand.channels.select_related("identity"), pk=channel)
    if found not in newsletters(member.brand):
        raise Http404
    if request.method == "POST":
        try:
            return _taken_over(request, member, found)
        except Refusal as refusal:
            return _listed(request, member, found, refusal)
    return _listed(request, member, found)


@require_safe
@member_page
def subscribers_csv(request: HttpRequest, member: Member, channel: int) -> HttpResponse:  # noqa: ARG001
    """Give all subscriptions of a newsletter, with the consent as it was worded."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(member.brand.channels, pk=channel)
    rows = Subscriber.objects.filter(channel=found).order_by("pk")
    fields = ("address", "name", "language", "state", "consent", "source", "asked_at", "confirmed_at", "ended_at")
    return csv_answer("subscribers", fields, ([getattr(row, field) or "" for field in fields] for row in rows))


def consent_words(brand: Brand) -> str:
    """Return what somebody agrees to by asking for the letters; kept with the subscription."""
    return _(
        "I want to get the letters of %(brand)s by mail. I can leave at any time by the link in each letter. "
        "My address is used for nothing else."
    ) % {"brand": brand.name}


def _open_newsletter(slug: str) -> tuple[Brand, Channel]:
    house = brand_named(slug)
    found = newsletters(house) if house else []
    if house is None or not found:
        raise Http404
    return house, found[0]


def _ask(request: HttpRequest, channel: Channel, consent: str) -> None:
    if not request.POST.get("agreed"):
        raise Refusal(_("Say that you want the letters."), field="agreed")
    if request.POST.get("website"):  # a field that people do not see and machines fill in
        return
    ask_to_subscribe(
        channel,
        request.POST.get("address", "")[:254],
        language=channel.brand.language,
        consent=consent,
        name=request.POST.get("name", "").strip(),
        source=request.build_absolute_uri(request.path),
    )


def _decided(request: HttpRequest, brand: Brand, what: str, decide: Callable[[], Subscriber]) -> HttpResponse:
    with translation.override(brand.language):
        about = {"brand": brand, "what": what, "canonical": reverse("site", args=[brand.slug])}
        if request.method != "POST":
            return render(request, "newsletter/decide.html", about)
        try:
            subscriber = decide()
        except Refusal as refusal:
            return render(request, "newsletter/decide.html", about | {"refusal": refusal}, status=422)
        return render(request, "newsletter/decided.html", about | {"subscriber": subscriber})


def _taken_over(request: HttpRequest, member: Member, channel: Channel) -> HttpResponse:
    count = take_over(member, channel, _rows_in(request), request.POST.get("consent", ""))
    done = ngettext("%(n)d address was taken over.", "%(n)d addresses were taken over.", count) % {"n": count}
    messages.success(request, done)
    return SeeOther(reverse("subscribers", args=[member.brand.slug, channel.pk]))


def _rows_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed or uploaded: a line each, address first, then perhaps a name."""
    file = request.FILES.get("file")
    if file is not None and (file.size or 0) > _MOST_BYTES:
        raise Refusal(_("This file is too large. Give at most two megabytes at a time."), field="file")
    try:
        text = file.read().decode("utf-8-sig") if file else request.POST.get("rows", "")
    except UnicodeDecodeError as error:
        raise Refusal(_("This file cannot be read as text. Save it as CSV in UTF-8."), field="file") from error
    lines = [row for row in csv.reader(io.StringIO(text)) if row and row[0].strip()]
    if lines and "@" not in lines[0][0]:
        lines = lines[1:]  # a line of headings
    if not lines:
        raise Refusal(_("Give at least one address."), field="rows")
    return [(row[0], row[1].strip() if len(row) > 1 else "") for row in lines]


def _listed(request: HttpRequest, member: Member, channel: Channel, refusal: Refusal | None = None) -> HttpResponse:
    number = max(1, number_in(request.GET.get("page", "1")))
    rows = Subscriber.objects.filter(channel=channel).select_related("identity").order_by("-asked_at", "-pk")
    listed = list(rows[(number - 1) * PAGE :][: PAGE + 1])
    counts = counts_of(channel)
    about = {
        "member": member,
        "channel": channel,
        "subscribers": listed[:PAGE],
        "more": len(listed) > PAGE,
        "number": number,
        "counts": [(label, counts[state]) for state, label in SubscriberState.choices],
        "refusal": refusal,
        "typed": request.POST,
        "mail_is_on": mail_is_on(),
    }
    return render(request, "newsletter/subscribers.html", about, status=422 if refusal else 200)


urlpatterns: list[URLPattern] = [
    path("@<slug:brand>/letters/", newsletter, name="newsletter"),
    path("@<slug:brand>/letters/confirm/<str:token>/", newsletter_confirm, name="newsletter_confirm"),
    path("@<slug:brand>/letters/leave/<str:token>/", newsletter_leave, name="newsletter_leave"),
    path("b/<slug:brand>/channels/<int:channel>/subscribers/", subscribers, name="subscribers"),
    path("b/<slug:brand>/channels/<int:channel>/subscribers.csv", subscribers_csv, name="subscribers_csv"),
]
