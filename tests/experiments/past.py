"""A past for experiments: replies and likes day by day, written by the ledger's own actions."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from antiphon.channels.models import Channel
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib import clock
from antiphon.people.models import Identity
from tests.ledger_rows import somebody

#: How many days there are, up to yesterday, and on which of them more begins to happen.
DAYS, JUMP = 80, 66
#: Read once, so that a midnight on the way changes nothing.
_TODAY = clock.now().astimezone(ZoneInfo("Europe/Rome")).date()


def day_of(number: int) -> date:
    """Return a day of the past; the last is yesterday in Rome."""
    return _TODAY - timedelta(days=DAYS + 1 - number)


def acts(channel: Channel, verb: Verb, counts: list[int]) -> None:
    """Write so many acts of a kind on each day at noon, the last count for yesterday."""
    who = somebody(channel, f"{verb} {channel.pk}")
    rows = [_row(channel, who, verb, day, n) for day, many in enumerate(counts) for n in range(many)]
    Interaction.objects.bulk_create(rows)


def _row(channel: Channel, who: Identity, verb: Verb, day: int, n: int) -> Interaction:
    at = datetime.combine(day_of(day), time(12), tzinfo=UTC)
    name = f"{channel.pk}/{verb}/{day}/{n}"
    return Interaction(
        brand=channel.brand, verb=verb, direction=Direction.IN, at=at, recorded_at=at, actor=who, channel=channel,
        subject=name, source=name,
    )  # fmt: skip


def steady(mean: int, more: int = 0, seed: int = 1) -> list[int]:
    """Return counts of each day around a mean, and so many more from the jump on."""
    chance = random.Random(seed)
    return [max(0, round(chance.gauss(mean, 1.5))) + (more if day >= JUMP else 0) for day in range(DAYS + 1)]
