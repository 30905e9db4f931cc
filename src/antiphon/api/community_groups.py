"""Groups for programs: found one, join, leave, let people in, say what it reads."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, cursor, page_of, place_of, seen_of
from antiphon.api.community import group_of, viewer_in
from antiphon.community.actions import grouping
from antiphon.community.actions.grouping import GroupGiven
from antiphon.community.models import Group, GroupMember, GroupMembers, GroupRole, ReadingItem, Visibility
from antiphon.community.permissions import Viewer, reads, require_moderator
from antiphon.community.queries.groups import groups_found, membership_of, memberships_seen, with_sizes

router = Router(tags=["community"])


class MemberState(StrEnum):
    """What somebody is to a group: in it, asking to be, or invited."""

    JOINED = "joined"
    WAITING = "waiting"
    INVITED = "invited"


class GroupJson(Json, frozen=True, kw_only=True):
    """A group with the number of its members; `visibility` is public, private or hidden."""

    slug: str
    name: str
    purpose: str
    rules: str
    visibility: str
    language: str
    members: int
    closed: bool
    last_at: datetime


class ReadingJson(Json, frozen=True, kw_only=True):
    """Something that a group recommends; `added_by` is a handle, null where they are gone."""

    id: int
    title: str
    url: str
    why: str
    added_by: str | None
    added_at: datetime


class GroupShownJson(GroupJson, frozen=True, kw_only=True):
    """A group with its reading list; `state` is what the token's user is to it, null: nothing; `role` if they are in.

    `reads`: whether they may read what is said in it.
    """

    interests: list[str]
    reading: list[ReadingJson]
    state: MemberState | None
    role: str | None
    reads: bool


class GroupMemberJson(Json, frozen=True, kw_only=True):
    """Somebody in a group, or who asks to be, or is invited; `role` is member or moderator."""

    handle: str
    name: str
    state: MemberState
    role: str
    joined_at: datetime | None


class GroupBody(Schema):
    """What a group is to be; `interests` are names, `language` that of the brand if it is left out."""

    name: str = Field(max_length=120)
    purpose: str
    rules: str = ""
    visibility: Visibility = Visibility.PUBLIC
    language: str = ""
    interests: list[str] = []

    def given(self) -> GroupGiven:
        """Return it as the action takes it."""
        return GroupGiven(
            name=self.name,
            purpose=self.purpose,
            rules=self.rules,
            visibility=self.visibility,
            language=self.language,
            interests=tuple(self.interests),
        )


class GroupChangeBody(GroupBody):
    """The same of a group that is there: who reads it is said again, so that nothing opens by what is left out."""

    visibility: Visibility


class ClosedBody(Schema):
    """Whether it is closed; false opens it again."""

    closed: bool = True


class RoleBody(Schema):
    """What somebody is to be in a group."""

    role: GroupRole


class ReadingBody(Schema):
    """What is recommended, where it stands, why it is worth it."""

    title: str = Field(max_length=200)
    url: str = Field(default="", max_length=1_000)
    why: str = Field(default="", max_length=300)


class MembersAsked(Schema):
    """Who is listed: who is in; to moderators who asks to be, or is invited."""

    state: MemberState = MemberState.JOINED
    limit: int = 30
    cursor: str = ""


@router.get("/communities/{brand}/groups")
def list_groups(request: Asked, brand: str, limit: int = 30, cursor: str = "") -> Page[GroupJson]:
    """List the groups that the token's user may find, the liveliest first."""
    found = groups_found(viewer_in(request, brand))
    if cursor:
        at, pk = place_of(cursor)
        found = found.filter(last_at__lte=at).exclude(last_at=at, pk__gte=pk)
    limit = min(max(1, limit), 100)
    keys = list(found.order_by("-last_at", "-pk").values_list("pk", flat=True)[: limit + 1])
    there = with_sizes(Group.objects.all()).in_bulk(keys)
    rows = [there[key] for key in keys]
    return page_of(rows, limit, lambda one: (one.last_at, one.pk), lambda kept: [_group(one) for one in kept])


@router.post("/communities/{brand}/groups")
def create_group(request: Asked, brand: str, body: GroupBody) -> Created[GroupShownJson]:
    """Found a group, and moderate it."""
    viewer = viewer_in(request, brand)
    return Created(_shown(viewer, grouping.found_group(viewer, body.given()).slug))


@router.get("/communities/{brand}/groups/{group}")
def show_group(request: Asked, brand: str, group: str) -> GroupShownJson:
    """Show a group with its rules and its reading list."""
    return _shown(viewer_in(request, brand), group)


@router.put("/communities/{brand}/groups/{group}")
def change_group(request: Asked, brand: str, group: str, body: GroupChangeBody) -> GroupShownJson:
    """Change what a group is; what is left out is emptied, its short name stays."""
    viewer = viewer_in(request, brand)
    grouping.change_group(viewer, group_of(viewer, group), body.given())
    return _shown(viewer, group)


@router.post("/communities/{brand}/groups/{group}/close")
def close_group(request: Asked, brand: str, group: str, body: ClosedBody) -> GroupShownJson:
    """Close a group, so that it can only be read, or open it again."""
    viewer = viewer_in(request, brand)
    grouping.close_group(viewer, group_of(viewer, group), closed=body.closed)
    return _shown(viewer, group)


@router.post("/communities/{brand}/groups/{group}/join")
def join_group(request: Asked, brand: str, group: str) -> GroupMemberJson:
    """Join a public group; ask to join a private one: `state` says what came of it."""
    viewer = viewer_in(request, brand)
    return _member(grouping.join_group(viewer, group_of(viewer, group)))


