"""How a post is agreed: put forward, decided about, and let go out only as it was agreed to."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member, Role
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.versions import keep_version
from antiphon.publishing.models import (
    Asked,
    Deliveries,
    Delivery,
    Flow,
    FlowChoice,
    HoldReason,
    Post,
    ReviewRequest,
    Version,
)
from antiphon.publishing.queries.agreeing import flows_for, holds_for, open_request, steps_asked, steps_of
from antiphon.publishing.queries.standing import Standing, root_of, standing_of
from antiphon.publishing.rules.agreeing import GIVEN, Outcome, digest_of_post
from antiphon.publishing.rules.delivering import State, too_late

#: Where a delivery may wait for a yes: nobody has seen it, and it does not go on by itself.
_ASKABLE = frozenset({State.DRAFT, State.APPROVED, State.HELD, State.MISSED, State.REFUSED})


def needs_agreement(post: Post) -> bool:
    """Whether something of a post would go out, or is to go out, without the yes that its flows ask for."""
    return bool(unagreed(post))


def unagreed(post: Post) -> set[int]:
    """Return the deliveries, by id, of a whole post that may not go out before somebody has said yes to them."""
    root = root_of(post)
    if root.in_reply_to_id is not None or not flows_for(root):
        return set()
    stands = standing_of(root)
    return {one.pk for one in stands.deliveries if not stands.is_agreed(one)}


def still_agreed(delivery: Delivery) -> bool:
    """Whether a delivery may go out as it stands: nobody is to be asked, or exactly this was approved."""
    root = root_of(delivery.post)
    if root.in_reply_to_id is not None:
        return True
    if not delivery.approved_digest:
        return not flows_for(root)
    stands = standing_of(root)
    return stands.digests.get(delivery.pk) == delivery.approved_digest


def unagreed_of(claimed: Sequence[Delivery]) -> list[Delivery]:
    """Return which deliveries of a claim may not go out as they stand. One query where nobody is to be asked."""
    brands = {one.channel.brand_id for one in claimed}
    asked = set(FlowChoice.objects.filter(brand__in=brands, flow__isnull=False).values_list("brand", flat=True))
    in_doubt = [one for one in claimed if one.approved_digest or one.channel.brand_id in asked]
    return [one for one in in_doubt if not still_agreed(one)]


def hold_unagreed(delivery: Delivery) -> None:
    """Put a claimed delivery on hold that may not go out as it stands."""
    why = HoldReason.CHANGED if delivery.approved_digest else HoldReason.NOT_AGREED
    held = Delivery.objects.filter(pk=delivery.pk, claimed_by=delivery.claimed_by, state=State.SENDING)
    held.update(state=State.HELD, state_since=clock.now(), claimed_by="", lease_until=None, held_for=why)


@transaction.atomic
def keep_and_ask(by: Member, post: Post) -> ReviewRequest | None:
    """Remember what a post says now; what it was to send goes to those whose yes a flow asks for.

    Call it in the transaction that wrote the post: no worker sees in between. Returns the review that waits.
    Raise NotAllowed if nobody is to be asked and the member may not publish.
    """
    stands = standing_of(post)
    version = keep_version(by, stands.root, stands.snapshot)
    flows = flows_for(stands.root)
    _carry_over(stands, version, flows)
    planned = stands.in_state(State.SCHEDULED)
    if not flows or may_skip(by, flows):
        (_skip if flows else _need_nobody)(by, stands, planned, version)
        return None
    committed = allows(by, Duty.PUBLISH)
    _put_in_review([one for one in planned if not (committed and stands.is_agreed(one))])
    return _request(by, stands, version, flows)


@transaction.atomic
def ask_for_what_is_planned(post: Post) -> ReviewRequest | None:
    """Put forward what a post is to send without a yes, once a flow was put in force; return the review."""
    stands = standing_of(post)
    flows, by = flows_for(stands.root), stands.root.author
    unasked = [one for one in stands.in_state(State.SCHEDULED) if not stands.is_agreed(one)]
    if not flows or not unasked:
        return None
    version = keep_version(by, stands.root, stands.snapshot)
    if may_skip(by, flows):
        _skip(by, stands, unasked, version)
        return None
    _put_in_review(unasked)
    return _request(by, stands, version, flows)


@transaction.atomic
def ask(by: Member, post: Post, due: datetime | None = None, wall: str = "", zone: str = "") -> ReviewRequest:
    """Put a post forward, to go out at a moment or, without one, as soon as everybody has said yes.

    Raise Refusal if nobody is to be asked, Conflict if there is nothing left to ask for.
    """
    require(by, Duty.WRITE)
    stands = standing_of(post)
    flows = flows_for(stands.root)
    if not flows:
        raise Refusal(_("Nobody has to be asked here. It can be planned or sent."))
    ready = stands.in_state(*_ASKABLE)
    if not ready:
        raise Conflict(_("This has moved on in the meantime. Look again at how it stands now."))
    _put_in_review(ready, due_at=due, wall_time=wall, time_zone=zone)
    version = keep_version(by, stands.root, stands.snapshot)
    request = _request(by, standing_of(stands.root), version, flows)
    assert request is not None  # noqa: S101  something is in review now
    return request


@transaction.atomic
def take_back(by: Member, post: Post) -> None:
    """Take a post out of review: it is a draft again, and nobody is asked any more."""
    require(by, Duty.WRITE)
    root = root_of(post)
    request = open_request(root)
    if request is None:
        raise Conflict(_("This has moved on in the meantime. Look again at how it stands now."))
    close(request, Outcome.WITHDRAWN)
    move(in_review(root), State.DRAFT)


def hold_overdue() -> int:
    """Put on hold what waits for a yes longer than its hour allows; return how many deliveries. Nothing is sent."""
    return _hold_overdue() if _overdue().exists() else 0


@transaction.atomic
def _hold_overdue() -> int:
    now = clock.now()
    late = [
        one for one in _overdue().select_related("post") if one.due_at and too_late(one.due_at, one.late_minutes, now)
    ]
    held = move(late, State.HELD, held_for=HoldReason.LATE)
    for root in {root.pk: root for root in (root_of(one.post) for one in late)}.values():
        request = open_request(root)
        if request is not None and not in_review(root):
            close(request, Outcome.LATE)
    return held


def _overdue() -> Deliveries:
    return Delivery.objects.filter(state=State.IN_REVIEW, due_at__lt=clock.now() - timedelta(minutes=1))


def end_if_nothing_waits(post: Post) -> None:
    """End the review of a post of which nothing waits for a yes any more, as after the last channel was dropped."""
    request = open_request(root_of(post))
    if request is not None and not in_review(request.post):
        close(request, Outcome.WITHDRAWN)


def require_agreed(by: Member, delivery: Delivery) -> None:
    """Raise Refusal unless a delivery may go out as it stands; who may publish without asking says yes by this."""
    if still_agreed(delivery):
        return
    stands = standing_of(delivery.post)
    if not may_skip(by, flows_for(stands.root)):
        raise Refusal(_("This needs a yes first. Ask for it on the page of its review."))
    _skip(by, stands, [delivery], keep_version(by, stands.root, stands.snapshot))
    delivery.refresh_from_db()


def may_skip(by: Member, flows: Sequence[Flow]) -> bool:
    """Whether a member may publish without asking anybody, as every one of the flows allows to owners."""
    return by.role == Role.OWNER and allows(by, Duty.PUBLISH) and all(flow.owner_skips for flow in flows)


@transaction.atomic
def agree_as_before(post: Post, earlier: QuerySet[Post]) -> bool:
    """Let a post go out by the yes that was given to exactly the same before; return whether it does.

    Of the earlier posts that say the same on the same channels the one that was decided about last counts, if the
    same people were asked in the same steps. Meant for what is said again by itself: whoever said yes to it was told
    that it comes round.
    """
    request = open_request(root_of(post))
    if request is None:
        return False
    same = ReviewRequest.objects.filter(post__in=earlier, digest=request.digest).exclude(
        outcome__in=[Outcome.OPEN, Outcome.WITHDRAWN, Outcome.LATE]
    )
    last = same.order_by("-closed_at", "-pk").first()
    if last is None or last.outcome not in GIVEN or not holds_for(last, request, steps_asked(request)):
        return False
    request.repeats = last.repeats or last
    request.save(update_fields=["repeats"])
    approve(request, Outcome.REPEATED)
    return True


def approve(request: ReviewRequest, outcome: Outcome = Outcome.APPROVED) -> None:
    """Let go out, each at its hour, what everybody has said yes to; what is too late waits for a person."""
    stands, now = standing_of(request.post), clock.now()
    close(request, outcome)
    for one in stands.in_state(State.IN_REVIEW):
        late = one.due_at is not None and too_late(one.due_at, one.late_minutes, now)
        state = State.APPROVED if late else State.SCHEDULED
        move([one], state, approved_digest=stands.digests[one.pk], due_at=one.due_at or now, prepared_at=None)


def as_asked(request: ReviewRequest) -> bool:
    """Whether what is in review still says exactly what was put forward."""
    return standing_of(request.post).says_what_stood_in(request.version.snapshot)


def close(request: ReviewRequest, outcome: Outcome) -> None:
    """End a review."""
    ReviewRequest.objects.filter(pk=request.pk).update(outcome=outcome, closed_at=clock.now())
    request.outcome = outcome


def in_review(root: Post) -> list[Delivery]:
    """Return the deliveries of a whole post that wait for a yes."""
    return standing_of(root).in_state(State.IN_REVIEW)


def move(deliveries: Iterable[Delivery], state: State, **fields: object) -> int:
    """Put deliveries that no worker holds into another state; return how many."""
    now, keys = clock.now(), [one.pk for one in deliveries]
    rows = Delivery.objects.filter(pk__in=keys).free(now)
    return rows.update(
        **{"state": state, "state_since": now, "held_for": "", "next_try_at": None, "trouble": ""} | fields
    )


def _carry_over(stands: Standing, version: Version, flows: Sequence[Flow]) -> None:
    """What was agreed stays agreed where it says the same, though its row is a new one, as of a part of a thread.

    Not where others are asked now, nor where who said yes is by now the one who changed it last.
    """
    last = ReviewRequest.objects.filter(post=stands.root).exclude(outcome=Outcome.OPEN).order_by("-closed_at").first()
    if last is None or last.outcome not in GIVEN or not _asks_alike(last, version, flows):
        return
    for one in stands.deliveries:
        if not one.approved_digest and stands.digest_in(last.version.snapshot, one) == stands.digests[one.pk]:
            one.approved_digest = stands.digests[one.pk]
            one.save(update_fields=["approved_digest"])


def _asks_alike(last: ReviewRequest, version: Version, flows: Sequence[Flow]) -> bool:
    """Whether what was agreed then is agreed by those who are asked now."""
    if last.outcome == Outcome.SKIPPED:
        return may_skip(last.asked_by, flows)
    source = last.repeats or last
    asked = ReviewRequest(
        post=last.post,
        version=version,
        own_allowed=all(flow.own_allowed for flow in flows),
        own_links=all(flow.own_links for flow in flows),
    )
    return holds_for(source, asked, steps_of(flows))


def _put_in_review(deliveries: Iterable[Delivery], **fields: object) -> None:
    """What was to go out at once has no hour: it goes out as soon as it is agreed."""
    for one in deliveries:
        own = fields or {"due_at": one.due_at if one.wall_time else None}
        move([one], State.IN_REVIEW, **{"approved_digest": "", "prepared": [], "prepared_at": None} | own)


def _request(by: Member, stands: Standing, version: Version, flows: Sequence[Flow]) -> ReviewRequest | None:
    """Open the review of what waits, unless exactly that is under review already."""
    waiting, before = in_review(stands.root), open_request(stands.root)
    if before is not None and waiting and before.digest == version.digest:
        return before
    if before is not None:
        close(before, Outcome.WITHDRAWN)
    return _open(by, stands.root, version, flows) if waiting else None


def _open(by: Member, root: Post, version: Version, flows: Sequence[Flow]) -> ReviewRequest:
    request = ReviewRequest.objects.create(
        post=root,
        version=version,
        digest=version.digest,
        own_allowed=all(flow.own_allowed for flow in flows),
        own_links=all(flow.own_links for flow in flows),
        asked_by=by,
        asked_at=clock.now(),
    )
    Asked.objects.bulk_create(
        Asked(request=request, position=place, needs=step.needs, member_id=one.member, role=one.role)
        for place, step in enumerate(steps_of(flows))
        for one in step.approvers
    )
    return request


def _skip(by: Member, stands: Standing, planned: Sequence[Delivery], version: Version) -> None:
    """Note that an owner lets something go out without asking."""
    fresh = [one for one in planned if not stands.is_agreed(one)]
    under_way = open_request(stands.root)
    if under_way is not None and (fresh or not in_review(stands.root)):
        close(under_way, Outcome.WITHDRAWN)
    for one in fresh:
        Delivery.objects.filter(pk=one.pk).update(approved_digest=stands.digests[one.pk])
    if fresh:
        now = clock.now()
        ReviewRequest.objects.create(
            post=stands.root, version=version, digest=digest_of_post(stands.snapshot), asked_by=by, asked_at=now,
            outcome=Outcome.SKIPPED, closed_at=now,
        )  # fmt: skip


def _need_nobody(by: Member, stands: Standing, planned: Sequence[Delivery], _version: Version) -> None:
    """Nobody is asked: what was agreed before and says something else now is agreed no longer, and need not be."""
    if planned and not allows(by, Duty.PUBLISH):
        raise NotAllowed(_("Nobody is asked for a yes here any more. Keep it as a draft."))
    changed = [one.pk for one in stands.deliveries if one.approved_digest and not stands.is_agreed(one)]
    Delivery.objects.filter(pk__in=changed).update(approved_digest="")
    under_way = open_request(stands.root)
    if under_way is not None and not in_review(stands.root):
        close(under_way, Outcome.WITHDRAWN)
