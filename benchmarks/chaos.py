"""Ten thousand deliveries while workers are killed and networks lose answers: what stands twice, what is lost.

Workers of the product are killed with SIGKILL again and again; the practice networks lose answers, break after they
have accepted, and reset connections, all by a seeded chance. What stands is counted at the networks themselves.
"""

import argparse
import random
import signal
import threading
from collections import Counter
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.house import begin_worker, machine, open_house, progress, table, worker

DELIVERIES, SEED = 10_000, 11
#: How long a worker lives once it has begun to send, in seconds.
LIVES = (0.0, 4.0)
FAULT_EVERY = (0.02, 0.25)
TOOT, SKEET = "/api/v1/statuses", "/xrpc/com.atproto.repo.createRecord"
QUICK = {
    "ANTIPHON_DELIVERY_LEASE_SECONDS": "3",
    "ANTIPHON_DELIVERY_FIRST_WAIT_SECONDS": "0.2",
    "ANTIPHON_NETWORK_SECONDS": "5",
}
HEAD = ("Network", "Deliveries", "Stand once", "Twice or more", "Lost unsaid", "A person was asked")


def main() -> None:
    """Write the posts, let chaos reign until all is settled, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=DELIVERIES, help="deliveries over all networks")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    folder = open_house()
    from antiphon.practice.bluesky import PracticeBluesky
    from antiphon.practice.mastodon import PracticeMastodon

    with PracticeMastodon() as mastodon, PracticeBluesky() as bluesky:
        chance, began = random.Random(options.seed), monotonic()
        posts = options.count // 3 + 1
        _write(mastodon, bluesky, [f"Call {number}" for number in range(posts)])
        storm = Storm(chance, mastodon, bluesky)
        kills = _reign(folder, storm, chance, posts * 3)
        _let_it_settle(folder, posts * 3)
        took = monotonic() - began
        rows = _counted(mastodon, bluesky, posts)
        fences = _fences()
    about = (
        f"{machine()}. {3 * posts:,} deliveries of {posts:,} posts; workers killed with SIGKILL {kills} times; "
        f"{storm.faults} faults: answers lost after the network accepted, 500 after it accepted, connections reset "
        f"before. Attempts by how they ended: {fences}. It took {took:.0f} s, seed {options.seed}."
    )
    table("Deliveries in a storm", about, HEAD, rows)


class Storm(threading.Thread):
    """Orders a fault for the next post on one of the networks, again and again."""

    def __init__(self, chance: random.Random, *networks: Any) -> None:
        super().__init__(daemon=True)
        self._chance = random.Random(chance.random())
        self._networks = list(zip(networks, (TOOT, SKEET), strict=True))
        self._over = threading.Event()
        self.faults = 0

    def run(self) -> None:
        """Let it rain."""
        while not self._over.wait(self._chance.uniform(*FAULT_EVERY)):
            network, path = self._chance.choice(self._networks)
            order = self._chance.choice(("lose_answer", "server_error", "reset_connection"))
            more = {"after": True} if order == "server_error" else {}
            getattr(network.faults, order)("POST", path, **more)
            self.faults += 1

    def calm(self) -> None:
        """Let the sun shine again."""
        self._over.set()
        self.join()


def _write(mastodon: Any, bluesky: Any, texts: list[str]) -> None:
    from antiphon.channels.actions import connect
    from antiphon.channels.models import Channel
    from antiphon.publishing.actions.composing import Draft, Moment, compose
    from antiphon.publishing.models import Delivery
    from benchmarks.town import found_town, this_moment

    town = found_town(0, this_moment())
    elephant, butterfly = mastodon.add_account("bench", "Bench"), bluesky.add_account("bench", "Bench")
    typed = {
        "mastodon": {"server": mastodon.url, "access_token": elephant.token},
        "bluesky": {"service": bluesky.url, "handle": butterfly.handle, "app_password": butterfly.password},
    }
    for kind, credentials in typed.items():
        connect(town.anna, kind, credentials)
    channels = list(Channel.objects.select_related("identity", "brand"))
    progress(f"{len(texts)} posts for {len(channels)} channels are being written")
    for text in texts:
        compose(town.anna, Draft(text, channels, "en"), Moment(late_minutes=1440))
    assert Delivery.objects.count() == 3 * len(texts)


def _reign(folder: Path, storm: Storm, chance: random.Random, total: int) -> int:
    """Kill one worker after the other until nine of ten deliveries have ended; return how many were killed."""
    storm.start()
    kills = 0
    while _unsettled() > total / 10:
        victim = begin_worker(folder, **QUICK)
        _wait_until_it_sends()
        sleep(chance.uniform(*LIVES))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        kills += 1
        if kills % 10 == 0:
            progress(f"{kills} workers killed, {_unsettled()} deliveries still under way")
    storm.calm()
    return kills


def _wait_until_it_sends(seconds: float = 30) -> None:
    """Wait until a worker has taken something: before that there is nothing to interrupt."""
    from antiphon.publishing.models import Attempt

    before, until = Attempt.objects.count(), monotonic() + seconds
    while Attempt.objects.count() == before and monotonic() < until:
        sleep(0.02)


def _let_it_settle(folder: Path, total: int) -> None:
    until = monotonic() + 60 + total / 10
    with worker(folder, **QUICK):
        while _unsettled() and monotonic() < until:
            sleep(0.5)


def _unsettled() -> int:
    from django.db.models import Q

    from antiphon.publishing.models import Delivery

    going_on = Q(state__in=["scheduled", "sending", "processing"]) | Q(state="unknown", next_try_at__isnull=False)
    return Delivery.objects.filter(going_on).count()


def _counted(mastodon: Any, bluesky: Any, posts: int) -> list[tuple[object, ...]]:
    """Return a row for each network; the own pages are counted where they are read: in the feed's rows."""
    from antiphon.publishing.models import Delivery

    standing = {
        "site": Counter(
            Delivery.objects.filter(channel__kind="site").live().values_list("post__content__text", flat=True)
        ),
        "mastodon": Counter(status.text for status in mastodon.statuses()),
        "bluesky": Counter(record.value["text"] for record in bluesky.posts()),
    }
    return [_row(kind, counts, posts) for kind, counts in standing.items()]


def _row(kind: str, counts: Counter[str], posts: int) -> tuple[object, ...]:
    from antiphon.publishing.models import Delivery

    asked = Delivery.objects.filter(channel__kind=kind).needing_a_person()
    texts = set(asked.values_list("post__content__text", flat=True))
    lost = sum(f"Call {number}" not in counts and f"Call {number}" not in texts for number in range(posts))
    return kind, posts, sum(n == 1 for n in counts.values()), sum(n > 1 for n in counts.values()), lost, len(texts)


def _fences() -> dict[str, int]:
    from antiphon.publishing.models import Attempt

    return dict(Counter(Attempt.objects.values_list("fence", flat=True)))


if __name__ == "__main__":
    main()
