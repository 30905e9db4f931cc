"""Topics that change their shape: split and merge, for who keeps order."""

import re

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from antiphon.community.actions import reshaping
from antiphon.community.actions.writing import LONGEST_TITLE
from antiphon.community.models import Topic
from antiphon.community.permissions import Viewer, require_moderator
from antiphon.community.queries.topics import topics_read, tree_of
from antiphon.conversations.models import Message
from antiphon.lib.errors import Refusal
from antiphon.lib.markup import first_line
from antiphon.web.access import SeeOther
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import inside_page, topic_of

_OFFERED = 20


class SplitForm(forms.Form):
    """What a branch is called that becomes a topic."""

    title = forms.CharField(label=_("Title of the new topic"), max_length=LONGEST_TITLE)


class MergeForm(forms.Form):
    """Into which topic another goes."""

    into = forms.CharField(
        label=_("Address or number of the other topic"),
        max_length=300,
        required=False,
        help_text=_("For one that is not in the list above."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def split_topic(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Take a branch out into a topic of its own."""
    found = topic_of(viewer, pk)
    require_moderator(viewer, found.group)
    first = get_object_or_404(
        Message.objects.select_related("author"), conversation=found.conversation_id, pk=message
    )
    form = SplitForm(request.POST or None, initial={"title": first_line(first.text, 120)})
    if form.is_valid():
        with RefusalsAt(form):
            made = reshaping.split(viewer, found, first, form.cleaned_data["title"])
            messages.success(request, _("The branch is a topic of its own now."))
            return SeeOther(reverse("topic", args=[viewer.brand.slug, made.pk]))
    about = {"viewer": viewer, "topic": found, "group": found.group, "form": form, "first": first}
    return render(request, "reshaping/split.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def merge_topic(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Put a topic below another's opening post."""
    found = topic_of(viewer, pk)
    require_moderator(viewer, found.group)
    others = topics_read(viewer).exclude(pk=pk).select_related("group", "conversation")
    form = MergeForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            made = reshaping.merge(viewer, found, _chosen(others.all(), request.POST))
            messages.success(request, _("The topics are one now. The old address leads here."))
            return SeeOther(reverse("topic", args=[viewer.brand.slug, made.pk]))
    offered = others.filter(group=found.group).order_by("-last_at", "-pk")[:_OFFERED]
    about = {
        "viewer": viewer, "topic": found, "group": found.group, "form": form, "offered": offered,
        "number": len(tree_of(found)),
    }  # fmt: skip
    return render(request, "reshaping/merge.html", about, status=422 if form.errors else 200)


def _chosen(others: QuerySet[Topic], typed: QueryDict) -> Topic:
    named = re.search(r"(?:^|/topics/)(\d{1,18})/?(?:[?#]|$)", typed.get("into", "").strip())
    key = int(named[1]) if named else number_in(typed.get("topic", ""))
    found = others.filter(pk=key).first() if key else None
    if found is None:
        raise Refusal(_("Choose a topic that you may read."), field="into")
    return found


_TOPIC = "@<slug:brand>/community/topics/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_TOPIC + "messages/<int:message>/split/", split_topic, name="split_topic"),
    path(_TOPIC + "merge/", merge_topic, name="merge_topic"),
]
