"""Ideas: what could become a post, from ourselves, from what people need, from feeds."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.following import follow, unfollow
from antiphon.publishing.actions.gathering import note_idea, put_aside, take_back, write_of
from antiphon.publishing.models import Feed, Idea, IdeaSource, IdeaState
from antiphon.publishing.queries.gathering import counts_of_ideas, feeds_of, ideas_of
from antiphon.publishing.sentences import FEED_TROUBLES
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import page_number

PAGE = 30


@require_http_methods(["GET", "POST"])
@member_page
def ideas(request: HttpRequest, member: Member) -> HttpResponse:
    """List ideas by what became of them; keep one of our own."""
    if request.method == "GET":
        return _show(request, member)
    try:
        note_idea(member, request.POST.get("text", ""), request.POST.get("link", ""))
    except Refusal as refusal:
        return _show(request, member, refusal)
    messages.success(request, _("The idea is kept."))
    return SeeOther(reverse("ideas", args=[member.brand.slug]))


@require_POST
@member_page
def decide_idea(request: HttpRequest, member: Member, pk: int, decision: str) -> HttpResponse:
    """Write a post of an idea, put it aside, or take it back."""
    idea = get_object_or_404(Idea, brand=member.brand, pk=pk)
    if decision == "write":
        post = write_of(member, idea)
        messages.success(request, _("Here is the beginning: a draft with the words of the idea."))
        return SeeOther(reverse("edit_post", args=[member.brand.slug, post.pk]))
    if decision not in {"put-aside", "take-back"}:
        raise Http404
    (put_aside if decision == "put-aside" else take_back)(member, idea)
    return SeeOther(reverse("ideas", args=[member.brand.slug]))


@require_http_methods(["GET", "POST"])
@member_page
def feeds(request: HttpRequest, member: Member) -> HttpResponse:
    """List the feeds that are followed; follow one more."""
    refusal = None
    if request.method == "POST":
        try:
            followed = follow(member, request.POST.get("address", ""))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("%(feed)s is followed.") % {"feed": followed})
            return SeeOther(reverse("feeds", args=[member.brand.slug]))
    context = {
        "member": member,
        "feeds": [(one, FEED_TROUBLES.get(one.trouble, "")) for one in feeds_of(member.brand)],
        "refusal": refusal,
        "typed": request.POST.get("address", ""),
        "may_write": allows(member, Duty.WRITE),
    }
    return render(request, "ideas/feeds.html", context, status=422 if refusal else 200)


@require_POST
@member_page
def end_feed(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Follow a feed no longer."""
    unfollow(member, get_object_or_404(Feed, brand=member.brand, pk=pk))
    messages.success(request, _("This feed is followed no longer. The ideas that it brought stay."))
    return SeeOther(reverse("feeds", args=[member.brand.slug]))


def _show(request: HttpRequest, member: Member, refusal: Refusal | None = None) -> HttpResponse:
    state, source = request.GET.get("state", IdeaState.NEW), request.GET.get("source", "")
    if state not in set(IdeaState) or (source and source not in set(IdeaSource)):
        raise Http404
    number = page_number(request)
    found, more = ideas_of(member.brand, state, source, limit=PAGE, offset=(number - 1) * PAGE)
    counts = counts_of_ideas(member.brand)
    context = {
        "member": member,
        "ideas": found,
        "more": more,
        "number": number,
        "state": state,
        "source": source,
        "tabs": [(one.value, one.label, counts[one.value]) for one in IdeaState],
        "sources": IdeaSource.choices,
        "may_write": allows(member, Duty.WRITE),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "ideas.html", context, status=422 if refusal else 200)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/ideas/", ideas, name="ideas"),
    path("b/<slug:brand>/ideas/feeds/", feeds, name="feeds"),
    path("b/<slug:brand>/ideas/feeds/<int:pk>/end/", end_feed, name="end_feed"),
    path("b/<slug:brand>/ideas/<int:pk>/<slug:decision>/", decide_idea, name="decide_idea"),
]
