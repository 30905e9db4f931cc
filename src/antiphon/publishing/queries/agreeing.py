"""Reads about which flows are in force for a post, and whose yes it waits for."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from antiphon.organizations.models import Brand, Member, Role
from antiphon.publishing.models import (
    Decision,
    Delivery,
    Flow,
    FlowChoice,
    OutcomeLabel,
    Post,
    ReviewGuest,
    ReviewRequest,
)
from antiphon.publishing.rules import agreeing
from antiphon.publishing.rules.agreeing import Approver, Needs, Outcome, Step, Terms, Verdict, Voice, counts
from antiphon.publishing.rules.delivering import State

#: What is read with a decision, to say who it is of and, of a guest, who let them in.
SAID_BY = ("member__user", "guest__link__made_by__user")


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


def writers_of(request: ReviewRequest) -> frozenset[int]:
    """Return the users who wrote what is asked about: the author, and who changed it last."""
    return frozenset({request.post.author.user_id, request.version.by.user_id})


def terms_of(request: ReviewRequest) -> Terms:
    """Return what the flows of a review allow beyond four eyes, as they were when it began."""
    return Terms(own_allowed=request.own_allowed, own_links=request.own_links)


def yes_counts(by: Member | ReviewGuest, request: ReviewRequest) -> bool:
    """Whether a yes of somebody would be that of other eyes than those that wrote it, or need not be."""
    if isinstance(by, Member):
        return counts(Voice(by.pk, by.role), by.user_id, writers_of(request), terms_of(request))
    return counts(Voice(None, Role.CLIENT, by.pk), by.link.made_by.user_id, writers_of(request), terms_of(request))


def holds_for(given: ReviewRequest, asked: ReviewRequest, steps: Sequence[Step]) -> bool:
    """Whether the yes given in one review is one for another about the same words, which asks in these steps.

    Only if the same people were asked in the same steps, and what they said then is enough for who wrote it now.
    Three queries.
    """
    source = given.repeats or given
    if [_set_of(one) for one in steps_asked(source)] != [_set_of(one) for one in steps]:
        return False
    said = source.decisions.select_related(*SAID_BY).order_by("at", "pk")
    counted = [one for one in said if yes_counts(_who_said(one), asked)]
    voices = agreeing.standing_approvals((voice_of(one), Verdict(one.verdict)) for one in counted)
    return agreeing.current_step(steps, voices) is None


def approvals_of(request: ReviewRequest) -> list[Voice]:
    """Return who says yes to what is asked for. One query, none if `decisions` is read already."""
    said = sorted(request.decisions.all(), key=lambda one: (one.at, one.pk))
    return agreeing.standing_approvals((voice_of(one), Verdict(one.verdict)) for one in said)


def voice_of(decision: Decision) -> Voice:
    """Return whose voice a decision is."""
    return Voice(decision.member_id, decision.role, decision.guest_id)


def open_request(root: Post) -> ReviewRequest | None:
    """Return the review of a post that is under way, or None. Three queries."""
    found = ReviewRequest.objects.filter(post=root, outcome=Outcome.OPEN).select_related(
        "version__by__user", "post__author"
    )
    return found.prefetch_related("asked__member__user", "decisions").first()


def brand_flow(brand: Brand) -> Flow | None:
    """Return the flow that is chosen for the whole brand, or None."""
    found = FlowChoice.objects.filter(brand=brand, campaign=None, channel=None).select_related("flow").first()
    return found.flow if found else None


def is_open(request: ReviewRequest) -> bool:
    """Whether somebody's yes is still waited for."""
    return request.outcome == OutcomeLabel.OPEN


def _who_said(decision: Decision) -> Member | ReviewGuest:
    who = decision.member or decision.guest
    assert who is not None  # noqa: S101  a constraint of the row
    return who


def _set_of(step: Step) -> tuple[Needs, frozenset[Approver]]:
    return step.needs, frozenset(step.approvers)


def _flows(choices: Iterable[FlowChoice]) -> list[Flow]:
    return list({one.flow.pk: one.flow for one in sorted(choices, key=lambda one: one.pk) if one.flow}.values())
