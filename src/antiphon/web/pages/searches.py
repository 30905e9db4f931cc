"""Saved searches: what a brand goes on looking for, in what it hears and among public posts; what was found."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.channels.sentences import happened
from antiphon.listening.actions.searching import Wanted, save_search, stop_search
from antiphon.listening.actions.taking_up import bring_back, keep_as_need, put_found_aside, take_up
from antiphon.listening.models import Found, FoundState, KindLabel, SavedSearch, SearchPlace, SubjectState
from antiphon.listening.queries.searches import channels_that_search, found_by, heard_by, searches_of
from antiphon.listening.rules.searches import INTERVALS
from antiphon.listening.rules.subjects import subject_words
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt

PAGE = 30
FIELDS = ("words", "name", "place", "channel", "subject", "every_minutes")
_EVERY = dict(
    zip(
        INTERVALS,
        (
            gettext_lazy("a quarter of an hour"),
            gettext_lazy("an hour"),
            gettext_lazy("six hours"),
            gettext_lazy("a day"),
        ),
        strict=True,
    )
)


class SearchForm(forms.Form):
    """What is looked for, and where."""

    words = forms.CharField(
        label=gettext_lazy("Words, or a #tag"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("All of the words have to stand in a message. It may stay empty with a subject."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, required=False, help_text=gettext_lazy("The words if empty.")
    )
    place = forms.ChoiceField(label=gettext_lazy("Search"), choices=SearchPlace.choices)
    every_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Ask the network every"), choices=list(_EVERY.items()), coerce=int, initial=60
    )

    def __init__(self, member: Member, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["channel"] = forms.ModelChoiceField(
            member.brand.channels.filter(disconnected_at=None).select_related("identity").order_by("pk"),
            label=_("Account"),
            required=False,
            empty_label=_("any"),
            help_text=_(
                "Public posts are searched through an account of yours on Mastodon or Bluesky, as far as it may see; "
                "in what was said to you it narrows the search."
            ),
        )
        self.fields["subject"] = forms.ModelChoiceField(
            member.brand.subjects.filter(state=SubjectState.ACCEPTED).order_by("name"),
            label=_("Subject"),
            required=False,
            empty_label=_("any"),
            help_text=_("Only in what was said to you."),
        )
        self.order_fields(FIELDS)

    @property
    def wanted(self) -> Wanted:
        """What was typed."""
        return Wanted(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def searches(request: HttpRequest, member: Member) -> HttpResponse:
    """List the searches, and what they came upon that waits for a word; make a new one."""
    form = SearchForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            made = save_search(member, form.wanted)
            messages.success(request, _("The search is kept."))
            return _to(member, made)
    number = page_number(request)
    rows = list(found_by(member, None)[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        "rows": [_shown(one) for one in rows[:PAGE]],
        "searches": [_told(one) for one in searches_of(member)],
        "can_search": channels_that_search(member).exists(),
        "form": form,
        **pages_beside(number, more=len(rows) > PAGE),
        **_frame(member),
    }
    return show(request, "searches/index.html", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def saved_search(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what a search finds; change what it looks for."""
    search = _search(member, pk)
    kept = {name: getattr(search, name) for name in FIELDS}
    form = SearchForm(member, request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            save_search(member, form.wanted, search)
            messages.success(request, _("The change is kept; it is searched anew."))
            return _to(member, search)
        search.refresh_from_db()
    context = {**_results(request, member, search), "form": form, "one": _told(search), **_frame(member)}
    return show(request, "searches/search.html", context, 422 if form.errors else 200)


@require_POST
@member_page
def stop_saved_search(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Stop a search."""
    stop_search(member, _search(member, pk))
    messages.success(request, _("The search is stopped."))
    return _home(member)


@require_POST
@member_page
def take_up_found(request: HttpRequest, member: Member, pk: int) -> HttpResponse:  # noqa: ARG001
    """Receive what was found as a message, and lead on to where it is answered."""
    message = take_up(member, _one(member, pk))
    return SeeOther(reverse("conversation", args=[member.brand.slug, message.conversation_id]))


@require_POST
@member_page
def need_of_found(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Keep what was found as a need."""
    typed = request.POST
    need = keep_as_need(member, _one(member, pk), typed.get("kind", ""), typed.get("subject", ""))
    messages.success(request, _("The need is kept."))
    return SeeOther(reverse("need_found", args=[member.brand.slug, need.pk]))


@require_POST
@member_page
def decide_found(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say that what was found is not for us, or take that back."""
    if request.POST.get("says") == "back":
        bring_back(member, _one(member, pk))
    else:
        put_found_aside(member, _one(member, pk))
    came_from = request.POST.get("search", "")
    found = member.brand.saved_searches.in_force().filter(pk=int(came_from)) if came_from.isdecimal() else None
    search = found.first() if found is not None else None
    return _to(member, search) if search else _home(member)


def _results(request: HttpRequest, member: Member, search: SavedSearch) -> dict[str, Any]:
    number, state = page_number(request), request.GET.get("state", FoundState.NEW)
    if state not in set(FoundState):
        raise Http404
    public = search.place == SearchPlace.PUBLIC
    rows: Any = found_by(member, search, state) if public else heard_by(member, search)
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    return {
        "search": search,
        "public": public,
        "state": state,
        "states": FoundState.choices,
        "rows": [_shown(one) for one in found[:PAGE]] if public else found[:PAGE],
        **pages_beside(number, more=len(found) > PAGE),
    }


def _shown(found: Found) -> dict[str, Any]:
    return {"found": found, "subject": subject_words(found.text)}


def _told(search: SavedSearch) -> dict[str, Any]:
    """Return a search as it is shown, with why its network let nothing be found."""
    channel = search.channel
    gone = channel is not None and channel.disconnected_at is not None and search.place == SearchPlace.PUBLIC
    return {
        "search": search,
        "every": _EVERY.get(search.every_minutes, ""),
        "public": search.place == SearchPlace.PUBLIC,
        "trouble": happened(search.trouble, str(channel)) if search.trouble and channel else "",
        "gone": gone,
    }


def _frame(member: Member) -> dict[str, Any]:
    return {"member": member, "may_answer": allows(member, Duty.ANSWER), "kinds": KindLabel.choices}


def _search(member: Member, pk: int) -> SavedSearch:
    rows = member.brand.saved_searches.in_force().select_related("channel__identity", "subject", "made_by__user")
    return get_object_or_404(rows, pk=pk)


def _one(member: Member, pk: int) -> Found:
    return get_object_or_404(Found, brand=member.brand, pk=pk)


def _to(member: Member, search: SavedSearch) -> HttpResponse:
    return SeeOther(reverse("saved_search", args=[member.brand.slug, search.pk]))


def _home(member: Member) -> HttpResponse:
    return SeeOther(reverse("searches", args=[member.brand.slug]))


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/listening/searches/", searches, name="searches"),
    path("b/<slug:brand>/listening/searches/<int:pk>/", saved_search, name="saved_search"),
    path("b/<slug:brand>/listening/searches/<int:pk>/stop/", stop_saved_search, name="stop_saved_search"),
    path("b/<slug:brand>/listening/found/<int:pk>/take-up/", take_up_found, name="take_up_found"),
    path("b/<slug:brand>/listening/found/<int:pk>/need/", need_of_found, name="need_of_found"),
    path("b/<slug:brand>/listening/found/<int:pk>/decide/", decide_found, name="decide_found"),
]
