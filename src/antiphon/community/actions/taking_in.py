"""Moderators invite somebody into a group; nobody is in one who did not say so."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from antiphon.community.actions.grouping import forget_invitation, invitation_told, note_joining, tell_of_admission
from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.models import Group, GroupMember, NotificationKind, Participant
from antiphon.community.permissions import Viewer, require_moderator, require_part
from antiphon.community.queries.sparing import any_apart
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal

#: So many people one person invites into groups within 24 hours.
INVITED_A_DAY = 20
#: Who did not take an invitation up is not invited into the same group again before this.
REST = timedelta(days=30)


@transaction.atomic
def invite_to_group(viewer: Viewer, group: Group, participant: Participant) -> GroupMember:
    """Invite somebody of the community into a group, also into a hidden one; who asked to join is let in.

    Raise Refusal where they are in, are invited, did not take an invitation up within 30 days, or cannot be written
    to by who invites; NotAllowed where somebody invites too many.
    """
    mine = require_moderator(viewer, group)
    if participant.brand_id != group.brand_id or not participant.takes_part:
        raise Refusal(_("There is nobody of this handle in the community."), field="handle")
    if group.closed_at:
        raise Refusal(_("This group is closed."), field="handle")
    Participant.objects.select_for_update().get(pk=mine.pk)  # two at once are one after the other
    there = GroupMember.objects.filter(group=group, participant=participant, left_at=None).first()
    if there is not None:
        return _let_in(viewer, there)
    now = clock.now()
    _may_invite(mine, participant, group, now)
    made = GroupMember.objects.create(
        group=group, participant=participant, asked_at=now, invited_at=now, invited_by=mine
    )
    path = reverse("group_invitation", args=[viewer.brand.slug, made.pk])
    subject = Subject(about=invitation_told(made), title=group.name, path=path)
    tell(participant, NotificationKind.INVITED, subject, mine)
    return made


@transaction.atomic
def answer_group_invitation(viewer: Viewer, membership: GroupMember, *, accepted: bool) -> None:
    """Accept or decline an invitation into a group; who invited is not told of a no."""
    participant = require_part(viewer)
    if membership.participant_id != participant.pk:
        raise NotAllowed(_("This invitation is for somebody else."))
    waiting, now = GroupMember.objects.invited().filter(pk=membership.pk), clock.now()
    if not waiting.update(**{"joined_at" if accepted else "left_at": now}):
        raise Conflict(_("This invitation was answered already, or taken back."))
    forget_invitation(membership)
    if accepted:
        note_joining(viewer.community, membership.group, participant)


def _let_in(viewer: Viewer, there: GroupMember) -> GroupMember:
    """Let in who asked; raise Conflict where there is nothing to answer."""
    if there.joined_at is not None:
        raise Conflict(_("They are in this group already."))
    if there.invited_at is not None:
        raise Conflict(_("They are invited already. It is for them to answer."))
    there.joined_at = clock.now()
    there.save(update_fields=["joined_at"])
    note_joining(viewer.community, there.group, there.participant)
    tell_of_admission(viewer, there)
    return there


def _may_invite(mine: Participant, participant: Participant, group: Group, now: datetime) -> None:
    if participant.pk != mine.pk and any_apart([mine, participant]):
        raise NotAllowed(_("You and this person cannot write to each other here."))
    invited = GroupMember.objects.filter(joined_at=None, invited_at__gt=now - REST)
    if invited.filter(group=group, participant=participant).exists():
        raise Refusal(
            _("They were invited within the last 30 days. They can ask to join themselves."), field="handle"
        )
    lately = GroupMember.objects.filter(invited_by=mine, invited_at__gt=now - timedelta(days=1))
    if lately.count() >= INVITED_A_DAY:
        raise NotAllowed(_("You have invited many people today. Go on tomorrow."))
