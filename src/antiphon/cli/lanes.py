"""Lanes of the worker: some threads for one kind of work, and how much of it is taken ahead."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import close_old_connections

from antiphon.publishing import tasks as publishing
from antiphon.publishing.actions.claiming import keep_claim
from antiphon.publishing.tasks import Work

#: How much is claimed ahead for each thread, so that none waits for the next look; and while it goes quickly, since
#: a look costs nearly the same however much it finds. What is held by a worker that dies waits for its lease to end.
AHEAD, QUICK_AHEAD, QUICK_SECONDS = 4, 8, 1.0


class Lane:
    """Some threads for one kind of work, with the leases of what is under way kept alive.

    A lane that found nothing rests for a while before it looks again.
    """

    def __init__(self, name: str, threads: int, find: Callable[[int], list[Work]], rest: float) -> None:
        self._threads = threads
        self._find = find
        self._rest = rest
        self._rests_until = 0.0
        self._filled_at = -QUICK_SECONDS
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._under_way: dict[Future[None], Work] = {}

    def fill(self, *, at_once: bool = False) -> int:
        """Take work once there is room for half of it, `at_once` even if it rests; return how much was taken."""
        self._under_way = {future: work for future, work in self._under_way.items() if not future.done()}
        now = time.monotonic()
        quick = bool(self._under_way) and now - self._filled_at < QUICK_SECONDS
        most = self._threads * (QUICK_AHEAD if quick else AHEAD)
        room = most - len(self._under_way)
        if 2 * room <= most or (now < self._rests_until and not at_once):
            return 0
        found = self._find(room)
        for work in found:
            self._under_way[self._pool.submit(_do, work)] = work
        self._filled_at = time.monotonic()
        self._rests_until = 0.0 if found else self._filled_at + self._rest
        return len(found)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return any(not future.done() for future in self._under_way)

    @property
    def pressed(self) -> bool:
        """Whether more is under way than there are threads for it."""
        return len(self._under_way) > self._threads and self.busy

    def beat(self) -> None:
        """Extend the leases of what is under way."""
        for future, (_, delivery) in list(self._under_way.items()):
            if not future.done():
                keep_claim(delivery)

    def finish(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown(wait=True)


def _do(work: Work) -> None:
    publishing.do(work)
    close_old_connections()
