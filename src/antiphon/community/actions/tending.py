"""What moderators and askers do with a topic: mark the answer, close, pin, move, sum up."""

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.confining import confine
from antiphon.community.actions.notices import tell_of_answer
from antiphon.community.actions.noting import note
from antiphon.community.actions.submitting import require_plain
from antiphon.community.actions.writing import Words
from antiphon.community.models import Case, Deed, Group, HeldWriting, Kind, SummaryRevision, Topic, Visibility
from antiphon.community.permissions import (
    Viewer,
    moderates,
    require_moderator,
    require_unsuspended,
    require_writer,
)
from antiphon.community.queries.summaries import may_sum_up
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal


@transaction.atomic
def mark_answer(viewer: Viewer, topic: Topic, message: Message | None) -> None:
    """Say which message answers a question, or None again: who asked does it, or a moderator."""
    participant = require_unsuspended(viewer, topic.group)
    if topic.opened_by_id != participant.pk and not moderates(viewer, topic.group):
        raise NotAllowed(_("Only who asked and the moderators say which reply is the answer."))
    if topic.kind != Kind.QUESTION:
        raise Refusal(_("Only a question has an answer."))
    if message is not None and (message.conversation_id != topic.conversation_id or not message.parent_uri):
        raise Conflict(_("This message is no reply in this topic."))
    topic.answer = message
    topic.save(update_fields=["answer"])
    tell_of_answer(topic, participant)


@transaction.atomic
def close_topic(viewer: Viewer, topic: Topic, *, closed: bool) -> None:
    """Close a topic, so that it can only be read, or open it again."""
    participant = require_moderator(viewer, topic.group)
    topic.closed_at, topic.closed_by = (clock.now(), participant) if closed else (None, None)
    topic.save(update_fields=["closed_at", "closed_by"])
    note(participant, Deed.CLOSED if closed else Deed.REOPENED, topic.group, topic=topic)


@transaction.atomic
def pin_topic(viewer: Viewer, topic: Topic, *, pinned: bool) -> None:
    """Keep a topic on top of its group, or let it go."""
    require_moderator(viewer, topic.group)
    topic.pinned_at = clock.now() if pinned else None
    topic.save(update_fields=["pinned_at"])


@transaction.atomic
def move_topic(viewer: Viewer, topic: Topic, to: Group) -> None:
    """Move a topic to another group of the brand; who moves it keeps order in both.

    What was said among few stays among them: out of a private or hidden group nothing is moved.
    """
    participant = require_moderator(viewer, topic.group)
    if to.brand_id != topic.brand_id:
        raise NotAllowed(_("There is no such group."))
    require_moderator(viewer, to)
    require_writer(viewer, to)
    keep_among_few(topic.group, to)
    topic.group = to
    topic.save(update_fields=["group"])
    confine(topic)
    HeldWriting.objects.waiting().filter(topic=topic).update(group=to)
    Case.objects.open().filter(message__conversation=topic.conversation_id).update(group=to)
    note(participant, Deed.MOVED, to, topic=topic)


def keep_among_few(group: Group, to: Group) -> None:
    """Raise NotAllowed if words would go from a group that not everybody reads to other people."""
    if group.pk != to.pk and group.visibility != Visibility.PUBLIC:
        raise NotAllowed(_("What was said in this group was said among few. It stays here."))


@transaction.atomic
def sum_up(viewer: Viewer, topic: Topic, summary: str) -> None:
    """Say in a few words what came of a topic; empty words take the summary away. How it stood before is kept.

    What others wrote is replaced by who opened the topic, by those whom the community knows well, and by moderators.
    """
    participant = require_writer(viewer, topic.group)
    if len(summary) > 5_000:
        raise Refusal(_("This is too long. Say it in 5,000 characters."), field="summary")
    if summary.strip():
        require_plain(viewer, topic.group, Words(source=summary), field="summary")
    known = Topic.objects.select_for_update().get(pk=topic.pk)
    if known.summary and not may_sum_up(viewer, topic):
        raise NotAllowed(_("Somebody summed this topic up. Answer in it if you see it otherwise."))
    if summary.strip() == known.summary:
        return
    now = clock.now()
    if known.summary_at:
        SummaryRevision.objects.create(
            topic=topic, summary=known.summary, by=known.summary_by, since=known.summary_at, until=now
        )
    topic.summary, topic.summary_by, topic.summary_at = summary.strip(), participant, now
    topic.save(update_fields=["summary", "summary_by", "summary_at"])
