"""What somebody without an account sees who was given a link for review: these posts, and nothing else."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.commenting import answer_comment, comment
from antiphon.publishing.actions.inviting import come_in, link_of, note_link_use, speaks_for_the_team
from antiphon.publishing.actions.reviewing import OWN_LINK, decide
from antiphon.publishing.models import Post, ReviewComment, ReviewGuest, ReviewLink
from antiphon.publishing.queries.commenting import shown_in
from antiphon.publishing.queries.reviewing import last_requests, posts_of_link
from antiphon.publishing.queries.standing import standing_of
from antiphon.publishing.rules.agreeing import Outcome
from antiphon.web.access import SeeOther
from antiphon.web.ranges import give_file
from antiphon.web.review_links import note_opened
from antiphon.web.reviewing import VERDICT_BUTTONS, remarked_in, review_of, said_in
from antiphon.web.senders import sender_of, slow_down, too_often

type LinkPage = Callable[..., HttpResponseBase]


def _by_link(page: LinkPage) -> LinkPage:
    """Give a page the link that its token opens, in the brand's language and time; 404 for any other token."""

    @wraps(page)
    def view(request: HttpRequest, token: str, **rest: Any) -> HttpResponseBase:
        link = link_of(token)
        if link is None:
            # Only what opens nothing counts: behind a proxy everybody may come from one address.
            if too_often(f"review-tries:{sender_of(request)}", settings.REVIEW_LINKS_TRIED_A_MINUTE):
                return slow_down(request)
            raise Http404
        if too_often(f"review-link:{link.pk}", settings.REVIEW_LINK_OPENED_A_MINUTE):
            return slow_down(request)
        note_link_use(link)
        note_opened(request, link)
        with timezone.override(link.brand.zone), translation.override(_language(request, link)):
            return _kept_apart(page(request, link, token, **rest))

    return view


@require_safe
@_by_link
def review_link(request: HttpRequest, link: ReviewLink, token: str) -> HttpResponse:
    """List what the link was given for; a single post is shown at once."""
    posts = posts_of_link(link)
    if len(posts) == 1 and link.campaign_id is None:
        return SeeOther(reverse("review_link_post", args=[token, posts[0].pk]))
    requests = last_requests(posts)
    context = _about(request, link, token) | {"posts": [(post, requests.get(post.pk)) for post in posts]}
    return render(request, "review_link/index.html", context)


@require_safe
@_by_link
def review_link_document(
    request: HttpRequest, link: ReviewLink, _token: str, pk: int, asset: int
) -> HttpResponseBase:
    """Give a document that is in one of these posts, to be read before somebody says yes to it."""
    shown = shown_in(standing_of(_found(link, pk)).snapshot)
    found = next((one for one in shown if one.pk == asset and one.is_document), None)
    if found is None:
        raise Http404
    return give_file(request, Path(found.file.path), found.media_type)


@require_safe
@_by_link
def review_link_post(request: HttpRequest, link: ReviewLink, token: str, pk: int) -> HttpResponse:
    """Show one post of those that the link was given for."""
    return _show(request, link, token, _found(link, pk))


@require_POST
@_by_link
def review_link_decide(request: HttpRequest, link: ReviewLink, token: str, pk: int) -> HttpResponse:
    """Say yes, or ask for changes."""

    def act(guest: ReviewGuest, post: Post) -> str:
        outcome = Outcome(decide(guest, post, said_in(request)).outcome)
        return {
            Outcome.OPEN: _("Thank you. You have said yes; others are asked too."),
            Outcome.APPROVED: _("Thank you. You have said yes to exactly this."),
            Outcome.CHANGES: _("Thank you. Whoever wrote it is told what should be different."),
            Outcome.HELD: _("Thank you. It is on hold."),
        }[outcome]

    return _done(request, link, token, pk, act)


@require_POST
@_by_link
def review_link_comment(request: HttpRequest, link: ReviewLink, token: str, pk: int, number: int = 0) -> HttpResponse:
    """Say something beside a post, or answer what was said."""

    def act(guest: ReviewGuest, post: Post) -> str:
        if number:
            shared = ReviewComment.objects.filter(post=post, shared=True).select_related("answers", "post")
            before = get_object_or_404(shared, pk=number)
            answer_comment(guest, before, request.POST.get("text", "").replace("\r\n", "\n"))
        else:
            comment(guest, post, remarked_in(request, standing_of(post)))
        return _("Thank you. What you said stands beside the post.")

    return _done(request, link, token, pk, act, "#comments")


