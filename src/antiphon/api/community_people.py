"""Who takes part in a community: people as far as they show themselves, one's own profile, personal invitations."""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.community import viewer_in
from antiphon.community.actions import inviting, taking_in
from antiphon.community.actions.joining import Said
from antiphon.community.actions.presenting import present
from antiphon.community.models import GroupMember, Invitation, Participant, SeenBy
from antiphon.community.permissions import Viewer, require_host, require_moderator, require_part
from antiphon.community.queries.groups import group_invitations, groups_found
from antiphon.community.queries.inviting import Branch, Brought, brought_in, invitable, token_of, whole_tree
from antiphon.community.queries.participants import participants_seen
from antiphon.community.queries.sealing import sealed

router = Router(tags=["community"])


class LinkJson(Json, frozen=True, kw_only=True):
    """A page that somebody calls theirs; `verified_at` is null unless it links back with `rel=me` today."""

    url: str
    verified_at: datetime | None


class ParticipantJson(Json, frozen=True, kw_only=True):
    """Somebody who takes part, as they show themselves; `picture` is an address, null without one.

    It is sealed for three days: it opens to whoever has it.
    """

    handle: str
    name: str
    words: str
    interests: list[str]
    languages: list[str]
    links: list[LinkJson]
    picture: str | None
    since: datetime | None


class ProfileJson(ParticipantJson, frozen=True, kw_only=True):
    """One's own profile, with who sees it: everybody, participants or hosts."""

    seen_by: str
    searchable: bool
    mailed: bool


class InvitationJson(Json, frozen=True, kw_only=True):
    """A personal invitation: `url` is to be given to friends; `group` is a short name, null: the community.

    `topic` is that of the event or the live session it is for.
    """

    id: int
    url: str
    group: str | None
    topic: int | None
    note: str
    used: int
    uses_at_most: int
    reward: str
    made_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None


class GroupInvitationJson(Json, frozen=True, kw_only=True):
    """An invitation into a group that waits for an answer; `by` is a handle, null where who invited is gone."""

    id: int
    group: str
    name: str
    purpose: str
    rules: str
    visibility: str
    by: str | None
    invited_at: datetime


class AnsweredJson(Json, frozen=True, kw_only=True):
    """Whether one is in the group now."""

    joined: bool


class BroughtJson(Json, frozen=True, kw_only=True):
    """Somebody who was brought, or who brought others; `by` is a handle, null where nobody is known."""

    handle: str
    name: str
    by: str | None
    depth: int
    activated: bool
    rewarded: bool


class CountsJson(Json, frozen=True, kw_only=True):
    """How many came by invitations, and how many of them said something within 30 days; by rewarded links apart."""

    came: int
    activated: int
    came_rewarded: int
    activated_rewarded: int
    people: list[BroughtJson]


class PeopleAsked(Schema):
    """Who is listed: all, or those who share an interest, by its short name."""

    interest: str = ""
    limit: int = 30
    cursor: str = ""


class ProfileBody(Schema):
    """What one says of oneself; the handle stays. `links` are addresses of one's own pages, five at most."""

    name: str = Field(max_length=120)
    words: str = ""
    interests: list[str] = []
    languages: list[str] = []
    links: list[str] = []
    seen_by: SeenBy = SeenBy.PARTICIPANTS
    searchable: bool = True
    mailed: bool = True

    def said(self, *, handle: str = "", reason: str = "") -> Said:
        """Return it as the action takes it."""
        return Said(
            name=self.name,
            handle=handle,
            words=self.words,
            reason=reason,
            languages=tuple(code for code in self.languages if code in dict(settings.LANGUAGES)),
            interests=tuple(self.interests),
            seen_by=self.seen_by,
            searchable=self.searchable,
            mailed=self.mailed,
        )


class InvitationBody(Schema):
    """A new link: to a group, to the event or session of a `topic`, or to the community; `days` it is good for."""

    group: str | None = None
    topic: int | None = None
    note: str = Field(default="", max_length=80)
    uses: int = inviting.USES
    days: int = inviting.DAYS
    reward: str = Field(default="", max_length=200)


