"""Events of groups: the list, one with who comes, planned and changed; calendar files."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Event as Entry

from antiphon.community.actions import events
from antiphon.community.actions.events import MOST_ROOM, EventGiven
from antiphon.community.models import Answer, Event, EventFeed, Group, Topic
from antiphon.community.permissions import Viewer, require_part, require_writer
from antiphon.community.queries.events import (
    attendance_of,
    coming_to,
    events_ahead,
    events_read,
    feed_token,
    for_calendar,
    hydrated,
    may_plan,
    place_in_line,
    runs_event,
    said_about,
    viewer_of_feed,
)
from antiphon.community.queries.starters import turns_ahead
from antiphon.community.queries.topics import topics_read
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.wall_time import UnknownZone, resolve
from antiphon.web.access import SeeOther
from antiphon.web.event_file import as_calendar
from antiphon.web.fields import WallTimeField
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.starter_file import as_entry
from antiphon.web.taking_part import community_page, group_of, inside_page

_MOST_LISTED, _MOST_TOPICS = 50, 50


class ChangeForm(forms.Form):
    """An event that stands, to be changed."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_at = WallTimeField(label=_("Begins"))
    ends_at = WallTimeField(label=_("Ends"))
    zone = forms.CharField(
        label=_("By the clock of"), max_length=64, help_text=_("A time zone, such as Europe/Rome.")
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=300)
    link = forms.CharField(
        label=_("Link"), required=False, max_length=1_000, help_text=_("Where it is held, if people meet there.")
    )
    room = forms.IntegerField(
        label=_("Room for how many"),
        required=False,
        min_value=1,
        max_value=MOST_ROOM,
        help_text=_("Left empty: for all who come. When it is full, people wait in line."),
    )
    hosts = forms.CharField(
        label=_("Hosts"), required=False, max_length=450, help_text=_("Their @handles, apart by spaces; empty: you.")
    )

    def given(self) -> EventGiven:
        """Return what was typed; raise Refusal if the clocks do not know the hour."""
        typed = dict(self.cleaned_data)
        try:
            moments = {name: resolve(typed.pop(name), typed["zone"]).at for name in ("starts_at", "ends_at")}
        except UnknownZone as error:
            raise Refusal(_("There is no such time zone. Such names look like Europe/Rome."), field="zone") from error
        return EventGiven(**typed | moments | {"hosts": tuple(typed["hosts"].replace(",", " ").split())})


class EventForm(ChangeForm):
    """A new event."""

    about = forms.CharField(
        label=_("What it is about"), max_length=5_000, widget=forms.Textarea({"rows": 5}), help_text=_("Markdown.")
    )
    field_order: tuple[str, ...] = ("title", "about")


@require_safe
@community_page
def event_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the events that are ahead, and the latest that are over."""
    past = events_read(viewer).filter(ends_at__lte=clock.now()).order_by("-starts_at", "-pk")
    about: dict[str, Any] = {
        "viewer": viewer,
        "ahead": hydrated(events_ahead(viewer), _MOST_LISTED),
        "past": hydrated(past, _MOST_LISTED),
        "feed": _feed_address(viewer),
    }
    return render(request, "events/index.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_event(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Plan an event in a group."""
    found = group_of(viewer, slug)
    require_writer(viewer, found)
    if not may_plan(viewer, found):
        raise NotAllowed(_("Members of this group whom the community knows, and its moderators, plan its events."))
    form = EventForm(request.POST or None, initial={"zone": viewer.brand.time_zone})
    made = _planned(viewer, found, form) if form.is_valid() else None
    if made is not None:
        return SeeOther(_address(viewer, made))
    return render(request, "events/edit.html", _edited(viewer, found, form), status=422 if form.errors else 200)


def _planned(viewer: Viewer, group: Group, form: EventForm) -> Event | None:
    with RefusalsAt(form):
        return events.plan_event(viewer, group, form.given())
    return None


