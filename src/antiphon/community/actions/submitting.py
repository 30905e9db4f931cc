"""What a person writes is looked at before it stands: limits of trust, lists, and who waits for approval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.flagging import flag_by_list
from antiphon.community.actions.ideas import opening_of, put_forward, require_idea
from antiphon.community.actions.writing import (
    LONGEST,
    Words,
    checked_title,
    edit,
    open_topic,
    read_words,
    reply,
    require_reply,
)
from antiphon.community.models import (
    Ask,
    AskIdea,
    Group,
    HeldFor,
    HeldWriting,
    Kind,
    ListEffect,
    Participant,
    Revision,
    Topic,
    Trust,
    Writing,
)
from antiphon.community.permissions import Viewer, moderates, require_part, require_writer
from antiphon.community.queries.attachments import waits
from antiphon.community.queries.lists import Hit, hits_of, links_in
from antiphon.community.queries.sanctions import is_limited
from antiphon.community.queries.trust import stands_from, trust_level
from antiphon.community.rules import ALLOWED, may_go_on_at
from antiphon.community.sentences import moment_of
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal

#: So often somebody changes what they wrote within an hour; each change is kept for all to see.
EDITS_AN_HOUR = 30


@dataclass(frozen=True, slots=True)
class Held:
    """Why words are held, and what a list named, if one did."""

    why: HeldFor
    hit: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found: whether the words are held, and by which lists they are to be flagged."""

    held: Held | None
    flags: tuple[Hit, ...] = ()


@transaction.atomic
def submit_topic(
    viewer: Viewer, group: Group, title: str, words: Words, kind: Kind = Kind.DISCUSSION
) -> Topic | HeldWriting:
    """Open a topic, or hold it for a moderator; raise Refusal if a list or a limit refuses it."""
    participant = require_writer(viewer, group)
    if kind == Kind.EVENT:
        raise Refusal(_("Plan an event with its hour; it opens its topic."), field="kind")
    title = checked_title(title)
    _require_unsent(participant, words)
    judged = _judge(viewer, participant, group, words, title)
    if judged.held:
        return _hold(participant, group, words, judged.held, title=title, kind=kind)
    made = open_topic(viewer, group, title, words, kind)
    _flag_by_lists(group, made.conversation.messages.get(parent_uri=""), judged.flags)
    return made


@transaction.atomic
def submit_reply(viewer: Viewer, topic: Topic, answered: Message, words: Words) -> Writing | HeldWriting:
    """Answer a message, or hold the answer for a moderator; raise Refusal if a list or a limit refuses it."""
    participant = require_reply(viewer, topic, answered)
    _require_unsent(participant, words)
    judged = _judge(viewer, participant, topic.group, words)
    if judged.held:
        return _hold(participant, topic.group, words, judged.held, topic=topic, answered=answered)
    made = reply(viewer, topic, answered, words)
    _flag_by_lists(topic.group, made.message, judged.flags)
    return made


@transaction.atomic
def submit_idea(viewer: Viewer, ask: Ask, title: str, words: Words) -> AskIdea | HeldWriting:
    """Put an idea forward, or hold it for a moderator; raise Refusal if a list or a limit refuses it."""
    participant = require_idea(viewer, ask)
    _require_unsent(participant, words)
    title, topic = checked_title(title), ask.topic
    judged = _judge(viewer, participant, topic.group, words, title, answers=True)
    if judged.held:
        return _hold(participant, topic.group, words, judged.held, title=title, topic=topic, answered=opening_of(ask))
    made = put_forward(viewer, ask, title, words)
    _flag_by_lists(topic.group, made.message, judged.flags)
    return made


