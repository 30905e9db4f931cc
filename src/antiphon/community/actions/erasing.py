"""People go and take their traces along: what is theirs goes, what others need to follow a conversation may stay."""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from antiphon.community.actions.documents import forget_files
from antiphon.community.actions.forgetting import forget_asks_of, forget_talks_of
from antiphon.community.actions.indexing import index_messages, index_topics
from antiphon.community.actions.joining import leave
from antiphon.community.actions.presenting import drop_portrait
from antiphon.community.actions.sketching import forget_attachments
from antiphon.community.actions.withholding import note_change
from antiphon.community.models import (
    Appeal,
    Attachment,
    Attendance,
    Bookmark,
    Community,
    Event,
    EventFeed,
    Flag,
    Follow,
    GroupAttention,
    GroupDocument,
    GroupMember,
    HeldWriting,
    Invitation,
    LiveSession,
    NameWords,
    Notification,
    NotificationChoice,
    NotificationRhythm,
    Participant,
    Position,
    ReadingDay,
    Revision,
    SeenBy,
    SessionQuestion,
    SessionReminder,
    SignUp,
    Sketch,
    Standing,
    Starter,
    SummaryRevision,
    Tagging,
    Thank,
    Topic,
    TopicAttention,
    Welcome,
    Writing,
)
from antiphon.community.queries.archiving import own_parts
from antiphon.conversations.actions import reword
from antiphon.devices.actions.registering import forget_devices
from antiphon.letters.actions import forget_letters_to
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.listening.actions.forgetting import forget_found
from antiphon.organizations.models import User
from antiphon.organizations.queries import membership
from antiphon.people.actions import anonymize
from antiphon.sales.actions.knowing import forget_buyer

type Step = Callable[[Participant, bool], None]


def typed_to_confirm(user: User, part: Participant) -> str:
    """Return the word to be typed by who signs in without a password; empty where the password is asked for."""
    return "" if user.has_usable_password() else part.handle


@transaction.atomic
def erase(community: Community, user: User, *, typed: str, keep_words: bool) -> bool:
    """Erase somebody from a community: profile, picture, links, reading, invitations; words too unless they stay.

    What stays is nobody's: “former member”. The ledger keeps its lines, which name nobody any more. `typed` is the
    password, or the handle of who has none. Return whether the account went too, as it does where it served for
    nothing else. Raise Refusal if what was typed is wrong.
    """
    parts = list(own_parts(community.brand, user).select_for_update())
    if not parts:
        raise Conflict(_("There is nothing of you here to be erased."))
    _check(user, parts[0], typed)
    for part in parts:
        _erase_part(community, part, keep_words=keep_words)
    SignUp.objects.filter(mail=user.email).delete()
    return _drop_account(user)


@transaction.atomic
def erase_asked(community: Community, part: Participant) -> None:
    """Erase a participant who asked the team for it: as they would by themselves, with all that they wrote.

    Raise Refusal for somebody of the team: who is in the team is erased where one leaves it.
    """
    user = part.user
    if user is not None and membership(user, community.brand.slug) is not None:
        raise Refusal(_("This is somebody of your team. End their membership first."))
    parts = list(own_parts(community.brand, user).select_for_update()) if user else [part]
    for one in parts:
        _erase_part(community, one, keep_words=False)
    if user is not None:
        SignUp.objects.filter(mail=user.email).delete()
        _drop_account(user)


def _check(user: User, part: Participant, typed: str) -> None:
    word = typed_to_confirm(user, part)
    if word and typed.strip().lstrip("@") != word:
        raise Refusal(_("Type your handle to say that you mean it."), field="typed")
    if not word and not user.check_password(typed):
        raise Refusal(_("This is not your password."), field="typed")


def _erase_part(community: Community, part: Participant, *, keep_words: bool) -> None:
    if part.identity is None:
        drop_portrait(part)
        part.delete()
        return
    if part.left_at is None:
        leave(community, part)
    for step in _STEPS:
        step(part, keep_words)
    _become_nobody(community, part)


