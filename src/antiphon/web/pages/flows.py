"""Who must say yes before something goes out: the flows of a brand, and for what each is in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member, Role
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import team
from antiphon.organizations.rules import Duty, may
from antiphon.publishing.actions.flowing import (
    MOST_STEPS,
    archive_flow,
    change_flow,
    choose_flow,
    follow_the_brand,
    make_flow,
)
from antiphon.publishing.models import Campaign, Flow, FlowChoice
from antiphon.publishing.queries.agreeing import steps_of
from antiphon.publishing.rules.agreeing import Approver, Needs, Step
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.reviewing import ROLES_ASKED

#: Flows that many houses begin with: a name, and the roles that each step asks.
BEGINNINGS: dict[str, tuple[Promise, Sequence[Sequence[Role]]]] = {
    "four-eyes": (_("Four eyes"), [[Role.OWNER, Role.EDITOR, Role.APPROVER]]),
    "client": (_("The client says yes"), [[Role.CLIENT]]),
    "team-then-client": (
        _("First the team, then the client"),
        [[Role.OWNER, Role.EDITOR, Role.APPROVER], [Role.CLIENT]],
    ),
}
_FIRST_STEPS = 2


@dataclass(frozen=True, slots=True)
class StepTyped:
    """A step in the form: who is ticked, and whether all of them are needed."""

    number: int
    ticked: frozenset[str]
    needs_all: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Something for which a flow is chosen: the brand, a campaign, a channel."""

    key: str
    name: str
    kind: str
    chosen: str


