"""How much work the worker takes at once."""

import threading
from typing import Any, cast

from antiphon.cli.lanes import AHEAD, QUICK_AHEAD, Lane
from antiphon.publishing.tasks import Work

THREADS = 2


class Pile:
    """Finds as much work as is asked for; after some pieces of the first the threads stop, until they may go on."""

    def __init__(self, passing: int) -> None:
        self.passing = passing
        self.asked: list[int] = []
        self.goes_on = threading.Event()
        self.stopped = threading.Barrier(THREADS + 1, timeout=10)

    def find(self, room: int) -> list[Work]:
        """Find work, in which each thread stops once."""
        self.asked.append(room)
        stops = range(self.passing, self.passing + THREADS) if len(self.asked) == 1 else ()
        return [(self._stop if place in stops else self._pass, cast("Any", None)) for place in range(room)]

    def _pass(self, _delivery: object) -> None:
        """Be done at once."""

    def _stop(self, _delivery: object) -> None:
        self.stopped.wait()
        self.goes_on.wait(10)


def test_a_lane_that_goes_quickly_takes_more_at_once() -> None:
    pile = Pile(THREADS * AHEAD - THREADS)
    lane = Lane("test", THREADS, pile.find, rest=0.0)
    lane.fill()
    pile.stopped.wait()
    lane.fill()
    pile.goes_on.set()
    lane.finish()
    assert pile.asked == [THREADS * AHEAD, THREADS * QUICK_AHEAD - THREADS]


def test_a_lane_takes_nothing_while_half_of_its_work_waits() -> None:
    pile = Pile(0)
    lane = Lane("test", THREADS, pile.find, rest=0.0)
    lane.fill()
    pile.stopped.wait()
    lane.fill()
    pile.goes_on.set()
    lane.finish()
    assert pile.asked == [THREADS * AHEAD]
