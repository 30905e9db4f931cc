"""Who gets no letters of a newsletter for a while, because a test holds them out."""

from collections.abc import Collection
from datetime import date
from itertools import batched

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.experiments.models import Arm, Experiment, Unit
from antiphon.lib import clock
from antiphon.lib.wall_time import bounds_of_days
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Checkpoint, Subscriber, SubscriberState

_AT_ONCE = 1_000


def held_out_of(channel: Channel, days: Collection[date]) -> set[str]:
    """Return the addresses that tests keep from the letters of a channel on any of some days. One query."""
    runs = Q(*(Q(begins__lte=day, ends__gte=day) for day in days), _connector=Q.OR)
    tests = Experiment.objects.filter(runs, newsletter=channel, released_at=None)
    return set(Unit.objects.filter(experiment__in=tests, arm=Arm.HELD_OUT).values_list("key", flat=True))


def holding_tests(brand: Brand, channels: Collection[Channel]) -> list[Experiment]:
    """Return the tests that keep readers from the letters of channels, now or later; `held` tells how many.

    One query, none where no channel writes to people.
    """
    asked = [one.pk for one in channels if connector_for(one.kind).to_recipients]
    if not asked:
        return []
    today = clock.now().astimezone(brand.zone).date()
    found = Experiment.objects.filter(brand=brand, newsletter__in=asked, released_at=None, ends__gte=today)
    return list(found.annotate(held=_readers_held()).order_by("begins", "pk"))


def written_anyway(test: Experiment) -> int:
    """Return to how many who are held out the newsletter wrote on the days of a test. A query a thousand of them.

    A letter may have left earlier on the first day, or after the test was released.
    """
    out = Unit.objects.filter(experiment=test, arm=Arm.HELD_OUT).values("key")
    held = Subscriber.objects.filter(channel=test.newsletter_id, address__in=out).values_list("pk", flat=True)
    since, until = bounds_of_days(test.begins, test.ends, test.brand.zone)
    written = Checkpoint.objects.filter(delivery__channel=test.newsletter_id, at__gte=since, at__lt=until)
    return sum(
        written.filter(step__in=[f"to:{pk}" for pk in some]).values("step").distinct().count()
        for some in batched(held, _AT_ONCE)
    )


def _readers_held() -> Coalesce:
    out = Unit.objects.filter(experiment=OuterRef(OuterRef("pk")), arm=Arm.HELD_OUT).values("key")
    readers = Subscriber.objects.filter(channel=OuterRef("newsletter"), state=SubscriberState.ACTIVE, address__in=out)
    counted = readers.order_by().values("channel").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
