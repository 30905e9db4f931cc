"""A ledger to be written as columns."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from antiphon.integrity.actions import run_detectors
from antiphon.integrity.models import Exclusion
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.measures.columns.writing import keep_up
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity
from tests.ledger_rows import START, Thread, somebody
from tests.world import World


@pytest.fixture(autouse=True)
def _own_columns(tmp_path: Path, settings: Any) -> None:
    """Keep the files of each test apart."""
    settings.DATA = tmp_path


@pytest.fixture
def thread(world: World) -> Thread:
    """Anna answers, and likes a month later; a machine answers too, one of ours cheers."""
    thread = Thread(world.site)
    thread.post()
    thread.reply("a1", somebody(world.site, "Anna"))
    thread.act("like", Verb.LIKE, somebody(world.site, "Anna"), "R", timedelta(days=40))
    thread.reply("bot", somebody(world.site, "Robot", automated=True))
    thread.reply("cheer", somebody(world.site, "Staff", ours=True))
    thread.reading("views", 120, timedelta(days=1))
    run_detectors(world.bottega)
    return thread


@pytest.fixture
def year(world: World) -> Brand:
    """Half a year of acts of every kind by many, some of them joined, some set aside, across the change of clocks."""
    chance = random.Random(6)
    who = [somebody(world.site, f"P{n}", automated=n % 9 == 0, ours=n % 11 == 0) for n in range(24)]
    for number in range(160):
        _happens(world, chance, who, number)
    Identity.objects.filter(pk=who[2].pk).update(person=who[1].person)
    for act in Interaction.objects.filter(brand=world.bottega).order_by("pk")[::7]:
        undone = clock.now() if act.pk % 2 else None
        Exclusion.objects.create(
            interaction=act, detector="t", version="1", reason="A try", at=act.at, undone_at=undone
        )
    run_detectors(world.bottega)
    keep_up(world.bottega)
    return world.bottega


def _happens(world: World, chance: random.Random, who: list[Identity], number: int) -> None:
    root = f"uri:{chance.randrange(30)}"
    record(
        Happened(
            verb=chance.choice([Verb.REPLY, Verb.LIKE, Verb.SHARE, Verb.POST, Verb.LEAVE, Verb.FOLLOW]),
            at=START + timedelta(minutes=chance.randrange(180 * 24 * 60)),
            actor=chance.choice(who),
            target=chance.choice([None, world.site.identity, chance.choice(who)]),
            channel=chance.choice([world.site, None]),
            subject=f"uri:m{number}",
            source=f"s{number}",
            root=chance.choice([root, ""]),
            words=chance.randrange(30),
        )
    )
