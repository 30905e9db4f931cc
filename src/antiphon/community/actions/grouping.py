"""Groups are founded, looked after, joined and left."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.confining import confine_all
from antiphon.community.actions.indexing import index_groups
from antiphon.community.actions.joining import interests_named
from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.recording import record_act
from antiphon.community.actions.seating import give_up_seats
from antiphon.community.actions.submitting import require_plain
from antiphon.community.actions.writing import Words
from antiphon.community.models import (
    Community,
    Group,
    GroupMember,
    GroupRole,
    Notification,
    NotificationKind,
    Participant,
    ReadingItem,
    Visibility,
)
from antiphon.community.permissions import (
    Viewer,
    finds,
    require_moderator,
    require_part,
    require_unsuspended,
)
from antiphon.community.queries.sanctions import is_limited
from antiphon.community.rules import plain_name
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.actions import web_address

#: So many groups one person founds within 24 hours; hosts as many as they like.
FOUNDED_A_DAY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGiven:
    """What a group is to be. `interests` are names."""

    name: str
    purpose: str
    rules: str = ""
    visibility: Visibility = Visibility.PUBLIC
    language: str = ""
    interests: tuple[str, ...] = ()


@transaction.atomic
def found_group(viewer: Viewer, given: GroupGiven) -> Group:
    """Found a group; who founds it moderates it. Raise NotAllowed for who is limited or has founded enough today."""
    participant = require_unsuspended(viewer)
    if not viewer.hosts:
        _may_found(participant)
    now = clock.now()
    group = Group(brand=viewer.brand, slug=_slug(viewer, given), founded_by=participant, founded_at=now, last_at=now)
    _write(group, viewer, given)
    GroupMember.objects.create(
        group=group, participant=participant, role=GroupRole.MODERATOR, asked_at=now, joined_at=now
    )
    _look_at(viewer, group)
    note_joining(viewer.community, group, participant)
    return group


@transaction.atomic
def change_group(viewer: Viewer, group: Group, given: GroupGiven) -> None:
    """Change what a group is; its address stays. What was said among few is never opened to everybody."""
    require_moderator(viewer, group)
    _keep_confidence(group, given.visibility)
    _write(group, viewer, given)
    _look_at(viewer, group)
    confine_all(group)


@transaction.atomic
def close_group(viewer: Viewer, group: Group, *, closed: bool) -> None:
    """Close a group, so that it can only be read, or open it again."""
    require_moderator(viewer, group)
    group.closed_at = clock.now() if closed else None
    group.save(update_fields=["closed_at"])


@transaction.atomic
def join_group(viewer: Viewer, group: Group) -> GroupMember:
    """Join a public group, or one into which one was invited; ask to join a private one.

    To who was not told of it a hidden one does not exist.
    """
    participant = require_part(viewer)
    if not finds(viewer, group):
        raise NotAllowed(_("There is no such group."))
    now = clock.now()
    joined = now if group.visibility == Visibility.PUBLIC or viewer.hosts else None
    made, is_new = GroupMember.objects.get_or_create(
        group=group, participant=participant, left_at=None, defaults={"asked_at": now, "joined_at": joined}
    )
    if made.joined_at is None and made.invited_at is not None:
        return take_into(viewer.community, group, participant, at_once=True)
    if is_new and joined:
        note_joining(viewer.community, group, participant)
    return made


@transaction.atomic
def admit_to_group(viewer: Viewer, membership: GroupMember) -> None:
    """Let in somebody who asked."""
    require_moderator(viewer, membership.group)
    here = membership.group.brand_id == viewer.brand.pk
    # Of its own columns alone: a condition on another table would not be looked at again after a wait.
    waiting = GroupMember.objects.waiting().filter(pk=membership.pk)
    if not here or not waiting.update(joined_at=clock.now()):
        raise Conflict(_("Nobody waits here any more: somebody else decided already."))
    note_joining(viewer.community, membership.group, membership.participant)
    tell_of_admission(viewer, membership)


@transaction.atomic
def take_into(community: Community, group: Group, participant: Participant, *, at_once: bool) -> GroupMember:
    """Let somebody who comes by a link into a group, at once or once a moderator says so; who is in stays in."""
    now = clock.now()
    made, is_new = GroupMember.objects.get_or_create(
        group=group,
        participant=participant,
        left_at=None,
        defaults={"asked_at": now, "joined_at": now if at_once else None},
    )
    at_once = at_once or made.invited_at is not None
    if at_once and (is_new or made.joined_at is None):
        made.joined_at = made.joined_at or now
        made.save(update_fields=["joined_at"])
        forget_invitation(made)
        note_joining(community, group, participant)
    return made


@transaction.atomic
def end_group_membership(viewer: Viewer, membership: GroupMember) -> None:
    """Leave a group, turn away who asked, or see somebody out; the last moderator stays while there are others."""
    own = viewer.participant is not None and membership.participant_id == viewer.participant.pk
    if not own:
        require_moderator(viewer, membership.group)
    _keep_a_moderator(membership)
    if not GroupMember.objects.filter(pk=membership.pk, left_at=None).update(left_at=clock.now()):
        raise Conflict(_("This membership has ended already."))
    if membership.group.visibility != Visibility.PUBLIC:
        give_up_seats(membership.participant, membership.group)
    forget_invitation(membership)


@transaction.atomic
def give_group_role(viewer: Viewer, membership: GroupMember, role: GroupRole) -> None:
    """Make a member a moderator, or a moderator a member."""
    require_moderator(viewer, membership.group)
    if not GroupMember.objects.current().filter(pk=membership.pk).exists():
        raise Conflict(_("They are not in this group."))
    if role != GroupRole.MODERATOR:
        _keep_a_moderator(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def add_reading(viewer: Viewer, group: Group, title: str, url: str = "", why: str = "") -> ReadingItem:
    """Put something on a group's reading list."""
    participant = require_moderator(viewer, group)
    if not title.strip():
        raise Refusal(_("Say what it is called."), field="title")
    if url.strip() and not web_address(url.strip()):
        raise Refusal(_("This is no address of a page. It begins with https://."), field="url")
    return ReadingItem.objects.create(
        group=group,
        title=title.strip()[:200],
        url=url.strip(),
        why=why.strip()[:300],
        added_by=participant,
        added_at=clock.now(),
    )


