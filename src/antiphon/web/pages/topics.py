"""Topics: the opening post as the spark, and the tree of what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import submitting, tending, thanking, writing
from antiphon.community.actions.notices import mark_words_read
from antiphon.community.actions.reading import keep_message, note_read
from antiphon.community.models import Ask, Group, HeldWriting, Kind, Topic, Writing
from antiphon.community.permissions import Viewer, moderates, require_part, require_writer
from antiphon.community.queries.finding import similar_topics
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.history import history_of
from antiphon.community.queries.notices import attention_to
from antiphon.community.queries.polls import polls_of
from antiphon.community.queries.reading import bookmarks_of
from antiphon.community.queries.reshapings import reshapings_of
from antiphon.community.queries.summaries import may_sum_up, summaries_of
from antiphon.community.queries.topics import Line, lines_of, merged_topic, new_to, quotation, topics_read, tree_of
from antiphon.community.rules import DEEPEST_SHOWN, cut, page_of
from antiphon.conversations.models import Message
from antiphon.lib.errors import NotAllowed
from antiphon.web.access import SeeOther
from antiphon.web.pages.finding import look_for_similar
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import community_page, group_of, inside_page, topic_of
from antiphon.web.words_form import TopicForm, WordsForm

BOOKMARKS = 50


@require_safe
@community_page
def topic(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show a topic: a page of its tree, and where one answers."""
    try:
        found = topic_of(viewer, pk)
    except Http404:
        return _to_what_took_it_in(viewer, pk)
    placed = tree_of(found)
    new = new_to(viewer.participant, found, placed)
    if "unread" in request.GET and new:
        return _to_message(viewer, found, new[0])
    asked = number_in(request.GET.get("answer", ""))
    number = page_of(placed, asked) if asked else number_in(request.GET.get("page", "1"))
    shown = cut(placed, number)
    lines = lines_of(shown.placed, viewer.participant)
    if request.method == "GET":
        _note_read(viewer, found, [one.message.pk for one in lines], [one.id for one in placed])
    asks_for = Ask.objects.filter(topic=found).first()
    keys = [one.message.pk for one in lines]
    ideas = {one.message_id: one for one in asks_for.ideas.filter(message__in=keys)} if asks_for else {}
    about = _about(viewer, found) | {
        "shown": shown,
        "ask": asks_for,
        "branches": [_branch(line, asked, new) | {"idea": ideas.get(line.message.pk)} for line in lines],
        "new": new,
        "new_elsewhere": page_of(placed, new[0]) != shown.number if new else False,
        "polls": polls_of(found, viewer.participant),
        "reshapings": reshapings_of(viewer, found),
        "form": _answer_form(request, viewer, found, lines, asked) if asked else None,
        "older": shown.number + 1 if shown.number < shown.pages else None,
        "newer": shown.number - 1 if shown.number > 1 else None,
        "root": placed[0].id if placed else None,
    }
    return render(request, "topics/topic.html", about)


def _to_what_took_it_in(viewer: Viewer, pk: int) -> HttpResponse:
    taken_in = merged_topic(viewer, pk)
    if taken_in is None:
        raise Http404
    return redirect("topic", viewer.brand.slug, taken_in.pk)


def _note_read(viewer: Viewer, found: Topic, shown: list[int], whole: list[int]) -> None:
    if viewer.takes_part and viewer.participant and shown:
        note_read(viewer.participant, found, shown, whole)
        mark_words_read(viewer.participant, shown)


def _answer_form(
    request: HttpRequest, viewer: Viewer, found: Topic, lines: list[Line], asked: int
) -> WordsForm | None:
    """Return the form in which a message of the page is answered; with its words as a quotation if that is asked."""
    line = next((line for line in lines if line.message.pk == asked), None)
    if line is None:
        return None
    form = WordsForm.at(request, viewer, f"reply:{found.pk}:{asked}")
    if "quote" in request.GET:
        address = reverse("community_message", args=[viewer.brand.slug, line.message.network_id])
        words = quotation(line, address)
        begun = str(form.initial.get("source") or "")
        form.initial["source"] = begun if words.strip() in begun else begun + words
        form.initial["warning"] = form.initial.get("warning") or (line.writing.warning if line.writing else "")
    return form


