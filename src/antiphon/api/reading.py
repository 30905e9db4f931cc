"""Posts as they are answered: whole, with parts, pictures and deliveries, in as many queries for one as for many."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from antiphon.api.answers import Json
from antiphon.api.deliveries import DeliveryJson, deliveries_of
from antiphon.publishing.models import Card, Continuation, Illustration, Poll, Post
from antiphon.publishing.renditions.places import sealed
from antiphon.publishing.rules.delivering import State, overall


class CropJson(Json, frozen=True, kw_only=True):
    """The part of a picture that is shown and the point that stays in it, in shares of its sides."""

    left: float
    top: float
    width: float
    height: float
    focus_x: float
    focus_y: float


class PictureJson(Json, frozen=True, kw_only=True):
    """A picture, video or document of a post: `alt_text` for those who do not see it, unless it is `decorative`.

    What `url` gives is had without signing in for three days, and for good once it is published.
    """

    id: int
    url: str
    media_type: str
    width: int
    height: int
    alt_text: str
    decorative: bool
    crop: CropJson


class PartJson(Json, frozen=True, kw_only=True):
    """A later part of a thread, or the first `comment`, with deliveries of its own."""

    id: int
    comment: bool
    text: str
    pictures: list[PictureJson]
    deliveries: list[DeliveryJson]


class PollJson(Json, frozen=True, kw_only=True):
    """The answers of a poll; its question is the text of the post."""

    options: list[str]
    hours: int
    multiple: bool


class CardShownJson(Json, frozen=True, kw_only=True):
    """What stands beside the first link; `picture` is the id of an asset, null if there is none."""

    url: str
    title: str
    description: str
    picture: int | None


class PostJson(Json, frozen=True, kw_only=True):
    """A post with its deliveries; `state` is that of the delivery that most needs attention."""

    id: int
    brand: str
    title: str
    text: str
    language: str
    author: str
    created_at: datetime
    in_reply_to: int | None
    campaign: int | None
    category: int | None
    state: str
    pictures: list[PictureJson]
    poll: PollJson | None
    card: CardShownJson | None
    parts: list[PartJson]
    deliveries: list[DeliveryJson]


class PostRow(NamedTuple):
    """A post as it is read."""

    id: int
    brand: str
    content: int
    title: str
    text: str
    language: str
    author: str
    author_mail: str
    created_at: datetime
    in_reply_to: int | None
    campaign: int | None
    category: int | None


class _Later(NamedTuple):
    id: int
    before: int
    how: str
    content: int
    text: str


_COLUMNS = (
    "pk", "brand__slug", "content_id", "content__title", "content__text", "content__language", "author__user__name",
    "author__user__email", "created_at", "in_reply_to_id", "campaign_id", "content__category_id",
)  # fmt: skip


def rows_of(found: QuerySet[Post]) -> list[PostRow]:
    """Read posts. One query."""
    return [PostRow(*row) for row in found.values_list(*_COLUMNS)]


def posts_json(rows: list[PostRow]) -> list[PostJson]:
    """Return posts whole. Six queries, and one for each further part of the longest thread."""
    later = _later([row.id for row in rows])
    parts = [one for family in later.values() for one in family]
    deliveries = deliveries_of([*(row.id for row in rows), *(one.id for one in parts)])
    contents = [*(row.content for row in rows), *(one.content for one in parts)]
    pictures, polls, cards = _pictures(contents), _polls(contents), _cards(contents)
    return [
        PostJson(
            id=row.id,
            brand=row.brand,
            title=row.title,
            text=row.text,
            language=row.language,
            author=row.author or row.author_mail,
            created_at=row.created_at,
            in_reply_to=row.in_reply_to,
            campaign=row.campaign,
            category=row.category,
            state=overall([State(one.state) for one in deliveries[row.id]]),
            pictures=pictures[row.content],
            poll=polls.get(row.content),
            card=cards.get(row.content),
            parts=[_part(one, pictures, deliveries) for one in later[row.id]],
            deliveries=deliveries[row.id],
        )
        for row in rows
    ]


def _part(row: _Later, pictures: dict[int, list[PictureJson]], deliveries: dict[int, list[DeliveryJson]]) -> PartJson:
    return PartJson(
        id=row.id,
        comment=row.how == Continuation.COMMENT,
        text=row.text,
        pictures=pictures[row.content],
        deliveries=deliveries[row.id],
    )


def _later(roots: list[int]) -> dict[int, list[_Later]]:
    """Return what continues each post, by its id: the parts of the thread in order, at last the comment."""
    found: dict[int, list[_Later]] = defaultdict(list)
    root_of = {root: root for root in roots}
    while root_of:
        columns = ("pk", "continues_id", "continues_as", "content_id", "content__text")
        rows = [_Later(*row) for row in Post.objects.filter(continues__in=root_of).values_list(*columns)]
        for row in rows:
            found[root_of[row.before]].append(row)
        root_of = {row.id: root_of[row.before] for row in rows}
    for family in found.values():
        family.sort(key=lambda one: (one.how == Continuation.COMMENT, one.id))
    return found


def _pictures(contents: Iterable[int]) -> dict[int, list[PictureJson]]:
    columns = (
        "content_id", "asset_id", "asset__file", "asset__media_type", "asset__width", "asset__height", "alt_text",
        "alt_waived", "crop_left", "crop_top", "crop_width", "crop_height", "focus_x", "focus_y",
    )  # fmt: skip
    shown = Illustration.objects.filter(content__in=set(contents)).order_by("content", "position")
    found: dict[int, list[PictureJson]] = defaultdict(list)
    for content, pk, file, media_type, width, height, alt_text, waived, *crop in shown.values_list(*columns):
        found[content].append(
            PictureJson(
                id=pk,
                url=sealed(file),
                media_type=media_type,
                width=width,
                height=height,
                alt_text=alt_text,
                decorative=waived,
                crop=CropJson(**dict(zip(CropJson.__struct_fields__, crop, strict=True))),
            )
        )
    return found


def _polls(contents: Iterable[int]) -> dict[int, PollJson]:
    found = Poll.objects.filter(content__in=set(contents)).prefetch_related("options")
    return {
        one.content_id: PollJson(
            options=[option.text for option in one.options.all()], hours=one.hours, multiple=one.multiple
        )
        for one in found
    }


def _cards(contents: Iterable[int]) -> dict[int, CardShownJson]:
    return {
        one.content_id: CardShownJson(
            url=one.url, title=one.title, description=one.description, picture=one.picture_id
        )
        for one in Card.objects.filter(content__in=set(contents))
    }
