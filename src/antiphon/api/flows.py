"""Flows: who must say yes before a post goes out, and what each flow is in force for."""

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.channels.models import Channel
from antiphon.organizations.models import Role
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import flowing
from antiphon.publishing.models import Campaign, Flow, FlowChoice
from antiphon.publishing.queries.agreeing import steps_of
from antiphon.publishing.rules.agreeing import Approver, Needs, Step

router = Router(tags=["flows"])


class ApproverJson(Json, frozen=True, kw_only=True):
    """Who is asked: a member by id, or anybody in a role."""

    member: int | None
    role: str | None


class FlowStepJson(Json, frozen=True, kw_only=True):
    """A step: `needs` any or all of those asked."""

    needs: str
    asked: list[ApproverJson]


class FlowJson(Json, frozen=True, kw_only=True):
    """A flow. `own_allowed`: one may approve one’s own posts; `owner_skips`: owners publish without asking.

    `own_links`: a client’s yes counts by a link of whoever wrote the post, too.
    """

    id: int
    name: str
    own_allowed: bool
    own_links: bool
    owner_skips: bool
    steps: list[FlowStepJson]


class FlowChoiceJson(Json, frozen=True, kw_only=True):
    """What is in force: for a campaign, by its name in addresses, a channel, by its id, or else for the brand.

    `flow` is null where nobody is asked. `now_waiting` is how many planned posts wait for a yes by this choice.
    """

    campaign: str | None
    channel: int | None
    flow: int | None
    now_waiting: int = 0


class ApproverGiven(Schema):
    """Who is asked: either a member or a role."""

    member: int | None = Field(default=None, ge=1, lt=2**63)
    role: Role | None = None


class StepGiven(Schema):
    """A step of a flow."""

    needs: Needs = Needs.ANY
    asked: list[ApproverGiven]


class FlowGiven(Schema):
    """A flow to be kept, whole."""

    name: str = Field(max_length=80)
    steps: list[StepGiven]
    own_allowed: bool = False
    own_links: bool = False
    owner_skips: bool = False


class ChoiceGiven(Schema):
    """What is put in force: for a campaign or a channel, or without either for the brand.

    Without `flow` nobody is asked there; `as_brand` lets that of the brand hold again.
    """

    campaign: str = ""
    channel: int | None = Field(default=None, ge=1, lt=2**63)
    flow: int | None = Field(default=None, ge=1, lt=2**63)
    as_brand: bool = False


@router.get("/brands/{brand}/flows")
def list_flows(request: Asked, brand: str) -> list[FlowJson]:
    """List the flows of a brand, by name."""
    found = Flow.objects.filter(brand=member_of(request, brand).brand, archived_at=None)
    return [_flow(one) for one in found.order_by("name")]


@router.post("/brands/{brand}/flows")
def make_flow(request: Asked, brand: str, body: FlowGiven) -> Created[FlowJson]:
    """Make a flow; it is in force only once it is chosen."""
    by = member_of(request, brand)
    made = flowing.make_flow(by, body.name, _steps(body), **_allowed(body))
    return Created(_flow(made))


@router.put("/flows/{flow_id}")
def change_flow(request: Asked, flow_id: int, body: FlowGiven) -> FlowJson:
    """Change a flow; reviews that are under way go on as they began."""
    flow = _found(request, flow_id)
    by = member_in(request, flow.brand_id)
    flowing.change_flow(by, flow, body.name, _steps(body), **_allowed(body))
    return _flow(flow)


@router.post("/flows/{flow_id}/archive")
def archive_flow(request: Asked, flow_id: int) -> FlowJson:
    """Put a flow away; one that is in force stays: 422."""
    flow = _found(request, flow_id)
    flowing.archive_flow(member_in(request, flow.brand_id), flow)
    return _flow(flow)


@router.get("/brands/{brand}/flow-choices")
def list_flow_choices(request: Asked, brand: str) -> list[FlowChoiceJson]:
    """List what is in force for what."""
    found = FlowChoice.objects.filter(brand=member_of(request, brand).brand).select_related("campaign")
    return [
        FlowChoiceJson(campaign=one.campaign.slug if one.campaign else None, channel=one.channel_id, flow=one.flow_id)
        for one in found.order_by("pk")
    ]


@router.put("/brands/{brand}/flow-choices")
def choose_flow(request: Asked, brand: str, body: ChoiceGiven) -> FlowChoiceJson:
    """Put a flow in force; what is planned already and nobody has agreed to waits for a yes from now on."""
    by = member_of(request, brand)
    require(by, Duty.MANAGE)
    campaign = get_object_or_404(Campaign, brand=by.brand, slug=body.campaign) if body.campaign else None
    channel = get_object_or_404(Channel, brand=by.brand, pk=body.channel) if body.channel else None
    if body.as_brand:
        waiting = flowing.follow_the_brand(by, campaign=campaign, channel=channel)
    else:
        flow = get_object_or_404(Flow, brand=by.brand, pk=body.flow, archived_at=None) if body.flow else None
        waiting = flowing.choose_flow(by, flow, campaign=campaign, channel=channel)
    return FlowChoiceJson(campaign=body.campaign or None, channel=body.channel, flow=body.flow, now_waiting=waiting)


def _found(request: Asked, flow_id: int) -> Flow:
    return get_object_or_404(Flow.objects.filter(brand__in=brands_of(request), archived_at=None), pk=flow_id)


def _steps(given: FlowGiven) -> list[Step]:
    return [
        Step(one.needs, tuple(Approver(member=who.member, role=who.role or "") for who in one.asked))
        for one in given.steps
    ]


def _allowed(given: FlowGiven) -> dict[str, bool]:
    return {"own_allowed": given.own_allowed, "own_links": given.own_links, "owner_skips": given.owner_skips}


def _flow(flow: Flow) -> FlowJson:
    return FlowJson(
        id=flow.pk,
        name=flow.name,
        own_allowed=flow.own_allowed,
        own_links=flow.own_links,
        owner_skips=flow.owner_skips,
        steps=[
            FlowStepJson(
                needs=step.needs,
                asked=[ApproverJson(member=one.member, role=one.role or None) for one in step.approvers],
            )
            for step in steps_of([flow])
        ],
    )