@transaction.atomic
def submit_at_once(viewer: Viewer, group: Group, title: str, words: Words, beside: Sequence[str]) -> Topic:
    """Open a topic that cannot wait, with more words `beside` it; raise Refusal if it would have to wait."""
    participant = require_writer(viewer, group)
    title = checked_title(title)
    read_words(viewer.community, words)
    whole = Words(source="\n\n".join([words.source, *beside])[:LONGEST], warning=words.warning)
    judged = _judge(viewer, participant, group, whole, title)
    _stand_now(judged)
    made = open_topic(viewer, group, title, words)
    _flag_by_lists(group, made.conversation.messages.get(parent_uri=""), judged.flags)
    return made


@transaction.atomic
def submit_now(viewer: Viewer, topic: Topic, answered: Message, words: Words) -> Writing:
    """Answer a message with words that cannot wait; raise Refusal if they would have to."""
    participant = require_reply(viewer, topic, answered)
    judged = _judge(viewer, participant, topic.group, words)
    _stand_now(judged)
    made = reply(viewer, topic, answered, words)
    _flag_by_lists(topic.group, made.message, judged.flags)
    return made


def _stand_now(judged: Judged) -> None:
    if judged.held and judged.held.why == HeldFor.FIRST:
        raise NotAllowed(
            _("The first words of newcomers wait for a moderator, and these cannot wait. Say hello first.")
        )
    if judged.held and judged.held.why == HeldFor.LIMIT:
        raise NotAllowed(_("From now on what you write waits for a moderator."))
    if judged.held:
        raise Refusal(_("A moderator would have to look at these words, and they cannot wait."), field="source")


@transaction.atomic
def submit_edit(viewer: Viewer, writing: Writing, group: Group, words: Words) -> None:
    """Write something else; what would be held is refused here, for what stands stays as it is."""
    participant = require_part(viewer)
    _require_unsent(participant, words)
    read = read_words(viewer.community, words)
    hits: Sequence[Hit] = ()
    if not _is_trusted(viewer, participant, group):
        if is_limited(participant, group):
            raise NotAllowed(_("What you write waits for a moderator. Until then you cannot change what stands."))
        _allow_links(participant, read.html)
        _allow_edits(participant)
        hits = _asked(group, participant, words, read.html)
        _refuse_hits(one for one in hits if one.list.effect != ListEffect.FLAG)
    edit(viewer, writing, words)
    _flag_by_lists(group, writing.message, hits)


def require_plain(viewer: Viewer, group: Group, words: Words, *, field: str = "source") -> None:
    """Raise Refusal, at a field of the form, if words that cannot wait, since they stand at once, would have to."""
    participant = require_part(viewer)
    read = read_words(viewer.community, words)
    if _is_trusted(viewer, participant, group):
        return
    if is_limited(participant, group):
        raise NotAllowed(_("From now on what you write waits for a moderator."))
    _allow_links(participant, read.html, field)
    hits = _asked(group, participant, words, read.html)
    _refuse_hits((one for one in hits if one.list.effect != ListEffect.FLAG), field)


def _require_unsent(participant: Participant, words: Words) -> None:
    """Raise Conflict if the form was sent and waits: the files that go with it are those that a moderator sees."""
    if waits(participant, words.key):
        raise Conflict(_("These words wait for a moderator already. Take them back first, under your standing."))


def _judge(
    viewer: Viewer, participant: Participant, group: Group, words: Words, title: str = "", *, answers: bool = False
) -> Judged:
    read = read_words(viewer.community, words)
    if _is_trusted(viewer, participant, group):
        return Judged(None)
    Participant.objects.select_for_update().get(pk=participant.pk)  # two at once are one after the other
    hits = _asked(group, participant, words, read.html, title)
    _refuse_hits(one for one in hits if one.list.effect == ListEffect.REFUSE)
    _allow_links(participant, read.html)
    _allow_rate(participant, topics=bool(title) and not answers)
    holding = next((one for one in hits if one.list.effect == ListEffect.HOLD), None)
    if is_limited(participant, group):
        return Judged(Held(HeldFor.LIMIT))
    if holding:
        return Judged(Held(HeldFor.LIST, f"{holding.list.name}: {holding.entry}"[:200]))
    if stands_from(participant) < viewer.community.held_first and viewer.member is None:
        return Judged(Held(HeldFor.FIRST))
    return Judged(None, tuple(one for one in hits if one.list.effect == ListEffect.FLAG))


