"""Posts: what the brand says, on which channels and when."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of, request_key
from antiphon.api.answers import Created, Json, Page, Place, page_of, place_of
from antiphon.api.reading import PostJson, PostRow, posts_json, rows_of
from antiphon.api.writing import BODY_OF_POST, Written, checked_by, draft_of, moment_of, written_by
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.clarity import checks_of
from antiphon.publishing.models import Post
from antiphon.publishing.previews import Message, Preview, previews
from antiphon.publishing.queries.wording import spelled_out
from antiphon.publishing.rooms import Room

router = Router(tags=["posts"])


class CountJson(Json, frozen=True, kw_only=True):
    """How much of a limit is used; `unit` is the one in which the network counts."""

    unit: str
    used: int
    most: int


class MessageJson(Json, frozen=True, kw_only=True):
    """One message of a post on a channel: the post itself (`place` 0), a later part, or the first `comment`."""

    place: int
    comment: bool
    wording: str
    counts: list[CountJson]
    problems: list[str]


class RoomJson(Json, frozen=True, kw_only=True):
    """What a post comes to on one channel: `wording` as it would be sent; `problems` in words, none if it fits.

    `messages` are the post and the later parts as they would stand there; `notes` say what happens without
    anybody being asked.
    """

    channel: int
    kind: str
    account: str
    wording: str
    counts: list[CountJson]
    title: list[CountJson]
    problems: list[str]
    notes: list[str]
    messages: list[MessageJson]


class CheckJson(Json, frozen=True, kw_only=True):
    """What one check of clarity found: `verdict` is good, fair or poor; 0–100; the published `method`, if any."""

    name: str
    label: str
    verdict: str
    score: int
    reasons: list[str]
    method: str


class Worded(Schema):
    """A text, its language, and the channels on which it is to stand."""

    text: str
    language: str = ""
    channels: list[int] = []


@router.get("/brands/{brand}/posts")
def list_posts(
    request: Asked, brand: str, cursor: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 30
) -> Page[PostJson]:
    """List the posts of a brand, the newest first; later parts and comments stand in the post that they follow."""
    found = member_of(request, brand).brand.posts.filter(continues=None).order_by("-created_at", "-pk")
    if cursor:
        at, pk = place_of(cursor)
        found = found.filter(created_at__lte=at).exclude(created_at=at, pk__gte=pk)
    return page_of(rows_of(found[: limit + 1]), limit, _place, posts_json)


@router.post("/brands/{brand}/posts", openapi_extra=BODY_OF_POST)
def create_post(request: Asked, brand: str) -> Created[PostJson]:
    """Write a post and send it, schedule it or keep it as a draft.

    As JSON, pictures in base64 (up to 2.5 MB in all); or as multipart/form-data: a field `post` with
    the JSON and a file `pictures` for each of its pictures, in their order. Videos and documents are taken into the
    library first. With the header `Idempotency-Key` the same request may be sent again: it writes one post.
    """
    by = member_of(request, brand)
    written, pictures = written_by(request)
    draft = spelled_out(by.brand, draft_of(by, written, pictures))
    post = compose_once(by, draft, moment_of(written), request_key(request))
    return Created(post_json(post.pk))


@router.post("/brands/{brand}/posts/check")
def check_post(request: Asked, brand: str, body: Written) -> list[RoomJson]:
    """Count a post on each channel as its network counts, without writing anything."""
    return [_room(one) for one in previews(checked_by(member_of(request, brand), body))]


@router.post("/brands/{brand}/posts/clarity")
def check_clarity(request: Asked, brand: str, body: Worded) -> list[CheckJson]:
    """Say how easily a text is read, how its first line opens it and how its hashtags are read, and why."""
    by = member_of(request, brand)
    asked = Written(text=body.text, language=body.language, channels=body.channels)
    draft = draft_of(by, asked, [])
    return [
        CheckJson(
            name=one.name,
            label=str(one.label),
            verdict=one.verdict,
            score=one.score,
            reasons=[str(reason) for reason in one.reasons],
            method=one.method,
        )
        for one in checks_of(draft.text, draft.language, draft.channels)
    ]


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
    return post_json(rewrite(by, post, spelled_out(by.brand, draft_of(by, written, pictures)), moment_of(written)).pk)


def post_seen_by(request: Asked, post_id: int) -> Post:
    """Return a post of a brand that the token may see; raise Http404 for any other."""
    found = Post.objects.select_related("brand").filter(brand__in=brands_of(request))
    return get_object_or_404(found, pk=post_id)


def post_json(pk: int) -> PostJson:
    """Return one post as it is answered."""
    (post,) = posts_json(rows_of(Post.objects.filter(pk=pk)))
    return post


def _place(row: PostRow) -> Place:
    return row.created_at, row.id


def _room(preview: Preview) -> RoomJson:
    first = preview.messages[0]
    images = CountJson(unit="images", used=len(first.shown), most=preview.most_pictures)
    return RoomJson(
        channel=preview.channel.pk,
        kind=preview.channel.kind,
        account=preview.channel.identity.handle,
        wording=first.wording,
        counts=[*_counts(first.rooms), images],
        title=_counts([preview.title_room] if preview.title_room else []),
        problems=[str(trouble) for trouble in preview.troubles],
        notes=[str(note) for note in preview.notes],
        messages=[_message(one) for one in preview.messages],
    )


def _message(message: Message) -> MessageJson:
    return MessageJson(
        place=message.stretch.place,
        comment=message.stretch.is_comment,
        wording=message.wording,
        counts=_counts(message.rooms),
        problems=[str(flaw.sentence) for flaw in message.flaws],
    )


def _counts(rooms: list[Room]) -> list[CountJson]:
    return [CountJson(unit=room.unit, used=room.used, most=room.most) for room in rooms]
