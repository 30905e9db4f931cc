"""What the test of access opens and sends on the pages of experiments."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from antiphon.experiments.actions.dividing import Named, divide
from antiphon.experiments.actions.mixing import MixAsked, ask_mix
from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.queries.mixing import known_weeks
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.sales.models import Purchase
from tests.api.talk import Talk
from tests.experiments.books import past_of
from tests.experiments.past import acts
from tests.world import World


def counted(world: World, _talk: Talk) -> dict[str, Any]:
    """Something that is counted, and nothing in the address."""
    acts(world.site, Verb.SHARE, [1])
    return {}


def typed(world: World, *_: object) -> dict[str, Any]:
    """A test that begins tomorrow."""
    day = tomorrow(world)
    return {
        "name": "Post at seven", "kind": "before_after", "begins": day, "ends": day + timedelta(days=13),
        "treated": ["shares"],
    }  # fmt: skip


def planned(world: World, talk: Talk) -> dict[str, Any]:
    """A test that was planned."""
    counted(world, talk)
    return {"pk": plan(world.anna, Planned(**typed(world))).pk}


def tomorrow(world: World) -> date:
    """Return the next day on the brand's wall."""
    return timezone.localtime(clock.now(), world.bottega.zone).date() + timedelta(days=1)


def divided(world: World, _talk: Talk) -> dict[str, Any]:
    """A list that was divided."""
    day = tomorrow(world)
    keys = [f"{n}@x.example" for n in range(8)]
    return {"pk": divide(world.anna, Named(name="Letter", begins=day, ends=day), keys, 0.5).pk}


def outcomes(*_: object) -> dict[str, Any]:
    """What somebody on it did."""
    return {"file": SimpleUploadedFile("did.csv", b"3@x.example", "text/csv")}


def years_known(world: World, _talk: Talk) -> dict[str, Any]:
    """Two years of sales and spend, and nothing in the address."""
    if not Purchase.objects.filter(brand=world.bottega).exists():
        past_of(world.bottega, 106)
    return {}


def mix_typed(world: World, *_: object) -> dict[str, Any]:
    """All that is known, and one spend."""
    known = known_weeks(world.bottega)
    return {"first": known.first, "last": known.last, "spends": ["campaign/search"]}


def mixed(world: World, talk: Talk) -> dict[str, Any]:
    """A model that was asked for."""
    years_known(world, talk)
    return {"pk": ask_mix(world.anna, MixAsked(**mix_typed(world))).pk}