def _is_trusted(viewer: Viewer, participant: Participant, group: Group) -> bool:
    """Whether nothing is asked of them: of hosts, and of moderators; founding a group makes nobody known."""
    if viewer.hosts:
        return True
    if not moderates(viewer, group) or is_limited(participant, group):
        return False
    return group.founded_by_id != participant.pk or trust_level(participant) != Trust.NEW


def _asked(group: Group, participant: Participant, words: Words, html: str, title: str = "") -> list[Hit]:
    own = participant.user.language if participant.user else ""
    said = f"{title}\n{words.warning}\n{words.source}"
    return hits_of(group.brand_id, {group.language, own}, said, links_in(html))


def _refuse_hits(hits: Iterable[Hit], field: str = "source") -> None:
    for one in hits:
        told = {"hit": one.entry, "list": one.list.name}
        raise Refusal(_("“%(hit)s” stands on the list “%(list)s”: it cannot be written here.") % told, field=field)


def _allow_links(participant: Participant, html: str, field: str = "source") -> None:
    most = ALLOWED[trust_level(participant)].links
    if most is not None and len(links_in(html)) > most:
        told = {"most": most}
        raise Refusal(
            _("For now what you write may hold %(most)s links. This grows as people get to know you.") % told,
            field=field,
        )


def _allow_rate(participant: Participant, *, topics: bool) -> None:
    allowed, now = ALLOWED[trust_level(participant)], clock.now()
    most = allowed.topics if topics else allowed.replies
    later = may_go_on_at(_lately(participant, now - timedelta(hours=1), topics=topics), most, now)
    if later is None:
        return
    told = {"moment": moment_of(participant.brand, later)}
    if topics:
        raise NotAllowed(_("You have opened many topics in this hour. You can go on at %(moment)s.") % told)
    raise NotAllowed(_("You have answered much in this hour. You can go on at %(moment)s.") % told)


def _allow_edits(participant: Participant) -> None:
    now = clock.now()
    lately = Revision.objects.filter(changed_by=participant, until__gt=now - timedelta(hours=1))
    later = may_go_on_at(list(lately.values_list("until", flat=True)), EDITS_AN_HOUR, now)
    if later:
        told = {"moment": moment_of(participant.brand, later)}
        raise NotAllowed(_("You have changed much in this hour. You can go on at %(moment)s.") % told)


def _lately(participant: Participant, since: datetime, *, topics: bool) -> list[datetime]:
    held = participant.held.filter(at__gt=since, message=None).filter(topic__isnull=topics)
    waiting = list(held.values_list("at", flat=True))
    if topics:
        return [*waiting, *participant.topics.filter(opened_at__gt=since).values_list("opened_at", flat=True)]
    replies = participant.writings.filter(message__sent_at__gt=since).exclude(message__parent_uri="")
    return [*waiting, *replies.values_list("message__sent_at", flat=True)]


def _hold(
    participant: Participant,
    group: Group,
    words: Words,
    held: Held,
    *,
    title: str = "",
    kind: Kind = Kind.DISCUSSION,
    topic: Topic | None = None,
    answered: Message | None = None,
) -> HeldWriting:
    return HeldWriting.objects.create(
        group=group,
        author=participant,
        topic=topic,
        answered=answered,
        title=title,
        kind=kind,
        source=words.source,
        warning=words.warning.strip(),
        key=words.key[:40],
        held_for=held.why,
        hit=held.hit,
        at=clock.now(),
    )


def _flag_by_lists(group: Group, message: Message, hits: Sequence[Hit]) -> None:
    for one in hits:
        flag_by_list(group, message, one.list, one.entry)
