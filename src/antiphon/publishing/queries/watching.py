"""Reads about how the house is at work: who is alive, what waits, how late things went out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from antiphon.organizations.models import Brand
from antiphon.publishing.models import Attempt, Delivery, Heartbeat
from antiphon.publishing.rules.delivering import FenceState, State

#: A worker that was silent for longer than this is taken for gone.
SILENT_AFTER = timedelta(minutes=1)
#: How long lateness is looked back on.
LOOK_BACK = timedelta(days=30)
#: A final call within this is on time.
ON_TIME = timedelta(seconds=5)
_UNDER_WAY = (State.SCHEDULED, State.SENDING, State.PROCESSING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late final calls were: how many were made, how many within `ON_TIME`, the worst and whose it was.

    `worst` is None where nothing went out: not known is not zero.
    """

    n: int
    on_time: int
    worst: timedelta | None
    worst_post: int | None

    @property
    def share(self) -> float | None:
        """The share that was on time, 0–1; None where nothing went out."""
        return self.on_time / self.n if self.n else None


def workers(now: datetime) -> list[Heartbeat]:
    """Return the workers that are alive, the last heard first."""
    return list(Heartbeat.objects.filter(beaten_at__gte=now - SILENT_AFTER).order_by("-beaten_at"))


def last_beat() -> datetime | None:
    """Return when a worker was last heard, None if never."""
    found: datetime | None = Heartbeat.objects.aggregate(last=Max("beaten_at"))["last"]
    return found


def oldest_waiting(brand: Brand, now: datetime) -> Delivery | None:
    """Return the delivery whose hour passed longest ago and that has not ended, or None."""
    waiting = Delivery.objects.filter(post__brand=brand, state__in=_UNDER_WAY, due_at__lt=now)
    return waiting.select_related("post__content", "channel__identity").order_by("due_at").first()


def lateness(brand: Brand, now: datetime) -> Lateness:
    """Return how late the final calls of the last 30 days were: the moment of the fence less the due time."""
    calls = Attempt.objects.filter(
        delivery__post__brand=brand, fence=FenceState.ACCEPTED, sent_at__gte=now - LOOK_BACK
    )
    told = calls.values_list("sent_at", "delivery__due_at", "delivery__post_id")
    late = [(sent - due, post) for sent, due, post in told.iterator() if sent and due and sent >= due]
    worst, post = max(late, default=(None, None), key=lambda one: one[0])
    return Lateness(len(late), sum(one <= ON_TIME for one, _ in late), worst, post)
