"""Each saved change of a post, and what it changed; an older one can be restored."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from antiphon.channels.models import Channel
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.restoring import restore
from antiphon.publishing.actions.rewriting import why_fixed
from antiphon.publishing.models import Asset, Post, Version
from antiphon.publishing.queries.reviewing import versions_of
from antiphon.web.access import SeeOther, member_page
from antiphon.web.changes import Changes, changes_between

PAGE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """A version, and what it changed against the one before it; None for the first."""

    version: Version
    changes: Changes | None
    is_last: bool


@require_GET
@member_page
def versions(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show the versions of a post, the latest first, each with its differences word by word."""
    post = _found(member, pk)
    kept = versions_of(post)[: PAGE + 1]
    channels = Channel.objects.filter(brand=member.brand).select_related("identity").in_bulk()
    before: list[Version | None] = [*kept[1:], None]
    told = [
        Told(one, changes_between(last.snapshot, one.snapshot, channels) if last else None, one is kept[0])
        for one, last in zip(kept, before, strict=False)
    ]
    pictures = {picture["digest"] for one in kept for part in one.snapshot["parts"] for picture in part["pictures"]}
    context = {
        "member": member,
        "post": post,
        "told": told[:PAGE],
        "channels": channels,
        "assets": {one.digest: one for one in Asset.objects.filter(brand=member.brand, digest__in=pictures)},
        "may_restore": allows(member, Duty.WRITE) and why_fixed(post) is None,
    }
    return render(request, "versions.html", context)


@require_POST
@member_page
def restore_version(request: HttpRequest, member: Member, pk: int, number: int) -> HttpResponse:
    """Let a post say again what it said in a version."""
    post = _found(member, pk)
    kept = Version.objects.select_related("post__brand", "post__content")
    restore(member, get_object_or_404(kept, post=post, number=number))
    messages.success(request, _("The post says again what it said then."))
    return SeeOther(reverse("versions", args=[member.brand.slug, post.pk]))


def _found(member: Member, pk: int) -> Post:
    found = Post.objects.filter(brand=member.brand, in_reply_to=None, continues=None)
    return get_object_or_404(found.select_related("content", "brand"), pk=pk)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/posts/<int:pk>/versions/", versions, name="versions"),
    path("b/<slug:brand>/posts/<int:pk>/versions/<int:number>/restore/", restore_version, name="restore_version"),
]
