"""Both returns and attribution of a brand of 200,000 interactions, 100,000 visits and 5,000 purchases in a year."""

import argparse
import random
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.house import machine, open_house, progress, quantile, table

if TYPE_CHECKING:
    from benchmarks.requests import Caller
    from benchmarks.town import Town

YEAR, PEOPLE, POSTS, MESSAGES = 365, 20_000, 1_460, 50
TALKS, CONTACTS, VISITS, GOALS, PURCHASES = 3_000, 100_000, 100_000, 10_000, 5_000
SAID_IN_A_TALK = 9
REQUESTS, BAR = 20, 300
SOURCES = (("social", "mastodon"), ("search", ""), ("referral", "press.example"), ("direct", ""), ("mail", "letter"))
PAGES = (
    ("Both returns", "returns/", ""),
    ("One figure with its rows", "returns/interaction_quality/", ""),
    ("One figure that is counted", "returns/visits/", ""),
    ("Attribution of purchases", "attribution/", ""),
    ("Attribution of goals, Markov of order 2", "attribution/", "&of=goal&order=2"),
    ("The journeys behind it", "attribution/journeys/", ""),
    ("Findings", "findings/", ""),
)


def main() -> None:
    """Make the brand, ask for each page of a month and of a year, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="where the brand is kept, to be measured again")
    open_house(parser.parse_args().data)
    from antiphon.organizations.models import Brand
    from antiphon.reports.models import KeptAnswer
    from benchmarks.requests import Caller
    from benchmarks.town import this_moment

    now = this_moment()
    if not Brand.objects.filter(slug="bench").exists():
        _make(now)
    owner = Brand.objects.get(slug="bench").members.get().user
    caller = Caller(owner)
    KeptAnswer.objects.all().delete()
    rows = [_measured(caller, name, days, page, more) for name, page, more in PAGES for days in (30, YEAR)]
    acts = POSTS * MESSAGES + TALKS * SAID_IN_A_TALK + CONTACTS
    about = (
        f"{machine()}. {acts:,} interactions of {PEOPLE:,} people, {VISITS:,} visits, {GOALS:,} goals reached and "
        f"{PURCHASES:,} purchases in a year. {REQUESTS} requests a page through the WSGI application in this "
        "process, all middleware included, once a worker has reckoned what the page shows. "
        f"The bar: {BAR} ms."
    )
    head = ("Page", "Days", "Queries", "CPU p50, ms", "CPU p95, ms", "Size, KB", "Of the worker before, s")
    table("Both returns and attribution of a large brand", about, head, rows)


def _measured(caller: "Caller", name: str, days: int, page: str, more: str) -> tuple[object, ...]:
    """Ask once, do what a worker does with that, then ask again and again."""
    from django.utils import timezone

    from antiphon.reports.tasks import reckon_all

    progress(f"{name}, {days} days")
    last = timezone.localdate()
    path = f"/b/bench/{page}?since={last - timedelta(days=days - 1)}&until={last}{more}"
    caller.begin(path)
    began = time.process_time()
    reckon_all()
    worked = time.process_time() - began
    queries, size = caller.size(path)
    taken = [caller.once(path)[0] for _ in range(REQUESTS)]
    return name, days, queries, quantile(taken, 0.5), quantile(taken, 0.95), size, worked


def _make(now: datetime) -> None:
    from antiphon.cli.tending import tend_database
    from benchmarks.rows import in_bulk
    from benchmarks.town import add_contacts, add_conversations, add_posts, found_town

    progress("making the brand")
    town = found_town(PEOPLE, now)
    with in_bulk():
        add_conversations(town, add_posts(town, POSTS, now), MESSAGES, 0)
        add_contacts(town, CONTACTS, YEAR, now)
        _add_talks(town, now)
        _add_readings(town)
        _add_visits(town, now)
        _add_purchases(town, now)
    tend_database()


def _moments(chance: random.Random, count: int, now: datetime) -> list[datetime]:
    return sorted(now - timedelta(minutes=chance.randrange(1, YEAR * 1440)) for _ in range(count))


def _add_talks(town: "Town", now: datetime) -> None:
    """People speak to us, and we with them, without a post of ours."""
    from antiphon.ledger.models import Interaction
    from antiphon.ledger.rules import Direction, Verb

    chance, us = random.Random(3), town.site.identity
    rows = []
    for number, at in enumerate(_moments(chance, TALKS, now)):
        uris = [f"https://town.example/talks/{number}/{place}" for place in range(SAID_IN_A_TALK)]
        crowd = chance.sample(town.people, 4)
        for place, uri in enumerate(uris):
            ours = place % 3 == 2
            who = us if ours else chance.choice(crowd)
            rows.append(
                Interaction(
                    brand=town.brand, at=min(now, at + timedelta(minutes=place)), recorded_at=at, subject=uri,
                    verb=Verb.REPLY if place else Verb.MENTION, direction=Direction.OUT if ours else Direction.IN,
                    actor=who, target=crowd[0] if ours else us, channel=town.site, words=9, source=f"talk:{uri}",
                    parent=chance.choice(uris[:place]) if place else "", root=uris[0],
                )
            )  # fmt: skip
    Interaction.objects.bulk_create(rows, batch_size=2_000)


def _add_readings(town: "Town") -> None:
    from antiphon.ledger.models import Interaction, Reading
    from antiphon.ledger.rules import Verb

    chance = random.Random(4)
    posts = Interaction.objects.filter(brand=town.brand, verb=Verb.POST).values_list("subject", "at")
    Reading.objects.bulk_create(
        [
            Reading(brand=town.brand, channel=town.site, subject=uri, name=name, at=at, recorded_at=at, value=value)
            for uri, at in posts
            for name, value in (("views", chance.randrange(300, 9000)), ("likes", chance.randrange(1, 200)))
        ],
        batch_size=2_000,
    )


def _add_visits(town: "Town", now: datetime) -> None:
    """Visits from everywhere; some of them reach a goal."""
    from antiphon.visits.models import Goal, GoalReached, TrackedSite, Visit

    chance, made_at = random.Random(5), now - timedelta(days=2 * YEAR)
    site = TrackedSite.objects.create(brand=town.brand, name="Shop", public_key="shop", made_at=made_at)
    goal = Goal.objects.create(
        brand=town.brand, site=site, name="Order", kind="path", pattern="/thanks", made_at=made_at
    )
    visits = Visit.objects.bulk_create(
        [
            Visit(
                brand=town.brand, site=site, visitor=f"{at:%m%d}-{chance.randrange(200)}", began_at=at, last_at=at,
                received_at=at, pages=2, way="script", source_kind=kind, source=source, landing_path="/",
            )
            for at in _moments(chance, VISITS, now) for kind, source in [chance.choice(SOURCES)]
        ],
        batch_size=2_000,
    )  # fmt: skip
    reached = chance.sample(visits, GOALS)
    GoalReached.objects.bulk_create(
        [GoalReached(goal=goal, visit=one, at=one.began_at) for one in reached], batch_size=2_000
    )


def _add_purchases(town: "Town", now: datetime) -> None:
    """Half of them by people we know, half by visitors of that day."""
    from antiphon.sales.models import Purchase, ReportingCurrency

    chance = random.Random(6)
    ReportingCurrency.objects.create(brand=town.brand, currency="EUR", chosen_at=now)
    Purchase.objects.bulk_create(
        [
            Purchase(
                brand=town.brand, source="shop", external_id=str(number), at=at, received_at=at, stated_at=at,
                amount=Decimal(chance.randrange(500, 20_000)) / 100, currency="EUR",
                identity=chance.choice(town.people) if number % 2 else None,
                visit="" if number % 2 else f"{at:%m%d}-{chance.randrange(200)}",
            )
            for number, at in enumerate(_moments(chance, PURCHASES, now))
        ],
        batch_size=2_000,
    )  # fmt: skip


if __name__ == "__main__":
    main()
