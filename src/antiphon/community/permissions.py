"""Who is looking at a community, and what they may do there."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.community.models import (
    Community,
    Group,
    GroupMember,
    GroupRole,
    Participant,
    Sanction,
    SanctionKind,
    SeenBy,
    Visibility,
)
from antiphon.community.sentences import told
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at a community: a guest has neither a participation nor a part in the team."""

    community: Community
    participant: Participant | None = None
    member: Member | None = None

    @property
    def brand(self) -> Brand:
        """The brand whose community it is."""
        return self.community.brand

    @property
    def hosts(self) -> bool:
        """Whether they look after the community."""
        return self.member is not None and allows(self.member, Duty.HOST)

    @property
    def takes_part(self) -> bool:
        """Whether they are in."""
        return self.participant is not None and self.participant.takes_part


def membership_in(group: Group, participant: Participant | None) -> GroupMember | None:
    """Return the current membership of a participant in a group, None if there is none."""
    if participant is None:
        return None
    return GroupMember.objects.current().filter(group=group, participant=participant).first()


def finds(viewer: Viewer, group: Group) -> bool:
    """Whether a group exists for somebody: a hidden one only for its members and the hosts."""
    return group.visibility != Visibility.HIDDEN or reads(viewer, group)


def reads(viewer: Viewer, group: Group) -> bool:
    """Whether somebody may read what is said in a group."""
    if group.visibility == Visibility.PUBLIC or viewer.hosts:
        return True
    return viewer.takes_part and membership_in(group, viewer.participant) is not None


def moderates(viewer: Viewer, group: Group) -> bool:
    """Whether somebody keeps order in a group: its moderators and the hosts."""
    if viewer.hosts:
        return True
    found = membership_in(group, viewer.participant)
    return viewer.takes_part and found is not None and found.role == GroupRole.MODERATOR


def sees(viewer: Viewer, participant: Participant) -> bool:
    """Whether somebody may look at what a participant shows of themselves; their own is always there."""
    if viewer.hosts or (viewer.participant is not None and viewer.participant.pk == participant.pk):
        return True
    by_those = participant.seen_by == SeenBy.PARTICIPANTS and viewer.takes_part
    return participant.takes_part and (participant.seen_by == SeenBy.EVERYBODY or by_those)


def require_part(viewer: Viewer) -> Participant:
    """Return the participant who acts; raise NotAllowed if they do not take part."""
    if viewer.participant is None or not viewer.participant.takes_part:
        raise NotAllowed(_("Join the community first."))
    return viewer.participant


def suspension_of(participant: Participant, group: Group | None = None) -> Sanction | None:
    """Return the suspension that keeps somebody from writing there, the one that ends last; None if there is none."""
    found = Sanction.objects.in_force(clock.now()).upon(participant, group).filter(kind=SanctionKind.SUSPEND)
    return found.order_by(F("until").desc(nulls_first=True)).first()


def require_unsuspended(viewer: Viewer, group: Group | None = None) -> Participant:
    """Return the participant who writes; raise NotAllowed with why and until when if they are suspended there."""
    participant = require_part(viewer)
    found = suspension_of(participant, group)
    if found is not None:
        given = {"told": told(viewer.brand, found), "why": found.why}
        raise NotAllowed(gettext("%(told)s The reason: %(why)s") % given)
    return participant


def require_writer(viewer: Viewer, group: Group) -> Participant:
    """Return the participant who may write in a group; raise NotAllowed with what to do if they may not."""
    participant = require_unsuspended(viewer, group)
    if group.closed_at:
        raise NotAllowed(_("This group is closed. It can still be read."))
    if group.visibility != Visibility.PUBLIC and membership_in(group, participant) is None:
        raise NotAllowed(_("Only members of this group write in it. Ask to join it first."))
    return participant


def require_moderator(viewer: Viewer, group: Group) -> Participant:
    """Return the participant who may keep order in a group; raise NotAllowed if they may not."""
    participant = require_unsuspended(viewer, group)
    if not moderates(viewer, group):
        raise NotAllowed(_("Only the moderators of this group and the hosts do this. Report it, and they will look."))
    return participant


def require_host(viewer: Viewer) -> Member:
    """Return the member of the team who looks after the community; raise NotAllowed if they do not."""
    if viewer.member is None or not viewer.hosts:
        raise NotAllowed(_("Only hosts of the community do this."))
    return viewer.member
