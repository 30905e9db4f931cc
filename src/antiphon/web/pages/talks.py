"""Talks: what few say to each other in person; whoever is not in one finds nothing, hosts neither."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import sparing, talking
from antiphon.community.actions.telling import report_message
from antiphon.community.models import Participant, TalkMember, TalkMessage
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.knowing import people_named, spareable
from antiphon.community.queries.sparing import sparing_of
from antiphon.community.queries.talks import (
    Turn,
    messages_for,
    others_in,
    reports_by,
    seat_of,
    spared_by,
    talk_rows,
    turns_of,
)
from antiphon.community.rules.talks import LONGEST_SAID, LONGEST_WHY, MOST_PEOPLE, handles_in
from antiphon.lib.errors import Refusal
from antiphon.web.access import SeeOther
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.partial import asked_part, show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import inside_page

TALKS, TURNS = 30, 60


class SayingForm(forms.Form):
    """What is said."""

    source = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_SAID,
        strip=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class NewTalkForm(SayingForm):
    """A first message, and to whom."""

    to = forms.CharField(
        label=_("To"),
        max_length=400,
        help_text=_("Handles, apart by commas: @dora, @emil. At most seven people beside you."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("to", "source")


class TalkReportForm(forms.Form):
    """What is wrong with a message."""

    why = forms.CharField(
        label=_("What is wrong with it"), max_length=LONGEST_WHY, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )


@require_safe
@inside_page
def talks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show one's talks: requests and what is new first."""
    mine, number = require_part(viewer), page_number(request)
    silenced = request.GET.get("show") == "silenced"
    rows = talk_rows(mine, TALKS + 1, (number - 1) * TALKS, silenced=silenced)
    about = {
        "viewer": viewer,
        "rows": rows[:TALKS],
        "silenced": silenced,
        "spared": spared_by(mine),
        **pages_beside(number, more=len(rows) > TALKS),
    }
    return render(request, "talks/index.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_talk(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Write to somebody, or to a few."""
    require_part(viewer)
    form = NewTalkForm(request.POST or None, initial={"to": request.GET.get("to", "")[:400]})
    made = _started(viewer, form) if form.is_valid() else None
    if made is not None:
        return SeeOther(reverse("talk", args=[viewer.brand.slug, made.talk_id]))
    return render(request, "talks/new.html", {"viewer": viewer, "form": form}, status=422 if form.errors else 200)


def _started(viewer: Viewer, form: NewTalkForm) -> TalkMessage | None:
    with RefusalsAt(form):
        return talking.start_talk(viewer, _people(viewer, form.cleaned_data["to"]), form.cleaned_data["source"])
    return None


def _people(viewer: Viewer, typed: str) -> list[Participant]:
    handles = handles_in(typed)
    if len(handles) >= 2 * MOST_PEOPLE:
        raise Refusal(_("A conversation has at most eight people. For more there are groups."), field="to")
    people, nobody = people_named(viewer, handles)
    if nobody:
        raise Refusal(_("Nobody here is called @%(handle)s.") % {"handle": nobody[0]}, field="to")
    return people


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def talk(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show a talk to who is in it, and say something in it; a part that is asked for anew comes only with news."""
    seat = _seat(viewer, pk)
    form = SayingForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            made = talking.write_in_talk(viewer, seat, form.cleaned_data["source"])
            return SeeOther(f"{reverse('talk', args=[viewer.brand.slug, pk])}#t{made.pk}")
    before = number_in(request.GET.get("before", ""))
    turns, more = turns_of(seat, TURNS, before)
    last = max((turn.message.pk for turn in turns if turn.message), default=0)
    talking.note_talk_read(seat, last)
    state = f"{last}-{len(turns)}"
    if asked_part(request) == "said" and request.GET.get("state") == state:
        return HttpResponse(status=204)
    about = _about(viewer, seat, turns) | {"form": form, "before": before, "more": more, "state": state}
    return show(request, "talks/talk.html", about, status=422 if form.errors else 200)


def _about(viewer: Viewer, seat: TalkMember, turns: list[Turn]) -> dict[str, Any]:
    others = others_in([seat.talk_id], seat.participant).get(seat.talk_id, [])
    spared = sparing_of(seat.participant)
    shown = [turn.message.pk for turn in turns if turn.message]
    return {
        "viewer": viewer,
        "seat": seat,
        "others": others,
        "turns": turns,
        "first": shown[0] if shown else None,
        "muted": spared.muted,
        "blocking": spared.blocking,
        "reports": reports_by(seat.participant, shown),
        "full": len(others) + 1 >= MOST_PEOPLE,
    }


def _seat(viewer: Viewer, pk: int) -> TalkMember:
    seat = seat_of(viewer.participant, pk) if viewer.takes_part and viewer.participant else None
    if seat is None:
        raise Http404
    return seat


@require_POST
@inside_page
def tend_talk(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Accept or refuse a request, take somebody in, mute it or hear it again, leave."""
    seat, done = _seat(viewer, pk), request.POST.get("do", "")
    said: str | Promise = ""
    if done == "accept":
        talking.accept_talk(viewer, seat)
    elif done == "refuse":
        talking.refuse_talk(viewer, seat)
        said = _("It is gone from your list. Nobody is told.")
    elif done == "leave":
        talking.leave_talk(viewer, seat)
        said = _("You have left the conversation.")
    elif done in {"mute", "unmute"}:
        talking.mute_talk(viewer, seat, muted=done == "mute")
        messages.success(request, _("This is kept. Nobody is told."))
    elif done == "add":
        for one in _people(viewer, request.POST.get("to", "")):
            talking.add_to_talk(viewer, seat, one)
    if said:
        messages.success(request, str(said))
        return SeeOther(reverse("talks", args=[viewer.brand.slug]))
    return SeeOther(reverse("talk", args=[viewer.brand.slug, pk]))


@require_POST
@inside_page
def spare(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    """Mute or block somebody, or take it back."""
    other = get_object_or_404(spareable(viewer), handle=handle)
    done = request.POST.get("do", "")
    if done in {"mute", "unmute"}:
        sparing.mute_participant(viewer, other, muted=done == "mute")
    elif done in {"block", "unblock"}:
        sparing.block_participant(viewer, other, blocked=done == "block")
    messages.success(request, _("This is kept. Nobody is told."))
    return SeeOther(reverse("talks", args=[viewer.brand.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def report_talk(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Show the hosts a message, with the three before it."""
    seat = _seat(viewer, pk)
    found = get_object_or_404(messages_for(seat).select_related("author"), pk=message)
    form = TalkReportForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            report_message(viewer, seat, found, form.cleaned_data["why"])
            messages.success(request, _("A host will read it and answer you here."))
            return SeeOther(f"{reverse('talk', args=[viewer.brand.slug, pk])}#t{message}")
    before = list(messages_for(seat).filter(pk__lte=message).select_related("author").order_by("-pk")[:4])[::-1]
    about = {"viewer": viewer, "seat": seat, "form": form, "shown": before, "message": found}
    return render(request, "talks/report.html", about, status=422 if form.errors else 200)


_TALKS = "@<slug:brand>/community/talks/"
_TALK = _TALKS + "<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_TALKS, talks, name="talks"),
    path(_TALKS + "new/", new_talk, name="new_talk"),
    path(_TALK, talk, name="talk"),
    path(_TALK + "tend/", tend_talk, name="tend_talk"),
    path(_TALK + "messages/<int:message>/report/", report_talk, name="report_talk"),
    path("@<slug:brand>/community/members/<slug:handle>/spare/", spare, name="spare"),
]
