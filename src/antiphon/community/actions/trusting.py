"""Trust is counted anew, each day."""

from datetime import timedelta

from django.db.models import Q

from antiphon.community.models import Participant, Standing
from antiphon.community.queries.trust import known_of
from antiphon.community.rules import trust_of
from antiphon.lib import clock

COUNTED_EACH = timedelta(days=1)


def count_trust(most: int = 500) -> int:
    """Count anew what is known of those who were not counted for a day; return how many they were.

    All is counted before anything is held: nobody who writes waits for it.
    """
    now = clock.now()
    due = Q(standing=None) | Q(standing__counted_at__lte=now - COUNTED_EACH)
    found = list(Participant.objects.taking_part().filter(due, identity__isnull=False).order_by("pk")[:most])
    known = known_of(found)
    Standing.objects.bulk_create(
        [
            Standing(
                participant=one,
                trust=trust_of(known[one.pk]),
                days=known[one.pk].days,
                topics=known[one.pk].topics,
                answered_by=known[one.pk].answered_by,
                thanked_by=known[one.pk].thanked_by,
                counted_at=now,
            )
            for one in found
        ],
        update_conflicts=True,
        unique_fields=["participant"],
        update_fields=["trust", "days", "topics", "answered_by", "thanked_by", "counted_at"],
    )
    return len(found)
