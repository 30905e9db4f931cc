"""Needs: what people have voiced, what becomes of it, and who of them has been told."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.queries.asks import asks_about
from antiphon.lib.errors import Refusal
from antiphon.listening.actions.needing import (
    Voiced,
    add_voice,
    log_need,
    merge_needs,
    move_need,
    note_told,
    rename_need,
)
from antiphon.listening.models import Finding, KindLabel, Need, NeedStateLabel
from antiphon.listening.queries.findings import Asked, findings
from antiphon.listening.queries.needs import (
    askers,
    counts_of_needs,
    needs_page,
    needs_read,
    quote_of,
    similar_needs,
    steps_of,
    voices_of,
)
from antiphon.listening.rules.kinds import next_states
from antiphon.listening.rules.reading import sentence_around
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.gathering import make_idea_of
from antiphon.publishing.queries.gathering import ideas_of_need
from antiphon.web.access import SeeOther, member_page
from antiphon.web.asking import ask_about
from antiphon.web.paging import number_in, page_number
from antiphon.web.partial import show

PAGE = 30


@require_safe
@member_page
def needs_found(request: HttpRequest, member: Member) -> HttpResponse:
    """List needs by how far they have come, those that most people voiced first."""
    state, kind = request.GET.get("state", NeedStateLabel.LOGGED), request.GET.get("kind", "")
    if state not in set(NeedStateLabel) or (kind and kind not in set(KindLabel)):
        raise Http404
    number = page_number(request)
    rows, more = needs_page(member, state, kind, limit=PAGE, offset=(number - 1) * PAGE)
    counts = counts_of_needs(member)
    context = {
        "member": member,
        "rows": rows,
        "state": state,
        "kind": kind,
        "kinds": KindLabel.choices,
        "tabs": [(one.value, one.label, counts[one.value]) for one in NeedStateLabel],
        "number": number,
        "newer": number - 1,
        "older": number + 1 if more else 0,
    }
    return show(request, "needs_found/index.html", context)


@require_http_methods(["GET", "POST"])
@member_page
def need_found(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a need: who voiced it in which words, its history, who has been told; say it in other words."""
    need = _need(member, pk)
    if request.method == "GET":
        return _show(request, member, need)
    try:
        rename_need(member, need, request.POST.get("subject", ""))
    except Refusal as refusal:
        return _show(request, member, need, refusal)
    return _back(member, need)


@require_POST
@member_page
def log_finding(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Keep the need that a finding voices: a new one, or one more voice of another."""
    finding = get_object_or_404(findings(member, Asked(shown="all")).select_related("message__author"), pk=pk)
    voiced = _voiced(finding)
    if into := number_in(request.POST.get("need", "")):
        need = _need(member, into)
        add_voice(member, need, voiced)
    else:
        need = log_need(member, voiced, finding.kind, request.POST.get("subject", ""))
    messages.success(request, _("The need is kept."))
    return _back(member, need)


@require_POST
@member_page
def move_need_on(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Let a need come to its next state; of one that is planned an idea is made."""
    need = _need(member, pk)
    try:
        move_need(member, need, request.POST.get("state", ""), request.POST.get("why", ""))
    except Refusal as refusal:
        return _show(request, member, need, refusal)
    if make_idea_of(need):
        messages.success(request, _("It stands among the ideas now, for whoever plans what is said."))
    return _back(member, need)


@require_POST
@member_page
def merge_need(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Put a need into another one that says the same."""
    need = _need(member, pk)
    into = _need(member, number_in(request.POST.get("into", "")))
    try:
        merge_needs(member, need, into)
    except Refusal as refusal:
        return _show(request, member, need, refusal)
    messages.success(request, _("The two are one need now."))
    return _back(member, into)


@require_POST
@member_page
def note_telling(request: HttpRequest, member: Member, pk: int, voice: int) -> HttpResponse:
    """Note that somebody was told otherwise than by an answer."""
    need = _need(member, pk)
    voiced = get_object_or_404(need.voices.select_related("identity"), pk=voice)
    try:
        note_told(member, need, voiced.identity, request.POST.get("how", ""))
    except Refusal as refusal:
        return _show(request, member, need, refusal)
    return _back(member, need)


def _show(request: HttpRequest, member: Member, need: Need, refusal: Refusal | None = None) -> HttpResponse:
    context = {"member": member, "need": need, "refusal": refusal, **_about(member, need)}
    return show(request, "needs_found/need.html", context, status=422 if refusal else 200)


def _about(member: Member, need: Need) -> dict[str, Any]:
    voices = voices_of(member, need)
    return {
        "voices": [(voice, quote_of(voice)) for voice in voices],
        "askers": askers(need, member),
        "telling": need.state in {NeedStateLabel.DONE, NeedStateLabel.TOLD},
        "steps": list(steps_of(need)),
        "next": _next(need.state),
        "others": similar_needs(member, need),
        "ideas": list(ideas_of_need(need).select_related("post")),
        "asks": asks_about(member, [voice.message_id for voice in voices]),
        "ask_at": next(filter(None, (ask_about(member, one.message.conversation) for one in voices)), ""),
        "may_answer": allows(member, Duty.ANSWER),
    }


def _next(state: str) -> list[tuple[str, str]]:
    """Return the states that a need can come to, the one ahead first, to decline it last."""
    order = [one.value for one in NeedStateLabel]
    known = [one for one in NeedStateLabel if one.value in next_states(state)]
    known.sort(key=lambda one: (one.value == NeedStateLabel.DECLINED, order.index(one.value) < order.index(state)))
    return [(one.value, str(one.label)) for one in known]


def _voiced(finding: Finding) -> Voiced:
    """Return where a finding is voiced: the sentence around the words that made it so."""
    if not finding.spans:
        return Voiced(finding.message)
    return Voiced(finding.message, *sentence_around(finding.message.text, finding.spans[0]))


def _need(member: Member, pk: int) -> Need:
    return get_object_or_404(needs_read(member).standing(), pk=pk)


def _back(member: Member, need: Need) -> HttpResponse:
    return SeeOther(reverse("need_found", args=[member.brand.slug, need.pk]))


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/listening/needs/", needs_found, name="needs_found"),
    path("b/<slug:brand>/listening/needs/<int:pk>/", need_found, name="need_found"),
    path("b/<slug:brand>/listening/<int:pk>/need/", log_finding, name="log_finding"),
    path("b/<slug:brand>/listening/needs/<int:pk>/move/", move_need_on, name="move_need_on"),
    path("b/<slug:brand>/listening/needs/<int:pk>/merge/", merge_need, name="merge_need"),
    path("b/<slug:brand>/listening/needs/<int:pk>/told/<int:voice>/", note_telling, name="note_telling"),
]