def _forget_profile(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001  every step is called so
    drop_portrait(part)
    part.interests.clear()
    part.links.all().delete()


def _forget_reading(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    Bookmark.objects.filter(participant=part).delete()
    Thank.objects.filter(by=part).delete()
    Position.objects.filter(participant=part).delete()
    GroupMember.objects.filter(participant=part).delete()


def _forget_invitations(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    part.invitations.filter(revoked_at=None).update(revoked_at=clock.now())
    Invitation.objects.filter(by=part).update(note="")


def _forget_words(part: Participant, keep_words: bool) -> None:  # noqa: FBT001
    """Blank what they wrote; what was taken away before goes in any case, since nobody reads it but they."""
    mine = Writing.objects.filter(author=part).select_related("message__conversation")
    gone = mine.exclude(removed_at=None) if keep_words else mine
    keys = list(gone.values_list("pk", flat=True))
    Revision.objects.filter(writing__in=keys).delete()
    forget_attachments(list(Attachment.objects.filter(Q(writing__in=keys) | Q(sketch__participant=part))))
    Sketch.objects.filter(participant=part).delete()
    for writing in mine.filter(pk__in=keys).iterator(chunk_size=200):
        reword(writing.message, "", "")
    blank = {"source": "", "html": "", "warning": ""}
    Writing.objects.filter(pk__in=keys).update(**blank)
    Writing.objects.filter(pk__in=keys, removed_at=None).update(removed_at=clock.now(), removed_by=part)
    Topic.objects.filter(opened_by=part).update(taken_title="")
    if not keep_words:
        with override(part.brand.language):
            Topic.objects.filter(opened_by=part).update(title=_("Words that were taken away"))
        Topic.objects.filter(summary_by=part).update(summary="")
        SummaryRevision.objects.filter(by=part).update(summary="")


def _forget_finding(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    """Let nobody follow them, and let search forget what was blanked; runs after the words."""
    Follow.objects.filter(Q(participant=part) | Q(followed=part)).delete()
    keys = list(Writing.objects.filter(author=part).values_list("message", flat=True))
    index_messages(keys)
    Tagging.objects.filter(message__in=keys, message__text="").delete()
    index_topics(part.topics.all())
    NameWords.objects.filter(participant=part).delete()


def _forget_notifications(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    """Tell them nothing any more, and forget how they wanted to be told."""
    for kept in (Notification, NotificationChoice, NotificationRhythm, TopicAttention, GroupAttention):
        kept.objects.filter(participant=part).delete()
    if part.user and membership(part.user, part.brand.slug) is None:
        forget_devices(part.user, part.brand)


def _forget_sessions(part: Participant, keep_words: bool) -> None:  # noqa: FBT001
    """Remind them of nothing any more, and blank what they asked unless it stays; votes stay counted."""
    SessionReminder.objects.filter(participant=part).delete()
    if keep_words:
        return
    asked = SessionQuestion.objects.filter(asker=part)
    sessions = LiveSession.objects.filter(pk__in=asked.values("session")).order_by("pk")
    for session in sessions.select_for_update():
        asked.filter(session=session).update(text="", html="", version=note_change(session))


def _forget_events(part: Participant, keep_words: bool) -> None:  # noqa: FBT001
    """Note nowhere where they went and would have gone; what they planned goes on without their name as its host.

    Where it was goes with their words once it is over: until then others need it to find the way.
    """
    Attendance.objects.filter(participant=part).delete()
    EventFeed.objects.filter(participant=part).delete()
    part.events_hosted.clear()
    if not keep_words:
        over = Event.objects.filter(topic__opened_by=part, ends_at__lte=clock.now())
        over.update(place="", link="", called_off_why="")


def _forget_documents(part: Participant, keep_words: bool) -> None:  # noqa: FBT001
    """Take what they gave to groups away with all its versions, unless it stays with their words."""
    if keep_words:
        return
    for one in GroupDocument.objects.filter(added_by=part):
        forget_files(one)
        one.delete()


def _forget_moderation(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    """What was decided stays, as of nobody; what they wrote about it goes."""
    HeldWriting.objects.filter(author=part).delete()
    Flag.objects.filter(by=part).update(words="")
    Appeal.objects.filter(sanction__participant=part).update(words="")
    if part.identity is not None:
        forget_found(part.identity)
    ReadingDay.objects.filter(participant=part).delete()
    Standing.objects.filter(participant=part).delete()


def _forget_purchases(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    """Leave of what they bought only that it was bought."""
    if part.identity is not None:
        forget_buyer(part.identity)


def _forget_welcomes(part: Participant, _keep_words: bool) -> None:  # noqa: FBT001
    """Forget how they were welcomed, and leave nothing in their hands."""
    Welcome.objects.filter(newcomer=part).delete()
    Welcome.objects.open().filter(steward=part).update(steward=None, told_at=None)
    Starter.objects.filter(responsible=part).update(responsible=None)
    part.welcome_steps.clear()


#: What is done with what hangs on a participant; what is added to a community adds its step here.
_STEPS: tuple[Step, ...] = (
    _forget_profile,
    _forget_reading,
    _forget_invitations,
    _forget_notifications,
    _forget_sessions,
    forget_asks_of,
    _forget_events,
    _forget_documents,
    _forget_words,
    _forget_finding,
    forget_talks_of,
    _forget_moderation,
    _forget_purchases,
    _forget_welcomes,
)


def _become_nobody(community: Community, part: Participant) -> None:
    with override(community.brand.language):
        name = _("former member")
    part.erased_at = clock.now()
    handle = f"former-{secrets.token_hex(6)}"
    if part.identity is not None:
        address = f"{community.channel.identity.stable_id}/members/{handle}/"
        anonymize(part.identity, stable_id=address, name=name, at=part.erased_at)
    part.user, part.handle, part.name, part.words, part.reason = None, handle, name, "", ""
    part.languages, part.seen_by, part.searchable, part.mailed = [], SeenBy.HOSTS, False, False
    part.mail_proven_at = None
    part.save()


def _drop_account(user: User) -> bool:
    """Delete the account where it served for nothing but what was erased; letters to its address go with it."""
    if user.memberships.exists() or user.participations.exists():
        return False
    forget_letters_to(user.email)
    user.delete()
    return True
