"""Who may be brought in by which link, and who brought whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from antiphon.community.models import (
    Community,
    Group,
    GroupMember,
    GroupRole,
    Invitation,
    Participant,
    Topic,
    Visibility,
    Writing,
)
from antiphon.community.permissions import Viewer, membership_in, moderates
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.topics import topics_read
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.organizations.queries import membership

#: Who was brought counts as arrived for good once they said their first words within this time.
FIRST_WORDS_WITHIN = timedelta(days=30)
_SALT, _DEEPEST = "community.invitation", 30


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of invitations: how many came, and how many of them said something within 30 days; rewarded apart."""

    came: int
    activated: int
    came_rewarded: int
    activated_rewarded: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Somebody in the tree of who brought whom: how deep (from 0), by whom (key and name), and how they came."""

    participant: Participant
    depth: int
    parent: int | None
    by: str
    activated: bool
    rewarded: bool


def token_of(invitation: Invitation) -> str:
    """Return what stands in the link of an invitation: the same each time, and nobody else can make it."""
    return signing.Signer(salt=_SALT, sep=".").sign(str(invitation.pk))


def invitation_of(community: Community, token: str) -> Invitation | None:
    """Return the invitation that a link names, also one that has ended; None if nobody made such a link here."""
    try:
        key = signing.Signer(salt=_SALT, sep=".").unsign(token)
    except signing.BadSignature:
        return None
    found = Invitation.objects.select_related("by__identity", "by__user", "group", "brand", "topic__group")
    return found.filter(pk=int(key), brand=community.brand).first()


def inviter_of(community: Community, invitation: Invitation) -> Viewer | None:
    """Return who invites as they stand in the community today; None if they take no part in it any more."""
    user = invitation.by.user
    if user is None or not invitation.by.takes_part:
        return None
    return Viewer(community, invitation.by, membership(user, community.brand.slug))


def is_good(inviter: Viewer | None, invitation: Invitation, now: datetime) -> bool:
    """Whether somebody may come in by a link now: it runs, has uses left, and who made it may still invite there."""
    runs = invitation.revoked_at is None and (invitation.ends_at is None or invitation.ends_at > now)
    if inviter is None or not runs or invitation.used >= invitation.uses_at_most:
        return False
    group = invitation.group
    if group is None:
        return True
    if group.closed_at:
        return False
    inside = membership_in(group, inviter.participant) is not None and group.visibility != Visibility.HIDDEN
    return inside or moderates(inviter, group)


def invitable(viewer: Viewer) -> QuerySet[Topic]:
    """Return the topics of events and live sessions to which somebody may invite: those they read, not over yet."""
    event = Q(event__ends_at__gt=clock.now(), event__called_off_at=None)
    return topics_read(viewer).filter(event | Q(live_session__over_at=None, live_session__isnull=False))


def names_topic(inviter: Viewer | None, invitation: Invitation) -> bool:
    """Whether the door says what the invitation is for: where anybody may read it, or the inviter lets people in."""
    topic = invitation.topic
    if topic is None or inviter is None:
        return False
    return topic.group.visibility == Visibility.PUBLIC or moderates(inviter, topic.group)


def good_invitation(community: Community, token: str, now: datetime) -> Invitation | None:
    """Return the invitation of a link by which one can come in now, None if there is none."""
    found = invitation_of(community, token)
    return found if found and is_good(inviter_of(community, found), found, now) else None


def groups_to_invite_to(viewer: Viewer) -> QuerySet[Group]:
    """Return the groups into which somebody may invite: those they are in, hidden ones only where they moderate."""
    found = groups_found(viewer).filter(closed_at=None).order_by("name")
    if viewer.hosts:
        return found
    mine = GroupMember.objects.current().filter(participant=viewer.participant)
    inside = Q(pk__in=mine.values("group")) & ~Q(visibility=Visibility.HIDDEN)
    return found.filter(inside | Q(pk__in=mine.filter(role=GroupRole.MODERATOR).values("group")))


def with_first_words(participants: QuerySet[Participant]) -> QuerySet[Participant]:
    """Return participants with whether they said something within 30 days of coming in, as `spoke`."""
    soon = Writing.objects.filter(
        author=OuterRef("pk"), message__sent_at__lte=OuterRef("admitted_at") + FIRST_WORDS_WITHIN
    )
    return participants.annotate(spoke=Exists(soon))


def brought_in(brand: Brand, by: Iterable[int] | None = None) -> Brought:
    """Return what came of all invitations of a brand, or of those of some participants."""
    came = Participant.objects.filter(brand=brand).exclude(brought_by=None).exclude(admitted_at=None)
    if by is not None:
        came = came.filter(brought_by__in=list(by))
    rewarded = ~Q(came_by=None) & ~Q(came_by__reward="")
    told = with_first_words(came).aggregate(
        came=Count("pk", filter=~rewarded),
        activated=Count("pk", filter=~rewarded & Q(spoke=True)),
        came_rewarded=Count("pk", filter=rewarded),
        activated_rewarded=Count("pk", filter=rewarded & Q(spoke=True)),
    )
    return Brought(**told)


def tree_below(participant: Participant, most: int = 500) -> list[Branch]:
    """Return whom somebody brought, whom these brought, and so on: each below who brought them, one query a level."""
    levels, above = [], [participant.pk]
    for _level in range(_DEEPEST):
        rows = list(_shown(Participant.objects.filter(brought_by__in=above))[:most])
        if not rows:
            break
        levels += rows
        above = [row.pk for row in rows]
    return _laid_out(levels, participant.pk)[:most]


def whole_tree(brand: Brand, most: int = 500) -> list[Branch]:
    """Return who brought whom in a community, the latest `most` of them, who came alone on top."""
    brought = list(_shown(Participant.objects.filter(brand=brand).exclude(brought_by=None))[:most])
    known = {row.pk for row in brought}
    wanted = {row.brought_by_id for row in brought if row.brought_by_id} - known
    tops = _shown(Participant.objects.filter(pk__in=wanted))
    return _laid_out([*tops, *brought], None)


def _shown(found: QuerySet[Participant]) -> QuerySet[Participant]:
    rewarded = Invitation.objects.filter(pk=OuterRef("came_by")).exclude(reward="")
    return with_first_words(found).annotate(rewarded=Exists(rewarded)).order_by("-admitted_at", "-pk")


def _laid_out(rows: list[Participant], top: int | None) -> list[Branch]:
    """Return the rows in reading order; whoever stands below nobody of them begins a tree."""
    known = {row.pk: row for row in rows}
    below: dict[int | None, list[Participant]] = {}
    for row in rows:
        parent = row.brought_by_id if row.brought_by_id in known else top
        below.setdefault(parent, []).append(row)
    found: list[Branch] = []
    waiting = [(row, 0) for row in below.get(top, [])]
    while waiting:
        row, depth = waiting.pop(0)
        above = known.get(row.brought_by_id) if row.brought_by_id else None
        parent, by = (above.pk, above.name) if above else (None, "")
        found.append(Branch(row, depth, parent, by, row.spoke, row.rewarded))  # type: ignore[attr-defined]
        waiting[:0] = [(child, depth + 1) for child in below.get(row.pk, [])]
    return found
