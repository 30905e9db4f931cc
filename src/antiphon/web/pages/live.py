"""Live sessions: the list, one as it goes, the desk of its host, its stream and its calendar file."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import sessions
from antiphon.community.actions.sessions import LONGEST_QUESTION, SessionGiven
from antiphon.community.actions.writing import Words
from antiphon.community.models import Group, LiveSession, QuestionState, SessionQuestion, SessionState
from antiphon.community.permissions import Viewer, require_moderator, require_writer
from antiphon.community.queries.sessions import hosts_session, questions_of, sessions_read, voted_by
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.wall_time import resolve
from antiphon.web.access import SeeOther
from antiphon.web.fields import WallTimeField
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.senders import sender_of
from antiphon.web.session_event import as_event
from antiphon.web.streams import Hub, one_event
from antiphon.web.taking_part import community_page, group_of, inside_page

hub = Hub(settings.LIVE_STREAMS, settings.LIVE_STREAMS_A_SENDER)
_MOST_LISTED = 50


class SessionForm(forms.Form):
    """A session to be announced."""

    title = forms.CharField(label=_("Title"), max_length=200)
    about = forms.CharField(
        label=_("What it is about"), max_length=5_000, widget=forms.Textarea({"rows": 4}), help_text=_("Markdown.")
    )
    starts_at = WallTimeField(label=_("Begins"), help_text=_("By the clock of the brand."))
    ends_at = WallTimeField(label=_("Ends"))
    host = forms.CharField(
        label=_("Host"), required=False, max_length=41, help_text=_("@handle of who answers; left empty: you.")
    )

    def given(self, zone: str) -> SessionGiven:
        """Return what was typed; raise Refusal if the clocks do not know the hour."""
        typed = self.cleaned_data
        moments = {name: resolve(typed[name], zone).at for name in ("starts_at", "ends_at")}
        return SessionGiven(title=typed["title"], about=typed["about"], host=typed["host"], **moments)


@require_safe
@community_page
def live_sessions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the sessions that are open or to come, and the latest that are over."""
    found = sessions_read(viewer).select_related("topic__group", "host")
    ahead = found.filter(over_at=None).order_by("starts_at", "pk")[:_MOST_LISTED]
    past = found.exclude(over_at=None).order_by("-starts_at", "-pk")[:_MOST_LISTED]
    return render(request, "live/index.html", {"viewer": viewer, "ahead": ahead, "past": past})


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_session(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Announce a session in a group."""
    found = group_of(viewer, slug)
    require_moderator(viewer, found)
    require_writer(viewer, found)
    form = SessionForm(request.POST or None)
    made = _announced(viewer, found, form) if form.is_valid() else None
    if made is not None:
        return SeeOther(reverse("live_session", args=[viewer.brand.slug, made.pk]))
    about = {"viewer": viewer, "group": found, "form": form}
    return render(request, "live/new.html", about, status=422 if form.errors else 200)


def _announced(viewer: Viewer, group: Group, form: SessionForm) -> LiveSession | None:
    with RefusalsAt(form):
        return sessions.announce_session(viewer, group, form.given(viewer.brand.time_zone))
    return None


@require_safe
@community_page
def live_session(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show a session as it stands; where scripts run, it moves by itself."""
    return _shown(request, viewer, session_of(viewer, pk))


@require_safe
@inside_page
def session_desk(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show the host's desk: the same questions, with what is done about them."""
    return _shown(request, viewer, _hosted(viewer, pk), desk=True)


def session_of(viewer: Viewer, pk: int) -> LiveSession:
    """Return a session that who looks may follow; raise Http404 if there is none."""
    found = sessions_read(viewer).select_related("topic__group", "topic__conversation", "host", "brand")
    return get_object_or_404(found, pk=pk)


def _hosted(viewer: Viewer, pk: int) -> LiveSession:
    found = session_of(viewer, pk)
    if not hosts_session(viewer, found):
        raise NotAllowed(_("Only the host of this session and the moderators of its group sit at its desk."))
    return found


def _shown(
    request: HttpRequest, viewer: Viewer, found: LiveSession, *, desk: bool = False, asked: str = "", wrong: str = ""
) -> HttpResponse:
    asked_so_far = questions_of(found.pk)
    about: dict[str, Any] = {
        "viewer": viewer,
        "session": found,
        "group": found.topic.group,
        "about": found.topic.conversation.messages.order_by("sent_at", "pk").first(),
        "lists": _lists(asked_so_far),
        "any_asked": bool(asked_so_far),
        "voted": voted_by(viewer, found),
        "desk": desk,
        "hosts": hosts_session(viewer, found),
        "may_ask": _may_ask(viewer, found),
        "reminded": viewer.participant is not None
        and found.reminders.filter(participant=viewer.participant).exists(),
        "to_come": found.state == SessionState.ANNOUNCED and found.starts_at > clock.now(),
        "asked": asked,
        "wrong": wrong,
        "longest": LONGEST_QUESTION,
        "empty": SessionQuestion(pk=0, session=found, state=QuestionState.WAITING),
    }
    return render(request, "live/session.html", about, status=422 if wrong else 200)


def _lists(questions: Iterable[SessionQuestion]) -> list[dict[str, Any]]:
    """Return the questions by what became of them, in the order of the page; nothing waits once it is over."""
    titles = {
        QuestionState.TAKEN: _("Being answered"),
        QuestionState.WAITING: _("Waiting"),
        QuestionState.ANSWERED: _("Answered"),
        QuestionState.ASIDE: _("Set aside"),
    }
    found = list(questions)
    return [
        {"state": state, "title": title, "rows": [one for one in found if one.state == state]}
        for state, title in titles.items()
    ]


def _may_ask(viewer: Viewer, found: LiveSession) -> bool:
    try:
        require_writer(viewer, found.topic.group)
    except NotAllowed:
        return False
    return found.over_at is None


@require_POST
@inside_page
def ask_session(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Ask in a session."""
    found, text = session_of(viewer, pk), request.POST.get("text", "")
    try:
        made = sessions.ask_question(viewer, found, text)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _shown(request, viewer, found, asked=text, wrong=str(refusal))
    return SeeOther(f"{reverse('live_session', args=[viewer.brand.slug, pk])}#q{made.pk}")


@require_POST
@inside_page
def vote_question(request: HttpRequest, viewer: Viewer, pk: int, question: int) -> HttpResponse:
    """Vote for a question or take the vote back; a script is answered with the count."""
    found = _question(session_of(viewer, pk), question)
    wanted = request.POST.get("wanted") != "no"
    votes = sessions.vote(viewer, found, wanted=wanted)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"votes": votes, "voted": wanted})
    return SeeOther(f"{reverse('live_session', args=[viewer.brand.slug, pk])}#q{question}")


def _question(session: LiveSession, pk: int) -> SessionQuestion:
    return get_object_or_404(session.questions.select_related("session__topic__group"), pk=pk)


@require_POST
@inside_page
def run_session(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Open or end a session; take, answer or set aside a question."""
    found, done = _hosted(viewer, pk), request.POST.get("do", "")
    if done == "open":
        sessions.open_session(viewer, found)
    elif done == "end":
        sessions.end_session(viewer, found)
    else:
        _settle(request, viewer, _question(found, number_in(request.POST.get("question", ""))), done)
    return SeeOther(reverse("session_desk", args=[viewer.brand.slug, pk]))


def _settle(request: HttpRequest, viewer: Viewer, question: SessionQuestion, done: str) -> None:
    if done == "take":
        sessions.take_question(viewer, question)
    elif done == "answer":
        sessions.answer_question(viewer, question, Words(source=request.POST.get("source", "")))
    elif done == "aside":
        sessions.set_aside(viewer, question, request.POST.get("why", ""))


@require_POST
@inside_page
def remind_session(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Ask for a letter before a session begins, or for none."""
    sessions.remind_of_session(viewer, session_of(viewer, pk), wanted=request.POST.get("wanted") != "no")
    return SeeOther(reverse("live_session", args=[viewer.brand.slug, pk]))


@require_safe
@community_page
def session_calendar(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:  # noqa: ARG001
    """Give a session as a calendar file."""
    found = session_of(viewer, pk)
    first = found.topic.conversation.messages.order_by("sent_at", "pk").first()
    answer = HttpResponse(as_event(found, first.text if first else ""), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{found.pk}.ics"'
    return answer


@require_safe
@community_page
def session_stream(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Tell a session's changes as they happen; who finds no seat gets one event and comes back by themselves."""
    found = session_of(viewer, pk)
    since = number_in(request.headers.get("Last-Event-ID", "") or request.GET.get("since", ""))
    if found.over_at and since == found.version:
        return HttpResponse(status=204)  # tells a browser not to come back
    language = translation.get_language() or viewer.brand.language
    sender = f"user:{request.user.pk}" if request.user.is_authenticated else sender_of(request)
    seat = None if request.method == "HEAD" else hub.seat(found.pk, sender, since, language)
    answer: HttpResponseBase
    if seat is None:
        answer = HttpResponse(one_event(found, since, language), content_type="text/event-stream")
    else:
        answer = StreamingHttpResponse(seat, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer  # type: ignore[return-value]


_COMMUNITY = "@<slug:brand>/community/"
_SESSION = _COMMUNITY + "sessions/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "sessions/", live_sessions, name="live_sessions"),
    path(_COMMUNITY + "groups/<slug:slug>/new-session/", new_session, name="new_session"),
    path(_SESSION, live_session, name="live_session"),
    path(_SESSION + "desk/", session_desk, name="session_desk"),
    path(_SESSION + "ask/", ask_session, name="ask_session"),
    path(_SESSION + "questions/<int:question>/vote/", vote_question, name="vote_question"),
    path(_SESSION + "run/", run_session, name="run_session"),
    path(_SESSION + "remind/", remind_session, name="remind_session"),
    path(_SESSION + "session.ics", session_calendar, name="session_calendar"),
    path(_SESSION + "stream/", session_stream, name="session_stream"),
]
