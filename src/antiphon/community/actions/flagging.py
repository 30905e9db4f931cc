"""People flag what they think wrong; hosts and moderators take it up, decide, and answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.noting import note
from antiphon.community.actions.sanctioning import DEEDS, Laid, lay
from antiphon.community.actions.telling import answer_report
from antiphon.community.actions.writing import take_away
from antiphon.community.models import (
    Case,
    Decision,
    Deed,
    Flag,
    FlagKind,
    Group,
    Participant,
    SanctionKind,
    Topic,
    WordList,
    Writing,
)
from antiphon.community.permissions import Viewer, reads, require_host, require_part
from antiphon.community.queries.cases import keeps, require_keeper
from antiphon.community.rules import may_go_on_at
from antiphon.community.sentences import moment_of
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import clean_text

LONGEST = 1_000
#: More flags than these in an hour are no help.
_MOST_AN_HOUR = 20


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and words about it; with "something else" the words are needed."""

    kind: FlagKind
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is decided: `why` is what the person reads, `answer` what those who flagged it read."""

    decision: Decision
    rule: FlagKind = FlagKind.OTHER
    why: str = ""
    answer: str = ""
    until: datetime | None = None


@transaction.atomic
def flag_message(viewer: Viewer, topic: Topic, message: Message, complaint: Complaint) -> Flag:
    """Flag a message of a topic; who flagged it before changes nothing. All who flag it make one case."""
    participant = _one_at_a_time(viewer)
    if topic.brand_id != viewer.brand.pk or message.conversation_id != topic.conversation_id:
        raise Conflict(_("The message is no longer in this topic. Look at it again."))
    if not reads(viewer, topic.group):
        raise NotAllowed(_("There is no such group."))
    author = _author_of(message)
    if author == participant:
        raise Refusal(_("These are your own words. You can take them away yourself."))
    known = Flag.objects.filter(by=participant, case__message=message).first()
    return known or _flag(participant, complaint, _case(topic.group, message, author))


@transaction.atomic
def flag_participant(viewer: Viewer, about: Participant, complaint: Complaint) -> Flag:
    """Flag somebody who takes part; hosts see it. Who flagged them before, and was not answered, changes nothing."""
    participant = _one_at_a_time(viewer)
    if about.brand_id != viewer.brand.pk or not about.takes_part:
        raise Conflict(_("Nobody of this name takes part any more."))
    if about == participant:
        raise Refusal(_("This is you. Write to the hosts if something is wrong."))
    known = Flag.objects.filter(
        by=participant, case__message=None, case__report=None, case__about=about, case__decided_at=None
    ).first()
    if known:
        return known
    found, _is_new = Case.objects.get_or_create(
        brand=viewer.brand,
        message=None,
        report=None,
        about=about,
        decided_at=None,
        defaults={"opened_at": clock.now()},
    )
    return _flag(participant, complaint, found)


@transaction.atomic
def flag_by_list(group: Group, message: Message, word_list: WordList, hit: str) -> Flag:
    """Flag a message because a list says so; the list and what was hit stand in the words."""
    words = _("The list “%(list)s” names “%(hit)s”.") % {"list": word_list.name, "hit": hit}
    case = _case(group, message, _author_of(message))
    return Flag.objects.create(case=case, by=None, kind=FlagKind.OTHER, words=words[:LONGEST], at=clock.now())


@transaction.atomic
def assign_case(viewer: Viewer, case: Case, to: Participant | None) -> None:
    """Give a case to somebody who may decide it, oneself included, or to nobody in particular."""
    require_keeper(viewer, case)
    if to is not None and not keeps(to, case):
        raise Refusal(_("Only hosts, and moderators of its group, decide this."), field="to")
    if not Case.objects.open().filter(pk=case.pk).update(assigned_to=to):
        raise Conflict(_("Somebody else decided this already."))


@transaction.atomic
def decide_case(viewer: Viewer, case: Case, verdict: Verdict) -> Case:
    """Decide a case, do what was decided, note it in the log; raise Conflict if it was decided already."""
    keeper = require_keeper(viewer, case)
    found = Case.objects.open().select_for_update(of=("self",)).filter(pk=case.pk, brand=viewer.brand).first()
    if found is None:
        raise Conflict(_("Somebody else decided this already."))
    why, answer = _words(verdict.why, "why"), _words(verdict.answer, "answer")
    if verdict.decision != Decision.NOTHING and not why:
        raise Refusal(_("Say why: the person reads it."), field="why")
    found.decision, found.rule, found.why, found.answer = verdict.decision, verdict.rule, why, answer
    found.decided_at, found.decided_by = clock.now(), keeper
    found.save()
    if found.report is not None:
        answer_report(require_host(viewer), found.report, answer)
    _carry_out(viewer, keeper, found, verdict.until)
    return found


def _one_at_a_time(viewer: Viewer) -> Participant:
    participant = require_part(viewer)
    Participant.objects.select_for_update().get(pk=participant.pk)
    return participant


def _carry_out(viewer: Viewer, keeper: Participant, case: Case, until: datetime | None) -> None:
    if case.decision == Decision.NOTHING and case.report is not None:
        return  # that somebody reported a talk stands in no log
    if case.decision == Decision.NOTHING:
        note(keeper, Deed.LEFT, case.group, topic=_topic_of(case), rule=case.rule, about=case.about)
    elif case.decision == Decision.TAKE_AWAY:
        _take_away(viewer, case)
    else:
        kind = SanctionKind(case.decision)
        where = None if viewer.hosts else case.group
        lay(viewer, Laid(case.about, kind, FlagKind(case.rule), case.why, where, until, case))
        note(keeper, DEEDS[kind], where or case.group, rule=case.rule, about=case.about, until=until)


def _take_away(viewer: Viewer, case: Case) -> None:
    written = Writing.objects.select_related("message", "author").filter(message=case.message_id).first()
    topic = _topic_of(case)
    if written is None or topic is None:
        raise Refusal(_("Only words that a member wrote here can be taken away."), field="decision")
    if written.removed_at is None:
        take_away(viewer, written, topic.group, case.why, FlagKind(case.rule))


def _case(group: Group, message: Message, about: Participant | None) -> Case:
    found, _is_new = Case.objects.get_or_create(
        brand_id=group.brand_id,
        message=message,
        decided_at=None,
        defaults={"group": group, "about": about, "opened_at": clock.now()},
    )
    return found


def _flag(by: Participant, complaint: Complaint, case: Case) -> Flag:
    words = _words(complaint.words, "words")
    if complaint.kind == FlagKind.OTHER and not words:
        raise Refusal(_("Say in a few words what is wrong."), field="words")
    now = clock.now()
    lately = by.flags.filter(at__gt=now - timedelta(hours=1)).values_list("at", flat=True)
    later = may_go_on_at(list(lately), _MOST_AN_HOUR, now)
    if later:
        when = {"moment": moment_of(by.brand, later)}
        raise NotAllowed(_("You have flagged much in this hour. You can go on at %(moment)s.") % when)
    return Flag.objects.create(case=case, by=by, kind=complaint.kind, words=words, at=now)


def _words(typed: str, field: str) -> str:
    text = clean_text(typed).strip()
    if len(text) > LONGEST:
        raise Refusal(_("This is too long. Say it in 1,000 characters."), field=field)
    return text


def _author_of(message: Message) -> Participant | None:
    return Participant.objects.filter(identity=message.author_id).first()


def _topic_of(case: Case) -> Topic | None:
    if case.message is None:
        return None
    return Topic.objects.select_related("group").filter(conversation=case.message.conversation_id).first()
