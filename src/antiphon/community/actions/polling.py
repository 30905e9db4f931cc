"""Polls inside a topic: asked by who opened it or a moderator, one vote a participant, until they close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.recording import record_in_topic
from antiphon.community.actions.submitting import require_plain
from antiphon.community.actions.writing import Words
from antiphon.community.models import Poll, PollOption, PollVote, Topic
from antiphon.community.permissions import Viewer, moderates, require_writer
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal

FEWEST, MOST, LONGEST_QUESTION, LONGEST_OPTION = 2, 12, 300, 200
MOST_POLLS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PollGiven:
    """A poll as it is asked; empty answers are left out."""

    question: str
    options: Sequence[str]
    multiple: bool = False
    closes_at: datetime | None = None


@transaction.atomic
def open_poll(viewer: Viewer, topic: Topic, given: PollGiven) -> Poll:
    """Ask the readers of a topic to choose."""
    participant = require_writer(viewer, topic.group)
    if topic.opened_by_id != participant.pk and not moderates(viewer, topic.group):
        raise NotAllowed(_("Only who opened the topic and the moderators add a poll to it."))
    if topic.closed_at:
        raise NotAllowed(_("This topic is closed. It can still be read."))
    question, options = " ".join(given.question.split()), _options(given.options)
    if not question or len(question) > LONGEST_QUESTION:
        raise Refusal(_("Ask something, in at most 300 characters."), field="question")
    if given.closes_at and given.closes_at <= clock.now():
        raise Refusal(_("This moment is over. Choose a later one."), field="closes_at")
    Topic.objects.select_for_update().get(pk=topic.pk)
    if topic.polls.count() >= MOST_POLLS:
        raise Refusal(_("A topic has at most 10 polls."))
    require_plain(viewer, topic.group, Words(source="\n\n".join([question, *options])), field="question")
    poll = Poll.objects.create(
        topic=topic,
        question=question,
        multiple=given.multiple,
        opened_by=participant,
        opened_at=clock.now(),
        closes_at=given.closes_at,
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, words=words) for place, words in enumerate(options, 1)
    )
    return poll


@transaction.atomic
def close_poll(viewer: Viewer, poll: Poll) -> None:
    """Close a poll before its time: who asked it does, or a moderator."""
    participant = require_writer(viewer, poll.topic.group)
    if poll.opened_by_id != participant.pk and not moderates(viewer, poll.topic.group):
        raise NotAllowed(_("Only who asked and the moderators close a poll."))
    _require_open(poll)
    poll.closes_at = clock.now()
    poll.save(update_fields=["closes_at"])


@transaction.atomic
def vote(viewer: Viewer, poll: Poll, chosen: Sequence[int]) -> PollVote:
    """Choose answers of a poll by their keys, once: raise Conflict at a second vote or when the poll is closed."""
    participant = require_writer(viewer, poll.topic.group)
    _require_open(poll)
    options = [one for one in poll.options.all() if one.pk in set(chosen)]
    if not options or len(options) != len(set(chosen)):
        raise Refusal(_("Choose an answer."), field="option")
    if len(options) > 1 and not poll.multiple:
        raise Refusal(_("Only one answer can be chosen here."), field="option")
    try:
        with transaction.atomic():
            made = PollVote.objects.create(poll=poll, participant=participant, at=clock.now())
    except IntegrityError:
        raise Conflict(_("You have voted already.")) from None
    made.options.set(options)
    record_in_topic(
        viewer.community, participant.identity, Verb.VOTE, poll.topic, f"community:voted:{poll.pk}:{participant.pk}"
    )
    return made


def _require_open(poll: Poll) -> None:
    if poll.topic.closed_at:
        raise Conflict(_("This topic is closed. It can still be read."))
    if poll.closes_at and poll.closes_at <= clock.now():
        raise Conflict(_("This poll is closed."))


def _options(given: Sequence[str]) -> list[str]:
    options = [words for words in (" ".join(one.split()) for one in given) if words]
    if not FEWEST <= len(options) <= MOST:
        raise Refusal(_("Give 2 to 12 answers, one on each line."), field="options")
    if any(len(words) > LONGEST_OPTION for words in options):
        raise Refusal(_("An answer has at most 200 characters."), field="options")
    if len({words.casefold() for words in options}) < len(options):
        raise Refusal(_("Two answers say the same. Change one."), field="options")
    return options
