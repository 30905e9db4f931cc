"""How an older version of a post becomes what it says again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Poll
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.drafts import CardGiven, Draft, Moment, Part, Picture
from antiphon.publishing.models import Asset, Post, Version
from antiphon.publishing.queries.standing import standing_of
from antiphon.publishing.rules.agreeing import Snapshot
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.framing import Frame


def restore(by: Member, version: Version) -> Post:
    """Let a post say again what it said in a version, on the channels that are still connected, at its hour of now.

    It is a change like any other: it becomes a new version, and waits for a yes where one is asked for. Raise Refusal
    if none of the channels is connected any more, or if something that it showed is no longer kept.
    """
    post = version.post
    return rewrite(by, post, draft_of(post, version.snapshot), _moment_of(post))


def draft_of(post: Post, snapshot: Snapshot) -> Draft:
    """Return what a snapshot of a post says, as a draft."""
    first, later = snapshot["parts"][0], snapshot["parts"][1:]
    channels = list(post.brand.channels.connected().filter(pk__in=[int(pk) for pk in first["channels"]]))
    if not channels:
        raise Refusal(_("None of the channels of this version is connected any more."))
    own = {one.pk: first["channels"][str(one.pk)] for one in channels}
    comments = [part["text"] for part in later if part["as"] == "comment"]
    return Draft(
        text=first["text"],
        channels=channels,
        language=first["language"],
        pictures=_pictures(post, first),
        title=first["title"],
        variants={pk: there["text"] for pk, there in own.items() if there["text"]},
        titles={pk: there["title"] for pk, there in own.items() if there["title"]},
        settings={pk: there["settings"] for pk, there in own.items() if there["settings"]},
        parts=[Part(part["text"], _pictures(post, part)) for part in later if part["as"] != "comment"],
        comment=comments[0] if comments else "",
        card=_card(post, first["card"]),
        poll=_poll(first["poll"]),
        campaign=post.campaign,
        category=post.content.category,
    )


def _pictures(post: Post, part: dict[str, Any]) -> list[Picture]:
    kept = Asset.objects.filter(brand=post.brand).in_bulk([one["asset"] for one in part["pictures"]])
    if any(one["asset"] not in kept for one in part["pictures"]):
        raise Refusal(_("A picture of this version is no longer kept."))
    return [
        Picture(
            alt_text=one["alt_text"],
            alt_waived=one["decorative"],
            asset=kept[one["asset"]],
            frame=Frame(*one["crop"], *one["focus"]),
        )
        for one in part["pictures"]
    ]


def _card(post: Post, card: dict[str, Any] | None) -> CardGiven | None:
    if card is None:
        return None
    picture = Asset.objects.filter(brand=post.brand, digest=card["picture"]).first() if card["picture"] else None
    return CardGiven(card["url"], card["title"], card["description"], picture)


def _poll(poll: dict[str, Any] | None) -> Poll | None:
    return Poll(tuple(poll["options"]), poll["hours"], multiple=poll["multiple"]) if poll else None


def _moment_of(post: Post) -> Moment:
    """Return the hour that a post has; where it has none, or it is a draft, it is a draft again."""
    going = [one for one in standing_of(post).deliveries if one.post_id == post.pk]
    late = max((one.late_minutes for one in going), default=60)
    timed = next((one for one in going if one.wall_time), None)
    wall = datetime.fromisoformat(timed.wall_time) if timed else None
    is_draft = all(one.state == State.DRAFT for one in going) or wall is None
    return Moment(wall, timed.time_zone if timed else "", as_draft=is_draft, late_minutes=late)
