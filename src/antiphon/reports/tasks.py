"""Look now: ask how many follow, reckon what is asked of large brands, and months, send reports that are due."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from django.db.models import Exists, OuterRef

from antiphon.channels.actions import note_trouble, open_connector
from antiphon.channels.actions.counting import claim_followers, finish_followers
from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.ledger.actions import note_reading
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Subscriber, SubscriberState
from antiphon.reports.actions.answering import claim_answer, forget_answers, keep_answer, note_failure
from antiphon.reports.actions.benchmarking import keep_month
from antiphon.reports.actions.finding import look_through
from antiphon.reports.actions.sending import answers_for_it, end_if_left_behind, send_report
from antiphon.reports.answers.reckoners import RECKONERS
from antiphon.reports.models import FindingsLook, Question, ReportSchedule
from antiphon.reports.queries.benchmark import months_due
from antiphon.reports.queries.told import FOLLOWERS

log = structlog.get_logger(__name__)

#: How often a network is asked how many follow; and when again after it did not answer.
COUNT_EVERY, AFTER_FAILURE = timedelta(hours=6), timedelta(hours=1)
#: So many months are reckoned in one go, so that nothing else waits long.
MONTHS_AT_ONCE = 4
LOOK_EVERY, _LEASE = timedelta(days=1), timedelta(minutes=10)


def count_followers_once() -> bool:
    """Ask about the channel whose turn it is how many follow; False if none is due."""
    channel = claim_followers(_LEASE)
    if channel is None:
        return False
    try:
        count = followers_now(channel)
    except ChannelError as error:
        log.warning("counting followers failed", channel=channel.pk, trouble=error.trouble)
        told = note_trouble(channel, error)
        finish_followers(channel, told.retry_after or AFTER_FAILURE, None)
        return True
    now = clock.now()
    if count is not None:
        note_reading(channel, channel.identity.stable_id, FOLLOWERS, count, now)
    finish_followers(channel, COUNT_EVERY, None if count is None else now)
    return True


def look_for_findings() -> int:
    """Look through the figures of every brand that were not looked through for a day; return how much was found."""
    before = clock.now() - LOOK_EVERY
    seen = FindingsLook.objects.filter(brand=OuterRef("pk"), at__gt=before)
    return _each(Brand.objects.filter(~Exists(seen)).order_by("pk"), lambda brand: len(look_through(brand)))


def reckon_once() -> bool:
    """Answer the question about a large brand that has waited the longest; False if none waits."""
    answer = claim_answer()
    if answer is None:
        return bool(forget_answers())
    began = clock.now()
    try:
        content, rows = RECKONERS[Question(answer.question)](answer, json.loads(answer.about))
    except Exception:
        log.exception("a question could not be answered", question=answer.question, about=answer.about)
        note_failure(answer)
    else:
        keep_answer(answer, content, rows, began)
    return True


def do_all() -> None:
    """Do whatever is due, once."""
    send_due_reports()
    look_for_findings()
    keep_months()
    reckon_all()


def reckon_all() -> int:
    """Answer all questions that wait; return how many there were."""
    done = 0
    while reckon_once():
        done += 1
    return done


def followers_now(channel: Channel) -> int | None:
    """Return how many follow a channel: of a newsletter who gets it; None where nobody tells. Raise ChannelError."""
    made = connector_for(channel.kind)
    if made.to_recipients:
        return Subscriber.objects.filter(channel=channel, state=SubscriberState.ACTIVE).count()
    return int(open_connector(channel).followers()) if made.can(Capability.FOLLOWERS) else None


def keep_months() -> int:
    """Reckon some months of brands that stand beside others; return how many."""
    return _each(months_due(clock.now(), MONTHS_AT_ONCE), lambda one: bool(keep_month(*one)))


def send_due_reports() -> int:
    """Send every report whose moment has come; return how many were sent. What nobody answers for is ended.

    Where nothing is to be done, nothing is held.
    """
    now = clock.now()
    schedules = ReportSchedule.objects.filter(ended_at=None).select_related("brand", "made_by__user")
    running = [one for one in schedules if answers_for_it(one.made_by) or not end_if_left_behind(one)]
    return _each(running, lambda one: one.next_at <= now and send_report(one))


def _each[T](things: Iterable[T], step: Callable[[T], int]) -> int:
    """Do a step for each thing; what goes wrong with one is logged, and keeps nobody else waiting."""
    done = 0
    for one in things:
        try:
            done += step(one)
        except Exception:
            log.exception("a step of reports failed", of=str(one))
    return done
