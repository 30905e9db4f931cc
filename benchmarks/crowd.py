"""A crowd: a million acts between us and fifty thousand people, and among them, put into the database in one go."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection, transaction

from antiphon.channels.models import Channel
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Side
from benchmarks.town import Town

DAYS, VILLAGE = 720, 100
_SAID = (Verb.LIKE, Verb.REPLY, Verb.REPLY, Verb.MENTION, Verb.SHARE, Verb.DIRECT)
_BATCH = 50_000
_FIELDS = (
    "brand_id", "at", "recorded_at", "subject", "verb", "direction", "actor_id", "target_id", "channel_id",
    "parent", "root", "words", "automated", "inferred", "source",
)  # fmt: skip


def add_channels(town: Town, kinds: tuple[str, ...], now: datetime) -> list[Channel]:
    """Add channels of some kinds beside the brand's own pages; nothing is ever sent there."""
    return [town.site, *(_channel(town, kind, now) for kind in kinds)]


def _channel(town: Town, kind: str, now: datetime) -> Channel:
    account = Identity.objects.create(
        brand=town.brand, network=kind, stable_id=f"https://{kind}.example/us", handle="us", side=Side.US,
        first_seen=now, last_seen=now,
    )  # fmt: skip
    return Channel.objects.create(
        brand=town.brand, kind=kind, identity=account, connected_at=now, listen_due_at=now + timedelta(days=DAYS)
    )


def add_acts(town: Town, channels: list[Channel], count: int, now: datetime) -> None:
    """Add so many acts: three in four between us and somebody, the others among people, mostly of one village."""
    table = connection.ops.quote_name(Interaction._meta.db_table)  # noqa: SLF001
    places = ", ".join(["%s"] * len(_FIELDS))
    statement = f"INSERT INTO {table} ({', '.join(_FIELDS)}) VALUES ({places})"  # noqa: S608
    rows = _acts(town, channels, count, now)
    with transaction.atomic(), connection.cursor() as cursor:
        for batch in batched(rows, _BATCH):
            cursor.executemany(statement, batch)


def a_new_act(brand: Brand) -> None:
    """Let somebody say something to us now, as the product records it."""
    at, site = clock.now(), brand.channels.filter(kind="site").get()
    who = Identity.objects.filter(brand=brand, side=Side.THEM)[700]
    said = f"https://crowd.example/new/{at.timestamp()}"
    record(
        Happened(
            verb=Verb.REPLY, at=at, actor=who, target=site.identity, channel=site,
            subject=said, source=said,
        )
    )  # fmt: skip


def _acts(town: Town, channels: list[Channel], count: int, now: datetime) -> Iterator[tuple[object, ...]]:
    chance = random.Random(13)
    people = [one.pk for one in town.people]
    ours = {channel.pk: channel.identity_id for channel in channels}
    for number in range(count):
        who = int(len(people) * chance.random() ** 1.5)
        channel, draw = channels[number % len(channels)].pk, chance.random()
        actor, target, way = people[who], ours[channel], Direction.IN
        if draw > 0.75:
            actor, target, way = people[who], people[_neighbor(who, len(people), chance)], Direction.BETWEEN
        elif draw > 0.45:
            actor, target, way = target, actor, Direction.OUT
        at = _moment(now, chance)
        yield (
            town.brand.pk, at, at, f"https://crowd.example/{number}", str(chance.choice(_SAID)), str(way), actor,
            target, channel, "", "", 5, False, False, f"crowd:{number}",
        )  # fmt: skip


def _neighbor(who: int, many: int, chance: random.Random) -> int:
    if chance.random() < 0.05:
        return chance.randrange(many)
    first = who - who % VILLAGE
    return min(many - 1, first + int(VILLAGE * chance.random() ** 2))


def _moment(now: datetime, chance: random.Random) -> str:
    at = now - timedelta(seconds=chance.randrange(DAYS * 86_400))
    return str(connection.ops.adapt_datetimefield_value(at))
