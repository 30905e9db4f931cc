"""People thank for what others wrote; it is shown there, told to the author in the digest, and can be taken back."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.notices import tell
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.recording import record_act
from antiphon.community.models import Notification, NotificationKind, Participant, Thank, Topic, Writing
from antiphon.community.permissions import Viewer, reads, require_part, require_unsuspended
from antiphon.community.queries.sparing import any_apart
from antiphon.conversations.models import Message
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal

#: Who thanks oftener in an hour thanks for nothing in particular.
MOST_AN_HOUR = 60


@transaction.atomic
def thank(viewer: Viewer, topic: Topic, message: Message) -> Thank:
    """Thank for a message of a topic; a second time changes nothing.

    Raise Refusal for one's own words, and for too many in an hour.
    """
    by = require_unsuspended(viewer, topic.group)
    writing = _thankable(viewer, topic, message)
    author = writing.author
    if author is None:
        raise Conflict(_("Nobody is here any more whom you could thank."))
    if by.user_id == author.user_id:
        raise Refusal(_("These are your own words."))
    if any_apart([by, author]):
        raise NotAllowed(_("You and this person cannot write to each other here."))
    _within_bounds(by)
    made, is_new = Thank.objects.get_or_create(writing=writing, by=by, defaults={"at": clock.now()})
    if is_new:
        _note(viewer, made, author)
    elif made.taken_back_at:
        made.taken_back_at = None
        made.save(update_fields=["taken_back_at"])
    return made


@transaction.atomic
def take_thank_back(viewer: Viewer, topic: Topic, message: Message) -> None:
    """Take one's thank back; where there is none, nothing changes. What the author has not read they never will."""
    by = require_part(viewer)
    found = Thank.objects.standing().filter(by=by, writing=_thankable(viewer, topic, message)).first()
    if found is None:
        return
    found.taken_back_at = clock.now()
    found.save(update_fields=["taken_back_at"])
    Notification.objects.filter(about=_about(found), read_at=None).delete()


def _thankable(viewer: Viewer, topic: Topic, message: Message) -> Writing:
    if topic.brand_id != viewer.brand.pk or not reads(viewer, topic.group):
        raise NotAllowed(_("There is no such group."))
    here = Writing.objects.filter(message=message, message__conversation=topic.conversation_id, removed_at=None)
    found = here.select_related("author__identity", "message").first()
    if found is None:
        raise Conflict(_("These words are no longer here."))
    return found


def _within_bounds(by: Participant) -> None:
    Participant.objects.select_for_update(of=("self",)).get(pk=by.pk)
    lately = clock.now() - timedelta(hours=1)
    if Thank.objects.filter(by=by, at__gt=lately).count() >= MOST_AN_HOUR:
        raise Refusal(_("You have thanked a lot within an hour. Go on a little later."))


def _note(viewer: Viewer, made: Thank, author: Participant) -> None:
    message = made.writing.message
    record_act(
        viewer.community,
        made.by.identity,
        Verb.LIKE,
        target=author.identity,
        subject=message.uri,
        source=f"community:thank:{made.pk}",
    )
    subject = Subject(about=_about(made), bundle=f"thanks:{message.pk}", message=message)
    tell(author, NotificationKind.THANKS, subject, made.by)


def _about(made: Thank) -> str:
    return f"thanks:{made.pk}"
