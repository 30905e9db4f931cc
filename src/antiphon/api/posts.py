"""Posts: what the brand says, on which channels and when."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, NamedTuple

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from antiphon.api.access import Asked, brands_of, member_in, member_of, request_key
from antiphon.api.answers import Created, Json, Page, Place, page_of, place_of
from antiphon.api.deliveries import DeliveryJson, deliveries_of
from antiphon.api.writing import BODY_OF_POST, Written, draft_of, moment_of, written_by
from antiphon.channels.queries import limits_of
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.models import Illustration, Post
from antiphon.publishing.previews import Preview, previews
from antiphon.publishing.rules.delivering import State, overall

router = Router(tags=["posts"])


class PictureJson(Json, frozen=True, kw_only=True):
    """A picture of a post: `alt_text` for those who do not see it, unless it is `decorative`."""

    id: int
    url: str
    media_type: str
    width: int
    height: int
    alt_text: str
    decorative: bool


class PostJson(Json, frozen=True, kw_only=True):
    """A post with its deliveries; `state` is that of the delivery that most needs attention."""

    id: int
    brand: str
    text: str
    language: str
    author: str
    created_at: datetime
    in_reply_to: int | None
    state: str
    pictures: list[PictureJson]
    deliveries: list[DeliveryJson]


class CountJson(Json, frozen=True, kw_only=True):
    """How much of a limit is used; `unit` is the one in which the network counts."""

    unit: str
    used: int
    most: int


class RoomJson(Json, frozen=True, kw_only=True):
    """What a text comes to on one channel: `wording` as it would be sent; `problems` in words, none if it fits."""

    channel: int
    kind: str
    account: str
    wording: str
    counts: list[CountJson]
    problems: list[str]


class _Row(NamedTuple):
    id: int
    brand: str
    content: int
    text: str
    language: str
    author: str
    author_mail: str
    created_at: datetime
    in_reply_to: int | None


_COLUMNS = (
    "pk", "brand__slug", "content_id", "content__text", "content__language", "author__user__name",
    "author__user__email", "created_at", "in_reply_to_id",
)  # fmt: skip


@router.get("/brands/{brand}/posts")
def list_posts(
    request: Asked, brand: str, cursor: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 30
) -> Page[PostJson]:
    """List the posts of a brand, the newest first."""
    found = member_of(request, brand).brand.posts.order_by("-created_at", "-pk")
    if cursor:
        at, pk = place_of(cursor)
        found = found.filter(created_at__lte=at).exclude(created_at=at, pk__gte=pk)
    return page_of(_rows(found[: limit + 1]), limit, _place, _with_all)


@router.post("/brands/{brand}/posts", openapi_extra=BODY_OF_POST)
def create_post(request: Asked, brand: str) -> Created[PostJson]:
    """Write a post and send it, schedule it or keep it as a draft.

    As JSON, pictures in base64 (up to 2.5 MB in all); or as multipart/form-data: a field `post` with
    the JSON and a file `pictures` for each of its pictures, in their order. With the header
    `Idempotency-Key` the same request may be sent again: it writes one post.
    """
    by = member_of(request, brand)
    written, pictures = written_by(request)
    post = compose_once(by, draft_of(by, written, pictures), moment_of(written), request_key(request))
    return Created(post_json(post.pk))


@router.post("/brands/{brand}/posts/check")
def check_post(request: Asked, brand: str, body: Written) -> list[RoomJson]:
    """Count a text on each channel as its network counts, without writing anything."""
    by = member_of(request, brand)
    return [_room(one) for one in previews(draft_of(by, body, [b""] * len(body.pictures)))]


def _room(preview: Preview) -> RoomJson:
    first = preview.messages[0]
    counts = [CountJson(unit=room.unit, used=room.used, most=room.most) for room in first.rooms]
    images = CountJson(unit="images", used=len(first.shown), most=limits_of(preview.channel).images)
    return RoomJson(
        channel=preview.channel.pk,
        kind=preview.channel.kind,
        account=preview.channel.identity.handle,
        wording=first.wording,
        counts=[*counts, images],
        problems=[str(trouble) for trouble in preview.troubles],
    )


@router.get("/posts/{post_id}")
def read_post(request: Asked, post_id: int) -> PostJson:
    """Read one post with its deliveries."""
    return post_json(post_seen_by(request, post_id).pk)


@router.put("/posts/{post_id}", openapi_extra=BODY_OF_POST)
def rewrite_post(request: Asked, post_id: int) -> PostJson:
    """Change a post that nobody has seen yet: it becomes what is sent, whole.

    The body is that of a new post, and what it leaves out is left out; a picture that stays is named
    by its `id`. What is live, may be, or is being sent stays as it is: 409.
    """
    post = post_seen_by(request, post_id)
    by = member_in(request, post.brand_id)
    written, pictures = written_by(request)
    return post_json(rewrite(by, post, draft_of(by, written, pictures), moment_of(written)).pk)


def post_seen_by(request: Asked, post_id: int) -> Post:
    """Return a post of a brand that the token may see; raise Http404 for any other."""
    found = Post.objects.select_related("brand").filter(brand__in=brands_of(request))
    return get_object_or_404(found, pk=post_id)


def post_json(pk: int) -> PostJson:
    """Return one post as it is answered."""
    (post,) = _with_all(_rows(Post.objects.filter(pk=pk)))
    return post


def _rows(found: QuerySet[Post]) -> list[_Row]:
    return [_Row(*row) for row in found.values_list(*_COLUMNS)]


def _place(row: _Row) -> Place:
    return row.created_at, row.id


def _with_all(rows: list[_Row]) -> list[PostJson]:
    """Return posts with their deliveries and pictures. Two queries, however many posts."""
    deliveries = deliveries_of(row.id for row in rows)
    pictures = _pictures(row.content for row in rows)
    return [_post(row, deliveries[row.id], pictures[row.content]) for row in rows]


def _post(row: _Row, deliveries: list[DeliveryJson], pictures: list[PictureJson]) -> PostJson:
    return PostJson(
        id=row.id,
        brand=row.brand,
        text=row.text,
        language=row.language,
        author=row.author or row.author_mail,
        created_at=row.created_at,
        in_reply_to=row.in_reply_to,
        state=overall([State(one.state) for one in deliveries]),
        pictures=pictures,
        deliveries=deliveries,
    )


def _pictures(contents: Iterable[int]) -> dict[int, list[PictureJson]]:
    columns = (
        "asset_id",
        "asset__file",
        "asset__media_type",
        "asset__width",
        "asset__height",
        "alt_text",
        "alt_waived",
    )
    shown = Illustration.objects.filter(content__in=set(contents)).order_by("content", "position")
    found: dict[int, list[PictureJson]] = defaultdict(list)
    for content, pk, file, media_type, width, height, alt_text, waived in shown.values_list("content_id", *columns):
        found[content].append(
            PictureJson(
                id=pk,
                url=default_storage.url(file),
                media_type=media_type,
                width=width,
                height=height,
                alt_text=alt_text,
                decorative=waived,
            )
        )
    return found
