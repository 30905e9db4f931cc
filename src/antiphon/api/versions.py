"""Versions: how a post stood each time it was saved."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from antiphon.api.access import Asked, member_in
from antiphon.api.answers import Json
from antiphon.api.posts import post_json
from antiphon.api.reading import PostJson
from antiphon.api.reviews import post_seen
from antiphon.publishing.actions.restoring import restore
from antiphon.publishing.models import Version
from antiphon.publishing.queries.reviewing import versions_of

router = Router(tags=["reviews"])


class VersionJson(Json, frozen=True, kw_only=True):
    """A post as it was saved: `parts` hold all that it says, shows and asks, on every channel by its id."""

    number: int
    by: str
    at: datetime
    digest: str
    parts: list[dict[str, Any]]


@router.get("/posts/{post_id}/versions")
def list_versions(request: Asked, post_id: int) -> list[VersionJson]:
    """List the versions of a post, the latest first."""
    return [_version(one) for one in versions_of(post_seen(request, post_id))]


@router.post("/posts/{post_id}/versions/{number}/restore")
def restore_version(request: Asked, post_id: int, number: int) -> PostJson:
    """Let a post say again what it said in a version; it waits for a yes where one is asked for."""
    post = post_seen(request, post_id)
    kept = Version.objects.select_related("post__brand", "post__content").filter(post=post)
    return post_json(restore(member_in(request, post.brand_id), get_object_or_404(kept, number=number)).pk)


def _version(one: Version) -> VersionJson:
    return VersionJson(
        number=one.number, by=str(one.by.user), at=one.at, digest=one.digest, parts=one.snapshot["parts"]
    )
