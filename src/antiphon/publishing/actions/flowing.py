"""How a brand decides who must say yes: flows are made, changed and chosen."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty, may
from antiphon.publishing.actions.agreeing import ask_for_what_is_planned
from antiphon.publishing.models import Approver, Campaign, Delivery, Flow, FlowChoice, FlowStep, Post
from antiphon.publishing.rules.agreeing import Step
from antiphon.publishing.rules.delivering import State

MOST_STEPS = 6


@transaction.atomic
def make_flow(
    by: Member,
    name: str,
    steps: Sequence[Step],
    *,
    own_allowed: bool = False,
    own_links: bool = False,
    owner_skips: bool = False,
) -> Flow:
    """Make a flow; it is in force only once it is chosen."""
    require(by, Duty.MANAGE)
    flow = Flow(brand=by.brand, made_at=clock.now())
    flow.own_allowed, flow.own_links, flow.owner_skips = own_allowed, own_links, owner_skips
    _write(by, flow, name, steps)
    return flow


@transaction.atomic
def change_flow(
    by: Member,
    flow: Flow,
    name: str,
    steps: Sequence[Step],
    *,
    own_allowed: bool = False,
    own_links: bool = False,
    owner_skips: bool = False,
) -> None:
    """Change a flow; reviews that are under way go on as they began."""
    require(by, Duty.MANAGE)
    flow.own_allowed, flow.own_links, flow.owner_skips = own_allowed, own_links, owner_skips
    _write(by, flow, name, steps)


@transaction.atomic
def archive_flow(by: Member, flow: Flow) -> None:
    """Put a flow away; raise Refusal while it is chosen for something."""
    require(by, Duty.MANAGE)
    if flow.choices.exists():
        raise Refusal(_("This flow is in force. Choose another one for what it is chosen for, then put it away."))
    Flow.objects.filter(pk=flow.pk).update(archived_at=clock.now())


@transaction.atomic
def choose_flow(
    by: Member, flow: Flow | None, *, campaign: Campaign | None = None, channel: Channel | None = None
) -> int:
    """Put a flow in force for the brand, or instead for a campaign or a channel; None asks nobody there.

    What is planned already and nobody has agreed to waits for a yes from now on. Returns how many posts that are.
    """
    require(by, Duty.MANAGE)
    if any(one and one.brand_id != by.brand_id for one in (flow, campaign, channel)):
        raise Refusal(_("This belongs to another brand."))
    FlowChoice.objects.update_or_create(brand=by.brand, campaign=campaign, channel=channel, defaults={"flow": flow})
    return _ask_for_what_is_planned(by) if flow else 0


@transaction.atomic
def follow_the_brand(by: Member, *, campaign: Campaign | None = None, channel: Channel | None = None) -> int:
    """Let the flow of the brand hold for a campaign or a channel again. Returns how many posts wait by that."""
    require(by, Duty.MANAGE)
    own = FlowChoice.objects.filter(brand=by.brand, campaign=campaign, channel=channel)
    own.exclude(campaign=None, channel=None).delete()
    return _ask_for_what_is_planned(by)


def _write(by: Member, flow: Flow, name: str, steps: Sequence[Step]) -> None:
    flow.name = name.strip()[:80]
    if not flow.name:
        raise Refusal(_("Give the flow a name."), field="name")
    _check_steps(by, steps)
    try:
        with transaction.atomic():
            flow.save()
    except IntegrityError as error:
        raise Refusal(_("There is a flow of this name already."), field="name") from error
    flow.steps.all().delete()
    for place, step in enumerate(steps):
        made = FlowStep.objects.create(flow=flow, position=place, needs=step.needs)
        Approver.objects.bulk_create(
            Approver(step=made, member_id=one.member, role=one.role) for one in step.approvers
        )


def _check_steps(by: Member, steps: Sequence[Step]) -> None:
    if not steps or len(steps) > MOST_STEPS or not all(step.approvers for step in steps):
        raise Refusal(_("Give the flow one to six steps, and say in each who is asked."), field="steps")
    present = dict(by.brand.members.filter(left_at=None).values_list("pk", "role"))
    for one in (approver for step in steps for approver in step.approvers):
        role = one.role if one.member is None else present.get(one.member, "") if not one.role else ""
        if not may(role, Duty.REVIEW):
            raise Refusal(
                _("Only owners, editors, approvers and clients of the brand can be asked for a yes."), field="steps"
            )


def _ask_for_what_is_planned(by: Member) -> int:
    planned = Delivery.objects.filter(post__brand=by.brand, post__in_reply_to=None, state=State.SCHEDULED)
    roots = planned.filter(post__continues=None).order_by("post").values_list("post", flat=True).distinct()
    posts = Post.objects.filter(pk__in=list(roots)).select_related("author", "brand").order_by("pk")
    return sum(ask_for_what_is_planned(post) is not None for post in posts)
