"""What waits for those who keep the peace: cases, held writings, and who may decide them."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from antiphon.community.models import Case, Group, GroupMember, GroupRole, HeldWriting, ModerationEntry, Participant
from antiphon.community.permissions import Viewer, membership_in, require_unsuspended
from antiphon.community.queries.groups import groups_read
from antiphon.community.queries.sanctions import appeals_waiting
from antiphon.lib.errors import NotAllowed
from antiphon.organizations.models import Member
from antiphon.organizations.rules import Duty, roles_with


def groups_moderated(viewer: Viewer) -> QuerySet[Group]:
    """Return the groups in which somebody keeps order: all for the hosts."""
    groups = Group.objects.filter(brand=viewer.brand)
    if viewer.hosts:
        return groups
    if not viewer.takes_part:
        return groups.none()
    own = GroupMember.objects.current().filter(participant=viewer.participant, role=GroupRole.MODERATOR)
    return groups.filter(pk__in=own.values("group"))


def require_keeping(viewer: Viewer) -> None:
    """Raise NotAllowed for whoever keeps order in no group here."""
    if not groups_moderated(viewer).exists():
        raise NotAllowed(_("Only hosts and moderators see what waits here."))


def cases_kept(viewer: Viewer) -> QuerySet[Case]:
    """Return the cases that somebody may decide, with how many flagged each as `flagged`; none about themselves.

    Of words that went to another group since, only where they keep order there too.
    """
    found = Case.objects.filter(brand=viewer.brand).annotate(flagged=Count("flags"))
    if not viewer.hosts:
        kept = groups_moderated(viewer).values("pk")
        there = Q(message=None) | Q(message__conversation__topic__group__in=kept)
        found = found.filter(there, group__in=kept)
    if viewer.participant:
        # Who left and came back is somebody else here, and the same person.
        about = Q(about=viewer.participant) | Q(about__user__isnull=False, about__user=viewer.participant.user_id)
        found = found.filter(Q(about=None) | ~about)
    return found.select_related("group", "message__author", "report", "about", "assigned_to", "decided_by")


def held_kept(viewer: Viewer) -> QuerySet[HeldWriting]:
    """Return the held writings that wait and that somebody may let through, the oldest first."""
    found = HeldWriting.objects.waiting().filter(group__in=groups_moderated(viewer).values("pk"))
    if viewer.participant:
        found = found.exclude(author=viewer.participant)
    return found.select_related("group__brand", "author", "topic").order_by("at", "pk")


def keeps(participant: Participant, case: Case) -> bool:
    """Whether somebody may decide a case: a host, or a moderator of its group, and never one about themselves."""
    if not participant.takes_part or participant.brand_id != case.brand_id or _is(participant, case.about):
        return False
    found = membership_in(case.group, participant) if case.group else None
    return _is_host(participant) or (found is not None and found.role == GroupRole.MODERATOR)


def require_keeper(viewer: Viewer, case: Case) -> Participant:
    """Return the participant who may decide a case; raise NotAllowed if they may not."""
    participant = require_unsuspended(viewer, case.group)
    if not keeps(participant, case):
        raise NotAllowed(_("Only hosts, and moderators of its group, decide this; nobody decides about themselves."))
    return participant


def may_be_assigned(case: Case) -> list[Participant]:
    """Return who may decide a case, by name."""
    hosts = Q(user__in=_hosts(case.brand_id).values("user"))
    order = Q(
        pk__in=GroupMember.objects.current()
        .filter(group=case.group_id, role=GroupRole.MODERATOR)
        .values("participant")
    )
    found = Participant.objects.taking_part().filter(hosts | order, brand=case.brand_id)
    return [one for one in found.order_by("name", "pk") if not _is(one, case.about)]


def waiting_number(member: Member) -> int:
    """Return how many cases, held writings and appeals wait for a host. Three queries."""
    cases = Case.objects.open().filter(brand=member.brand).exclude(about__user=member.user_id)
    held = HeldWriting.objects.waiting().filter(group__brand=member.brand)
    return cases.count() + held.count() + appeals_waiting(member.brand).count()


def log_read(viewer: Viewer) -> QuerySet[ModerationEntry]:
    """Return the lines of the moderation log that somebody may read, the latest first."""
    readable = Q(group=None) | Q(group__in=groups_read(viewer).values("pk"))
    found = ModerationEntry.objects.filter(readable, brand=viewer.brand)
    return found.select_related("group", "topic", "topic__group", "by", "about").order_by("-at", "-pk")


def _is(participant: Participant, about: Participant | None) -> bool:
    if about is None:
        return False
    same = participant.user_id is not None and participant.user_id == about.user_id
    return same or participant.pk == about.pk


def _is_host(participant: Participant) -> bool:
    return _hosts(participant.brand_id).filter(user=participant.user_id).exists()


def _hosts(brand: int) -> QuerySet[Member]:
    return Member.objects.filter(brand=brand, left_at=None, role__in=roles_with(Duty.HOST))
