"""A large community: the server time of its hot pages, on SQLite, as members see them."""

import argparse
import random
import statistics
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.house import machine, open_house, progress, quantile, table

MESSAGES, REQUESTS, BAR = 1_000_000, 60, 50
_HOW = (
    f"{REQUESTS} requests a page by 20 members, of whom ten follow 200 others each, through the WSGI application in "
    "this process, all middleware included; the first of each member left out. "
    f"The bar: {BAR} ms at the 95th percentile."
)


def main() -> None:
    """Fill a community, ask for its pages as twenty of its members, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--messages", type=int, default=MESSAGES, help="a member for 20 of them, ten follows a member"
    )
    parser.add_argument("--plans", action="store_true", help="print how SQLite reads for each page, and stop")
    parser.add_argument("--data", type=Path, help="a folder to fill, and to measure again once it is filled")
    options = parser.parse_args()
    open_house(options.data)
    from benchmarks.requests import Caller

    village, filled = _village(options.messages)
    callers = [Caller(user) for user in village.visitors]
    pages = _pages(village.long_topic.pk, village.words)
    if options.plans:
        _tell_plans(callers[0], pages)
        return
    in_time = f"; filled in {filled:.0f} s" if filled else ""
    rows = [(name, *_measured(callers, paths)) for name, paths in pages.items()]
    about = f"{machine()}. {_size()}{in_time}. " + _HOW
    head = ("Page", "CPU p50, ms", "CPU p95, ms", "Passed p95, ms", "Queries", "KB")
    table("A large community", about, head, rows)


def _village(messages: int):  # type: ignore[no-untyped-def]
    """Return the village that the database holds already, or a new one; and in how many seconds it was filled."""
    from antiphon.cli.tending import tend_database
    from antiphon.community.models import Community
    from benchmarks.town import found_town, this_moment
    from benchmarks.village import found_village, village_of

    if there := Community.objects.select_related("channel__identity").first():
        tend_database()  # a migration that makes a table anew takes what is known of its indexes along
        return village_of(there), 0.0
    began = time.perf_counter()
    progress(f"writing {messages:,} messages")
    village = found_village(found_town(10, this_moment()), messages, this_moment())
    tend_database()
    filled = time.perf_counter() - began
    progress(f"filled in {filled:.0f} seconds")
    return village, filled


def _size() -> str:
    from antiphon.community.models import Follow, Group, Participant
    from antiphon.conversations.models import Message

    counted = [model.objects.count() for model in (Message, Participant, Follow, Group)]
    named = zip(counted, ("messages", "members", "follows", "groups"), strict=True)
    return ", ".join(f"{number:,} {name}" for number, name in named) + " of which a fifth are not open to all"


def _pages(topic: int, words: list[str]) -> dict[str, list[str]]:
    base, chance = "/@bench/community/", random.Random(5)

    def search(*asked: str) -> list[str]:
        return [f"{base}search/?{urlencode({'q': one})}" for one in asked]

    frequent, usual, rare = words[:20], words[500:1_500], words[8_000:]
    return {
        "Home feed": [base + "feed/"],
        "A topic of 500 messages, first page": [f"{base}topics/{topic}/"],
        "Notifications": [base + "notifications/"],
        "Search: one of the most frequent words": search(*frequent),
        "Search: a usual word": search(*chance.sample(usual, 20)),
        "Search: a rare word": search(*chance.sample(rare, 20)),
        "Search: two words": search(*(f"{chance.choice(frequent)} {chance.choice(usual)} " for _ in range(20))),
        "Search: a word that is being typed": search(*(one[:3] for one in chance.sample(usual, 20))),
        "Search: a person": [f"{base}search/?part=people&q=member+{number}" for number in range(20, 40)],
        "A hashtag": [f"{base}tags/tag{number}/" for number in range(20)],
        "What goes on": [base],
        "Similar topics": [
            f"{base}similar/?{urlencode({'title': ' '.join(chance.sample(usual, 6))})}" for _ in range(20)
        ],
    }


def _measured(callers: list, paths: list[str]) -> tuple[float, float, float, int, float]:  # type: ignore[type-arg]
    chance = random.Random(3)
    for caller in callers:
        caller.once(paths[0])
    seen = [chance.choice(callers).once(chance.choice(paths)) for _ in range(REQUESTS)]
    cpu, passed = [one for one, _ in seen], [one for _, one in seen]
    queries, kilobytes = callers[0].size(paths[0])
    return statistics.median(cpu), quantile(cpu, 0.95), quantile(passed, 0.95), queries, kilobytes


def _tell_plans(caller, pages: dict[str, list[str]]) -> None:  # type: ignore[no-untyped-def]
    from django.db import connection

    for name, paths in pages.items():
        print(f"\n== {name}")
        for statement, seconds in caller.statements(paths[0]):
            print(f"-- {seconds * 1000:.1f} ms: {statement[:300]}")
            with connection.cursor() as cursor:
                if statement.startswith(("SELECT", "WITH")):
                    cursor.execute("EXPLAIN QUERY PLAN " + statement.replace("%", "%%"))
                    print("\n".join(f"      {row[3]}" for row in cursor.fetchall()))


if __name__ == "__main__":
    main()
