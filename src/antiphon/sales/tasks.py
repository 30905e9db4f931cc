"""What shops sent and could not be worked on at once; what is not kept for longer than it is needed."""

from datetime import timedelta

import structlog
from django.db.models import F

from antiphon.lib import clock
from antiphon.sales.actions.importing import discard_forgotten_tables
from antiphon.sales.actions.knowing import know_buyers
from antiphon.sales.actions.summing import reckon_anew, sum_day
from antiphon.sales.actions.webhooks import empty_old_payloads, work_on
from antiphon.sales.models import Outcome, Payload, SalesDay

log = structlog.get_logger(__name__)
#: So long after it came, whoever took a payload in is done with it, or died.
_LEFT, _MOST, _DAYS = timedelta(minutes=1), 100, 20


def work_on_payloads() -> int:
    """Work on what waits; what fails again is left for the next look, and keeps nothing else waiting."""
    waiting = Payload.objects.filter(outcome=Outcome.WAITS, received_at__lt=clock.now() - _LEFT)
    done = 0
    for payload in waiting.order_by("received_at", "pk")[:_MOST]:
        try:
            work_on(payload)
            done += 1
        except Exception:
            log.exception("payload not worked on", payload=payload.pk)
    return done


def sum_sales() -> int:
    """Add up days on which something changed, the latest first; return how many there were."""
    changed = SalesDay.objects.exclude(summed=F("changed")) | SalesDay.objects.filter(summed=None)
    return sum(sum_day(one) for one in changed.select_related("brand").order_by("-day", "pk")[:_DAYS])


def sum_all_sales() -> None:
    """Add up all days on which something changed."""
    while sum_sales():
        pass


def tidy_sales() -> int:
    """Empty what is old, and find buyers whose addresses were verified since; return how much was done."""
    return empty_old_payloads() + discard_forgotten_tables() + know_buyers() + reckon_anew()
