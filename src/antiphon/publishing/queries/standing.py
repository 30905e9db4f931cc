"""Reads about what a post says as a whole: with all its parts, on every channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from antiphon.publishing.models import Content, Delivery, Illustration, Post
from antiphon.publishing.rules.agreeing import Snapshot, digest_of_delivery
from antiphon.publishing.rules.delivering import State


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as it stands: what it says with all its parts, and its deliveries, those that are dropped left out.

    `places` and `digests` are by the id of a delivery: to which part it belongs, and what goes out by it.
    """

    root: Post
    snapshot: Snapshot
    deliveries: list[Delivery]
    places: dict[int, int]
    digests: dict[int, str]

    def is_agreed(self, delivery: Delivery) -> bool:
        """Whether exactly what would go out by this delivery was approved."""
        return delivery.approved_digest == self.digests[delivery.pk]

    def says_what_stood_in(self, snapshot: Snapshot) -> bool:
        """Whether every delivery says what it said then; one that was dropped since is no change."""
        return all(self.digest_in(snapshot, one) == self.digests[one.pk] for one in self.deliveries)

    def digest_in(self, snapshot: Snapshot, delivery: Delivery) -> str:
        """Return the digest of what stood then where this delivery is now, empty if nothing did."""
        try:
            return digest_of_delivery(snapshot, self.places[delivery.pk], delivery.channel_id)
        except (IndexError, KeyError):
            return ""

    def in_state(self, *states: State) -> list[Delivery]:
        """Return the deliveries that are in one of these states."""
        return [one for one in self.deliveries if one.state in states]


def standing_of(post: Post) -> Standing:
    """Return how the whole post stands that this one is or continues."""
    root = root_of(post)
    family = family_of(root)
    snapshot = snapshot_of(family)
    going: list[tuple[int, Delivery]] = [
        (place, one)
        for place, part in enumerate(family)
        for one in part.going  # type: ignore[attr-defined]
    ]
    return Standing(
        root=root,
        snapshot=snapshot,
        deliveries=[one for _place, one in going],
        places={one.pk: place for place, one in going},
        digests={one.pk: digest_of_delivery(snapshot, place, one.channel_id) for place, one in going},
    )


def root_of(post: Post) -> Post:
    """Return the post that others continue; itself, if it continues none. One query a part before it."""
    while post.continues is not None:
        post = post.continues
    return post


def family_of(root: Post) -> list[Post]:
    """Return a post and all that continue it, in their order, with all they say. Eight queries and one a part."""
    found, last = [root.pk], [root.pk]
    while last:
        last = list(Post.objects.filter(continues__in=last).order_by("pk").values_list("pk", flat=True))
        found += last
    posts = Post.objects.filter(pk__in=found).select_related("content__card__picture", "content__poll")
    by_id = {post.pk: post for post in posts.prefetch_related(*_all_they_say())}
    return [by_id[pk] for pk in found]


def snapshot_of(family: Sequence[Post]) -> Snapshot:
    """Return what a post and its parts say, show and ask, as JSON holds it: what a version keeps."""
    return {"parts": [_part(post) for post in family]}


def _all_they_say() -> "tuple[Prefetch[str], str, str, str]":
    shown = Illustration.objects.select_related("asset").prefetch_related("asset__captions")
    going = Delivery.objects.select_related("channel__identity").exclude(state=State.CANCELLED).order_by("pk")
    return (
        Prefetch("content__illustrations", shown),
        "content__poll__options",
        Prefetch("deliveries", going, to_attr="going"),  # type: ignore[return-value]
        "author__user",
    )


def _part(post: Post) -> dict[str, Any]:
    content = post.content
    return {
        "as": post.continues_as,
        "title": content.title,
        "text": content.text,
        "language": content.language,
        "pictures": [_picture(one) for one in content.illustrations.all()],
        "card": _card(content),
        "poll": _poll(content),
        "channels": {str(one.channel_id): _there(one) for one in post.going},  # type: ignore[attr-defined]
    }


def _picture(one: Illustration) -> dict[str, Any]:
    return {
        "asset": one.asset_id,
        "digest": one.asset.digest,
        "alt_text": one.alt_text,
        "decorative": one.alt_waived,
        "crop": [one.crop_left, one.crop_top, one.crop_width, one.crop_height],
        "focus": [one.focus_x, one.focus_y],
        "cover": one.asset.cover.name if one.asset.is_video else "",
        "captions": sorted([one.language, one.file.name] for one in one.asset.captions.all()),
    }


def _card(content: Content) -> dict[str, Any] | None:
    card = getattr(content, "card", None)
    if card is None:
        return None
    picture = card.picture.digest if card.picture else ""
    return {"url": card.url, "title": card.title, "description": card.description, "picture": picture}


def _poll(content: Content) -> dict[str, Any] | None:
    poll = getattr(content, "poll", None)
    if poll is None:
        return None
    return {
        "hours": poll.hours,
        "multiple": poll.multiple,
        "options": [option.text for option in poll.options.all()],
    }


def _there(delivery: Delivery) -> dict[str, Any]:
    return {"title": delivery.title, "text": delivery.text, "settings": delivery.settings}
