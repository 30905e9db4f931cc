"""Ideas of an ask: put forward, looked at, voted, decided, merged."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import ideas, submitting
from antiphon.community.actions.writing import LONGEST_TITLE
from antiphon.community.models import Ask, AskIdea, AskIdeaState, HeldWriting
from antiphon.community.permissions import Viewer, moderates
from antiphon.community.queries.ideas import idea_row
from antiphon.community.queries.topics import lines_of, tree_of
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.trees import Placed
from antiphon.web.access import SeeOther
from antiphon.web.pages.asks import about_ask, ask_of, to_ask
from antiphon.web.pages.topics import say_it_waits
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import community_page, inside_page
from antiphon.web.words_form import WordsForm

_MOST_SHOWN = 60
STATES = [choice for choice in AskIdeaState.choices if choice[0] != AskIdeaState.MERGED]


class IdeaForm(WordsForm):
    """An idea."""

    title = forms.CharField(
        label=_("Your idea in one line"), max_length=LONGEST_TITLE, widget=forms.TextInput({"dir": "auto"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def new_ask_idea(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Put an idea forward."""
    found = ask_of(viewer, pk)
    ideas.require_idea(viewer, found)
    form = IdeaForm.at(request, viewer, f"idea:{pk}")
    made = _put_forward(viewer, found, form) if form.is_valid() else None
    if isinstance(made, HeldWriting):
        return say_it_waits(request, viewer)
    if made is not None:
        messages.success(request, _("Your idea stands. Others can vote for it and talk about it."))
        return to_ask(viewer, found)
    about = about_ask(viewer, found) | {"form": form}
    return render(request, "ask_ideas/new.html", about, status=422 if form.errors else 200)


def _put_forward(viewer: Viewer, found: Ask, form: IdeaForm) -> AskIdea | HeldWriting | None:
    with RefusalsAt(form):
        return submitting.submit_idea(viewer, found, form.cleaned_data["title"], form.sent())
    return None


@require_safe
@community_page
def ask_idea(request: HttpRequest, viewer: Viewer, pk: int, idea: int) -> HttpResponse:
    """Show an idea: its words, its votes, how it came to its state, and what is said about it."""
    return _shown(request, viewer, _idea(viewer, pk, idea))


@require_POST
@inside_page
def vote_ask_idea(request: HttpRequest, viewer: Viewer, pk: int, idea: int) -> HttpResponse:
    """Vote for an idea, or take the vote back."""
    found = _idea(viewer, pk, idea)
    ideas.vote_for_idea(viewer, found, wanted=request.POST.get("wanted", "yes") == "yes")
    return SeeOther(f"{reverse('ask', args=[viewer.brand.slug, pk])}#i{found.pk}")


@require_POST
@inside_page
def decide_ask_idea(request: HttpRequest, viewer: Viewer, pk: int, idea: int) -> HttpResponse:
    """Say what becomes of an idea; merge it into another one, or take it apart again."""
    found, done = _idea(viewer, pk, idea), request.POST.get("do", "decide")
    try:
        _decide(request, viewer, found, done)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _shown(request, viewer, found, wrong=str(refusal))
    return SeeOther(reverse("ask_idea", args=[viewer.brand.slug, pk, found.pk]))


def _decide(request: HttpRequest, viewer: Viewer, found: AskIdea, done: str) -> None:
    why, state = request.POST.get("why", ""), request.POST.get("state", "")
    if done == "merge":
        others = AskIdea.objects.filter(ask=found.ask_id)
        ideas.merge_idea(viewer, found, get_object_or_404(others, pk=number_in(request.POST.get("into", ""))), why)
    elif done == "take apart":
        ideas.take_apart(viewer, found)
    elif state in AskIdeaState.values:
        ideas.decide_idea(viewer, found, AskIdeaState(state), why)
    else:
        raise Refusal(_("Choose what becomes of it."), field="state")


def _idea(viewer: Viewer, pk: int, idea: int) -> AskIdea:
    found = ask_of(viewer, pk)
    behind = ("message__author", "message__writing__author", "author", "merged_into")
    made = get_object_or_404(found.ideas.select_related(*behind), pk=idea)
    made.ask = found
    if made.message.writing.removed_at and not moderates(viewer, found.topic.group):
        raise Http404
    return made


def _shown(request: HttpRequest, viewer: Viewer, found: AskIdea, wrong: str = "") -> HttpResponse:
    about = about_ask(viewer, found.ask) | {
        "row": idea_row(found, viewer.participant),
        "idea": found,
        "line": lines_of([_alone(found)], viewer.participant)[0],
        "answers": _branch(found),
        "decisions": found.decisions.select_related("by", "into").order_by("pk"),
        "wrong": wrong,
        "states": STATES,
        "answer_at": _answer_at(viewer, found),
    }
    if about["decides"]:
        others = found.ask.ideas.filter(merged_into=None, message__writing__removed_at=None).exclude(pk=found.pk)
        about["others"] = others.order_by("title", "pk")
    return render(request, "ask_ideas/idea.html", about, status=422 if wrong else 200)


def _answer_at(viewer: Viewer, found: AskIdea) -> str:
    topic = reverse("topic", args=[viewer.brand.slug, found.ask.topic_id])
    return f"{topic}?answer={found.message_id}#m{found.message_id}"


def _alone(found: AskIdea) -> Placed[int]:
    return next(one for one in tree_of(found.ask.topic) if one.id == found.message_id)


def _branch(found: AskIdea) -> list[dict[str, Any]]:
    """Return what is said below an idea, in reading order, at most so much of it."""
    inside, below = {found.message_id}, []
    for one in tree_of(found.ask.topic):
        if one.parent_id in inside:
            inside.add(one.id)
            below.append(one)
    return [{"line": line, "level": min(line.placed.depth, 6)} for line in lines_of(below[:_MOST_SHOWN], None)]


_IDEAS = "@<slug:brand>/community/asks/<int:pk>/ideas/"
_IDEA = _IDEAS + "<int:idea>/"

urlpatterns: list[URLPattern] = [
    path(_IDEAS + "new/", new_ask_idea, name="new_ask_idea"),
    path(_IDEA, ask_idea, name="ask_idea"),
    path(_IDEA + "vote/", vote_ask_idea, name="vote_ask_idea"),
    path(_IDEA + "decide/", decide_ask_idea, name="decide_ask_idea"),
]
