"""Keeping the peace in a community: flags, cases, held words, sanctions, appeals, the log."""

from collections.abc import Container
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.api.community import HeldJson, told_held, viewer_in
from antiphon.community.actions.approving import let_through, turn_back
from antiphon.community.actions.flagging import (
    Complaint,
    Verdict,
    assign_case,
    decide_case,
    flag_message,
    flag_participant,
)
from antiphon.community.actions.sanctioning import appeal, decide_appeal, lift_sanction
from antiphon.community.models import (
    Appeal,
    Case,
    Decision,
    Flag,
    FlagKind,
    HeldWriting,
    ModerationEntry,
    Participant,
    Sanction,
)
from antiphon.community.permissions import Viewer, require_host, require_part
from antiphon.community.queries.attachments import attached_to_held
from antiphon.community.queries.cases import cases_kept, groups_moderated, held_kept, log_read, require_keeping
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.participants import participants_seen
from antiphon.community.queries.sanctions import appeals_waiting
from antiphon.community.queries.topics import topics_read
from antiphon.conversations.models import Message
from antiphon.lib.errors import Refusal

router = Router(tags=["community"])

_PAGE = 50


class FlagJson(Json, frozen=True, kw_only=True):
    """A flag; `by` is a handle, null where a list did it. `kind` is spam, rude, off_topic, harm or other."""

    by: str | None
    kind: str
    words: str
    at: datetime


class CopiedJson(Json, frozen=True, kw_only=True):
    """A message of a talk as who is in it showed it: the `reported` one, or one before it."""

    handle: str
    name: str
    at: str
    source: str
    reported: bool


class CaseJson(Json, frozen=True, kw_only=True):
    """A case about a message, or (null) about a participant. `decision` is empty until it is decided.

    One about a message of a talk has no `message`: `shown` is what was reported, copied, the oldest first.
    """

    id: int
    group: str | None
    message: int | None
    text: str
    shown: list[CopiedJson]
    about: str | None
    opened_at: datetime
    assigned_to: str | None
    decided_at: datetime | None
    decision: str
    rule: str
    why: str
    answer: str
    flags: list[FlagJson]


class SanctionJson(Json, frozen=True, kw_only=True):
    """A sanction: `kind` is warn, limit or suspend; without an end it holds for good.

    Where it does not hold `everywhere`, `group` is where, null if the token's user finds that group no more.
    """

    id: int
    participant: str
    everywhere: bool
    group: str | None
    kind: str
    rule: str
    why: str
    at: datetime
    until: datetime | None
    lifted_at: datetime | None
    appeal: int | None


class AppealJson(Json, frozen=True, kw_only=True):
    """An appeal; `granted` is null until it is decided."""

    id: int
    sanction: SanctionJson
    words: str
    at: datetime
    granted: bool | None
    answer: str


class LogJson(Json, frozen=True, kw_only=True):
    """A line of the moderation log. `deed` is in words of programs; `by` is a handle."""

    at: datetime
    deed: str
    rule: str
    why: str
    group: str | None
    topic: int | None
    by: str | None
    until: datetime | None


class FlagBody(Schema):
    """What is wrong."""

    kind: FlagKind
    words: str = ""


class AssignBody(Schema):
    """To whom a case is given, by handle; null: to nobody."""

    handle: str | None


class VerdictBody(Schema):
    """What is decided. `until` is of a limit or a suspension; null: for good."""

    decision: Decision
    rule: FlagKind = FlagKind.OTHER
    why: str = ""
    answer: str = ""
    until: datetime | None = None


class HeldBody(Schema):
    """Whether held words are let through; if not, why."""

    let_through: bool
    why: str = ""


class AppealBody(Schema):
    """Why a sanction should be looked at again."""

    words: str


class AppealVerdictBody(Schema):
    """Whether an appeal is granted, and the answer to it."""

    granted: bool
    answer: str


@router.post("/communities/{brand}/topics/{topic_id}/messages/{message_id}/flags")
def create_flag(request: Asked, brand: str, topic_id: int, message_id: int, body: FlagBody) -> Created[FlagJson]:
    """Flag a message; who flagged it before changes nothing."""
    viewer = viewer_in(request, brand)
    topic = get_object_or_404(topics_read(viewer).select_related("group"), pk=topic_id)
    message = get_object_or_404(Message, conversation=topic.conversation_id, pk=message_id)
    return Created(_flag(flag_message(viewer, topic, message, Complaint(body.kind, body.words))))


