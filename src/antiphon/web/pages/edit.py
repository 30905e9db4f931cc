"""A post is taken up again: the composer, filled with what it says so far."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from antiphon.channels.models import Channel
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.rewriting import require_rewriting, rewrite, why_fixed
from antiphon.publishing.models import Post
from antiphon.web.access import SeeOther, member_page
from antiphon.web.composing import Typed, taken_up, typed
from antiphon.web.pages.compose import channels_of, errors_of, only_looks, show_composer, take_pictures, tell


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
        return show_composer(request, member, before, post=post)
    asked = typed(request, member.brand, channels)
    asked.late_minutes, asked.hours_differ = before.late_minutes, before.hours_differ
    asked.errors = take_pictures(request, member, asked)
    if asked.errors or only_looks(request):
        return show_composer(request, member, asked, 422 if asked.errors else 200, post)
    return _rewrite(request, member, asked, post)


def _rewrite(request: HttpRequest, member: Member, asked: Typed, post: Post) -> HttpResponse:
    try:
        again = rewrite(member, post, asked.draft(), asked.moment())
    except Refusal as refusal:
        asked.errors = errors_of(refusal)
        return show_composer(request, member, asked, 422, post)
    tell(request, asked, again)
    return SeeOther(reverse("post", args=[member.brand.slug, post.pk]))


def _found(member: Member, pk: int) -> Post:
    found = Post.objects.select_related("content", "in_reply_to__conversation").filter(brand=member.brand, pk=pk)
    post = found.first()
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
