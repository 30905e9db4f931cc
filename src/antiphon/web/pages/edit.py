"""A post is taken up again: the composer, filled with what it says so far."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from antiphon.channels.models import Channel
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.lining_up import rewrite_to_queue
from antiphon.publishing.actions.rewriting import require_rewriting, rewrite, why_fixed
from antiphon.publishing.actions.sketching import close_sketch
from antiphon.publishing.models import Post, Sketch
from antiphon.publishing.queries.wording import spelled_out
from antiphon.web.access import SeeOther, member_page
from antiphon.web.composing import Typed, taken_up
from antiphon.web.composing.agreed import yes_at_stake
from antiphon.web.composing.showing import errors_of, read_form, show_composer, sketch, sketches_of, take_files
from antiphon.web.pages.compose import as_typed, channels_of, only_looks, tell
from antiphon.web.paging import number_in


@require_http_methods(["GET", "POST"])
@member_page
def edit_post(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Offer the composer with a post in it; change the post. What people may have seen is told to be fixed."""
    post = _found(member, pk)
    require_rewriting(member, post)
    channels, why = _channels(member, post), why_fixed(post)
    if request.method == "GET" and why is not None:
        return render(request, "posts/fixed.html", {"member": member, "post": post, "why": why}, status=409)
    before = taken_up(post, channels)
    if request.method == "GET":
        return _offer(request, member, post, before)
    asked = read_form(request, member, channels)
    asked.late_minutes, asked.hours_differ = before.late_minutes, before.hours_differ
    asked.errors = take_files(request, member, asked)
    if only_looks(request, member, asked):
        sketch(member, asked, post)
        return _show(request, member, asked, post, 422 if asked.errors else 200)
    return _rewrite(request, member, asked, post)


def _offer(request: HttpRequest, member: Member, post: Post, before: Typed) -> HttpResponse:
    begun = sketches_of(member, post)
    asked_for = number_in(request.GET.get("sketch", ""))
    found: Sketch | None = next((one for one in begun if one.pk == asked_for), None)
    if found is None:
        return _show(request, member, before, post, begun=begun)
    again = as_typed(found, member, list(before.channels))
    again.late_minutes, again.hours_differ = before.late_minutes, before.hours_differ
    return _show(request, member, again, post)


def _show(
    request: HttpRequest, member: Member, asked: Typed, post: Post, status: int = 200, **more: Any
) -> HttpResponse:
    return show_composer(request, member, asked, status, post, at_stake=yes_at_stake(member, post), **more)


def _rewrite(request: HttpRequest, member: Member, asked: Typed, post: Post) -> HttpResponse:
    try:
        asked.refuse_unfinished()
        _refuse_if_changed(asked, post)
        draft = spelled_out(member.brand, asked.draft())
        if asked.when == "queue":
            again = rewrite_to_queue(member, post, draft)
        else:
            again = rewrite(member, post, draft, asked.moment())
    except Refusal as refusal:
        asked.errors = errors_of(refusal)
        sketch(member, asked, post)
        return _show(request, member, asked, post, 422)
    close_sketch(member, asked.request_key)
    tell(request, asked, again)
    return SeeOther(reverse("post", args=[member.brand.slug, post.pk]))


def _refuse_if_changed(asked: Typed, post: Post) -> None:
    """Say once that somebody else changed the post meanwhile; who sends it again puts their own in its place."""
    if asked.seen and asked.seen != str(post.content_id):
        asked.seen = str(post.content_id)
        raise Refusal(
            _(
                "Somebody changed this post while you were writing. Look at how it stands now; "
                "if you send this again, your words take the place of theirs."
            )
        )


def _found(member: Member, pk: int) -> Post:
    found = Post.objects.select_related("content", "in_reply_to__conversation", "campaign")
    post = found.filter(brand=member.brand, pk=pk, continues=None).first()
    if post is None:
        raise Http404
    return post


def _channels(member: Member, post: Post) -> list[Channel]:
    """Return where the post may go; an answer goes where the message stands that it answers."""
    channels = channels_of(member)
    if post.in_reply_to is None:
        return channels
    return [one for one in channels if one.pk == post.in_reply_to.conversation.channel_id]


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/posts/<int:pk>/edit/", edit_post, name="edit_post")]
