"""Somebody asks a group for help, people rank, and the ask closes: by hand, or by itself when its day has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.ideas import opening_of, require_open
from antiphon.community.actions.notices import tell_all
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.actions.recording import record_in_topic
from antiphon.community.actions.submitting import submit_at_once
from antiphon.community.actions.writing import Words
from antiphon.community.models import Ask, AskKind, Ballot, Group, NotificationKind, Participant, Poll, RankedItem
from antiphon.community.permissions import Viewer, require_unsuspended, require_writer
from antiphon.community.queries.asks import followers_of, hosts_ask, message_at
from antiphon.conversations.models import Message
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text

FEWEST, MOST, LONGEST_ITEM, LONGEST_PURPOSE, MOST_VOTES = 2, 10, 200, 300, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGiven:
    """What is asked. `items` are what is ranked, or the answers of a poll; `about` is an address, or nothing."""

    kind: AskKind
    title: str
    words: Words
    purpose: str
    items: Sequence[str] = ()
    multiple: bool = False
    votes_each: int | None = None
    named_votes: bool = False
    closes_at: datetime | None = None
    about: str = ""


@transaction.atomic
def open_ask(viewer: Viewer, group: Group, given: AskGiven) -> Ask:
    """Ask a group for help: a topic opens, and takes what is asked for until the ask closes.

    It stands at once: what would have to wait for a moderator is refused.
    """
    require_writer(viewer, group)
    purpose, items = _purpose(given), _items(given)
    _check(given)
    about = _about(viewer, given.about)
    topic = submit_at_once(viewer, group, given.title, given.words, beside=[purpose, *items])
    ask = Ask.objects.create(
        brand=viewer.brand,
        topic=topic,
        kind=given.kind,
        purpose=purpose,
        about=about,
        votes_each=given.votes_each if given.kind == AskKind.IDEAS else None,
        named_votes=given.named_votes and given.kind in {AskKind.IDEAS, AskKind.RANKING},
        closes_at=given.closes_at,
    )
    if given.kind == AskKind.POLL:
        polled = PollGiven(question=topic.title, options=items, multiple=given.multiple, closes_at=given.closes_at)
        open_poll(viewer, topic, polled)
    RankedItem.objects.bulk_create(
        RankedItem(ask=ask, position=place, words=words)
        for place, words in enumerate(items, 1)
        if given.kind == AskKind.RANKING
    )
    return ask


@transaction.atomic
def close_ask(viewer: Viewer, ask: Ask) -> None:
    """Close an ask before its day; who follows it is told. The conversation goes on."""
    participant = require_unsuspended(viewer, ask.topic.group)
    if ask.brand_id != viewer.brand.pk or not hosts_ask(viewer, ask):
        raise NotAllowed(_("Only who asked and the moderators decide this."))
    require_open(ask)
    _close(ask, clock.now(), participant)


def shut(ask: Ask, at: datetime) -> bool:
    """Let an ask and its poll take nothing more from a moment on; return whether it was open."""
    was_open = bool(Ask.objects.filter(pk=ask.pk, closed_at=None).update(closed_at=at))
    if was_open:
        ask.closed_at = at
        Poll.objects.filter(topic=ask.topic_id).exclude(closes_at__lt=at).update(closes_at=at)
    return was_open


def close_due(most: int = 50) -> int:
    """Close the asks whose day has come and tell who follows them; return how many there were."""
    due = Ask.objects.filter(closed_at=None, closes_at__lte=clock.now()).order_by("closes_at", "pk")
    return sum(_close_due(key) for key in list(due.values_list("pk", flat=True)[:most]))


@transaction.atomic
def rank(viewer: Viewer, ask: Ask, order: Sequence[int]) -> Ballot:
    """Put the things of a ranking in order, by their positions, once: raise Conflict at a second time."""
    if ask.brand_id != viewer.brand.pk:
        raise NotAllowed(_("This ask belongs to another community."))
    participant = require_writer(viewer, ask.topic.group)
    require_open(ask)
    if ask.kind != AskKind.RANKING:
        raise Refusal(_("There is nothing to put in order here."))
    if sorted(order) != sorted(ask.items.values_list("position", flat=True)):
        raise Refusal(_("Give each thing a place of its own."), field="order")
    try:
        with transaction.atomic():
            made = Ballot.objects.create(ask=ask, participant=participant, order=list(order), at=clock.now())
    except IntegrityError:
        raise Conflict(_("You have put them in order already.")) from None
    record_in_topic(
        viewer.community, participant.identity, Verb.VOTE, ask.topic, f"community:ranked:{ask.pk}:{participant.pk}"
    )
    return made


@transaction.atomic
def _close_due(key: int) -> int:
    found = Ask.objects.select_for_update(of=("self",)).select_related("topic__conversation")
    ask = found.filter(pk=key, closed_at=None).first()
    if ask is None or ask.closes_at is None:
        return 0
    _close(ask, ask.closes_at, None)
    return 1


def _close(ask: Ask, at: datetime, by: Participant | None) -> None:
    if not shut(ask, at):
        raise Conflict(_("This ask is closed. It can still be read."))
    told = Subject(about=f"ask closed:{ask.pk}", message=opening_of(ask))
    tell_all(followers_of(ask), NotificationKind.CLOSED, told, by)


def _purpose(given: AskGiven) -> str:
    purpose = " ".join(typed_text(given.purpose).split())
    if not purpose:
        raise Refusal(_("Say what you will do with it: people help for a reason."), field="purpose")
    if len(purpose) > LONGEST_PURPOSE:
        raise Refusal(_("Say it in 300 characters."), field="purpose")
    return purpose


def _items(given: AskGiven) -> list[str]:
    if given.kind not in {AskKind.RANKING, AskKind.POLL}:
        return []
    items = [words for words in (" ".join(typed_text(one).split()) for one in given.items) if words]
    if not FEWEST <= len(items) <= MOST:
        raise Refusal(_("Give 2 to 10 of them, one on each line."), field="items")
    if any(len(words) > LONGEST_ITEM for words in items):
        raise Refusal(_("Each has at most 200 characters."), field="items")
    if len({words.casefold() for words in items}) < len(items):
        raise Refusal(_("Two of them say the same. Change one."), field="items")
    return items


def _check(given: AskGiven) -> None:
    if given.closes_at and given.closes_at <= clock.now():
        raise Refusal(_("This moment is over. Choose a later one."), field="closes_at")
    if given.votes_each is not None and not 1 <= given.votes_each <= MOST_VOTES:
        raise Refusal(_("Give each person 1 to 100 votes, or leave it empty."), field="votes_each")


def _about(viewer: Viewer, address: str) -> Message | None:
    if not address.strip():
        return None
    found = message_at(viewer, address.strip())
    if found is None:
        raise Refusal(_("No message that everybody may read stands at this address."), field="about")
    return found
