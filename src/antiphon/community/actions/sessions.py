"""A live session: announced, opened, asked in, voted in, answered, and over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from antiphon.community.actions.recording import record_in_topic
from antiphon.community.actions.submitting import require_plain
from antiphon.community.actions.withholding import note_change
from antiphon.community.actions.writing import Words, keep_question, open_topic, reply
from antiphon.community.models import (
    Group,
    Kind,
    LiveSession,
    Participant,
    QuestionState,
    QuestionVote,
    SessionQuestion,
    SessionReminder,
    SessionState,
)
from antiphon.community.permissions import (
    Viewer,
    membership_in,
    require_moderator,
    require_part,
    require_unsuspended,
    require_writer,
)
from antiphon.community.queries.counting import question_votes_that_count
from antiphon.community.queries.naming import names_in
from antiphon.community.queries.sessions import hosts_session
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markdown import read_markdown

LONGEST_QUESTION, LONGEST_WHY = 500, 300
#: How many questions one person asks in a session, and all together.
ASKED_BY_ONE, ASKED_BY_ALL = 5, 500
LONGEST_SESSION = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionGiven:
    """What is said of a session: `host` is a handle, empty for whoever announces it; moments are aware."""

    title: str
    about: str
    starts_at: datetime
    ends_at: datetime
    host: str = ""


@transaction.atomic
def announce_session(viewer: Viewer, group: Group, given: SessionGiven) -> LiveSession:
    """Announce a session in a group: a topic with what it is about, in which its transcript will stand."""
    own = require_moderator(viewer, group)
    _check_times(given)
    host = _host(viewer, group, given.host) if given.host.strip() else own
    topic = open_topic(viewer, group, given.title, Words(source=given.about), Kind.DISCUSSION)
    return LiveSession.objects.create(
        brand=viewer.brand, topic=topic, host=host, starts_at=given.starts_at, ends_at=given.ends_at
    )


@transaction.atomic
def open_session(viewer: Viewer, session: LiveSession) -> None:
    """Begin: the host is there and takes questions."""
    found = _at_desk(viewer, session)
    if found.opened_at:
        raise Conflict(_("This session is open already."))
    note_change(found, opened_at=clock.now())


@transaction.atomic
def end_session(viewer: Viewer, session: LiveSession) -> int:
    """End; return how many questions nobody reached: they wait to be handed on, one after the other."""
    found, now = _at_desk(viewer, session), clock.now()
    version = note_change(found, over_at=now)
    unreached = found.questions.filter(state__in=[QuestionState.WAITING, QuestionState.TAKEN])
    return unreached.update(state=QuestionState.WAITING, version=version, left_over_at=now)


@transaction.atomic
def ask_question(viewer: Viewer, session: LiveSession, text: str) -> SessionQuestion:
    """Ask in a session, before it begins or while it is open; at most five times.

    A question stands at once: what a list would hold, or somebody whose words wait for approval, is refused.
    """
    asker = require_writer(viewer, session.topic.group)
    found = _locked(session)
    if found.state == SessionState.OVER:
        raise Conflict(_("This session is over. Ask in the group; somebody will answer."))
    text = text.strip()
    if not text:
        raise Refusal(_("Write your question first."), field="text")
    if len(text) > LONGEST_QUESTION:
        raise Refusal(_("A question has at most 500 characters here."), field="text")
    require_plain(viewer, session.topic.group, Words(source=text), field="text")
    if found.questions.filter(asker=asker).count() >= ASKED_BY_ONE:
        raise Refusal(_("You asked five questions. Leave room for the others, and vote for theirs."), field="text")
    if found.questions.count() >= ASKED_BY_ALL:
        raise Refusal(_("This session holds no more questions. Vote for those that are there."), field="text")
    return SessionQuestion.objects.create(
        session=found,
        asker=asker,
        text=text,
        html=read_markdown(text, names_in(viewer.community, text)).html,
        asked_at=clock.now(),
        version=note_change(found),
    )


@transaction.atomic
def vote(viewer: Viewer, question: SessionQuestion, *, wanted: bool) -> int:
    """Vote for a question, or take the vote back; a second time changes nothing. Return how many votes it has."""
    participant = require_writer(viewer, question.session.topic.group)
    session = _locked(question.session)
    found = SessionQuestion.objects.get(pk=question.pk)
    found.session = session
    if session.state == SessionState.OVER or found.state != QuestionState.WAITING:
        raise Conflict(_("This question no longer waits for votes."))
    if found.asker_id == participant.pk:
        raise Refusal(_("This is your own question: others vote for it."))
    votes = QuestionVote.objects.filter(question=found, participant=participant)
    if wanted == votes.exists():
        return found.votes
    if not wanted:
        votes.delete()
    else:
        QuestionVote.objects.create(question=found, participant=participant, at=clock.now())
        source = f"community:question-voted:{found.pk}:{participant.pk}"
        record_in_topic(viewer.community, participant.identity, Verb.VOTE, session.topic, source)
    _move(found, votes=question_votes_that_count().filter(question=found).count())
    return found.votes


def count_votes_again() -> int:
    """Bring the votes of questions that wait up to what was set aside since; return of how many they changed."""
    waiting = SessionQuestion.objects.filter(state=QuestionState.WAITING, session__over_at=None)
    told = dict(waiting.values_list("pk", "votes"))
    given = question_votes_that_count().filter(question__in=told).values_list("question").annotate(Count("pk"))
    counted = dict(given.order_by()) if told else {}
    return sum(_count_again(key) for key, votes in told.items() if votes != counted.get(key, 0))


@transaction.atomic
def _count_again(key: int) -> bool:
    session = _locked(LiveSession.objects.get(questions=key))
    found = SessionQuestion.objects.get(pk=key)
    found.session, votes = session, question_votes_that_count().filter(question=found).count()
    changed = votes != found.votes
    if changed:
        _move(found, votes=votes)
    return changed


@transaction.atomic
def take_question(viewer: Viewer, question: SessionQuestion) -> None:
    """Take a question: everybody sees that it is being answered; what was taken before waits again."""
    session, found = _unsettled(viewer, question)
    if session.state != SessionState.OPEN:
        raise Conflict(_("Open the session first."))
    for one in session.questions.filter(state=QuestionState.TAKEN).exclude(pk=found.pk):
        _move(one, state=QuestionState.WAITING)
    _move(found, state=QuestionState.TAKEN)


@transaction.atomic
def answer_question(viewer: Viewer, question: SessionQuestion, words: Words) -> None:
    """Answer in writing: question and answer become messages of the session's topic."""
    session, found = _unsettled(viewer, question)
    if session.state != SessionState.OPEN:
        raise Conflict(_("Open the session first."))
    _settle(viewer, found, QuestionState.ANSWERED, words)


