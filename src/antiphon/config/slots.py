"""So many pages at once, however many threads wait for something else.

The server has a thread for each reader of a live session. A page takes a slot while it runs, and what only flows on
(a stream, a file) gives its slot back. Only as many threads as there are slots keep their connection to the database.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connections

type Environment = dict[str, Any]
type Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


class Slots:
    """A WSGI application of which at most `most` requests run at once."""

    def __init__(self, pages: Application, most: int) -> None:
        self._pages = pages
        self._free = threading.BoundedSemaphore(most)
        self._keepers = _Keepers(most)

    def __call__(self, environ: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer; what is made as a whole is handed over as a whole."""
        with self._free:
            answer = self._pages(environ, start)
            if getattr(answer, "streaming", False):
                connections.close_all()
                return _Flowing(answer)
            try:
                return [b"".join(answer)]
            finally:
                _close(answer)
                self._keepers.mind()


class _Flowing(Iterator[bytes]):
    """An answer that is made while it is sent; its thread keeps no connection afterwards."""

    def __init__(self, answer: Iterable[bytes]) -> None:
        self._answer, self._pieces = answer, iter(answer)

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """End it, also before its end."""
        _close(self._answer)
        connections.close_all()


class _Keepers:
    """The threads that keep their connections: the first so many that ask, as long as they live."""

    def __init__(self, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)
        self._here = threading.local()

    def mind(self) -> None:
        """Close this thread's connections unless it keeps them."""
        if not hasattr(self._here, "place"):
            self._here.place = _Place(self._places) if self._places.acquire(blocking=False) else None
        if self._here.place is None:
            connections.close_all()


class _Place:
    """A place among those who keep their connections; free again when its thread ends."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._places = places

    def __del__(self) -> None:
        self._places.release()


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()