@router.post("/communities/{brand}/groups/{group}/leave")
def leave_group(request: Asked, brand: str, group: str) -> dict[str, bool]:
    """Leave a group, or ask no longer to be in it."""
    viewer = viewer_in(request, brand)
    found = membership_of(viewer, group_of(viewer, group))
    if found is None:
        raise Http404
    grouping.end_group_membership(viewer, found)
    return {"left": True}


@router.get("/communities/{brand}/groups/{group}/members")
def list_group_members(
    request: Asked, brand: str, group: str, asked: Annotated[MembersAsked, Query()]
) -> Page[GroupMemberJson]:
    """List who is in a group by name; its moderators also who asks to be, and who is invited."""
    viewer = viewer_in(request, brand)
    offset, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    found = _listed(viewer, group_of(viewer, group), asked.state).order_by("participant__name", "pk")
    rows = list(found.select_related("participant")[offset : offset + limit + 1])
    more = cursor(offset + limit) if len(rows) > limit else None
    return Page(items=[_member(one) for one in rows[:limit]], next=more)


@router.post("/communities/{brand}/groups/{group}/members/{handle}/admit")
def admit_group_member(request: Asked, brand: str, group: str, handle: str) -> GroupMemberJson:
    """Let in somebody who asked."""
    viewer = viewer_in(request, brand)
    found = _membership(viewer, group, handle)
    grouping.admit_to_group(viewer, found)
    found.refresh_from_db(fields=["joined_at"])
    return _member(found)


@router.post("/communities/{brand}/groups/{group}/members/{handle}/role")
def give_group_role(request: Asked, brand: str, group: str, handle: str, body: RoleBody) -> GroupMemberJson:
    """Make a member a moderator, or a moderator a member."""
    viewer = viewer_in(request, brand)
    found = _membership(viewer, group, handle)
    grouping.give_group_role(viewer, found, body.role)
    return _member(found)


@router.post("/communities/{brand}/groups/{group}/members/{handle}/end")
def end_group_member(request: Asked, brand: str, group: str, handle: str) -> dict[str, bool]:
    """See somebody out, turn away who asked, take an invitation back."""
    viewer = viewer_in(request, brand)
    grouping.end_group_membership(viewer, _membership(viewer, group, handle))
    return {"left": True}


@router.post("/communities/{brand}/groups/{group}/reading")
def add_reading(request: Asked, brand: str, group: str, body: ReadingBody) -> Created[ReadingJson]:
    """Put something on a group's reading list."""
    viewer = viewer_in(request, brand)
    return Created(_reading(grouping.add_reading(viewer, group_of(viewer, group), body.title, body.url, body.why)))


@router.post("/communities/{brand}/groups/{group}/reading/{reading_id}/remove")
def remove_reading(request: Asked, brand: str, group: str, reading_id: int) -> dict[str, bool]:
    """Take something off a group's reading list."""
    viewer = viewer_in(request, brand)
    items = ReadingItem.objects.select_related("group")
    grouping.drop_reading(viewer, get_object_or_404(items, group=group_of(viewer, group), pk=reading_id))
    return {"removed": True}


def _listed(viewer: Viewer, group: Group, state: MemberState) -> GroupMembers:
    if not reads(viewer, group):
        raise Http404
    if state == MemberState.JOINED:
        return memberships_seen(viewer, group)
    require_moderator(viewer, group)
    asked = GroupMember.objects.filter(group=group)
    return asked.waiting() if state == MemberState.WAITING else asked.invited()


def _membership(viewer: Viewer, slug: str, handle: str) -> GroupMember:
    """Return who is in a group, asks to be, or is invited; who does not moderate it is told so first."""
    group = group_of(viewer, slug)
    require_moderator(viewer, group)
    here = GroupMember.objects.filter(group=group, left_at=None).select_related("group", "participant")
    return get_object_or_404(here, participant__handle=handle.lstrip("@").lower())


def _state(one: GroupMember) -> MemberState:
    if one.joined_at is not None:
        return MemberState.JOINED
    return MemberState.WAITING if one.invited_at is None else MemberState.INVITED


def _shown(viewer: Viewer, slug: str) -> GroupShownJson:
    found = get_object_or_404(with_sizes(groups_found(viewer)), slug=slug)
    told, member = _group(found), membership_of(viewer, found)
    return GroupShownJson(
        **{name: getattr(told, name) for name in told.__struct_fields__},
        interests=[one.name for one in found.interests.order_by("name")],
        reading=[_reading(one) for one in found.reading.select_related("added_by").order_by("-added_at", "-pk")],
        state=_state(member) if member else None,
        role=member.role if member and member.joined_at else None,
        reads=reads(viewer, found),
    )


def _group(one: Group) -> GroupJson:
    return GroupJson(
        slug=one.slug,
        name=one.name,
        purpose=one.purpose,
        rules=one.rules,
        visibility=one.visibility,
        language=one.language,
        members=one.size,  # type: ignore[attr-defined]
        closed=one.closed_at is not None,
        last_at=one.last_at,
    )


def _member(one: GroupMember) -> GroupMemberJson:
    who = one.participant
    return GroupMemberJson(
        handle=who.handle, name=who.name, state=_state(one), role=one.role, joined_at=one.joined_at
    )


def _reading(one: ReadingItem) -> ReadingJson:
    return ReadingJson(
        id=one.pk,
        title=one.title,
        url=one.url,
        why=one.why,
        added_by=one.added_by.handle if one.added_by else None,
        added_at=one.added_at,
    )
