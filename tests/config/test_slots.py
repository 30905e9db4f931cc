"""So many pages at once; what flows on holds no slot."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from antiphon.config.slots import Slots


class Answer:
    """An answer as Django makes them."""

    def __init__(self, pieces: Iterable[bytes], *, streaming: bool) -> None:
        self.streaming, self.closed, self._pieces = streaming, 0, pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        self.closed += 1


def start(*_told: object) -> None:
    """Begin an answer; nobody listens."""


def test_a_page_is_handed_over_whole_and_closed() -> None:
    answer = Answer([b"a", b"b"], streaming=False)
    assert (Slots(lambda *_: answer, 1)({}, start), answer.closed) == ([b"ab"], 1)


def test_a_stream_gives_its_slot_back_before_it_is_read() -> None:
    answer = Answer([b"a", b"b"], streaming=True)
    slots = Slots(lambda *_: answer, 1)
    flowing = [slots({}, start) for _ in range(3)]
    assert [list(one) for one in flowing] == [[b"a", b"b"]] * 3
    for one in flowing:
        one.close()  # type: ignore[attr-defined]
    assert answer.closed == 3


def test_no_more_pages_run_at_once_than_there_are_slots() -> None:
    running, most, lock, both = 0, 0, threading.Lock(), threading.Barrier(2)

    def page(_environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both.wait(20)  # two must be in at once for either to get out
        with lock:
            running -= 1
        return [b""]

    slots = Slots(page, 2)
    threads = [threading.Thread(target=slots, args=({}, start)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (running, most) == (0, 2)
