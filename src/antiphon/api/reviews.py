"""Reviews: whose yes a post waits for, and what was decided."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field, NaiveDatetime

from antiphon.api.access import Asked, brands_of, member_in, member_of, user_of
from antiphon.api.answers import Json
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import agreeing
from antiphon.publishing.actions.reviewing import Said, decide, turn_of
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import (
    Decision,
    Post,
    ReviewRequest,
)
from antiphon.publishing.queries.agreeing import approvals_of, steps_asked
from antiphon.publishing.queries.reviewing import (
    given_to,
    last_requests,
    reviewed_lately,
    waiting_for,
    waiting_for_others,
)
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


class Asking(Schema):
    """When a post is to go out once it is agreed: `at` in `time_zone` or that of the brand; at once without."""

    at: NaiveDatetime | None = None
    time_zone: str = ""


class Deciding(Schema):
    """What is decided about what: `seen` is the digest of the review that was looked at."""

    verdict: Literal["approve", "changes", "hold"]
    seen: str = Field(max_length=64)
    words: str = Field(default="", max_length=4000)


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
    post = post_seen(request, post_id)
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
    post = post_seen(request, post_id)
    by = member_in(request, post.brand_id)
    agreeing.take_back(by, post)
    return _last(by, post)


@router.post("/posts/{post_id}/review/decide")
def decide_review(request: Asked, post_id: int, body: Deciding) -> ReviewJson:
    """Say yes, ask for changes, or put it on hold. What was changed meanwhile is a conflict: 409."""
    by, post = reviewed(request, post_id)
    decide(by, post, Said(Verdict(body.verdict), body.seen, body.words))
    return _last(by, post)


def reviewed(request: Asked, post_id: int) -> tuple[Member, Post]:
    """Return the member that the token acts for and a post that they may review; raise Http404 if they may not."""
    users = Member.objects.filter(user=user_of(request), left_at=None, brand__posts=post_id)
    member = users.select_related("brand__organization", "user").first()
    if member is None:
        raise Http404
    found = given_to(member).select_related("content", "author__user", "brand", "campaign")
    return member, get_object_or_404(found, pk=post_id)


def post_seen(request: Asked, post_id: int) -> Post:
    """Return a post that stands by itself and may be looked at; raise Http404 if there is none."""
    found = Post.objects.filter(brand__in=brands_of(request), in_reply_to=None, continues=None)
    return get_object_or_404(found.select_related("content", "brand"), pk=post_id)


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
