"""What detectors set aside bit by bit, as acts become known in any order, is what they find in the whole ledger."""

import random
from collections.abc import Sequence
from datetime import timedelta

from benchmarks.truth.integrity import US, Year, bent, found_in

from antiphon.integrity.actions import run_detectors
from antiphon.integrity.detector import WindowDetector
from antiphon.integrity.detectors import detectors
from antiphon.integrity.models import Exclusion, Look
from antiphon.integrity.rules.acts import Act
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.people.models import Identity, Side
from tests.world import World

#: Those that ask what was said find nothing here: the ledger itself keeps no words.
JUDGES = [
    one for one in detectors() if isinstance(one, WindowDetector) and one.name not in {"asked_for", "copied_comments"}
]


def accounts(world: World, year: Year) -> dict[int | None, Identity | None]:
    """Return the accounts of a year; each was met when it acted first."""
    first: dict[int, Act] = {}
    for one in sorted(year.acts, key=lambda one: one.at):
        first.setdefault(one.actor, one)
    bare = {one.actor for one in year.acts if one.bare}
    met = [
        Identity(
            brand=world.bottega, network="site", stable_id=f"id:{who}", handle=f"@one{who}", side=Side.THEM,
            name="" if who in bare else f"Somebody {who}", avatar_url="" if who in bare else "https://a.example/a.png",
            first_seen=one.seen or one.at, last_seen=one.at,
        )
        for who, one in first.items()
    ]  # fmt: skip
    made = Identity.objects.bulk_create(met)
    return {**dict(zip(first, made, strict=True)), US: world.site.identity, None: None}


def written(world: World, acts: Sequence[Act], known: dict[int | None, Identity | None]) -> None:
    now = clock.now()
    Interaction.objects.bulk_create(
        Interaction(
            brand=world.bottega, verb=one.verb, at=one.at, recorded_at=now, direction="in", actor=known[one.actor],
            target=known.get(one.target), channel=world.site, subject=one.subject, parent=one.parent, root=one.root,
            words=one.words, source=one.source,
        )
        for one in acts
    )  # fmt: skip


def standing() -> set[tuple[str, str]]:
    return set(Exclusion.objects.standing().values_list("detector", "interaction__source"))


def test_bit_by_bit_in_any_order_is_the_same_as_the_whole_ledger(world: World) -> None:
    year = bent(3, posts=36, people=30)
    known, acts = accounts(world, year), list(year.acts)
    random.Random(3).shuffle(acts)
    for begin in range(0, len(acts), 1 + len(acts) // 4):
        written(world, acts[begin : begin + 1 + len(acts) // 4], known)
        run_detectors(world.bottega, JUDGES)
    found = found_in(year)
    source = {one.id: one.source for one in year.acts}
    expected = {(one.name, source[key]) for one in JUDGES for key in found[one.name]}
    assert standing() == expected
    assert len({name for name, _source in expected}) >= 4
    Look.objects.update(whole_at=clock.now() - timedelta(days=2))
    assert run_detectors(world.bottega, JUDGES) == 0
    assert standing() == expected