@require_safe
@member_page
def flows(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the flows of a brand, and what each is in force for."""
    return _show_all(request, member)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def flow(request: HttpRequest, member: Member, pk: int = 0) -> HttpResponse:
    """Make a flow, or change one."""
    require(member, Duty.MANAGE)
    kept = _found(member, pk) if pk else None
    if request.method != "POST":
        return _show_one(request, member, kept, _steps_kept(kept))
    typed = _steps_typed(request)
    try:
        _keep(request, member, kept, typed)
    except Refusal as refusal:
        return _show_one(request, member, kept, typed, refusal)
    messages.success(request, gettext("The flow is kept. Reviews that are under way go on as they began."))
    return SeeOther(reverse("flows", args=[member.brand.slug]))


@require_POST
@member_page
def begin_flow(request: HttpRequest, member: Member) -> HttpResponse:
    """Make one of the flows that many begin with, and put it in force for the brand."""
    require(member, Duty.MANAGE)
    name, asked = BEGINNINGS.get(request.POST.get("which", "")) or (None, [])
    if name is None:
        raise Http404
    steps = [Step(Needs.ANY, tuple(Approver(role=role.value) for role in roles)) for roles in asked]
    waiting = choose_flow(member, make_flow(member, str(name), steps))
    _tell_waiting(request, waiting)
    return SeeOther(reverse("flows", args=[member.brand.slug]))


@require_POST
@member_page
def choose(request: HttpRequest, member: Member) -> HttpResponse:
    """Put a flow in force for the brand, a campaign or a channel; or let nobody be asked there."""
    require(member, Duty.MANAGE)
    kind, _colon, key = request.POST.get("for", "").partition(":")
    wanted = request.POST.get("flow", "")
    campaign = get_object_or_404(Campaign, pk=number_in(key), brand=member.brand) if kind == "campaign" else None
    channel = get_object_or_404(Channel, pk=number_in(key), brand=member.brand) if kind == "channel" else None
    if kind not in {"brand", "campaign", "channel"}:
        raise Http404
    if wanted == "brand":
        waiting = follow_the_brand(member, campaign=campaign, channel=channel)
    else:
        chosen = None if wanted == "nobody" else _found(member, number_in(wanted))
        waiting = choose_flow(member, chosen, campaign=campaign, channel=channel)
    _tell_waiting(request, waiting)
    return SeeOther(reverse("flows", args=[member.brand.slug]))


@require_POST
@member_page
def archive(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Put a flow away."""
    try:
        archive_flow(member, _found(member, pk))
    except Refusal as refusal:
        return _show_all(request, member, refusal)
    messages.success(request, gettext("The flow is put away."))
    return SeeOther(reverse("flows", args=[member.brand.slug]))


def _show_all(request: HttpRequest, member: Member, refusal: Refusal | None = None) -> HttpResponse:
    require(member, Duty.MANAGE)
    found = list(Flow.objects.filter(brand=member.brand, archived_at=None).order_by("name"))
    names = {one.pk: str(one.user) for one in team(member.brand)}
    context = {
        "member": member,
        "flows": [(one, _said(one, names)) for one in found],
        "places": _places(member),
        "beginnings": [(key, name) for key, (name, _roles) in BEGINNINGS.items()],
        "refusal": refusal,
    }
    return render(request, "flows/index.html", context, status=422 if refusal else 200)


def _show_one(
    request: HttpRequest, member: Member, kept: Flow | None, typed: list[StepTyped], refusal: Refusal | None = None
) -> HttpResponse:
    posted = request.method == "POST"
    context = {
        "member": member,
        "flow": kept,
        "name": request.POST.get("name", "") if posted else (kept.name if kept else ""),
        "own_allowed": "own_allowed" in request.POST if posted else bool(kept and kept.own_allowed),
        "own_links": "own_links" in request.POST if posted else bool(kept and kept.own_links),
        "owner_skips": "owner_skips" in request.POST if posted else bool(kept and kept.owner_skips),
        "steps": typed,
        "roles": [(f"role:{role.value}", ROLES_ASKED[role]) for role in Role if may(role, Duty.REVIEW)],
        "people": [(f"member:{one.pk}", one.user) for one in team(member.brand) if may(one.role, Duty.REVIEW)],
        "refusal": refusal,
    }
    return render(request, "flows/one.html", context, status=422 if refusal else 200)


def _said(kept: Flow, names: dict[int, str]) -> list[tuple[bool, list[Promise | str]]]:
    """Return the steps of a flow in words: whether all are needed, and who is asked."""
    return [
        (
            step.needs == Needs.ALL and len(step.approvers) > 1,
            [names.get(one.member, "–") if one.member else ROLES_ASKED[Role(one.role)] for one in step.approvers],
        )
        for step in steps_of([kept])
    ]


def _places(member: Member) -> list[Place]:
    choices = FlowChoice.objects.filter(brand=member.brand)
    chosen = {_key_of(one): str(one.flow_id or "nobody") for one in choices}
    campaigns = Campaign.objects.filter(brand=member.brand, closed_at=None).order_by("name")
    channels = member.brand.channels.connected().select_related("identity").order_by("pk")
    named = [("campaign", one.pk, one.name) for one in campaigns]
    named += [("channel", one.pk, f"{network_name(one.kind)} · {one.identity.handle}") for one in channels]
    return [
        Place("brand:", member.brand.name, "brand", chosen.get("brand:", "nobody")),
        *(Place(f"{kind}:{pk}", name, kind, chosen.get(f"{kind}:{pk}", "brand")) for kind, pk, name in named),
    ]


def _key_of(choice: FlowChoice) -> str:
    if choice.campaign_id:
        return f"campaign:{choice.campaign_id}"
    return f"channel:{choice.channel_id}" if choice.channel_id else "brand:"


def _keep(request: HttpRequest, member: Member, kept: Flow | None, typed: list[StepTyped]) -> None:
    steps = [
        Step(Needs.ALL if one.needs_all else Needs.ANY, tuple(_approver(key) for key in sorted(one.ticked)))
        for one in typed
        if one.ticked
    ]
    name, posted = request.POST.get("name", ""), request.POST
    allowed = {switch: switch in posted for switch in ("own_allowed", "own_links", "owner_skips")}
    if kept is None:
        make_flow(member, name, steps, **allowed)
    else:
        change_flow(member, kept, name, steps, **allowed)


def _approver(key: str) -> Approver:
    kind, _colon, value = key.partition(":")
    return Approver(member=number_in(value)) if kind == "member" else Approver(role=value)


def _steps_typed(request: HttpRequest) -> list[StepTyped]:
    posted = request.POST
    return [
        StepTyped(number, frozenset(posted.getlist(f"asked-{number}")), posted.get(f"needs-{number}") == "all")
        for number in range(1, MOST_STEPS + 1)
        if number <= _FIRST_STEPS or f"needs-{number}" in posted
    ]


def _steps_kept(kept: Flow | None) -> list[StepTyped]:
    """Return the steps of a flow as the form shows them, and an empty one to go on."""
    found = [
        StepTyped(number, frozenset(_key(one) for one in step.approvers), step.needs == Needs.ALL)
        for number, step in enumerate(steps_of([kept]) if kept else [], 1)
    ]
    wanted = min(MOST_STEPS, max(_FIRST_STEPS, len(found) + 1))
    return found + [StepTyped(number, frozenset(), needs_all=False) for number in range(len(found) + 1, wanted + 1)]


def _key(one: Approver) -> str:
    return f"member:{one.member}" if one.member else f"role:{one.role}"


def _tell_waiting(request: HttpRequest, waiting: int) -> None:
    messages.success(request, gettext("That holds from now on."))
    if waiting:
        words = ngettext(
            "%(count)d post that was planned waits for a yes now.",
            "%(count)d posts that were planned wait for a yes now.",
            waiting,
        )
        messages.warning(request, words % {"count": waiting})


def _found(member: Member, pk: int) -> Flow:
    require(member, Duty.MANAGE)
    return get_object_or_404(Flow, pk=pk, brand=member.brand, archived_at=None)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/flows/", flows, name="flows"),
    path("b/<slug:brand>/flows/new/", flow, name="new_flow"),
    path("b/<slug:brand>/flows/begin/", begin_flow, name="begin_flow"),
    path("b/<slug:brand>/flows/choose/", choose, name="choose_flow"),
    path("b/<slug:brand>/flows/<int:pk>/", flow, name="flow"),
    path("b/<slug:brand>/flows/<int:pk>/archive/", archive, name="archive_flow"),
]
