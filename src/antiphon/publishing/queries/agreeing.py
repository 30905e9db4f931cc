"""Reads about which flows are in force for a post, and whose yes it waits for."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Q

from antiphon.organizations.models import Brand
from antiphon.publishing.models import Decision, Delivery, Flow, FlowChoice, OutcomeLabel, Post, ReviewRequest
from antiphon.publishing.rules import agreeing
from antiphon.publishing.rules.agreeing import Approver, Needs, Outcome, Step, Verdict, Voice
from antiphon.publishing.rules.delivering import State


def flows_for(post: Post) -> list[Flow]:
    """Return the flows that a post, which continues none, has to pass; an answer passes none. Two queries at most."""
    if post.in_reply_to_id is not None:
        return []
    channels = Delivery.objects.filter(post=post).exclude(state=State.CANCELLED).values_list("channel", flat=True)
    return flows_in_force(post.brand_id, post.campaign_id, channels)


def flows_in_force(brand: int, campaign: int | None, channels: Iterable[int]) -> list[Flow]:
    """Return the flows that a post of a campaign has to pass on these channels. Two queries, one where no flow is.

    What is chosen for the campaign holds alone; else each channel has its own, or else that of the brand.
    """
    if not FlowChoice.objects.filter(brand=brand, flow__isnull=False).exists():
        return []
    asked = set(channels)
    where = Q(campaign=None, channel=None) | Q(campaign=campaign, campaign__isnull=False) | Q(channel__in=asked)
    choices = list(FlowChoice.objects.filter(where, brand=brand).select_related("flow"))
    of_campaign = [one for one in choices if one.campaign_id is not None]
    if of_campaign:
        return _flows(of_campaign)
    own = {one.channel_id: one for one in choices if one.channel_id is not None}
    usual = [one for one in choices if one.channel_id is None]
    return _flows([*own.values(), *(usual if not asked or asked - set(own) else [])])


def steps_of(flows: Sequence[Flow]) -> list[Step]:
    """Return the steps of flows, one flow after the other; a step that asks nobody is none. Two queries a flow."""
    return [
        Step(Needs(step.needs), tuple(Approver(one.member_id, one.role) for one in step.approvers.all()))
        for flow in flows
        for step in flow.steps.prefetch_related("approvers")
        if step.approvers.all()
    ]


def steps_asked(request: ReviewRequest) -> list[Step]:
    """Return the steps of a review as they were when it began. One query, none if `asked` is read already."""
    rows = list(request.asked.all())
    places = sorted({row.position for row in rows})
    return [
        Step(
            Needs(next(row.needs for row in rows if row.position == place)),
            tuple(Approver(row.member_id, row.role) for row in rows if row.position == place),
        )
        for place in places
    ]


def approvals_of(request: ReviewRequest) -> list[Voice]:
    """Return who says yes to what is asked for. One query, none if `decisions` is read already."""
    said = sorted(request.decisions.all(), key=lambda one: (one.at, one.pk))
    return agreeing.standing_approvals((voice_of(one), Verdict(one.verdict)) for one in said)


def voice_of(decision: Decision) -> Voice:
    """Return whose voice a decision is."""
    return Voice(decision.member_id, decision.role, decision.guest_id)


def open_request(root: Post) -> ReviewRequest | None:
    """Return the review of a post that is under way, or None. Three queries."""
    found = ReviewRequest.objects.filter(post=root, outcome=Outcome.OPEN).select_related("version__by__user")
    return found.prefetch_related("asked__member__user", "decisions").first()


def last_request(root: Post) -> ReviewRequest | None:
    """Return the last review of a post, under way or over, or None."""
    found = ReviewRequest.objects.filter(post=root).select_related("version__by__user", "asked_by__user")
    decisions = Prefetch("decisions", Decision.objects.select_related("member__user", "guest"))
    return found.prefetch_related("asked__member__user", decisions).order_by("-asked_at", "-pk").first()


def brand_flow(brand: Brand) -> Flow | None:
    """Return the flow that is chosen for the whole brand, or None."""
    found = FlowChoice.objects.filter(brand=brand, campaign=None, channel=None).select_related("flow").first()
    return found.flow if found else None


def is_open(request: ReviewRequest) -> bool:
    """Whether somebody's yes is still waited for."""
    return request.outcome == OutcomeLabel.OPEN


def _flows(choices: Iterable[FlowChoice]) -> list[Flow]:
    return list({one.flow.pk: one.flow for one in sorted(choices, key=lambda one: one.pk) if one.flow}.values())
