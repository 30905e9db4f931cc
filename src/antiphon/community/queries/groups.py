"""Groups as somebody may see them."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from antiphon.community.models import Group, GroupMember, GroupMembers, Participant, Visibility
from antiphon.community.permissions import Viewer, membership_in, moderates
from antiphon.community.queries.participants import participants_seen


def groups_found(viewer: Viewer) -> QuerySet[Group]:
    """Return the groups that exist for somebody; hidden ones only for their members and the hosts."""
    return _of(viewer, ~Q(visibility=Visibility.HIDDEN))


def groups_read(viewer: Viewer) -> QuerySet[Group]:
    """Return the groups in which somebody may read."""
    return _of(viewer, Q(visibility=Visibility.PUBLIC))


def with_sizes(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Return groups with the number of their members as `size`."""
    current = GroupMember.objects.filter(group=OuterRef("pk"), left_at=None, joined_at__isnull=False)
    counted = current.order_by().values("group").annotate(n=Count("pk")).values("n")
    return groups.annotate(size=Coalesce(Subquery(counted), 0))


def membership_of(viewer: Viewer, group: Group) -> GroupMember | None:
    """Return what somebody is to a group: in it, asking to be, or invited; None: nothing."""
    here = GroupMember.objects.filter(group=group, left_at=None).select_related("group", "participant")
    return here.filter(participant=viewer.participant).first() if viewer.participant else None


def memberships_seen(viewer: Viewer, group: Group) -> GroupMembers:
    """Return who is in a group; to who is not in it themselves those who let themselves be seen."""
    current = GroupMember.objects.current().filter(group=group)
    if membership_in(group, viewer.participant) or moderates(viewer, group):
        return current
    return current.filter(participant__in=participants_seen(viewer).values("pk"))


def group_invitations(viewer: Viewer) -> QuerySet[GroupMember]:
    """Return the invitations into groups that wait for somebody's answer, the latest first; none to a closed one."""
    mine = GroupMember.objects.invited().filter(participant=viewer.participant, group__closed_at=None)
    found = mine.select_related("group", "invited_by").order_by("-invited_at", "-pk")
    return found if viewer.takes_part else found.none()


def recommended(viewer: Viewer, most: int = 5) -> list[Group]:
    """Return groups that share interests with a participant and that they are not in, most shared first."""
    participant = viewer.participant
    if participant is None or not participant.takes_part:
        return []
    mine = participant.interests.values("pk")
    open_groups = groups_found(viewer).filter(closed_at=None).exclude(pk__in=_groups_of(participant))
    shared = Count("interests", filter=Q(interests__in=mine), distinct=True)
    return list(open_groups.annotate(shared=shared).filter(shared__gt=0).order_by("-shared", "-last_at")[:most])


def _of(viewer: Viewer, open_to_all: Q) -> QuerySet[Group]:
    groups = Group.objects.filter(brand=viewer.brand)
    if viewer.hosts:
        return groups
    if not viewer.takes_part or viewer.participant is None:
        return groups.filter(open_to_all)
    return groups.filter(open_to_all | Q(pk__in=_groups_of(viewer.participant)))


def _groups_of(participant: Participant) -> QuerySet[GroupMember, int]:
    return GroupMember.objects.current().filter(participant=participant).values_list("group", flat=True)
