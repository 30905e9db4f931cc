"""How each saved change of a post is remembered: an immutable version of all it says, on every channel."""

from django.db import transaction

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.publishing.models import Post, Version
from antiphon.publishing.rules.agreeing import Snapshot, digest_of_post


@transaction.atomic
def keep_version(by: Member, root: Post, snapshot: Snapshot) -> Version:
    """Remember what a post says now; a version that says the same as the last one is not kept twice.

    What was written before versions were kept is its author's.
    """
    said, last = digest_of_post(snapshot), root.versions.order_by("-number").first()
    if last is not None and last.digest == said:
        return last
    return Version.objects.create(
        post=root,
        number=last.number + 1 if last else 1,
        by=by if last else root.author,
        at=clock.now(),
        snapshot=snapshot,
        digest=said,
    )
