"""A worker that is killed at any step of a delivery loses nothing and posts nothing twice."""

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.journal import JournalEntry
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.practice.server import PracticeServer
from tests.partners.postgres import PostgresCluster
from tests.publishing.house import House

KILLS = int(os.environ.get("ANTIPHON_TEST_KILLS", "120"))
KILLS_ON_POSTGRESQL = int(os.environ.get("ANTIPHON_TEST_KILLS_ON_POSTGRESQL", "30"))
MOMENTS = ("received", "accepted", "answered")
TOOT, SKEET = "/api/v1/statuses", "/xrpc/com.atproto.repo.createRecord"


class Executioner:
    """Kills the worker when a network sees its request: on arrival, once accepted, or once answered."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.reached = threading.Event()
        self.moment = ""

    def arm(self) -> None:
        """Choose the next network and moment to strike; sometimes none, so that the clock decides."""
        self.reached.clear()
        self.moment = self._chance.choice(
            [f"{moment} {path}" for moment in MOMENTS for path in (TOOT, SKEET)] + ["clock"] * 2
        )

    def watch(self, server: PracticeServer, path: str) -> None:
        """Stand beside a network."""
        for moment in MOMENTS:
            server.on_request(moment, lambda entry, at=f"{moment} {path}": self._strike(entry, at), "POST", path)

    def _strike(self, _entry: JournalEntry, moment: str) -> None:
        if self.moment == moment:
            self.reached.set()

    def wait(self) -> None:
        """Wait for the moment: the request that was chosen, or a time between nothing and a tenth of a second."""
        if self.moment == "clock":
            time.sleep(self._chance.uniform(0.0, 0.12))
        else:
            self.reached.wait(0.6)


@pytest.mark.slow
def test_no_post_is_lost_or_doubled_by_killed_workers(tmp_path: Path) -> None:
    with House(tmp_path) as house:
        fences = kill_again_and_again(house, KILLS, seed=20)
    assert fences["ambiguous"] > KILLS / 10, "the kills must have hit the doubtful step often"


@pytest.mark.slow
@pytest.mark.partner
def test_no_post_is_lost_or_doubled_by_killed_workers_on_postgresql(
    tmp_path: Path, postgres_cluster: PostgresCluster
) -> None:
    with House(tmp_path, postgres_cluster.create_database("killed_workers")) as house:
        fences = kill_again_and_again(house, KILLS_ON_POSTGRESQL, seed=21)
    assert fences["ambiguous"] > KILLS_ON_POSTGRESQL / 10


def kill_again_and_again(house: House, kills: int, seed: int) -> dict[str, int]:
    """Kill a worker for each post, let one finish, count what is live; return how the attempts ended."""
    executioner = Executioner(seed)
    with PracticeMastodon() as mastodon, PracticeBluesky() as bluesky:
        connect(house, mastodon, bluesky)
        executioner.watch(mastodon, TOOT)
        executioner.watch(bluesky, SKEET)
        texts = [f"Call number {number}" for number in range(kills)]
        for number, text in enumerate(texts):
            house.do("compose", texts=[text], pictures=number % 10 == 0)
            if number % 7 == 3:
                mastodon.faults.lose_answer("POST", TOOT)
            if number % 7 == 5:
                bluesky.faults.lose_answer("POST", SKEET)
            executioner.arm()
            worker = house.start_worker()
            executioner.wait()
            house.kill(worker)
        executioner.moment = ""
        finish(house)

        report = house.do("report")
        assert Counter(one["state"] for one in report) == {"live": 3 * kills}
        assert Counter(one["kind"] for one in report) == dict.fromkeys(("site", "mastodon", "bluesky"), kills)
        assert Counter(status.text for status in mastodon.statuses()) == dict.fromkeys(texts, 1)
        assert Counter(record.value["text"] for record in bluesky.posts()) == dict.fromkeys(texts, 1)
        assert {record.uri for record in bluesky.posts()} == {
            one["uri"] for one in report if one["kind"] == "bluesky"
        }
    fences: dict[str, int] = house.do("fences")
    print(f"{kills} kills, attempts by fence: {fences}")
    return fences


def connect(house: House, mastodon: PracticeMastodon, bluesky: PracticeBluesky) -> None:
    """Connect the brand's own pages and an account on each network."""
    token = mastodon.add_account("bottega", "La Bottega").token
    account = bluesky.add_account("bottega", "La Bottega")
    house.do("found", channels=[
        ["site", {"address": "https://bottega.example/@bottega"}],
        ["mastodon", {"server": mastodon.url, "access_token": token}],
        ["bluesky", {"service": bluesky.url, "handle": account.handle, "app_password": account.password}],
    ])  # fmt: skip


def finish(house: House, seconds: float = 90) -> None:
    """Let a worker bring to an end what the killed ones left."""
    worker = house.start_worker()
    until = time.monotonic() + seconds
    while house.do("unfinished") and time.monotonic() < until:
        time.sleep(0.2)
    house.stop(worker)
