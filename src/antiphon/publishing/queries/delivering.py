"""Reads about posts with more than one caller. Each takes the same number of queries for one post and for many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet

from antiphon.channels.connectors import connectors
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Campaign, Category, Deliveries, Delivery, Illustration, Post, Removal
from antiphon.publishing.rules.delivering import State, overall

#: The parts of the list of posts, by the states of the deliveries in them; None is every post.
PARTS: Mapping[str, frozenset[State] | None] = {
    "all": None,
    "planned": frozenset({State.SCHEDULED, State.SENDING, State.PROCESSING, State.IN_REVIEW, State.APPROVED}),
    "stuck": frozenset({State.REFUSED, State.UNKNOWN, State.MISSED, State.HELD, State.NOT_REMOVED}),
    "live": frozenset({State.LIVE, State.REMOVING, State.NOT_REMOVED}),
    "drafts": frozenset({State.DRAFT}),
}
#: States in which a delivery will change by itself within moments.
ON_THE_WAY = frozenset({State.SENDING, State.PROCESSING, State.REMOVING})


@dataclass(frozen=True, slots=True)
class PostsPage:
    """A page of posts, and whether more follow."""

    posts: list[Post]
    more: bool


def day_plan(brand: Brand, start: datetime, end: datetime) -> list[Delivery]:
    """Return what goes or went out between two moments, by its hour; answers to people are not in it. Two queries."""
    going = _whole(Delivery.objects.filter(post__brand=brand, due_at__gte=start, due_at__lt=end))
    return list(_own_posts(going).exclude(state__in=[State.CANCELLED, State.DRAFT]).order_by("due_at", "pk"))


def next_planned(brand: Brand, after: datetime) -> Delivery | None:
    """Return what goes out next after a moment, or None."""
    going = _whole(Delivery.objects.filter(post__brand=brand, state=State.SCHEDULED, due_at__gte=after))
    return _own_posts(going).order_by("due_at", "pk").first()


def stuck_deliveries(brand: Brand, limit: int = 10) -> list[Delivery]:
    """Return the deliveries that wait for a person to decide, the latest first; answers too. Two queries."""
    stuck = Delivery.objects.filter(post__brand=brand).needing_a_person()
    return list(_whole(stuck).order_by("-state_since", "-pk")[:limit])


def count_stuck(brand: Brand) -> int:
    """Return how many deliveries wait for a person to decide; answers too. One query."""
    return Delivery.objects.filter(post__brand=brand).needing_a_person().count()


def posts_page(brand: Brand, part: str = "all", *, limit: int = 30, offset: int = 0) -> PostsPage:
    """Return posts of one part of the list, with deliveries and pictures. Four queries.

    What is planned comes in the order in which it goes out, everything else the latest first.
    """
    rows = _in_part(brand, part)
    page = list(
        rows.select_related("content", "author__user", "occurrence").prefetch_related(*_parts_of_post())[offset:][
            : limit + 1
        ]
    )
    return PostsPage(page[:limit], len(page) > limit)


def counts_by_part(brand: Brand) -> dict[str, int]:
    """Return how many posts each part of the list holds. One query."""
    counts = {
        part: Count("post", distinct=True, filter=Q() if states is None else Q(state__in=states))
        for part, states in PARTS.items()
    }
    return _own_posts(Delivery.objects.filter(post__brand=brand)).aggregate(**counts)


def post_detail(brand: Brand, pk: int) -> Post | None:
    """Return one post with its deliveries, their tries, films and removals, its pictures, or None. Seven queries."""
    tries = Prefetch("deliveries", _deliveries().prefetch_related("attempts", "renditions", _removals()))
    found = Post.objects.filter(brand=brand, pk=pk)
    return (
        found.select_related("content__category", "author__user", "in_reply_to", "occurrence")
        .prefetch_related(tries, _pictures())
        .first()
    )


def first_of(post: Post) -> Post:
    """Return the post that a later part or first comment belongs to: a thread is one post. A query for each part."""
    while post.continues is not None:
        post = post.continues
    return post


def first_delivery(pk: int) -> int:
    """Return the delivery with which a thread begins on its channel, by that of any part. A query for each part."""
    while before := Delivery.objects.filter(pk=pk).values_list("follows", flat=True).first():
        pk = before
    return pk


def last_live(brand: Brand, limit: int) -> list[Post]:
    """Return the posts that went live last, with the deliveries that stand. Three queries."""
    live = Delivery.objects.filter(post=OuterRef("pk"), state=State.LIVE)
    rows = brand.posts.filter(Exists(live), in_reply_to=None, continues=None).annotate(at=Max("deliveries__live_at"))
    standing = Prefetch("deliveries", _deliveries().filter(state=State.LIVE))
    return list(rows.order_by("-at").select_related("content").prefetch_related(standing)[:limit])


def roots_of(posts: Iterable[Post]) -> dict[int, list[str]]:
    """Return the addresses at which posts stand, by the post's id; their deliveries are already read."""
    return {post.pk: [one.uri for one in post.deliveries.all() if one.uri] for post in posts}


