"""What the sample sold in a year, by a shop and at fairs, what it gave back, and what it put in."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story import paths
from antiphon.people.actions import recognize
from antiphon.practice.shop import PracticeShop, Sale, Sent
from antiphon.publishing.models import Lead
from antiphon.sales.actions.couponing import CouponTold, note_coupon
from antiphon.sales.actions.importing import TableGiven, hand_in_table, take_in
from antiphon.sales.actions.reckoning import choose_currency
from antiphon.sales.actions.webhooks import make_webhook, receive, set_secret
from antiphon.sales.models import Webhook

_SHOP, _FAIR, _SECRET = "shop", "fair", "a secret of the sample"
_PRICES = ("24.00", "38.50", "45.00", "62.00", "89.00", "120.00", "240.00")
_CODES = ("", "", "", "", "SPRING10", "ADA15", "FEDI5", "HARVEST")
_HEARD = ("", "", "", "a friend told me", "on Mastodon", "in the community", "I saw your stall", "by the letter")
_YEAR, _WEEK, _IN_SHOP = 365, 7, 6


def sell(stage: Stage) -> None:
    """Sell for a year: most of it as the shop exported it, the last days by its webhook."""
    chance = random.Random("sales")
    choose_currency(stage.anna, "EUR")
    _take(stage, "rates", "", _rates(stage, chance))
    _know_buyers()
    sold = list(_sold(stage, chance))
    head = ("id", "at", "amount", "currency", "mail", "coupon", "heard")
    for source in (_SHOP, _FAIR):
        _take(stage, "purchases", source, [head, *(row for where, row in sold if where == source)])
    _take(stage, "refunds", _SHOP, _refunds(stage, chance, [row for where, row in sold if where == _SHOP]))
    _take(stage, "spend", "", _spent(stage, chance))
    _give_out(stage)
    _let_the_shop_tell(stage)


def _know_buyers() -> None:
    """Let those who asked for the book have confirmed their address: by it their purchases are found to be theirs."""
    for lead in Lead.objects.select_related("identity__brand"):
        recognize(lead.identity, mail=lead.address, mail_verified=True)


def _rates(stage: Stage, chance: random.Random) -> Iterable[Sequence[str]]:
    """Yield a week’s rates in the form in which the central bank publishes them."""
    yield ("Date", "USD", "CHF", "JPY")
    dollar, franc = 1.08, 0.95
    for days in range(0, _YEAR + 2 * _WEEK, _WEEK):
        dollar, franc = dollar + chance.uniform(-0.006, 0.006), franc + chance.uniform(-0.004, 0.004)
        yield (stage.ago(days).date().isoformat(), f"{dollar:.4f}", f"{franc:.4f}", "N/A")


def _sold(stage: Stage, chance: random.Random) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield what was sold by day: more before the holidays, at the fair twice, now and then from abroad."""
    mails, number = [address for _name, address, _days, _by in paths.LEADS], 1000
    for days in range(_YEAR, _IN_SHOP, -1):
        moment = stage.ago(days)
        fair = days in {96, 95, 271, 270}
        for _n in range(chance.choice((0, 0, 1, 1, 2)) + (2 if moment.month in {11, 12} else 0) + (9 if fair else 0)):
            number += 1
            abroad = chance.random()
            currency = "USD" if abroad > 0.95 else "CHF" if abroad > 0.9 else "GBP" if abroad > 0.895 else "EUR"
            at = stage.at(days, chance.randint(9, 20), chance.randint(0, 59)).isoformat()
            mail = chance.choice(mails) if chance.random() < 0.25 else ""
            price, code, heard = chance.choice(_PRICES), chance.choice(_CODES), chance.choice(_HEARD)
            yield (_FAIR if fair else _SHOP), (str(number), at, price, currency, mail, code, heard)


def _refunds(stage: Stage, chance: random.Random, sold: Sequence[tuple[str, ...]]) -> Iterable[Sequence[str]]:
    """Yield what was given back, wholly or in part; one of an order that the shop has not told yet."""
    yield ("id", "purchase", "at", "amount", "currency", "reason")
    for key, at, amount, currency, *_rest in sold:
        if chance.random() < 0.04:
            part = amount if chance.random() < 0.6 else f"{float(amount) / 2:.2f}"
            yield (f"r{key}", key, at, part, currency, chance.choice(("did not fit", "came broken", "")))
    yield ("r99001", "99001", stage.ago(3).isoformat(), "38.50", "EUR", "did not fit")


def _spent(stage: Stage, chance: random.Random) -> Iterable[Sequence[str]]:
    """Yield what was put in, month by month: pictures and posts that were paid for, evenings with people."""
    yield ("id", "side", "first", "last", "amount", "currency", "channel", "campaign", "what")
    slugs = [one.slug for one in stage.campaigns.values()]
    for month in range(12):
        first, last = stage.ago(30 * month + 29).date(), stage.ago(30 * month).date()
        days = (first.isoformat(), last.isoformat())
        ads = f"{chance.randint(60, 140)}.00"
        yield (f"a{month}", "call", *days, ads, "EUR", "", chance.choice(slugs), "Pictures and paid posts")
        yield (f"t{month}", "call", *days, "19.00", "USD", "", "", "A tool for pictures")
        evening = (days[1], days[1], f"{chance.randint(30, 70)}.00", "EUR")
        yield (f"e{month}", "response", *evening, "", "", "An evening in the workshop")


def _give_out(stage: Stage) -> None:
    lead = Lead.objects.select_related("identity__person").order_by("pk").first()
    slug = next(iter(stage.campaigns.values())).slug
    note_coupon(stage.anna, CouponTold(code="SPRING10", campaign=slug, what="a tenth off in spring"))
    there = stage.channels["mastodon"]
    note_coupon(stage.anna, CouponTold(code="FEDI5", channel=there, what="for who reads us there"))
    if lead is not None and lead.identity.person is not None:
        note_coupon(stage.anna, CouponTold(code="ADA15", person=lead.identity.person, what="to pass on to friends"))


def _let_the_shop_tell(stage: Stage) -> None:
    """Let the shop tell of the last days, one sale twice and one as nobody can count it."""
    to, _told = make_webhook(stage.anna, "woocommerce", _SHOP)
    set_secret(stage.anna, to, _SECRET)
    shop, chance = PracticeShop("woocommerce", _SECRET), random.Random("shop")
    for n in range(9):
        sale = Sale(
            5000 + n, chance.choice(_PRICES), mail="", coupon=chance.choice(_CODES), heard=chance.choice(_HEARD),
            at=stage.ago(5.5 - 0.6 * n), currency="XXX" if n == 4 else "EUR",
        )  # fmt: skip
        _post(to, shop.tell(sale))
        if n == 2:
            _post(to, shop.tell(sale))
    _post(to, shop.give_back(Sale(5000, "45.00", at=stage.ago(5.5)), 1, "10.00", now=stage.ago(1)))
    Webhook.objects.filter(pk=to.pk).update(made_at=stage.now - timedelta(days=6))


def _post(to: Webhook, sent: Sent) -> None:
    to.refresh_from_db()
    receive(to, sent.headers, sent.body)


def _take(stage: Stage, kind: str, source: str, rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    given = TableGiven(kind=kind, name=f"{kind}.csv", content=text.getvalue().encode(), source=source)
    take_in(stage.anna, hand_in_table(stage.anna, given), leave_out=False)