@transaction.atomic
def drop_reading(viewer: Viewer, item: ReadingItem) -> None:
    """Take something off a group's reading list."""
    require_moderator(viewer, item.group)
    item.delete()


def _may_found(participant: Participant) -> None:
    Participant.objects.select_for_update().get(pk=participant.pk)  # two at once are one after the other
    if is_limited(participant):
        raise NotAllowed(_("What you write waits for a moderator. Until then you cannot found a group."))
    if participant.founded.filter(founded_at__gt=clock.now() - timedelta(days=1)).count() >= FOUNDED_A_DAY:
        raise NotAllowed(_("You have founded three groups today. Let them find their people first; go on tomorrow."))


def _keep_confidence(group: Group, wanted: Visibility) -> None:
    known = Group.objects.select_for_update().get(pk=group.pk)
    if known.visibility == Visibility.PUBLIC or wanted != Visibility.PUBLIC:
        return
    if known.topics.exists() or known.documents.exists() or known.held.filter(decided_at=None).exists():
        raise Refusal(
            _("What was said here was said among few. Found a public group beside it instead."), field="visibility"
        )


def _look_at(viewer: Viewer, group: Group) -> None:
    """Ask of name, purpose and rules what is asked of all that stands at once."""
    said = f"{group.name}\n\n{group.purpose}\n\n{group.rules}"
    require_plain(viewer, group, Words(source=said), field="purpose")


def _slug(viewer: Viewer, given: GroupGiven) -> str:
    """Return the short name of a new group. No hidden group is betrayed by its own: it ends by chance."""
    slug, chance = plain_name(given.name, 60), secrets.token_hex(4)
    if given.visibility == Visibility.HIDDEN or not slug:
        return f"{slug[:50] or 'group'}-{chance}"
    taken = Group.objects.filter(brand=viewer.brand, slug=slug).first()
    if taken is not None and finds(viewer, taken):
        raise Refusal(_("There is a group of this name already."), field="name")
    return f"{slug[:50]}-{chance}" if taken else slug


def _write(group: Group, viewer: Viewer, given: GroupGiven) -> None:
    if not given.name.strip():
        raise Refusal(_("A group needs a name."), field="name")
    if not given.purpose.strip():
        raise Refusal(_("Say what the group is for: it is how people find it."), field="purpose")
    if len(given.purpose) > 1_000:
        raise Refusal(_("This is too long. Say it in 1,000 characters."), field="purpose")
    if len(given.rules) > 5_000:
        raise Refusal(_("This is too long. Say it in 5,000 characters."), field="rules")
    if given.language and given.language not in dict(settings.LANGUAGES):
        known = {"known": ", ".join(dict(settings.LANGUAGES))}
        raise Refusal(_("Choose a language out of: %(known)s.") % known, field="language")
    group.name, group.purpose, group.rules = given.name.strip()[:120], given.purpose.strip(), given.rules.strip()
    group.visibility, group.language = given.visibility, given.language or viewer.brand.language
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:  # two who found it at once
        raise Refusal(_("There is a group of this name already."), field="name") from error
    group.interests.set(interests_named(group.brand_id, given.interests))
    index_groups([group])


def _keep_a_moderator(membership: GroupMember) -> None:
    Group.objects.select_for_update().get(pk=membership.group_id)  # of two who go at once the second one stays
    membership.refresh_from_db(fields=["role"])
    if membership.role != GroupRole.MODERATOR:
        return
    others = GroupMember.objects.current().filter(group=membership.group).exclude(pk=membership.pk)
    if others.exists() and not others.filter(role=GroupRole.MODERATOR).exists():
        raise Refusal(_("A group needs a moderator. Make somebody else one first."))


def tell_of_admission(viewer: Viewer, membership: GroupMember) -> None:
    """Tell somebody that they are in a group now."""
    subject = Subject(about=f"group member:{membership.pk}", group=membership.group)
    tell(membership.participant, NotificationKind.ADMITTED, subject, viewer.participant)


def forget_invitation(membership: GroupMember) -> None:
    """Tell somebody no more of an invitation into a group that was answered or taken back."""
    about = invitation_told(membership)
    Notification.objects.filter(participant=membership.participant_id, about=about).delete()


def invitation_told(membership: GroupMember) -> str:
    """Return what names an invitation into a group among what somebody is told."""
    return f"group invitation:{membership.pk}"


def note_joining(community: Community, group: Group, participant: Participant) -> None:
    """Write the line of the ledger that somebody joined a group."""
    record_act(
        community,
        participant.identity,
        Verb.JOIN,
        target=None,
        subject=f"{community.channel.identity.stable_id}/groups/{group.slug}/",
        source=f"community:group:{group.pk}:{participant.pk}:{clock.now().timestamp():.0f}",
    )
