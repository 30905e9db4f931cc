"""A worker that is killed at any step of a delivery loses nothing and posts nothing twice."""

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from antiphon.practice.journal import JournalEntry
from antiphon.practice.mastodon import PracticeMastodon
from tests.publishing.house import House

KILLS = int(os.environ.get("ANTIPHON_TEST_KILLS", "300"))
MOMENTS = ("received", "accepted", "answered")


class Executioner:
    """Kills the worker when the network sees its request: on arrival, once accepted, or once answered."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.reached = threading.Event()
        self.moment = ""

    def arm(self) -> None:
        """Choose the next moment to strike; sometimes none, so that the clock decides."""
        self.reached.clear()
        self.moment = self._chance.choice([*MOMENTS, "clock"])

    def watch(self, server: PracticeMastodon, path: str) -> None:
        """Stand beside the network."""
        for moment in MOMENTS:
            server.on_request(moment, lambda entry, at=moment: self._strike(entry, at), method="POST", path=path)

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
    executioner = Executioner(seed=20)
    with PracticeMastodon() as mastodon, House(tmp_path) as house:
        account = mastodon.add_account("bottega", "La Bottega")
        executioner.watch(mastodon, "/api/v1/statuses")
        house.do("found", channels=[
            ["site", {"address": "https://bottega.example/@bottega"}],
            ["mastodon", {"server": mastodon.url, "access_token": account.token}],
        ])  # fmt: skip
        texts: list[str] = []
        for round_ in range(KILLS):
            texts.append(f"Call number {round_}")
            house.do("compose", texts=texts[-1:], pictures=round_ % 10 == 0)
            if round_ % 7 == 3:
                mastodon.faults.lose_answer("POST", "/api/v1/statuses", times=1)
            executioner.arm()
            worker = house.start_worker()
            executioner.wait()
            house.kill(worker)
        executioner.moment = ""
        worker = house.start_worker()
        until = time.monotonic() + 60
        while house.do("unfinished") and time.monotonic() < until:
            time.sleep(0.2)
        house.stop(worker)
        report = house.do("report")

        assert Counter(one["state"] for one in report) == {"live": 2 * len(texts)}
        assert Counter(status.text for status in mastodon.statuses()) == dict.fromkeys(texts, 1)
        fences = house.do("fences")
    assert fences["ambiguous"] > KILLS / 10, "the kills must have hit the doubtful step often"
    print(f"{KILLS} kills, attempts by fence: {fences}")
