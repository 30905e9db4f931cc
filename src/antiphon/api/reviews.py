"""Reviews: whose yes a post waits for, what was decided, what is said beside it, its versions, links for guests."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field, NaiveDatetime

from antiphon.api.access import Asked, brands_of, member_in, member_of, user_of
from antiphon.api.answers import Created, Json
from antiphon.api.posts import post_json
from antiphon.api.reading import PostJson
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import agreeing, commenting
from antiphon.publishing.actions.restoring import restore
from antiphon.publishing.actions.reviewing import Said, decide, turn_of
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import (
    Asset,
    Decision,
    Post,
    ReviewComment,
    ReviewRequest,
    Version,
)
from antiphon.publishing.queries.agreeing import approvals_of, steps_asked
from antiphon.publishing.queries.commenting import Remark, passages_of, remarks
from antiphon.publishing.queries.reviewing import (
    given_to,
    last_requests,
    reviewed_lately,
    versions_of,
    waiting_for,
    waiting_for_others,
)
from antiphon.publishing.queries.standing import standing_of
from antiphon.publishing.rules.agreeing import Approver, Outcome, Verdict, current_step

router = Router(tags=["reviews"])


class AskedJson(Json, frozen=True, kw_only=True):
    """Who is asked: a member by id, or anybody in a role."""

    member: int | None
    role: str | None


class StepJson(Json, frozen=True, kw_only=True):
    """A step of a review: `needs` any or all of those `asked`; `missing` are those whose yes is still needed."""

    needs: str
    asked: list[AskedJson]
    missing: list[AskedJson]


class DecisionJson(Json, frozen=True, kw_only=True):
    """What somebody said: `verdict` is approve, changes or hold; `by` their name, `guest` if they have no account.

    Of a guest, `link_for` is whom the link was meant for by which they came, and `link_by` who made it; else null.
    """

    by: str
    guest: bool
    link_for: str | None
    link_by: str | None
    step: int
    verdict: str
    words: str
    at: datetime


class ReviewJson(Json, frozen=True, kw_only=True):
    """A review of a post. `outcome` is open while it waits; `step` is the one that does, from 0.

    `digest` names exactly what is put forward, and goes back with a decision. `my_turn` says whether the token's
    user may decide now. `due_at` is the earliest hour proposed, null to go out as soon as everybody has said yes.
    """

    post: int
    text: str
    outcome: str
    digest: str
    version: int
    step: int
    asked_by: str
    asked_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    my_turn: bool
    steps: list[StepJson]
    decisions: list[DecisionJson]


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


class VersionJson(Json, frozen=True, kw_only=True):
    """A post as it was saved: `parts` hold all that it says, shows and asks, on every channel by its id."""

    number: int
    by: str
    at: datetime
    digest: str
    parts: list[dict[str, Any]]


class Asking(Schema):
    """When a post is to go out once it is agreed: `at` in `time_zone` or that of the brand; at once without."""

    at: NaiveDatetime | None = None
    time_zone: str = ""


class Deciding(Schema):
    """What is decided about what: `seen` is the digest of the review that was looked at."""

    verdict: Literal["approve", "changes", "hold"]
    seen: str = Field(max_length=64)
    words: str = Field(default="", max_length=4000)


class Commenting(Schema):
    """A comment: about words that are quoted, about a picture by its id, or about all of it."""

    text: str = Field(max_length=8000)
    quote: str = Field(default="", max_length=8000)
    passage: str = Field(default="", max_length=40)
    start: int = Field(default=0, ge=0, le=10**6)
    picture: int | None = Field(default=None, ge=1, lt=2**63)
    shared: bool = False


class Answering(Schema):
    """An answer to a comment."""

    text: str = Field(max_length=8000)


#: Which reviews are listed.
PARTS: dict[str, Callable[[Member], list[ReviewRequest]]] = {
    "mine": waiting_for,
    "others": waiting_for_others,
    "lately": lambda member: reviewed_lately(member, clock.now() - timedelta(days=14)),
}


@router.get("/brands/{brand}/reviews")
def list_reviews(
    request: Asked, brand: str, part: Annotated[Literal["mine", "others", "lately"], Query()] = "mine"
) -> list[ReviewJson]:
    """List what waits for the yes of the token’s user, for that of others, or was decided in the last two weeks."""
    by = member_of(request, brand, Duty.SEE, Duty.REVIEW)
    return [_review(by, one) for one in PARTS[part](by)]


@router.get("/posts/{post_id}/review")
def read_review(request: Asked, post_id: int) -> ReviewJson:
    """Read the last review of a post, under way or over."""
    by, post = reviewed(request, post_id)
    return _last(by, post)


@router.post("/posts/{post_id}/review/ask")
def ask_for_approval(request: Asked, post_id: int, body: Asking) -> ReviewJson:
    """Put a post forward to those whose yes its flow asks for."""
    post = _post_seen(request, post_id)
    by = member_in(request, post.brand_id)
    if body.at is None:
        agreeing.ask(by, post)
    else:
        zone = body.time_zone or by.brand.time_zone
        found = moment_of(body.at, zone)
        agreeing.ask(by, post, found.at, found.wall.isoformat(timespec="minutes"), zone)
    return _last(by, post)


@router.post("/posts/{post_id}/review/take-back")
def take_back(request: Asked, post_id: int) -> ReviewJson:
    """Take a post out of review: it is a draft again."""
    post = _post_seen(request, post_id)
    by = member_in(request, post.brand_id)
    agreeing.take_back(by, post)
    return _last(by, post)


@router.post("/posts/{post_id}/review/decide")
def decide_review(request: Asked, post_id: int, body: Deciding) -> ReviewJson:
    """Say yes, ask for changes, or put it on hold. What was changed meanwhile is a conflict: 409."""
    by, post = reviewed(request, post_id)
    decide(by, post, Said(Verdict(body.verdict), body.seen, body.words))
    return _last(by, post)


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
def answer_comment(request: Asked, comment_id: int, body: Answering) -> Created[CommentJson]:
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


@router.get("/posts/{post_id}/versions")
def list_versions(request: Asked, post_id: int) -> list[VersionJson]:
    """List the versions of a post, the latest first."""
    return [_version(one) for one in versions_of(_post_seen(request, post_id))]


@router.post("/posts/{post_id}/versions/{number}/restore")
def restore_version(request: Asked, post_id: int, number: int) -> PostJson:
    """Let a post say again what it said in a version; it waits for a yes where one is asked for."""
    post = _post_seen(request, post_id)
    kept = Version.objects.select_related("post__brand", "post__content").filter(post=post)
    return post_json(restore(member_in(request, post.brand_id), get_object_or_404(kept, number=number)).pk)


def reviewed(request: Asked, post_id: int) -> tuple[Member, Post]:
    """Return the member that the token acts for and a post that they may review; raise Http404 if they may not."""
    users = Member.objects.filter(user=user_of(request), left_at=None, brand__posts=post_id)
    member = users.select_related("brand__organization", "user").first()
    if member is None:
        raise Http404
    found = given_to(member).select_related("content", "author__user", "brand", "campaign")
    return member, get_object_or_404(found, pk=post_id)


def _post_seen(request: Asked, post_id: int) -> Post:
    found = Post.objects.filter(brand__in=brands_of(request), in_reply_to=None, continues=None)
    return get_object_or_404(found.select_related("content", "brand"), pk=post_id)


def _comment_seen(request: Asked, comment_id: int) -> tuple[Member, ReviewComment]:
    """Return who asks and a comment that they see; clients see those that are shared."""
    found = ReviewComment.objects.select_related("answers__post", "post", "version", "member__user", "guest")
    one = get_object_or_404(found, pk=comment_id)
    by, _post = reviewed(request, one.post_id)
    if not one.shared and not allows(by, Duty.SEE):
        raise Http404
    return by, one


def _last(by: Member, post: Post) -> ReviewJson:
    found = last_requests([post]).get(post.pk)
    if found is None:
        raise Http404
    return _review(by, found)


def _review(by: Member, one: ReviewRequest) -> ReviewJson:
    steps, approvals = steps_asked(one), approvals_of(one)
    is_open = one.outcome == Outcome.OPEN
    hours = [delivery.due_at for delivery in one.post.deliveries.all() if delivery.due_at]
    outside = not allows(by, Duty.SEE)
    return ReviewJson(
        post=one.post_id,
        text=one.post.content.text,
        outcome=one.outcome,
        digest=one.digest,
        version=one.version.number,
        step=current_step(steps, approvals) or 0,
        asked_by=str(one.asked_by.user),
        asked_at=one.asked_at,
        closed_at=one.closed_at,
        due_at=min(hours, default=None),
        my_turn=is_open and allows(by, Duty.REVIEW) and turn_of(by, one),
        steps=[
            StepJson(
                needs=step.needs,
                asked=[_asked(who) for who in step.approvers],
                missing=[_asked(who) for who in step.missing(approvals)],
            )
            for step in steps
        ],
        decisions=[_decision(said, outside=outside) for said in one.decisions.all()],
    )


def _asked(who: Approver) -> AskedJson:
    return AskedJson(member=who.member, role=who.role or None)


def _decision(one: Decision, *, outside: bool) -> DecisionJson:
    """What members of the team say to each other is not told to clients."""
    told = one.words if not outside or one.role == "client" else ""
    link = one.link
    return DecisionJson(
        by=one.said_by,
        guest=link is not None,
        link_for=link.label if link else None,
        link_by=str(link.made_by.user) if link else None,
        step=one.step,
        verdict=one.verdict,
        words=told,
        at=one.at,
    )


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


def _version(one: Version) -> VersionJson:
    return VersionJson(
        number=one.number, by=str(one.by.user), at=one.at, digest=one.digest, parts=one.snapshot["parts"]
    )
