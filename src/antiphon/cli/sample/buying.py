"""What people of the sample bought at the workshop: some whom we had met before, some of whom nothing is known."""

import random
from datetime import datetime
from decimal import Decimal

from antiphon.cli.sample.stage import Stage
from antiphon.integrity.queries import counted
from antiphon.ledger.rules import Direction
from antiphon.people.models import Side
from antiphon.sales.actions.purchasing import take_purchase
from antiphon.sales.models import Purchase
from antiphon.sales.rules.told import PurchaseTold

SOURCE = "counter"
_PRICES = (18, 24, 36, 48, 75, 120, 240)
_WEIGHTS = (8, 7, 5, 4, 3, 2, 1)
_HEARD = ("A friend told me", "On Mastodon", "From the discussions with you", "I walked by", "From a friend")
#: Of those who were met, so many bought; of a hundred purchases so many came with an answer or with a coupon.
_BOUGHT, _ASKED, _WITH_COUPON = 0.4, 0.35, 0.2
_UNKNOWN = 24


def buy(stage: Stage) -> None:
    """Sell, over the year, to people some time after they were met, and to others."""
    chance = random.Random("sales")
    acts = counted(stage.brand).filter(actor__side=Side.THEM, direction__in=[Direction.IN, Direction.BETWEEN])
    met: dict[int, tuple[int, list[datetime]]] = {}
    for at, account, person in acts.order_by("at", "pk").values_list("at", "actor", "actor__person"):
        met.setdefault(person or -account, (account, []))[1].append(at)
    for account, when in met.values():
        if chance.random() < _BOUGHT:
            _sell(stage, chance, chance.choice(when), account)
    for _ in range(_UNKNOWN):
        _sell(stage, chance, stage.ago(chance.uniform(1, 350)))


def _sell(stage: Stage, chance: random.Random, met: datetime, account: int | None = None) -> None:
    at = min(met + (stage.now - stage.ago(chance.expovariate(1 / 5))), stage.ago(0.02))
    number = Purchase.objects.filter(brand=stage.brand, source=SOURCE).count() + 1
    told = PurchaseTold(
        key=f"{number:04}",
        at=at,
        amount=Decimal(chance.choices(_PRICES, _WEIGHTS)[0]),
        currency="EUR",
        coupon="CIRCLE10" if account and chance.random() < _WITH_COUPON else "",
        heard=chance.choice(_HEARD) if chance.random() < _ASKED else "",
    )
    made, _taken = take_purchase(stage.brand, SOURCE, told)
    Purchase.objects.filter(pk=made.pk).update(identity=account, received_at=at)