class InvitedBody(Schema):
    """Who is invited into a group."""

    handle: str


class GroupAnswerBody(Schema):
    """Whether one accepts."""

    accept: bool


@router.get("/communities/{brand}/members")
def list_participants(request: Asked, brand: str, asked: Annotated[PeopleAsked, Query()]) -> Page[ParticipantJson]:
    """List those who take part and show themselves to the token's user, the latest first."""
    viewer = viewer_in(request, brand)
    found = participants_seen(viewer).prefetch_related("interests", "links")
    if asked.interest:
        found = found.filter(interests__slug=asked.interest)
    if asked.cursor:
        at, pk = place_of(asked.cursor)
        found = found.filter(admitted_at__lte=at).exclude(admitted_at=at, pk__gte=pk)
    limit = min(max(1, asked.limit), 100)
    rows = list(found.order_by("-admitted_at", "-pk")[: limit + 1])
    place = lambda one: (one.admitted_at or one.asked_at, one.pk)  # noqa: E731  a place in that order
    return page_of(rows, limit, place, lambda kept: [_participant(viewer, one) for one in kept])


@router.get("/communities/{brand}/members/{handle}")
def show_participant(request: Asked, brand: str, handle: str) -> ParticipantJson:
    """Show somebody, as far as they show themselves."""
    viewer = viewer_in(request, brand)
    return _participant(viewer, get_object_or_404(participants_seen(viewer), handle=handle))


@router.get("/communities/{brand}/profile")
def show_profile(request: Asked, brand: str) -> ProfileJson:
    """Show one's own profile."""
    viewer = viewer_in(request, brand)
    return profile_json(viewer, require_part(viewer))


@router.put("/communities/{brand}/profile")
def change_profile(request: Asked, brand: str, body: ProfileBody) -> ProfileJson:
    """Say something else of oneself; what is left out is emptied, the picture stays."""
    viewer = viewer_in(request, brand)
    own = require_part(viewer)
    present(own, body.said(), links=body.links)
    return profile_json(viewer, own)


@router.get("/communities/{brand}/personal-invitations")
def list_personal_invitations(request: Asked, brand: str) -> list[InvitationJson]:
    """List one's own links, the latest first, 100 at most."""
    viewer = viewer_in(request, brand)
    mine = require_part(viewer).invitations.select_related("group").order_by("-pk")
    return [_invitation(viewer, one) for one in mine[:100]]


@router.post("/communities/{brand}/personal-invitations")
def make_personal_invitation(request: Asked, brand: str, body: InvitationBody) -> Created[InvitationJson]:
    """Make a link that brings friends; a reward is given by hosts only."""
    viewer = viewer_in(request, brand)
    group = get_object_or_404(groups_found(viewer), slug=body.group) if body.group else None
    topic = get_object_or_404(invitable(viewer), pk=body.topic) if body.topic is not None else None
    terms = {"uses": body.uses, "days": body.days}
    made = inviting.make_invitation(viewer, group, topic=topic, note=body.note, reward=body.reward, **terms)
    return Created(_invitation(viewer, made))


@router.post("/communities/{brand}/personal-invitations/{personal_invitation_id}/end")
def end_personal_invitation(request: Asked, brand: str, personal_invitation_id: int) -> InvitationJson:
    """End a link: one's own, or, as a host, anybody's."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(Invitation, brand=viewer.brand, pk=personal_invitation_id)
    inviting.revoke_invitation(viewer, found)
    found.refresh_from_db()
    return _invitation(viewer, found)


@router.post("/communities/{brand}/groups/{group}/invited")
def invite_into_group(request: Asked, brand: str, group: str, body: InvitedBody) -> Created[AnsweredJson]:
    """Invite somebody into a group, as its moderator: they are in once they accept, at once if they asked to join."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(groups_found(viewer), slug=group)
    require_moderator(viewer, found)
    whom = get_object_or_404(
        Participant.objects.taking_part(), brand=viewer.brand, handle=body.handle.lstrip("@").lower()
    )
    made = taking_in.invite_to_group(viewer, found, whom)
    return Created(AnsweredJson(joined=made.joined_at is not None))


