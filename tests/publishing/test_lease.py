"""A worker that sleeps beyond its lease has lost the delivery: real processes, stopped and woken by signals."""

import contextlib
import os
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.journal import JournalEntry
from antiphon.practice.mastodon import PracticeMastodon
from tests.publishing.house import House

MAKE, WHO = ("POST", "/xrpc/com.atproto.repo.createRecord"), ("GET", "/xrpc/com.atproto.server.getSession")


def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


class Sleep:
    """Puts a process to sleep when its request of a kind arrives, once.

    Not while another of its threads writes: on SQLite that would hold the pen of everybody.
    """

    def __init__(self, database: Path, server: PracticeBluesky | PracticeMastodon, method: str, path: str) -> None:
        self._database = database
        self.asleep = threading.Event()
        self.pid = 0
        server.on_request("received", self._strike, method, path)

    def _strike(self, _: JournalEntry) -> None:
        if self.pid and not self.asleep.is_set():
            os.kill(self.pid, signal.SIGSTOP)
            while not self._can_be_written():
                self.wake()
                time.sleep(0.005)
                os.kill(self.pid, signal.SIGSTOP)
            self.asleep.set()

    def _can_be_written(self) -> bool:
        with contextlib.closing(sqlite3.connect(self._database, timeout=1, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return False
        return True

    def wake(self) -> None:
        """Let the process go on."""
        os.kill(self.pid, signal.SIGCONT)


@pytest.mark.slow
def test_a_worker_that_slept_before_its_fence_cannot_open_it(tmp_path: Path) -> None:
    with PracticeBluesky() as bluesky, House(tmp_path) as house:
        account = bluesky.add_account("bottega", "La Bottega")
        typed = {"service": bluesky.url, "handle": account.handle, "app_password": account.password}
        house.do("found", channels=[["bluesky", typed]])
        sleep = Sleep(tmp_path / "antiphon.sqlite3", bluesky, *WHO)
        house.do("compose", texts=["Once"], pictures=False)
        sleep.pid = sleeper = house.start_worker()
        assert sleep.asleep.wait(30)
        other = house.start_worker()
        until(lambda: house.do("unfinished") == 0)
        before = len(bluesky.journal.entries(*WHO))
        sleep.wake()
        time.sleep(1.5)
        house.stop(sleeper)
        house.stop(other)

        assert len(bluesky.journal.entries(*MAKE)) == 1, "the sleeper asked for the post behind its lost lease"
        assert len(bluesky.journal.entries(*WHO)) == before
        assert [one.value["text"] for one in bluesky.posts()] == ["Once"]
        [found] = house.do("report")
        assert (found["state"], found["attempts"]) == ("live", ["definite_failure", "accepted"])
        assert "Traceback" not in house.log.read_text()


@pytest.mark.slow
def test_a_worker_that_slept_while_its_post_was_made_changes_nothing_when_it_wakes(tmp_path: Path) -> None:
    with PracticeMastodon() as mastodon, House(tmp_path) as house:
        account = mastodon.add_account("bottega", "La Bottega")
        house.do("found", channels=[["mastodon", {"server": mastodon.url, "access_token": account.token}]])
        sleep = Sleep(tmp_path / "antiphon.sqlite3", mastodon, "POST", "/api/v1/statuses")
        house.do("compose", texts=["Once"], pictures=False)
        sleep.pid = sleeper = house.start_worker()
        assert sleep.asleep.wait(30)
        other = house.start_worker()
        until(lambda: house.do("unfinished") == 0)
        report = house.do("report")
        sleep.wake()
        time.sleep(1.0)
        house.stop(sleeper)
        house.stop(other)

        assert [status.text for status in mastodon.statuses()] == ["Once"]
        assert [(one["state"], one["uri"]) for one in house.do("report")] == [
            (one["state"], one["uri"]) for one in report
        ]
        assert report[0]["attempts"] == ["ambiguous", "accepted"]


@pytest.mark.slow
def test_a_slow_upload_keeps_its_lease_by_its_heartbeat(tmp_path: Path) -> None:
    with PracticeMastodon() as mastodon, House(tmp_path, ANTIPHON_NETWORK_SECONDS="20") as house:
        account = mastodon.add_account("bottega", "La Bottega")
        mastodon.limited(processing_seconds=3.0)
        house.do("found", channels=[
            ["site", {"address": "https://bottega.example/@bottega"}],
            ["mastodon", {"server": mastodon.url, "access_token": account.token}],
        ])  # fmt: skip
        house.do("compose", texts=["Slow"], pictures=True)
        workers = [house.start_worker() for _ in range(2)]
        house.do("compose", texts=["Quick"], pictures=False)
        until(lambda: house.do("unfinished") == 0)
        for worker in workers:
            house.stop(worker)

        assert len(mastodon.journal.entries("POST", "/api/v2/media")) == 1
        assert [status.text for status in mastodon.statuses()] == ["Quick", "Slow"]


@pytest.mark.slow
def test_several_workers_share_the_work_and_each_post_goes_out_once(tmp_path: Path) -> None:
    texts = [f"Call {number}" for number in range(40)]
    with PracticeMastodon() as mastodon, House(tmp_path, ANTIPHON_DELIVERY_LEASE_SECONDS="20") as house:
        account = mastodon.add_account("bottega", "La Bottega")
        house.do("found", channels=[["mastodon", {"server": mastodon.url, "access_token": account.token}]])
        house.do("compose", texts=texts, pictures=False)
        workers = [house.start_worker() for _ in range(3)]
        until(lambda: house.do("unfinished") == 0, 60)
        for worker in workers:
            house.stop(worker)

        assert Counter(status.text for status in mastodon.statuses()) == dict.fromkeys(texts, 1)
        assert len(mastodon.journal.entries("POST", "/api/v1/statuses")) == len(texts)
        assert house.do("fences") == {"accepted": len(texts)}
