"""Listening: what people ask, need, want and worry about; what members say of it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.conversations.models import Conversation, Message
from antiphon.listening.actions.labeling import label, label_missed, undo_label
from antiphon.listening.models import NOTHING, Finding, KindLabel, Label, TierLabel
from antiphon.listening.queries.findings import (
    Asked,
    Row,
    channels_heard,
    counts_by_tier,
    findings,
    missed_by_chance,
    rows_of,
    triage,
)
from antiphon.listening.queries.listening import listening_of
from antiphon.listening.queries.needs import needs_of_messages
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.quoting import Piece, pieces
from antiphon.listening.rules.subjects import subject_words
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in, page_number
from antiphon.web.partial import asked_part, show

PAGE = 30
SHOWN = ("open", "labeled", "all")


@require_safe
@member_page
def listening(request: HttpRequest, member: Member) -> HttpResponse:
    """List what was found, by tier, kind, language and channel; what nobody has spoken about first."""
    asked, number = _asked(request), page_number(request)
    rows, more = triage(member, asked, limit=PAGE, offset=(number - 1) * PAGE)
    counts = counts_by_tier(member)
    context = {
        "rows": shown_rows(rows),
        "asked": asked,
        "counts": [(tier.value, tier.label, counts.get(tier.value, 0)) for tier in TierLabel],
        "waiting": sum(counts.values()),
        "number": number,
        "older": number + 1 if more else 0,
        "newer": number - 1,
        "query": _query(asked),
        "channels": channels_heard(member),
        "kinds": KindLabel.choices,
        "languages": _languages(),
        "nothing_ever": not rows and not findings(member, Asked(shown="all")).exists(),
        "looked_at": listening_of(member.brand).looked_at,
        **_frame(member),
    }
    part = "#listing" if asked_part(request) == "listing" else ""
    return show(request, f"listening/index.html{part}", context)


@require_POST
@member_page
def label_finding(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say what a finding is: yes, no, or another kind."""
    finding = _finding(member, pk)
    label(member, finding, request.POST.get("says", ""))
    return _answered(request, member, pk)


@require_POST
@member_page
def take_back_label(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take back what was said of a finding."""
    said = get_object_or_404(_labels(member).select_related("message__conversation"), pk=pk)
    undo_label(member, said)
    finding = Finding.objects.filter(message=said.message_id, kind=said.asked).first()
    if finding is None:
        return SeeOther(reverse("missed", args=[member.brand.slug]))
    return _answered(request, member, finding.pk)


@require_safe
@member_page
def missed(request: HttpRequest, member: Member) -> HttpResponse:
    """Show some messages in which nothing was found, so that one can say what was missed."""
    context = {"messages_there": missed_by_chance(member), **_frame(member)}
    return show(request, "listening/missed.html", context)


@require_POST
@member_page
def label_silent(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say what a message is about in which nothing was found."""
    told = Conversation.objects.filter(brand=member.brand).told_to(member)
    message = get_object_or_404(Message, brand=member.brand, conversation__in=told, pk=pk)
    label_missed(member, message, request.POST.get("says", ""))
    return SeeOther(reverse("missed", args=[member.brand.slug]))


def shown_rows(rows: list[Row]) -> list[dict[str, Any]]:
    """Return rows as they are shown: the words in pieces, the need that they voice, a subject to begin with."""
    needs = needs_of_messages([row.finding.message_id for row in rows])
    return [
        {
            "row": row,
            "finding": row.finding,
            "message": row.finding.message,
            "pieces": _pieces(row),
            "need": needs.get(row.finding.message_id),
            "subject": subject_words(row.finding.message.text),
            "percent": round(100 * row.finding.likelihood) if row.finding.likelihood is not None else None,
            "others": [(kind.value, kind.label) for kind in KindLabel if kind.value != row.finding.kind],
            "says": _said(row.label),
        }
        for row in rows
    ]


def _pieces(row: Row) -> list[Piece]:
    return pieces(row.finding.message.text, row.spans)


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in LANGUAGES]


def _said(said: Label | None) -> str:
    if said is None:
        return ""
    return _("none of these") if said.says == NOTHING else str(KindLabel(said.says).label)


def _frame(member: Member) -> dict[str, Any]:
    return {"member": member, "may_answer": allows(member, Duty.ANSWER), "every_kind": KindLabel.choices}


def _answered(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Return the row alone where it was asked for, else the way back to the list as it was filtered."""
    if asked_part(request) == f"finding-{pk}":
        (item,) = shown_rows(rows_of([pk]))
        return show(request, "listening/row.html", {"item": item, **_frame(member)})
    return SeeOther(f"{reverse('listening', args=[member.brand.slug])}?{_query(_asked_in(request.POST))}")


def _finding(member: Member, pk: int) -> Finding:
    return get_object_or_404(findings(member, Asked(shown="all")).select_related("message"), pk=pk)


def _labels(member: Member) -> Any:
    told = Conversation.objects.filter(brand=member.brand).told_to(member)
    return Label.objects.filter(brand=member.brand, message__conversation__in=told)


def _asked(request: HttpRequest) -> Asked:
    return _asked_in(request.GET)


def _asked_in(typed: Mapping[str, Any]) -> Asked:
    """Return the filters that were chosen; whatever is none of them filters nothing."""

    def one_of(name: str, known: Any) -> str:
        chosen = str(typed.get(name, ""))
        return chosen if chosen in known else ""

    return Asked(
        shown=one_of("shown", SHOWN) or "open",
        tier=one_of("tier", set(TierLabel)),
        kind=one_of("kind", set(KindLabel)),
        language=one_of("language", LANGUAGES),
        channel=number_in(str(typed.get("channel", ""))),
    )


def _query(asked: Asked) -> str:
    return urlencode({name: value for name, value in asdict(asked).items() if value})


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/listening/", listening, name="listening"),
    path("b/<slug:brand>/listening/missed/", missed, name="missed"),
    path("b/<slug:brand>/listening/missed/<int:pk>/", label_silent, name="label_silent"),
    path("b/<slug:brand>/listening/<int:pk>/label/", label_finding, name="label_finding"),
    path("b/<slug:brand>/listening/labels/<int:pk>/undo/", take_back_label, name="take_back_label"),
]