def _edited(viewer: Viewer, group: Group, form: ChangeForm, event: Event | None = None) -> dict[str, Any]:
    return {"viewer": viewer, "group": group, "form": form, "event": event}


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def change_event(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Change an event."""
    found = _run(viewer, event_of(viewer, pk))
    form = ChangeForm(request.POST or None, initial=_as_typed(found))
    if form.is_valid():
        with RefusalsAt(form):
            events.change_event(viewer, found, form.given())
            messages.success(request, _("This is kept. Who comes is told of another hour or place."))
            return SeeOther(_address(viewer, found))
    about = _edited(viewer, found.topic.group, form, found)
    return render(request, "events/edit.html", about, status=422 if form.errors else 200)


def _as_typed(event: Event) -> dict[str, Any]:
    zone = ZoneInfo(event.zone)
    named = {name: getattr(event, name) for name in ("zone", "place", "link", "room")}
    walls = {name: timezone.localtime(getattr(event, name), zone) for name in ("starts_at", "ends_at")}
    hosts = " ".join(f"@{one.handle}" for one in event.hosts.order_by("pk"))
    return named | walls | {"title": event.topic.title, "hosts": hosts}


@require_safe
@community_page
def event(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show an event: when, where, who comes, what it is about; and where it is talked over."""
    found = event_of(viewer, pk)
    now, runs = clock.now(), runs_event(viewer, found)
    own = attendance_of(viewer.participant, found)
    about: dict[str, Any] = {
        "viewer": viewer,
        "event": found,
        "group": found.topic.group,
        "about": _spark_of(found),
        "coming": coming_to(viewer, found),
        "hosts": found.hosts.order_by("pk"),
        "own": own,
        "line": place_in_line(found, own),
        "may_answer": _may_answer(viewer, found),
        "over": found.ends_at <= now,
        "now": found.starts_at <= now < found.ends_at,
        "runs": runs,
        "answers": Answer.choices,
        "topics": _topics_of(viewer, found) if runs and found.starts_at <= now else (),
    }
    return render(request, "events/event.html", about)


def _spark_of(found: Event) -> Any:
    return found.topic.conversation.messages.filter(parent_uri="").select_related("writing").first()


def _topics_of(viewer: Viewer, found: Event) -> list[Topic]:
    """Return the topics of the group that may hold the notes, the latest."""
    rows = topics_read(viewer).filter(group=found.topic.group).exclude(pk=found.topic_id)
    return list(rows.order_by("-last_at", "-pk")[:_MOST_TOPICS])


def _may_answer(viewer: Viewer, found: Event) -> bool:
    if found.called_off_at or found.ends_at <= clock.now():
        return False
    try:
        require_writer(viewer, found.topic.group)
    except NotAllowed:
        return False
    return True


def event_of(viewer: Viewer, pk: int) -> Event:
    """Return an event that who looks may see; raise Http404 if there is none."""
    found = events_read(viewer).select_related("topic__group", "topic__conversation", "topic__opened_by", "brand")
    return get_object_or_404(found.select_related("notes"), pk=pk)


def _run(viewer: Viewer, found: Event) -> Event:
    if not runs_event(viewer, found):
        raise NotAllowed(_("Only who planned this event, its hosts and the moderators of its group do this."))
    return found


def _address(viewer: Viewer, found: Event) -> str:
    return reverse("event", args=[viewer.brand.slug, found.pk])


@require_POST
@inside_page
def answer_event(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Say whether one comes."""
    found, said = event_of(viewer, pk), request.POST.get("answer", "")
    if said not in Answer.values:
        raise Refusal(_("Say yes, maybe or no."), field="answer")
    made = events.answer_event(viewer, found, Answer(said))
    if made.answer == Answer.YES:
        word = (
            _("You come.") if made.seated_at else _("All seats are taken. You wait, and are told when there is one.")
        )
        messages.success(request, word)
    return SeeOther(_address(viewer, found))


@require_POST
@inside_page
def call_off_event(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Call an event off."""
    found = event_of(viewer, pk)
    events.call_off(viewer, found, request.POST.get("why", ""))
    return SeeOther(_address(viewer, found))


@require_POST
@inside_page
def event_notes(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Say in which topic one reads how it was."""
    found, key = _run(viewer, event_of(viewer, pk)), number_in(request.POST.get("notes", ""))
    topic = get_object_or_404(topics_read(viewer), pk=key) if key else None
    events.name_notes(viewer, found, topic)
    return SeeOther(_address(viewer, found))


@require_safe
@community_page
def event_calendar(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:  # noqa: ARG001
    """Give an event as a calendar file."""
    found = event_of(viewer, pk)
    return _file([found], f"event-{found.pk}.ics")


@never_cache
@require_safe
@community_page
def event_feed(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:  # noqa: ARG001
    """Give whom a private address is what they come to and what is theirs to start, as they may see it today."""
    owner = viewer_of_feed(viewer.community, token)
    if owner is None:
        raise Http404
    turns = [as_entry(one) for one in turns_ahead(owner)]
    return _file(for_calendar(owner), "events.ics", owner.brand.name, turns)


def _file(rows: list[Event], name: str, title: str = "", also: Sequence[Entry] = ()) -> HttpResponse:
    data = as_calendar(rows, said_about(rows), title, also)
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@inside_page
def make_event_feed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Make the private address of one's events, or a new one that closes the old."""
    require_part(viewer)
    events.make_feed(viewer, anew=request.POST.get("anew") == "yes")
    return SeeOther(reverse("events", args=[viewer.brand.slug]) + "#calendar")


def _feed_address(viewer: Viewer) -> str:
    feed = EventFeed.objects.filter(participant=viewer.participant).first() if viewer.takes_part else None
    if feed is None:
        return ""
    return settings.PUBLIC_URL + reverse("event_feed", args=[viewer.brand.slug, feed_token(feed)])


_COMMUNITY = "@<slug:brand>/community/"
_EVENT = _COMMUNITY + "events/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "events/", event_list, name="events"),
    path(_COMMUNITY + "events/calendar/", make_event_feed, name="make_event_feed"),
    path(_COMMUNITY + "events/calendar/<str:token>/events.ics", event_feed, name="event_feed"),
    path(_COMMUNITY + "groups/<slug:slug>/new-event/", new_event, name="new_event"),
    path(_EVENT, event, name="event"),
    path(_EVENT + "change/", change_event, name="change_event"),
    path(_EVENT + "answer/", answer_event, name="answer_event"),
    path(_EVENT + "call-off/", call_off_event, name="call_off_event"),
    path(_EVENT + "notes/", event_notes, name="event_notes"),
    path(_EVENT + "event.ics", event_calendar, name="event_calendar"),
]
