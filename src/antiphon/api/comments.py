"""Comments: what is said beside a post while it is reviewed."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json
from antiphon.api.reviews import reviewed
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import commenting
from antiphon.publishing.models import Asset, ReviewComment
from antiphon.publishing.queries.commenting import Remark, passages_of, remarks
from antiphon.publishing.queries.standing import standing_of

router = Router(tags=["reviews"])


class CommentJson(Json, frozen=True, kw_only=True):
    """Something said beside a post. `quote` are the words that it is about; `stands` says whether they still do.

    `passage` and `start` are where, `picture` the id of the picture it is about, `shared` whether clients see it.
    """

    id: int
    by: str
    guest: bool
    text: str
    quote: str
    stands: bool
    passage: str | None
    start: int | None
    picture: int | None
    version: int
    shared: bool
    at: datetime
    settled_at: datetime | None
    answers: "list[AnswerJson]"


class AnswerJson(Json, frozen=True, kw_only=True):
    """An answer to a comment."""

    id: int
    by: str
    guest: bool
    text: str
    at: datetime


class Commenting(Schema):
    """A comment: about words that are quoted, about a picture by its id, or about all of it."""

    text: str = Field(max_length=8000)
    quote: str = Field(default="", max_length=8000)
    passage: str = Field(default="", max_length=40)
    start: int = Field(default=0, ge=0, le=10**6)
    picture: int | None = Field(default=None, ge=1, lt=2**63)
    shared: bool = False


class AnsweringComment(Schema):
    """An answer to a comment."""

    text: str = Field(max_length=8000)


@router.get("/posts/{post_id}/comments")
def list_comments(request: Asked, post_id: int) -> list[CommentJson]:
    """List what is said beside a post, each with where its words stand now."""
    by, post = reviewed(request, post_id)
    texts = passages_of(standing_of(post))
    return [_comment(one) for one in remarks(post, texts, outside=commenting.is_outside(by))]


@router.post("/posts/{post_id}/comments")
def comment(request: Asked, post_id: int, body: Commenting) -> Created[CommentJson]:
    """Say something beside a post."""
    by, post = reviewed(request, post_id)
    picture = get_object_or_404(Asset, pk=body.picture, brand=by.brand) if body.picture else None
    said = commenting.Remarked(body.text, body.quote, body.passage, body.start, picture, body.shared)
    return Created(_said(by, commenting.comment(by, post, said)))


@router.post("/comments/{comment_id}/answers")
def answer_comment(request: Asked, comment_id: int, body: AnsweringComment) -> Created[CommentJson]:
    """Answer a comment; the answer tells the comment with all its answers."""
    by, found = _comment_seen(request, comment_id)
    commenting.answer_comment(by, found, body.text)
    return Created(_said(by, found))


@router.post("/comments/{comment_id}/settle")
def settle_comment(request: Asked, comment_id: int) -> CommentJson:
    """Say that what somebody remarked is settled."""
    by, found = _comment_seen(request, comment_id)
    commenting.resolve_comment(by, found)
    return _said(by, found)


@router.post("/comments/{comment_id}/reopen")
def reopen_comment(request: Asked, comment_id: int) -> CommentJson:
    """Say that it is not settled after all."""
    by, found = _comment_seen(request, comment_id)
    commenting.reopen_comment(by, found)
    return _said(by, found)


def _comment_seen(request: Asked, comment_id: int) -> tuple[Member, ReviewComment]:
    """Return who asks and a comment that they see; clients see those that are shared."""
    found = ReviewComment.objects.select_related("answers__post", "post", "version", "member__user", "guest")
    one = get_object_or_404(found, pk=comment_id)
    by, _post = reviewed(request, one.post_id)
    if not one.shared and not allows(by, Duty.SEE):
        raise Http404
    return by, one


def _said(by: Member, one: ReviewComment) -> CommentJson:
    """Return a comment as it is answered, by way of the first of its thread."""
    first = one.answers or one
    texts = passages_of(standing_of(first.post))
    found = remarks(first.post, texts, outside=commenting.is_outside(by))
    return _comment(next(remark for remark in found if remark.comment.pk == first.pk))


def _comment(remark: Remark) -> CommentJson:
    one = remark.comment
    return CommentJson(
        id=one.pk,
        by=one.said_by,
        guest=one.guest_id is not None,
        text=one.text,
        quote=one.quote,
        stands=not remark.is_of_before,
        passage=remark.passage.key if remark.passage else None,
        start=remark.start,
        picture=one.asset_id,
        version=one.version.number,
        shared=one.shared,
        at=one.at,
        settled_at=one.resolved_at,
        answers=[
            AnswerJson(id=said.pk, by=said.said_by, guest=said.guest_id is not None, text=said.text, at=said.at)
            for said in remark.answers
        ],
    )
