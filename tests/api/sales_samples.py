"""What the test of access sends where money is told of."""

from collections.abc import Callable
from typing import Any

from antiphon.organizations.rules import Duty
from antiphon.practice.shop import PracticeShop, Sale
from antiphon.sales.actions.webhooks import make_webhook, receive, set_secret
from antiphon.sales.models import Webhook
from tests.api.talk import Talk
from tests.sales.book import sell
from tests.world import World

type Maker = Callable[[World, Talk], int | str]
_PURCHASE = {"id": "1001", "at": "2026-03-02T10:00:00Z", "amount": "50.00", "currency": "EUR"}
_REFUND = {"id": "r1", "purchase": "1001", "at": "2026-03-02T10:00:00Z", "amount": "5.00", "currency": "EUR"}


def purchase(world: World, _talk: Talk) -> int:
    """Sell something; return what."""
    return sell(world.bottega, "1000", "50.00").pk


def webhook(world: World, _talk: Talk) -> int:
    """Make a webhook with a secret; return which."""
    made, _told = make_webhook(world.anna, "shopify", "my shop")
    set_secret(world.anna, made, "a secret of the shop")
    return made.pk


def payload(world: World, talk: Talk) -> int:
    """Let a shop tell of a sale; return the payload."""
    sent = PracticeShop("shopify", "a secret of the shop").tell(Sale(1, "5.00"))
    return receive(Webhook.objects.get(pk=webhook(world, talk)), sent.headers, sent.body).pk


MAKERS: dict[str, Maker] = {"purchase_id": purchase}
CALLS: dict[str, tuple[Duty, Any]] = {
    "POST /brands/{brand}/purchases": (Duty.CONNECT, _PURCHASE),
    "POST /brands/{brand}/refunds": (Duty.CONNECT, _REFUND),
}