def _done(
    request: HttpRequest,
    link: ReviewLink,
    token: str,
    pk: int,
    act: Callable[[ReviewGuest, Post], str],
    anchor: str = "",
) -> HttpResponse:
    post = _found(link, pk)
    try:
        _require_outside(request, link)
        told = act(_guest(request, link), post)
    except Refusal as refusal:
        return _show(request, link, token, post, refusal)
    messages.success(request, told)
    if all(one.pk != post.pk for one in posts_of_link(link)):
        return SeeOther(reverse("review_link", args=[token]))
    return SeeOther(reverse("review_link_post", args=[token, post.pk]) + anchor)


def _show(
    request: HttpRequest, link: ReviewLink, token: str, post: Post, refusal: Refusal | None = None
) -> HttpResponse:
    guest = _known(request, link)
    shown = review_of(guest or ReviewGuest(link=link), post)
    at = [token, post.pk]
    context = _about(request, link, token) | {
        "post": post,
        "review": shown,
        "verdicts": VERDICT_BUTTONS,
        "refusal": refusal,
        "typed": request.POST,
        "at_decide": reverse("review_link_decide", args=at),
        "at_comments": reverse("review_link_comment", args=at),
        "may_comment": not speaks_for_the_team(request.user, link),
        "sees_all": False,
        "no_name": guest is None,
        "own_link": OWN_LINK,
        "of_the_team": speaks_for_the_team(request.user, link),
        "member": {"brand": link.brand},
        "several": len(posts_of_link(link)) > 1 or link.campaign_id is not None,
    }
    return render(request, "review_link/post.html", context, status=422 if refusal else 200)


def _require_outside(request: HttpRequest, link: ReviewLink) -> None:
    """Raise NotAllowed for who is signed in and of the team: a link is for others."""
    if speaks_for_the_team(request.user, link):
        raise NotAllowed(
            _("You are signed in and work for this brand. Say it as yourself, on the page of the review.")
        )


def _about(request: HttpRequest, link: ReviewLink, token: str) -> dict[str, Any]:
    return {"link": link, "brand": link.brand, "token": token, "guest": _known(request, link)}


def _found(link: ReviewLink, pk: int) -> Post:
    found = next((post for post in posts_of_link(link) if post.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _known(request: HttpRequest, link: ReviewLink) -> ReviewGuest | None:
    """Return the guest who said their name in this browser before."""
    pk = request.session.get(f"review-guest-{link.pk}")
    return ReviewGuest.objects.filter(pk=pk, link=link).first() if pk else None


def _guest(request: HttpRequest, link: ReviewLink) -> ReviewGuest:
    """Return who speaks; who comes for the first time says their name with it, once."""
    known = _known(request, link)
    if known is None:
        known = come_in(link, request.POST.get("name", ""))
        request.session[f"review-guest-{link.pk}"] = known.pk
    return known


def _language(request: HttpRequest, link: ReviewLink) -> str:
    """Return the language that the guest's browser asks for, or else that of the brand."""
    return (
        translation.get_language_from_request(request)
        if "Accept-Language" in request.headers
        else link.brand.language
    )


def _kept_apart(answer: HttpResponseBase) -> HttpResponseBase:
    """Let nobody keep or index where this stands; that no other site learns of it is the policy of every page."""
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


urlpatterns: list[URLPattern] = [
    path("review/<str:token>/", review_link, name="review_link"),
    path("review/<str:token>/<int:pk>/", review_link_post, name="review_link_post"),
    path("review/<str:token>/<int:pk>/decide/", review_link_decide, name="review_link_decide"),
    path("review/<str:token>/<int:pk>/documents/<int:asset>/", review_link_document, name="review_link_document"),
    path("review/<str:token>/<int:pk>/comments/", review_link_comment, name="review_link_comment"),
    path("review/<str:token>/<int:pk>/comments/<int:number>/answer/", review_link_comment, name="review_link_answer"),
]