def _about(viewer: Viewer, found: Topic) -> dict[str, Any]:
    order = moderates(viewer, found.group)
    own = viewer.participant is not None and found.opened_by_id == viewer.participant.pk
    return {
        "viewer": viewer,
        "topic": found,
        "event": getattr(found, "event", None) if found.kind == Kind.EVENT else None,
        "group": found.group,
        "moderates": order,
        "may_write": _may_write(viewer, found),
        "attention": attention_to(viewer, found),
        "may_sum_up": may_sum_up(viewer, found),
        "may_mark": found.kind == Kind.QUESTION and (order or own),
        "groups": groups_found(viewer).filter(closed_at=None).exclude(pk=found.group_id) if order else [],
    }


def _may_write(viewer: Viewer, found: Topic) -> bool:
    try:
        require_writer(viewer, found.group)
    except NotAllowed:
        return False
    return found.closed_at is None or moderates(viewer, found.group)


def _branch(line: Line, asked: int, new: list[int]) -> dict[str, Any]:
    return {
        "line": line,
        "level": min(line.placed.depth, DEEPEST_SHOWN),
        "far": line.placed.depth > DEEPEST_SHOWN,
        "asked": line.message.pk == asked,
        "new": line.message.pk in new,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_topic(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Open a topic in a group."""
    found = group_of(viewer, slug)
    require_writer(viewer, found)
    form = TopicForm.at(request, viewer, f"group:{found.slug}")
    looked = request.POST.get("looked") == "yes"
    alike = similar_topics(viewer, form.cleaned_data["title"]) if form.is_valid() and not looked else []
    made = _opened(viewer, found, form) if form.is_valid() and not alike else None
    if isinstance(made, HeldWriting):
        return say_it_waits(request, viewer)
    if made is not None:
        return SeeOther(reverse("topic", args=[viewer.brand.slug, made.pk]))
    form.fields["title"].widget.attrs |= look_for_similar(viewer)
    about = {"viewer": viewer, "group": found, "form": form, "similar": alike, "looked": looked}
    return render(request, "topics/new.html", about, status=422 if form.errors else 200)


def say_it_waits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say that words are held, and lead to where their author sees them."""
    messages.success(request, _("Your words wait for a moderator. Until then only you and they see them."))
    return SeeOther(reverse("standing", args=[viewer.brand.slug]))


def _opened(viewer: Viewer, found: Group, form: TopicForm) -> Topic | HeldWriting | None:
    typed = form.cleaned_data
    with RefusalsAt(form):
        return submitting.submit_topic(viewer, found, typed["title"], form.sent(), Kind(typed["kind"]))
    return None


@require_POST
@inside_page
def reply(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Answer a message of a topic."""
    found = topic_of(viewer, pk)
    key = number_in(request.POST.get("message", ""))
    answered = get_object_or_404(Message, conversation=found.conversation_id, pk=key)
    form = WordsForm.at(request, viewer, "")
    if form.is_valid():
        with RefusalsAt(form):
            made = submitting.submit_reply(viewer, found, answered, form.sent())
            if isinstance(made, HeldWriting):
                return say_it_waits(request, viewer)
            return _to_message(viewer, found, made.message_id)
    about = _about(viewer, found) | {"form": form, "answered": answered}
    return render(request, "topics/answer.html", about, status=422)


def _to_message(viewer: Viewer, found: Topic, key: int) -> HttpResponse:
    number = page_of(tree_of(found), key)
    page = f"?page={number}" if number > 1 else ""
    return SeeOther(f"{reverse('topic', args=[viewer.brand.slug, found.pk])}{page}#m{key}")


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def edit_writing(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Write something else, or look at how it stood before."""
    found, written = _writing(viewer, pk, message)
    if viewer.participant is None or written.author_id != viewer.participant.pk:
        raise NotAllowed(_("Only who wrote this can change it."))
    place = f"edit:{pk}:{message}"
    form = WordsForm.at(request, viewer, place, source=written.source, warning=written.warning)
    if form.is_valid():
        with RefusalsAt(form):
            submitting.submit_edit(viewer, written, found.group, form.sent())
            return _to_message(viewer, found, message)
    about = _about(viewer, found) | {"form": form, "writing": written, "attached": written.attachments.order_by("pk")}
    return render(request, "topics/edit.html", about, status=422 if form.errors else 200)


def _writing(viewer: Viewer, pk: int, message: int) -> tuple[Topic, Writing]:
    found = topic_of(viewer, pk)
    written = Writing.objects.select_related("message__conversation", "author")
    return found, get_object_or_404(written, message=message, message__conversation=found.conversation_id)


@require_safe
@community_page
def writing_history(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Show how a message stood before; of one that was taken away only to its author and the moderators."""
    found, written = _writing(viewer, pk, message)
    own = viewer.participant is not None and written.author_id == viewer.participant.pk
    if written.removed_at and not (own or moderates(viewer, found.group)):
        raise Http404
    about = _about(viewer, found) | {"writing": written, "stands": history_of(written)}
    return render(request, "topics/history.html", about)


@require_safe
@community_page
def summary_history(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show how a topic was summed up before, by whom, and what each changed."""
    found = topic_of(viewer, pk)
    return render(request, "topics/summaries.html", _about(viewer, found) | {"summaries": summaries_of(found)})


@require_POST
@inside_page
def take_away(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Take words away."""
    found, written = _writing(viewer, pk, message)
    writing.take_away(viewer, written, found.group, request.POST.get("why", ""))
    messages.success(request, _("The words are taken away; the replies stay."))
    return _to_message(viewer, found, message)


@require_POST
@inside_page
def tend_topic(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Mark the answer, close, pin, move or sum up a topic."""
    found = topic_of(viewer, pk)
    done = request.POST.get("do", "")
    if done == "answer":
        key = number_in(request.POST.get("message", ""))
        answer = get_object_or_404(Message, conversation=found.conversation_id, pk=key) if key else None
        tending.mark_answer(viewer, found, answer)
    elif done in {"close", "reopen"}:
        tending.close_topic(viewer, found, closed=done == "close")
    elif done in {"pin", "unpin"}:
        tending.pin_topic(viewer, found, pinned=done == "pin")
    elif done == "move":
        tending.move_topic(viewer, found, group_of(viewer, request.POST.get("group", "")))
    elif done == "sum up":
        tending.sum_up(viewer, found, request.POST.get("summary", ""))
    return SeeOther(reverse("topic", args=[viewer.brand.slug, pk]))


@require_POST
@inside_page
def thank(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Thank for a message, or take it back."""
    found = topic_of(viewer, pk)
    words = get_object_or_404(Message, conversation=found.conversation_id, pk=message)
    if request.POST.get("thanks") == "yes":
        thanking.thank(viewer, found, words)
    else:
        thanking.take_thank_back(viewer, found, words)
    return _to_message(viewer, found, message)


@require_POST
@inside_page
def keep(request: HttpRequest, viewer: Viewer, pk: int, message: int) -> HttpResponse:
    """Bookmark a message, or let it go."""
    found = topic_of(viewer, pk)
    kept = get_object_or_404(Message, conversation=found.conversation_id, pk=message)
    keep_message(require_part(viewer), kept, kept=request.POST.get("kept") == "yes")
    return _to_message(viewer, found, message)


@require_safe
@inside_page
def bookmarks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what somebody keeps, as far as they may still read it."""
    before = number_in(request.GET.get("before", ""))
    found = bookmarks_of(viewer, require_part(viewer))
    rows = list((found.filter(pk__lt=before) if before else found)[: BOOKMARKS + 1])
    older = rows[BOOKMARKS - 1].pk if len(rows) > BOOKMARKS else None
    about = {"viewer": viewer, "rows": rows[:BOOKMARKS], "older": older, "later": bool(before)}
    return render(request, "topics/bookmarks.html", about)


@require_safe
@community_page
def community_message(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:  # noqa: ARG001
    """Lead from the stable address of a message to where it stands."""
    uri = f"{viewer.community.channel.identity.stable_id}/messages/{name}/"
    message = get_object_or_404(Message, brand=viewer.brand, uri=uri)
    found = topics_read(viewer).filter(conversation=message.conversation_id).first()
    if found is None:
        raise Http404
    return redirect(_to_message(viewer, found, message.pk)["Location"])


_COMMUNITY = "@<slug:brand>/community/"
_TOPIC = _COMMUNITY + "topics/<int:pk>/"
_MESSAGE = _TOPIC + "messages/<int:message>/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "groups/<slug:slug>/new/", new_topic, name="new_topic"),
    path(_TOPIC, topic, name="topic"),
    path(_TOPIC + "reply/", reply, name="reply"),
    path(_TOPIC + "summary/", summary_history, name="summary_history"),
    path(_TOPIC + "tend/", tend_topic, name="tend_topic"),
    path(_MESSAGE + "edit/", edit_writing, name="edit_writing"),
    path(_MESSAGE + "history/", writing_history, name="writing_history"),
    path(_MESSAGE + "take-away/", take_away, name="take_away"),
    path(_MESSAGE + "thank/", thank, name="thank"),
    path(_MESSAGE + "keep/", keep, name="keep_message"),
    path(_COMMUNITY + "bookmarks/", bookmarks, name="bookmarks"),
    path(_COMMUNITY + "messages/<slug:name>/", community_message, name="community_message"),
]
