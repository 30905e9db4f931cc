"""The door of a community, for programs: open one, come in, take everything along, be erased; one's own picture."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from antiphon.api.access import Asked, member_of, user_of
from antiphon.api.answers import Created, Json
from antiphon.api.community import CommunityBody, CommunityJson, community_json, viewer_at, viewer_in
from antiphon.api.community_people import ProfileBody, ProfileJson, profile_json
from antiphon.community.actions import opening
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.inviting import join_invited
from antiphon.community.actions.joining import join
from antiphon.community.actions.presenting import LARGEST_PICTURE, drop_portrait, keep_portrait
from antiphon.community.models import Community, Participant
from antiphon.community.permissions import require_part
from antiphon.community.queries.archiving import own_parts
from antiphon.community.queries.inviting import good_invitation
from antiphon.community.queries.participants import viewer_of
from antiphon.community.queries.sealing import ARCHIVE_FOR, archive_token
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.organizations.models import User

router = Router(tags=["community"])
#: How many times in an hour somebody may mistype the password that erases them.
TRIES_AN_HOUR = 5


class JoinBody(ProfileBody):
    """Who one is: the handle stays, and is made of the name if empty. `invitation` is the token of a link one got."""

    handle: str = Field("", max_length=40)
    reason: str = Field("", max_length=1_000)
    invitation: str = Field("", max_length=100)


class JoinedJson(Json, frozen=True, kw_only=True):
    """How one is called, and whether one is in; otherwise a host answers."""

    handle: str
    joined: bool


class EraseBody(Schema):
    """`typed` is the password, or the handle of who has none; with `keep_words` these stay, said by nobody."""

    typed: str
    keep_words: bool


class ErasedJson(Json, frozen=True, kw_only=True):
    """That one is erased, and whether the account went too, and every token with it."""

    erased: bool
    account: bool


class ArchiveJson(Json, frozen=True, kw_only=True):
    """Where everything that one has in a community is fetched as one ZIP file, until it `ends_at`."""

    url: str
    ends_at: datetime


@router.post("/brands/{brand}/community")
def open_community(request: Asked, brand: str, body: CommunityBody) -> Created[CommunityJson]:
    """Open the community of a brand, with a square where everybody meets."""
    member = member_of(request, brand)
    found = opening.open_community(member, body.joining, welcome=body.welcome, guidelines=body.guidelines)
    return Created(community_json(viewer_of(found, member.user)))


@router.post("/communities/{brand}/join")
def join_community(request: Asked, brand: str, body: JoinBody) -> Created[JoinedJson]:
    """Come in, or ask to, as the brand chose; an invitation lets in."""
    viewer, user = viewer_at(request, brand), user_of(request)
    made = _joined(viewer.community, user, body)
    return Created(JoinedJson(handle=made.handle, joined=made.takes_part))


@router.get("/communities/{brand}/archive")
def show_archive(request: Asked, brand: str) -> ArchiveJson:
    """Say where one fetches everything that one has here, within the hour; whoever has the address has it too."""
    viewer, user = viewer_at(request, brand), _here(request, brand)
    path = reverse("sealed_archive", args=[viewer.brand.slug, archive_token(viewer.brand, user)])
    return ArchiveJson(url=settings.PUBLIC_URL + path, ends_at=clock.now() + ARCHIVE_FOR)


@router.post("/communities/{brand}/erase")
def erase_oneself(request: Asked, brand: str, body: EraseBody) -> ErasedJson:
    """Be erased from a community for good, and everywhere if the account served for nothing else."""
    viewer, user = viewer_at(request, brand), _here(request, brand)
    _may_try(user)
    account = erase(viewer.community, user, typed=body.typed, keep_words=body.keep_words)
    return ErasedJson(erased=True, account=account)


@router.post("/communities/{brand}/profile/picture")
def keep_picture(request: Asked, brand: str, picture: File[UploadedFile]) -> ProfileJson:
    """Show a picture of oneself, sent as a form (`multipart/form-data`); it is cut square."""
    viewer = viewer_in(request, brand)
    own = require_part(viewer)
    keep_portrait(own, picture.read(LARGEST_PICTURE + 1))
    return profile_json(viewer, own)


@router.post("/communities/{brand}/profile/picture/remove")
def remove_picture(request: Asked, brand: str) -> ProfileJson:
    """Take one's picture away, its file too."""
    viewer = viewer_in(request, brand)
    own = require_part(viewer)
    drop_portrait(own)
    return profile_json(viewer, own)


def _joined(community: Community, user: User, body: JoinBody) -> Participant:
    if not body.invitation:
        return join(community, user, body.said(handle=body.handle, reason=body.reason))
    invitation = good_invitation(community, body.invitation, clock.now())
    if invitation is None:
        raise Refusal(_("This invitation has ended. Ask for a new one."), field="invitation")
    return join_invited(community, user, body.said(handle=body.handle, reason=body.reason), invitation)


def _here(request: Asked, brand: str) -> User:
    """Return who asks if anything of them is here; otherwise there is nothing."""
    user = user_of(request)
    if not own_parts(viewer_at(request, brand).brand, user).exists():
        raise Http404
    return user


def _may_try(user: User) -> None:
    name = f"api-erasing:{user.pk}:{int(clock.now().timestamp()) // 3600}"
    cache.add(name, 0, timeout=7_200)
    if cache.incr(name) > TRIES_AN_HOUR:
        raise NotAllowed(_("You have tried this too often. Wait an hour."))
