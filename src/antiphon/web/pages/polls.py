"""Polls inside a topic: ask, vote, close."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.community.actions import polling
from antiphon.community.actions.asking import close_ask
from antiphon.community.models import Ask, Poll, Topic
from antiphon.community.permissions import Viewer, moderates, require_writer
from antiphon.lib.errors import NotAllowed
from antiphon.web.access import SeeOther
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import inside_page, topic_of


class PollForm(forms.Form):
    """A poll as it is asked."""

    question = forms.CharField(label=_("Question"), max_length=polling.LONGEST_QUESTION)
    options = forms.CharField(
        label=_("Answers"), widget=forms.Textarea({"rows": 4}), help_text=_("One on each line, 2 to 12 of them.")
    )
    multiple = forms.BooleanField(label=_("Several answers can be chosen"), required=False)
    closes_at = forms.DateTimeField(
        label=_("Open until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty, it stays open until you close it."),
    )

    @property
    def given(self) -> polling.PollGiven:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        return polling.PollGiven(
            question=typed["question"],
            options=typed["options"].splitlines(),
            multiple=typed["multiple"],
            closes_at=typed["closes_at"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_poll(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Ask the readers of a topic to choose."""
    found = topic_of(viewer, pk)
    participant = require_writer(viewer, found.group)
    if found.opened_by_id != participant.pk and not moderates(viewer, found.group):
        raise NotAllowed(_("Only who opened the topic and the moderators add a poll to it."))
    form = PollForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            polling.open_poll(viewer, found, form.given)
            return _to_polls(viewer, found)
    about = {"viewer": viewer, "topic": found, "group": found.group, "form": form}
    return render(request, "polls/new.html", about, status=422 if form.errors else 200)


@require_POST
@inside_page
def vote(request: HttpRequest, viewer: Viewer, pk: int, poll: int) -> HttpResponse:
    """Choose answers of a poll."""
    found, asked = _poll(viewer, pk, poll)
    polling.vote(viewer, asked, [number_in(key) for key in request.POST.getlist("option")])
    messages.success(request, _("Your vote is counted."))
    return _to_polls(viewer, found)


@require_POST
@inside_page
def close_poll(_request: HttpRequest, viewer: Viewer, pk: int, poll: int) -> HttpResponse:
    """Close a poll before its time."""
    found, asked = _poll(viewer, pk, poll)
    whole = Ask.objects.select_related("topic__group", "topic__conversation").filter(topic=found).first()
    if whole is not None:
        close_ask(viewer, whole)  # the poll of an ask closes with it
    else:
        polling.close_poll(viewer, asked)
    return _to_polls(viewer, found)


def _poll(viewer: Viewer, pk: int, poll: int) -> tuple[Topic, Poll]:
    found = topic_of(viewer, pk)
    polls = Poll.objects.select_related("topic__group", "topic__conversation")
    return found, get_object_or_404(polls, topic=found, pk=poll)


def _to_polls(viewer: Viewer, found: Topic) -> HttpResponse:
    asked = Ask.objects.filter(topic=found).first()
    if asked is not None:
        return SeeOther(reverse("ask", args=[viewer.brand.slug, asked.pk]) + "#polls")
    return SeeOther(reverse("topic", args=[viewer.brand.slug, found.pk]) + "#polls")


_TOPIC = "@<slug:brand>/community/topics/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_TOPIC + "polls/new/", new_poll, name="new_poll"),
    path(_TOPIC + "polls/<int:poll>/vote/", vote, name="vote_in_poll"),
    path(_TOPIC + "polls/<int:poll>/close/", close_poll, name="close_poll"),
]
