"""Look now: take what is due and hand it to the actions."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.publishing.actions import asking, rendering, sending, subscribing, telling, warning
from antiphon.publishing.actions.agreeing import hold_overdue
from antiphon.publishing.actions.claiming import (
    LeaseLost,
    claim_abandoned,
    claim_at_the_network,
    claim_in_doubt,
    claim_to_prepare,
    claim_to_remove,
    claim_to_send,
)
from antiphon.publishing.actions.following import fetch_next
from antiphon.publishing.actions.gathering import gather_needs
from antiphon.publishing.actions.planning_ahead import plan_series
from antiphon.publishing.actions.recording import live_unrecorded, mark_missed, record_live
from antiphon.publishing.actions.resolving import resolve_again
from antiphon.publishing.actions.taking_down import remove
from antiphon.publishing.models import Delivery, Series

log = structlog.get_logger(__name__)

type Work = tuple[Callable[[Delivery], None], Delivery]


def due_work(limit: int) -> list[Work]:
    """Take what is due to be sent; each can be done in a thread of its own."""
    mark_missed()
    return [(sending.send, delivery) for delivery in sending.begin(claim_to_send(limit))]


def mending_work(limit: int) -> list[Work]:
    """Take what is to be recovered, looked after or taken down, in a lane of its own: nobody waits for a second."""
    hold_overdue()
    work: list[Work] = [(sending.recover, delivery) for delivery in claim_abandoned(limit)]
    work += [(sending.look, delivery) for delivery in claim_in_doubt(limit - len(work))] if limit > len(work) else []
    work += [(remove, delivery) for delivery in claim_to_remove(limit - len(work))] if limit > len(work) else []
    return work


def slow_work(limit: int) -> list[Work]:
    """Take deliveries whose files are to be uploaded, or that networks still work on, in a lane of their own."""
    work: list[Work] = [(sending.ask_after, delivery) for delivery in claim_at_the_network(limit)]
    room = limit - len(work)
    ready = (delivery for delivery in claim_to_prepare(room) if not rendering.waits_for_films(delivery))
    return work + [(sending.prepare, delivery) for delivery in ready] if room else work


def look_ahead() -> int:
    """Put planned hours to today's time zone data, and plan what comes round in every series; return how many."""
    moved = resolve_again()
    if moved:
        log.warning("time zone data changed", moved=moved)
    going_on = Series.objects.filter(stopped_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_planned(pk) for pk in going_on)


def gather_ideas() -> int:
    """Make ideas of the needs that were planned in the last days; return how many are new."""
    since = clock.now() - timedelta(days=3)
    return sum(gather_needs(brand, since) for brand in Brand.objects.order_by("pk"))


def fetch_feed() -> int:
    """Ask the feed whose turn it is for what is new; return whether there was one."""
    return int(fetch_next())


def make_films(*, once: bool = False) -> int:
    """Make films that are wanted to fit their networks, one after the other; return how many were made."""
    rendering.want_what_is_coming(20)
    made = 0
    while (rendition := rendering.claim_rendition()) is not None:
        try:
            rendering.make(rendition)
        except LeaseLost:
            log.info("lease lost", rendition=rendition.pk)
        made += 1
        if once:
            break
    return made


def do(work: Work) -> None:
    """Do one piece of work; a lost lease means that somebody else does it."""
    step, delivery = work
    try:
        step(delivery)
    except LeaseLost:
        log.info("lease lost", delivery=delivery.pk)
    except Exception:  # the loop must outlive one bad row; its lease runs out and it is recovered
        log.exception("delivery step failed", delivery=delivery.pk, step=step.__name__)


def record_what_is_live() -> int:
    """Write the ledger lines of posts that went live; return how many."""
    return sum(_recorded(delivery) for delivery in live_unrecorded(50))


def tell_who_is_responsible() -> int:
    """Tell of deliveries that cannot go on by themselves, and those whose yes is asked for; return how many."""
    return sum(len(telling.tell(delivery)) > 0 for delivery in telling.untold(50)) + asking.tell_those_asked()


def tell_of_token_ends() -> int:
    """Write to those responsible of sign-ins at networks that end; return how many letters are new."""
    return warning.tell_of_token_ends()


def mind_bounces() -> int:
    """Stop writing to addresses from which mail came back; return how many."""
    return subscribing.mind_bounces()


def beat(worker: str) -> int:
    """Note that this worker is alive."""
    telling.beat(worker)
    return 0


def _planned(series: int) -> int:
    try:
        return plan_series(series)
    except Exception:  # one bad series must not keep the others from being planned
        log.exception("planning failed", series=series)
        return 0


def _recorded(delivery: Delivery) -> bool:
    try:
        record_live(delivery)
    except Exception:  # one bad row must not keep the others out of the ledger
        log.exception("recording failed", delivery=delivery.pk)
        return False
    return True
