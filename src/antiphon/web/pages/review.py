"""One post under review: what it says everywhere, whose yes it waits for, what is said beside it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from antiphon.letters.actions import mail_is_on
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.agreeing import ask, take_back
from antiphon.publishing.actions.commenting import (
    answer_comment,
    comment,
    reopen_comment,
    resolve_comment,
)
from antiphon.publishing.actions.inviting import LASTS
from antiphon.publishing.actions.reviewing import decide
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import Post, ReviewComment
from antiphon.publishing.permissions import is_undecided
from antiphon.publishing.queries.agreeing import flows_for
from antiphon.publishing.queries.reviewing import given_to
from antiphon.publishing.queries.standing import standing_of
from antiphon.publishing.rules.agreeing import Outcome
from antiphon.publishing.rules.delivering import State
from antiphon.web.access import SeeOther, member_page, reviewing_page
from antiphon.web.reviewing import VERDICT_BUTTONS, remarked_in, review_of, said_in

ASKABLE = (State.DRAFT, State.APPROVED, State.HELD, State.MISSED, State.REFUSED)


@never_cache
@require_safe
@reviewing_page
def review(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a post as those see it who review it."""
    return _show(request, member, _found(member, pk))


@require_POST
@reviewing_page
def decide_review(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say yes, ask for changes, put it on hold."""
    post = _found(member, pk)

    def act() -> str:
        outcome = decide(member, post, said_in(request)).outcome
        return {
            Outcome.OPEN: _("Noted: you have said yes. It waits for others still."),
            Outcome.APPROVED: _("Everybody has said yes. It goes out at its hour."),
            Outcome.CHANGES: _("Noted. Whoever wrote it is told what should be different."),
            Outcome.HELD: _("It is on hold, on every channel."),
        }[Outcome(outcome)]

    return _done(request, member, post, act)


@require_POST
@reviewing_page
def comment_review(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say something beside a post."""
    post = _found(member, pk)

    def act() -> str:
        comment(member, post, remarked_in(request, standing_of(post)))
        return _("Your comment stands beside the post.")

    return _done(request, member, post, act, "#comments")


@require_POST
@reviewing_page
def settle_comment(request: HttpRequest, member: Member, pk: int, number: int, act: str) -> HttpResponse:
    """Answer a comment, say that it is settled, or that it is not."""
    post = _found(member, pk)
    seen = ReviewComment.objects.filter(post=post, **({} if allows(member, Duty.SEE) else {"shared": True}))
    found = get_object_or_404(seen.select_related("answers", "post"), pk=number)
    acts: dict[str, Callable[[], object]] = {
        "answer": lambda: answer_comment(member, found, request.POST.get("text", "").replace("\r\n", "\n")),
        "settle": lambda: resolve_comment(member, found),
        "reopen": lambda: reopen_comment(member, found),
    }
    if act not in acts:
        raise Http404

    def done() -> str:
        acts[act]()
        return ""

    return _done(request, member, post, done, "#comments")


@require_POST
@member_page
def ask_review(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Put a post forward, at an hour or as soon as it is agreed."""
    post = _found(member, pk)

    def act() -> str:
        typed = request.POST.get("wall", "")
        if not typed:
            ask(member, post)
        else:
            found = moment_of(_wall(typed), member.brand.time_zone)
            ask(member, post, found.at, found.wall.isoformat(timespec="minutes"), member.brand.time_zone)
        return _("Those who are asked can see it now.")

    return _done(request, member, post, act)


@require_POST
@member_page
def take_back_review(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take a post out of review."""
    post = _found(member, pk)

    def act() -> str:
        take_back(member, post)
        return _("It is a draft again. Nobody is asked any more.")

    return _done(request, member, post, act)


def _found(member: Member, pk: int) -> Post:
    found = given_to(member).select_related("content", "author__user", "brand", "campaign")
    return get_object_or_404(found, pk=pk)


def _done(request: HttpRequest, member: Member, post: Post, act: Callable[[], str], anchor: str = "") -> HttpResponse:
    try:
        told = act()
    except Refusal as refusal:
        return _show(request, member, post, refusal)
    if told:
        messages.success(request, told)
    if not given_to(member).filter(pk=post.pk).exists():
        return SeeOther(reverse("reviews", args=[member.brand.slug]))
    return SeeOther(reverse("review", args=[member.brand.slug, post.pk]) + anchor)


def _show(request: HttpRequest, member: Member, post: Post, refusal: Refusal | None = None) -> HttpResponse:
    shown = review_of(member, post)
    slug, writes = member.brand.slug, allows(member, Duty.WRITE)
    askable = shown.stands.in_state(*ASKABLE)
    context = {
        "member": member,
        "review": shown,
        "post": post,
        "verdicts": VERDICT_BUTTONS,
        "refusal": refusal,
        "typed": request.POST,
        "at_decide": reverse("decide_review", args=[slug, post.pk]),
        "at_comments": reverse("comment_review", args=[slug, post.pk]),
        "may_comment": writes or allows(member, Duty.REVIEW),
        "may_settle": True,
        "may_ask": writes and bool(askable) and not shown.is_open and bool(flows_for(post)),
        "may_take_back": writes and shown.is_open,
        "may_rewrite": writes and all(is_undecided(one) for one in shown.stands.deliveries),
        "may_give": allows(member, Duty.PUBLISH),
        "sees_all": allows(member, Duty.SEE),
        "may_manage": allows(member, Duty.MANAGE),
        "lasts": LASTS,
        "mail_is_on": mail_is_on(),
    }
    return render(request, "review.html", context, status=422 if refusal else 200)


def _wall(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        raise Refusal(_("Give a day and an hour."), field="wall") from None


_ONE = "b/<slug:brand>/reviews/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path(_ONE, review, name="review"),
    path(f"{_ONE}decide/", decide_review, name="decide_review"),
    path(f"{_ONE}ask/", ask_review, name="ask_review"),
    path(f"{_ONE}take-back/", take_back_review, name="take_back_review"),
    path(f"{_ONE}comments/", comment_review, name="comment_review"),
    path(f"{_ONE}comments/<int:number>/<slug:act>/", settle_comment, name="settle_comment"),
]
