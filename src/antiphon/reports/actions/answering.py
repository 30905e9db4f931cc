"""A question about a large brand is asked as a row, taken by a worker, and kept with the answer to it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.reports.models import KeptAnswer, KeptRows, Question
from antiphon.reports.rules.keeping import FORGOTTEN, is_fresh, packed

LEASE, AFTER_FAILURE = timedelta(minutes=30), timedelta(minutes=5)


def ask(brand: Brand, question: Question, about: Mapping[str, object], *, anew: bool = False) -> KeptAnswer:
    """Return the answer that is kept; where there is none yet, or no longer a fresh one, a worker reckons it.

    `anew`: it is reckoned again however fresh it is.
    """
    now, words = clock.now(), json.dumps(about, sort_keys=True)
    row, _new = KeptAnswer.objects.get_or_create(
        brand=brand, question=question, about=words, defaults={"asked_at": now}
    )
    waits = row.made_at is None or row.asked_at > row.made_at
    if row.made_at is not None and not waits and (anew or not is_fresh(row.made_at, row.seconds, now)):
        row.asked_at = now
        KeptAnswer.objects.filter(pk=row.pk).update(asked_at=now)
    return row


def claim_answer() -> KeptAnswer | None:
    """Take the question that has waited the longest, those without any answer first."""
    now = clock.now()
    due = KeptAnswer.objects.due(now)
    for one in due.select_related("brand").order_by(F("made_at").asc(nulls_first=True), "asked_at", "pk")[:5]:
        if due.filter(pk=one.pk).update(held_until=now + LEASE):
            return one
    return None


@transaction.atomic
def keep_answer(
    answer: KeptAnswer, content: Mapping[str, object], rows: Mapping[str, Iterable[int]], began: datetime
) -> None:
    """Keep what a question comes to, as it stood when the work on it began, with the rows behind each part.

    Nothing of one that was thrown away meanwhile: somebody who may be named in it was erased.
    """
    took = (clock.now() - began).total_seconds()
    still = KeptAnswer.objects.filter(pk=answer.pk).update(
        content=dict(content), made_at=began, seconds=took, held_until=None, failed_at=None
    )
    if not still:
        return
    KeptRows.objects.filter(answer=answer).delete()
    KeptRows.objects.bulk_create(KeptRows(answer=answer, part=part, keys=packed(keys)) for part, keys in rows.items())


def note_failure(answer: KeptAnswer) -> None:
    """Note that a question could not be answered; it is tried again after a while."""
    now = clock.now()
    KeptAnswer.objects.filter(pk=answer.pk).update(failed_at=now, held_until=now + AFTER_FAILURE)


def forget_what_is_kept(brand: Brand) -> None:
    """Throw the answers of a brand away: somebody who may be named in them was erased.

    What is to be done stays to be done: its answers are numbers alone.
    """
    KeptAnswer.objects.filter(brand=brand).exclude(question__in=[Question.FINDINGS, Question.REPORT]).delete()


def forget_answers() -> int:
    """Throw away what nobody asked for in two days; return how many answers."""
    old = KeptAnswer.objects.filter(asked_at__lt=clock.now() - FORGOTTEN)
    return sum(one.delete()[0] and 1 for one in old[:100])
