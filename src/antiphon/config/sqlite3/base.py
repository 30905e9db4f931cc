"""Django's SQLite, with the writers of one process in a queue.

SQLite lets one writer in at a time; the others look again after pauses that grow to a tenth of a
second. Between the threads of a worker these pauses are most of the time, so they wait here instead,
and each goes on the moment the one before is done. Other processes are waited for as ever.
"""

import os
import threading

from django.db.backends.sqlite3 import base

#: After so many seconds a writer no longer waits here, and SQLite says what is wrong.
_PATIENCE = 20.0
_turn = threading.Lock()


def _forget_the_queue() -> None:
    """A child process begins without the parent's threads, one of which may have held the turn."""
    global _turn  # noqa: PLW0603
    _turn = threading.Lock()


os.register_at_fork(after_in_child=_forget_the_queue)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn when a transaction begins and gives it back when it ends."""

    _my_turn: "threading.Lock | None" = None

    def _start_transaction_under_autocommit(self) -> None:
        turn = _turn
        taken = turn.acquire(timeout=_PATIENCE)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            if taken:
                turn.release()
            raise
        self._my_turn = turn if taken else None

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._my_turn = self._my_turn, None
        if turn is not None:
            turn.release()