@router.post("/communities/{brand}/members/{handle}/flags")
def flag_member(request: Asked, brand: str, handle: str, body: FlagBody) -> Created[FlagJson]:
    """Flag somebody who takes part: hosts see it; who flagged them before changes nothing."""
    viewer = viewer_in(request, brand)
    one = get_object_or_404(participants_seen(viewer), handle=handle)
    return Created(_flag(flag_participant(viewer, one, Complaint(body.kind, body.words))))


@router.get("/communities/{brand}/moderation/cases")
def list_cases(request: Asked, brand: str, *, decided: bool = False, after: str = "") -> Page[CaseJson]:
    """List the cases that the token's user may decide: those that wait, the oldest first, or those decided."""
    seen = seen_of(after)
    found = cases_kept(_keeper(request, brand)).prefetch_related("flags__by")
    order = ("-decided_at", "-pk") if decided else ("opened_at", "pk")
    rows = list(found.filter(decided_at__isnull=not decided).order_by(*order)[seen : seen + _PAGE + 1])
    more = cursor(seen + _PAGE) if len(rows) > _PAGE else None
    return Page(items=[_case(one) for one in rows[:_PAGE]], next=more)


@router.post("/communities/{brand}/moderation/cases/{case_id}/assign")
def give_case(request: Asked, brand: str, case_id: int, body: AssignBody) -> CaseJson:
    """Give a case to a host or a moderator of its group."""
    viewer = _keeper(request, brand)
    to = get_object_or_404(Participant, brand=viewer.brand, handle=body.handle) if body.handle else None
    assign_case(viewer, _kept(viewer, case_id), to)
    return _case(_kept(viewer, case_id))


@router.post("/communities/{brand}/moderation/cases/{case_id}/decide")
def settle_case(request: Asked, brand: str, case_id: int, body: VerdictBody) -> CaseJson:
    """Decide a case."""
    viewer = _keeper(request, brand)
    if body.until is not None and body.until.tzinfo is None:
        raise Refusal(_("Give the moment with its offset from UTC."), field="until")
    verdict = Verdict(decision=body.decision, rule=body.rule, why=body.why, answer=body.answer, until=body.until)
    decide_case(viewer, _kept(viewer, case_id), verdict)
    return _case(_kept(viewer, case_id))


@router.get("/communities/{brand}/moderation/held")
def list_held(request: Asked, brand: str) -> list[HeldJson]:
    """List the words that wait and that the token's user may let through: the oldest hundred."""
    found = list(held_kept(_keeper(request, brand))[:100])
    files = attached_to_held(found)
    return [told_held(one, files[one.pk]) for one in found]


@router.post("/communities/{brand}/moderation/held/{held_id}/decide")
def settle_held(request: Asked, brand: str, held_id: int, body: HeldBody) -> HeldJson:
    """Let held words through, or turn them back with a reason."""
    viewer = _keeper(request, brand)
    kept = HeldWriting.objects.select_related("group__brand", "author").filter(group__in=groups_moderated(viewer))
    found = get_object_or_404(kept, pk=held_id)
    files = attached_to_held([found])[found.pk]
    if body.let_through:
        let_through(viewer, found)
    else:
        turn_back(viewer, found, body.why)
    return told_held(found, files)


@router.get("/communities/{brand}/sanctions")
def list_sanctions(request: Asked, brand: str) -> list[SanctionJson]:
    """List what was decided about the token's user, the latest first."""
    viewer = viewer_in(request, brand)
    own, groups = require_part(viewer), groups_found(viewer)
    found = Sanction.objects.of(own).select_related("participant", "group", "appeal").order_by("-at", "-pk")
    seen = set(groups.values_list("pk", flat=True))
    return [_sanction(one, seen) for one in found[:100]]


@router.post("/communities/{brand}/sanctions/{sanction_id}/appeal")
def create_appeal(request: Asked, brand: str, sanction_id: int, body: AppealBody) -> Created[AppealJson]:
    """Appeal against a sanction of one's own, once."""
    viewer = viewer_in(request, brand)
    here = Sanction.objects.select_related("participant", "group", "appeal").filter(participant__brand=viewer.brand)
    made = appeal(viewer, get_object_or_404(here, pk=sanction_id), body.words)
    return Created(_appeal(made, set(groups_found(viewer).values_list("pk", flat=True))))


