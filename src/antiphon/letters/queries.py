"""Reads about letters with more than one caller."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from antiphon.letters.models import Letter

#: A letter that waits for longer than this is worth a look.
_LONG = timedelta(minutes=10)
_LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """Letters that wait for longer than ten minutes, those given up in 30 days, and when one last left."""

    waiting: int
    given_up: int
    last_sent: datetime | None
    last_detail: str


def written_of(keys: Iterable[str]) -> set[str]:
    """Return which of the letters of these keys were written already, whatever became of them."""
    return set(Letter.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def mail_trouble(now: datetime) -> MailTrouble:
    """Return what is wrong with mail that leaves this installation. Two queries."""
    told = Letter.objects.aggregate(
        waiting=Count("pk", filter=Q(sent_at=None, gave_up_at=None, written_at__lt=now - _LONG)),
        given_up=Count("pk", filter=Q(gave_up_at__gte=now - _LOOK_BACK)),
        last_sent=Max("sent_at"),
    )
    latest = Letter.objects.exclude(detail="").order_by("-pk").values_list("detail", flat=True).first()
    return MailTrouble(told["waiting"], told["given_up"], told["last_sent"], latest or "")