def state_of(post: Post) -> State:
    """Return the state of a post whose deliveries are already read: the one that most needs attention."""
    return overall([State(one.state) for one in post.deliveries.all()])


def public_posts(
    brand: Brand, *, part: Campaign | Category | None = None, limit: int = 20, offset: int = 0
) -> list[Delivery]:
    """Return what stands on the brand's own pages, the latest first, with pictures; of a campaign or category alone.

    Two queries.
    """
    found = _public(brand)
    if isinstance(part, Campaign):
        found = found.filter(post__campaign=part)
    elif part is not None:
        found = found.filter(post__content__category=part)
    return list(found.order_by("-live_at", "-pk")[offset : offset + limit])


def public_post(brand: Brand, operation: str) -> Delivery | None:
    """Return one post of the brand's own pages by the name in its address, or None. Two queries."""
    return _public(brand).filter(operation=operation).first()


def was_public(brand: Brand, operation: str) -> bool:
    """Whether a post stood on the brand's own pages under this name until it was to be taken down. One query."""
    gone = Delivery.objects.that_stood().exclude(state=State.LIVE)
    return gone.filter(post__brand=brand, channel__kind__in=_native(), operation=operation).exists()


def public_changed(brand: Brand) -> datetime | None:
    """Return when something last came to or went from the brand's own pages; None if nothing ever did. One query."""
    moved = Delivery.objects.that_stood().filter(post__brand=brand, channel__kind__in=_native())
    changed: datetime | None = moved.aggregate(at=Max("state_since"))["at"]
    return changed


def _public(brand: Brand) -> Deliveries:
    standing = Delivery.objects.live().filter(post__brand=brand, channel__kind__in=_native())
    return _own_posts(_whole(standing))


def _native() -> list[str]:
    return [kind for kind, made in connectors().items() if made.native]


def _own_posts(deliveries: Deliveries) -> Deliveries:
    """Leave out answers, which belong to a conversation, and later parts, which belong to the post before them."""
    return deliveries.filter(post__in_reply_to=None, post__continues=None)


def _whole(deliveries: Deliveries) -> Deliveries:
    pictures = Prefetch("post__content__illustrations", Illustration.objects.select_related("asset"))
    return deliveries.select_related("channel__identity", "post__content").prefetch_related(pictures)


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("channel__identity").order_by("pk")


def _removals() -> "Prefetch[str]":
    return Prefetch("removals", Removal.objects.select_related("asked_by__user"))


def _pictures() -> "Prefetch[str]":
    return Prefetch("content__illustrations", Illustration.objects.select_related("asset"))


def _parts_of_post() -> "tuple[Prefetch[str], Prefetch[str]]":
    return Prefetch("deliveries", _deliveries()), _pictures()


def _in_part(brand: Brand, part: str) -> QuerySet[Post]:
    rows = brand.posts.filter(in_reply_to=None, continues=None)
    wanted = PARTS[part]
    if wanted is not None:
        rows = rows.filter(Exists(Delivery.objects.filter(post=OuterRef("pk"), state__in=wanted)))
    if part == "planned":
        due = Min("deliveries__due_at", filter=Q(deliveries__state__in=wanted))
        return rows.annotate(due=due).order_by("due", "pk")
    if part == "live":
        return rows.annotate(at=Max("deliveries__live_at")).order_by("-at", "-pk")
    return rows.order_by("-created_at", "-pk")