@router.post("/communities/{brand}/moderation/sanctions/{sanction_id}/lift")
def end_sanction(request: Asked, brand: str, sanction_id: int) -> SanctionJson:
    """End a sanction before its time."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    found = Sanction.objects.select_related("participant", "group", "appeal").filter(participant__brand=viewer.brand)
    lift_sanction(viewer, get_object_or_404(found, pk=sanction_id))
    return _sanction(found.get(pk=sanction_id))


@router.get("/communities/{brand}/moderation/appeals")
def list_appeals(request: Asked, brand: str) -> list[AppealJson]:
    """List the appeals that wait, the oldest first."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    return [_appeal(one) for one in appeals_waiting(viewer.brand)]


@router.post("/communities/{brand}/moderation/appeals/{appeal_id}/decide")
def settle_appeal(request: Asked, brand: str, appeal_id: int, body: AppealVerdictBody) -> AppealJson:
    """Grant an appeal, which lifts the sanction, or leave it."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    found = Appeal.objects.select_related("sanction__participant", "sanction__group")
    here = found.filter(sanction__participant__brand=viewer.brand)
    decide_appeal(viewer, get_object_or_404(here, pk=appeal_id), granted=body.granted, answer=body.answer)
    return _appeal(here.get(pk=appeal_id))


@router.get("/communities/{brand}/moderation/log")
def list_log(request: Asked, brand: str, after: str = "") -> Page[LogJson]:
    """List what was done to keep the peace, the latest first, as far as the token's user reads the groups."""
    seen = seen_of(after)
    rows = list(log_read(viewer_in(request, brand))[seen : seen + _PAGE + 1])
    more = cursor(seen + _PAGE) if len(rows) > _PAGE else None
    return Page(items=[_entry(one) for one in rows[:_PAGE]], next=more)


def _keeper(request: Asked, brand: str) -> Viewer:
    """Return who asks, who keeps the peace somewhere here; raise NotAllowed for anybody else."""
    viewer = viewer_in(request, brand)
    require_keeping(viewer)
    return viewer


def _kept(viewer: Viewer, pk: int) -> Case:
    return get_object_or_404(cases_kept(viewer).prefetch_related("flags__by"), pk=pk)


def _flag(one: Flag) -> FlagJson:
    return FlagJson(by=one.by.handle if one.by else None, kind=one.kind, words=one.words, at=one.at)


def _case(one: Case) -> CaseJson:
    return CaseJson(
        id=one.pk,
        group=one.group.slug if one.group else None,
        message=one.message_id,
        text=one.message.text if one.message else "",
        shown=[CopiedJson(**copied) for copied in one.report.words] if one.report else [],
        about=one.about.handle if one.about else None,
        opened_at=one.opened_at,
        assigned_to=one.assigned_to.handle if one.assigned_to else None,
        decided_at=one.decided_at,
        decision=one.decision,
        rule=one.rule,
        why=one.why,
        answer=one.answer,
        flags=[_flag(flag) for flag in one.flags.all()],
    )


def _sanction(one: Sanction, groups: Container[int] | None = None) -> SanctionJson:
    """Return a sanction for a host, or for who bears it, who finds these groups."""
    appealed = getattr(one, "appeal", None)
    return SanctionJson(
        id=one.pk,
        participant=one.participant.handle,
        everywhere=one.group_id is None,
        group=one.group.slug if one.group and (groups is None or one.group.pk in groups) else None,
        kind=one.kind,
        rule=one.rule,
        why=one.why,
        at=one.at,
        until=one.until,
        lifted_at=one.lifted_at,
        appeal=appealed.pk if appealed else None,
    )


def _appeal(one: Appeal, groups: Container[int] | None = None) -> AppealJson:
    return AppealJson(
        id=one.pk,
        sanction=_sanction(one.sanction, groups),
        words=one.words,
        at=one.at,
        granted=one.granted,
        answer=one.answer,
    )


def _entry(one: ModerationEntry) -> LogJson:
    readable = one.topic is not None and one.topic.group_id == one.group_id
    return LogJson(
        at=one.at,
        deed=one.deed,
        rule=one.rule,
        why=one.why,
        group=one.group.slug if one.group else None,
        topic=one.topic_id if readable else None,
        by=one.by.handle if one.by else None,
        until=one.until,
    )
