"""People bring friends: personal links are made, ended, marked as rewarded, and used."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from antiphon.community.actions.grouping import take_into
from antiphon.community.actions.joining import Said, Welcome, join
from antiphon.community.actions.recording import record_act
from antiphon.community.models import Community, Group, Invitation, Kind, Participant, Target, Topic, Visibility
from antiphon.community.permissions import Viewer, finds, moderates, require_host, require_part, require_unsuspended
from antiphon.community.queries.inviting import invitable, inviter_of, is_good
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import User
from antiphon.organizations.queries import membership

USES, USES_AT_MOST = 20, 500
DAYS, DAYS_AT_MOST = 90, 365
_LINKS_AT_MOST = 50


@transaction.atomic
def make_invitation(
    viewer: Viewer,
    group: Group | None = None,
    *,
    topic: Topic | None = None,
    note: str = "",
    uses: int = USES,
    days: int = DAYS,
    reward: str = "",
) -> Invitation:
    """Make a personal link to the community, to a group, or to the event or live session of a topic.

    A reward is given by hosts only. Who comes to an event or a session of a public group need not join that group.

    Into a hidden group its moderators invite; into a private one everybody in it may, but only those whom a moderator
    invites come in without asking.
    """
    participant = require_unsuspended(viewer)
    _check(uses, days)
    if topic is not None:
        group = _group_for(viewer, topic)
    if group is not None:
        _may_invite_to(viewer, group)
    if reward.strip():
        require_host(viewer)
    now = clock.now()
    Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.invitations.good(now).count() >= _LINKS_AT_MOST:
        raise Refusal(_("You have 50 links already. End one that nobody needs any more."))
    return Invitation.objects.create(
        brand=viewer.brand,
        by=participant,
        target=_target(group, topic),
        group=group,
        topic=topic,
        note=note.strip()[:80],
        uses_at_most=uses,
        reward=reward.strip()[:200],
        made_at=now,
        ends_at=now + timedelta(days=days),
    )


@transaction.atomic
def revoke_invitation(viewer: Viewer, invitation: Invitation) -> None:
    """End a link: one's own, or, as a host, anybody's. Who came by it stays."""
    if viewer.participant is None or invitation.by_id != viewer.participant.pk:
        require_host(viewer)
    if not Invitation.objects.filter(pk=invitation.pk, brand=viewer.brand, revoked_at=None).update(
        revoked_at=clock.now()
    ):
        raise Conflict(_("This link was ended already."))


@transaction.atomic
def mark_rewarded(viewer: Viewer, invitation: Invitation, reward: str) -> None:
    """Say what the brand gives for whom this link brings, before anybody came by it: so none is counted anew."""
    require_host(viewer)
    unused = Invitation.objects.filter(pk=invitation.pk, brand=viewer.brand, used=0)
    if not unused.update(reward=reward.strip()[:200]):
        raise Conflict(_("Somebody came by this link already. Make a new one for the reward."))


@transaction.atomic
def join_invited(community: Community, user: User, said: Said, invitation: Invitation) -> Participant:
    """Let somebody in by a personal invitation, and note who brought them.

    Raise Refusal if the link is not good any more, or if the hosts said no to this person and who invites is no host.
    """
    inviter = _use(community, invitation)
    _heed_a_no(community, user, inviter)
    joined = join(community, user, said, Welcome(invitation.by))
    joined.brought_by, joined.came_by = invitation.by, invitation
    joined.save(update_fields=["brought_by", "came_by"])
    _note(community, invitation.by, joined)
    _let_into_the_group(inviter, invitation, joined)
    return joined


@transaction.atomic
def follow_invitation(viewer: Viewer, invitation: Invitation) -> Participant:
    """Let somebody who takes part already into the group that the link is for, or note that they ask."""
    participant = require_part(viewer)
    if invitation.group is None or invitation.by_id == participant.pk:
        raise Conflict(_("You take part already. Give the link to somebody who does not."))
    Participant.objects.select_for_update().get(pk=participant.pk)  # who follows it twice at once uses it once
    if participant.groups.current().filter(group=invitation.group).exists():
        raise Conflict(_("You are in this group already."))
    inviter = _use(viewer.community, invitation)
    _let_into_the_group(inviter, invitation, participant)
    return participant


def _group_for(viewer: Viewer, topic: Topic) -> Group | None:
    """Return the group that one has to be in for an event or a session, None where everybody may come."""
    if not invitable(viewer).filter(pk=topic.pk).exists():
        raise Refusal(_("This is over, or there is nothing to invite to."), field="topic")
    return None if topic.group.visibility == Visibility.PUBLIC else topic.group


def _target(group: Group | None, topic: Topic | None) -> Target:
    if topic is not None:
        return Target.EVENT if topic.kind == Kind.EVENT else Target.SESSION
    return Target.GROUP if group else Target.COMMUNITY


def _check(uses: int, days: int) -> None:
    if not 1 <= uses <= USES_AT_MOST:
        raise Refusal(_("A link brings from 1 to 500 people."), field="uses")
    if not 1 <= days <= DAYS_AT_MOST:
        raise Refusal(_("A link lasts from 1 to 365 days."), field="days")


def _may_invite_to(viewer: Viewer, group: Group) -> None:
    if group.brand_id != viewer.brand.pk or not finds(viewer, group):
        raise NotAllowed(_("There is no such group."))
    if group.closed_at:
        raise Refusal(_("This group is closed."), field="group")
    if moderates(viewer, group):
        return
    inside = viewer.participant is not None and viewer.participant.groups.current().filter(group=group).exists()
    if group.visibility == Visibility.HIDDEN or not inside:
        raise NotAllowed(_("Into a hidden group its moderators invite, into others who is in them."))


def _use(community: Community, invitation: Invitation) -> Viewer:
    """Count that somebody comes in, and return who invites as they stand today; of two at once the second waits."""
    known = Invitation.objects.select_for_update().filter(pk=invitation.pk, brand=community.brand).first()
    inviter = inviter_of(community, known) if known else None
    if known is None or inviter is None or not is_good(inviter, known, clock.now()):
        raise Conflict(_("This invitation has ended, or as many came by it as may. Ask for a new one."))
    Invitation.objects.filter(pk=known.pk).update(used=F("used") + 1)
    return inviter


def _heed_a_no(community: Community, user: User, inviter: Viewer) -> None:
    turned_away = Participant.objects.filter(brand=community.brand, user=user).exclude(refused_at=None)
    if turned_away.exists() and not inviter.hosts and membership(user, community.brand.slug) is None:
        raise NotAllowed(_("The hosts have said no to your question to join. Only they can invite you now."))


def _let_into_the_group(inviter: Viewer, invitation: Invitation, participant: Participant) -> None:
    group = invitation.group
    if group is None:
        return
    at_once = group.visibility == Visibility.PUBLIC or moderates(inviter, group)
    take_into(inviter.community, group, participant, at_once=at_once)


def _note(community: Community, inviter: Participant, joined: Participant) -> None:
    if joined.identity is None:
        return
    record_act(
        community,
        inviter.identity,
        Verb.INVITE,
        target=joined.identity,
        subject=community.channel.identity.stable_id,
        source=f"community:invited:{joined.pk}",
    )