@router.get("/communities/{brand}/group-invitations")
def list_group_invitations(request: Asked, brand: str) -> list[GroupInvitationJson]:
    """List the invitations into groups that wait for the token's user, the latest first."""
    viewer = viewer_in(request, brand)
    require_part(viewer)
    return [_group_invitation(one) for one in group_invitations(viewer)[:100]]


@router.post("/communities/{brand}/group-invitations/{group_invitation_id}/answer")
def answer_invitation(request: Asked, brand: str, group_invitation_id: int, body: GroupAnswerBody) -> AnsweredJson:
    """Accept or decline an invitation into a group; a no is told to nobody."""
    viewer = viewer_in(request, brand)
    require_part(viewer)
    here = GroupMember.objects.invited().filter(group__brand=viewer.brand).select_related("group")
    found = get_object_or_404(here, pk=group_invitation_id)
    taking_in.answer_group_invitation(viewer, found, accepted=body.accept)
    return AnsweredJson(joined=body.accept)


@router.get("/communities/{brand}/brought")
def show_brought(request: Asked, brand: str) -> CountsJson:
    """Show hosts who brought whom: figures, and 500 people at most, each below who brought them."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    return _counts(brought_in(viewer.brand), whole_tree(viewer.brand))


def _participant(viewer: Viewer, one: Participant) -> ParticipantJson:
    return ParticipantJson(
        handle=one.handle,
        name=one.name,
        words=one.words,
        interests=[interest.name for interest in one.interests.all()],
        languages=one.languages,
        links=[LinkJson(url=link.url, verified_at=link.verified_at) for link in one.links.all()],
        picture=_picture(viewer, one),
        since=one.admitted_at,
    )


def _picture(viewer: Viewer, one: Participant) -> str | None:
    if not one.picture:
        return None
    seal = sealed("portrait", one.picture.name or "")
    return f"{settings.PUBLIC_URL}{reverse('portrait', args=[viewer.brand.slug, one.handle])}?seal={seal}"


def profile_json(viewer: Viewer, own: Participant) -> ProfileJson:
    """Return one's own profile as programs read it."""
    shown = _participant(viewer, own)
    told = {name: getattr(shown, name) for name in ParticipantJson.__struct_fields__}
    return ProfileJson(**told, seen_by=own.seen_by, searchable=own.searchable, mailed=own.mailed)


def _invitation(viewer: Viewer, one: Invitation) -> InvitationJson:
    return InvitationJson(
        id=one.pk,
        url=settings.PUBLIC_URL + reverse("invited", args=[viewer.brand.slug, token_of(one)]),
        group=one.group.slug if one.group else None,
        topic=one.topic_id,
        note=one.note if viewer.participant and one.by_id == viewer.participant.pk else "",
        used=one.used,
        uses_at_most=one.uses_at_most,
        reward=one.reward,
        made_at=one.made_at,
        ends_at=one.ends_at,
        revoked_at=one.revoked_at,
    )


def _group_invitation(one: GroupMember) -> GroupInvitationJson:
    return GroupInvitationJson(
        id=one.pk,
        group=one.group.slug,
        name=one.group.name,
        purpose=one.group.purpose,
        rules=one.group.rules,
        visibility=one.group.visibility,
        by=one.invited_by.handle if one.invited_by else None,
        invited_at=one.invited_at or one.asked_at,
    )


def _counts(counts: Brought, tree: list[Branch]) -> CountsJson:
    handles = {one.participant.pk: one.participant.handle for one in tree}
    people = [
        BroughtJson(
            handle=one.participant.handle,
            name=one.participant.name,
            by=handles.get(one.parent) if one.parent is not None else None,
            depth=one.depth,
            activated=one.activated,
            rewarded=one.rewarded,
        )
        for one in tree
    ]
    return CountsJson(
        came=counts.came,
        activated=counts.activated,
        came_rewarded=counts.came_rewarded,
        activated_rewarded=counts.activated_rewarded,
        people=people,
    )