@transaction.atomic
def set_aside(viewer: Viewer, question: SessionQuestion, why: str) -> None:
    """Set a question aside and say why; the reason is the answer that its asker gets."""
    _session, found = _unsettled(viewer, question)
    why = " ".join(why.split())
    if not why:
        raise Refusal(_("Say why: who asked will read it."), field="why")
    if len(why) > LONGEST_WHY:
        raise Refusal(_("Say it in 300 characters."), field="why")
    found.aside_why = why
    _settle(viewer, found, QuestionState.ASIDE, Words(source=_("Set aside: %(why)s") % {"why": why}))


@transaction.atomic
def remind_of_session(viewer: Viewer, session: LiveSession, *, wanted: bool) -> None:
    """Ask for a letter before a session begins, or for none."""
    participant = require_part(viewer)
    mine = SessionReminder.objects.filter(session=session, participant=participant)
    if not wanted:
        mine.delete()
        return
    if session.state != SessionState.ANNOUNCED or session.starts_at <= clock.now():
        raise Conflict(_("This session has begun."))
    if not participant.mailed:
        raise Refusal(_("You asked not to be written to. Allow it in your profile first."))
    SessionReminder.objects.get_or_create(
        session=session, participant=participant, defaults={"asked_at": clock.now()}
    )


def _check_times(given: SessionGiven) -> None:
    if given.ends_at <= given.starts_at:
        raise Refusal(_("It ends before it begins."), field="ends_at")
    if given.ends_at - given.starts_at > LONGEST_SESSION:
        raise Refusal(_("A session lasts a day at most."), field="ends_at")
    if given.ends_at <= clock.now():
        raise Refusal(_("This hour has passed."), field="starts_at")


def _host(viewer: Viewer, group: Group, handle: str) -> Participant:
    named = handle.strip().removeprefix("@")
    found = Participant.objects.taking_part().filter(brand=viewer.brand, handle=named).first()
    if found is None:
        raise Refusal(_("Nobody here is called @%(name)s.") % {"name": named[:40]}, field="host")
    if group.visibility != "public" and membership_in(group, found) is None:
        raise Refusal(_("@%(name)s is not in this group.") % {"name": named}, field="host")
    return found


def _locked(session: LiveSession) -> LiveSession:
    """Return a session as it stands, held until the end of the transaction: its changes come one by one."""
    found = LiveSession.objects.select_for_update(of=("self",)).select_related("topic__group", "topic__conversation")
    return found.get(pk=session.pk)


def _at_desk(viewer: Viewer, session: LiveSession) -> LiveSession:
    require_unsuspended(viewer, session.topic.group)
    found = _locked(session)
    if not hosts_session(viewer, found):
        raise NotAllowed(_("Only the host of this session and the moderators of its group do this."))
    if found.state == SessionState.OVER:
        raise Conflict(_("This session is over."))
    return found


def _unsettled(viewer: Viewer, question: SessionQuestion) -> tuple[LiveSession, SessionQuestion]:
    session = _at_desk(viewer, question.session)
    found = SessionQuestion.objects.select_related("asker__identity", "asker__user", "session").get(pk=question.pk)
    if found.state in {QuestionState.ANSWERED, QuestionState.ASIDE}:
        raise Conflict(_("This question was settled already."))
    found.session = session
    return session, found


def _settle(viewer: Viewer, question: SessionQuestion, state: QuestionState, words: Words) -> None:
    topic, asker = question.session.topic, question.asker
    answered = topic.conversation.messages.earliest("sent_at", "pk")
    if question.text and asker is not None and asker.identity is not None:  # who was erased says nothing more
        words_asked = Words(source=question.text)
        answered = keep_question(topic, viewer.community, asker, words_asked, question.asked_at).message
        question.message = answered
    question.answer = reply(viewer, topic, answered, words).message
    question.settled_at, question.settled_by = clock.now(), viewer.participant
    _move(question, state=state)


def _move(question: SessionQuestion, **fields: object) -> None:
    for name, value in fields.items():
        setattr(question, name, value)
    question.version = note_change(question.session)
    question.save()
