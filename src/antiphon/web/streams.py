"""Live sessions as server-sent events: one thread looks for what changed, and each reader is told what they lack.

A reader is a thread that waits. It holds no queue: it remembers the version that it told last, and tells the newest
when its connection takes it. So who is slow skips what lies between, and memory stays the same.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator

import structlog
from django.db import connections
from django.template.loader import render_to_string
from django.utils import translation

from antiphon.community.models import LiveSession, QuestionState, SessionQuestion, SessionState
from antiphon.community.queries.sessions import questions_of

log = structlog.get_logger(__name__)

LOOK_SECONDS, HEARTBEAT_SECONDS = 0.25, 15.0
#: After so long a reader comes in anew by the same door, so that who may no longer read is not told for ever.
LONGEST_SECONDS = 600.0
#: How soon a browser comes back: after a stream that ended, and where there is no seat for it.
_AGAIN, _POLL = 1_000, 3_000


class Board:
    """What is shown of one session: its newest state, and the parts of it that readers asked for."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.version = 0
        self.state = SessionState.ANNOUNCED
        self.changed = threading.Condition()
        self._questions: dict[int, SessionQuestion] = {}
        self._told: dict[tuple[int, str], bytes] = {}

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state == SessionState.OVER

    def look(self, version: int, state: SessionState) -> None:
        """Take in what changed since the last look, and wake who waits."""
        found = questions_of(self.session, self.version)
        with self.changed:
            self._questions.update({one.pk: one for one in found})
            self.version, self.state = version, state
            self._told.clear()
            self.changed.notify_all()

    def event_since(self, version: int, language: str) -> tuple[int, bytes]:
        """Return the newest version, and as an event what a reader lacks who knows that one; made once for all."""
        with self.changed:
            since = version if version <= self.version else 0
            key = (since, language)
            if key not in self._told:
                self._told[key] = self._event(since, language)
            return self.version, self._told[key]

    def _event(self, since: int, language: str) -> bytes:
        changed = [one for one in self._questions.values() if one.version > since]
        with translation.override(language):
            questions = [_told(one) for one in changed]
        waiting = sum(one.state == QuestionState.WAITING for one in self._questions.values())
        told = {"version": self.version, "state": self.state.value, "waiting": waiting, "questions": questions}
        return f"id: {self.version}\ndata: {json.dumps(told, separators=(',', ':'))}\n\n".encode()


class Hub:
    """The boards that somebody looks at, and the thread that keeps them up to date while there are any."""

    def __init__(self, most: int, most_of_sender: int) -> None:
        self._most, self._most_of_sender = most, most_of_sender
        self._lock = threading.Lock()
        self._boards: dict[int, Board] = {}
        self._readers: Counter[int] = Counter()
        self._senders: Counter[str] = Counter()
        self._looking = False
        self._thread: threading.Thread | None = None

    @property
    def readers(self) -> int:
        """How many are connected."""
        return self._readers.total()

    def seat(self, session: int, sender: str, since: int, language: str) -> "Seat | None":
        """Give a reader a seat; None if all are taken, or too many by this sender."""
        with self._lock:
            if self.readers >= self._most or self._senders[sender] >= self._most_of_sender:
                return None
            self._readers[session] += 1
            self._senders[sender] += 1
            board = self._boards.setdefault(session, Board(session))
        return Seat(self, board, sender, since, language)

    def begin(self) -> None:
        """Let a thread look from now on, unless one does."""
        with self._lock:
            if not self._looking:
                self._looking = True
                self._thread = threading.Thread(target=self._look_on, name="live", daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Wait until nobody looks any more: soon after the last reader has left."""
        looking = self._thread
        if looking is not None:
            looking.join()

    def leave(self, seat: "Seat") -> None:
        """Take a seat back."""
        with self._lock:
            self._readers[seat.board.session] -= 1
            self._senders[seat.sender] -= 1
            self._readers, self._senders = +self._readers, +self._senders  # without those that have none left
            if seat.board.session not in self._readers:
                self._boards.pop(seat.board.session, None)

    def look(self) -> None:
        """Look once whether anything changed: one query, however many sessions and readers there are."""
        with self._lock:
            boards = dict(self._boards)
        found = LiveSession.objects.only("version", "opened_at", "over_at").in_bulk(boards)
        for pk, board in boards.items():
            session = found.get(pk)
            if session is None:
                board.look(board.version + 1, SessionState.OVER)
            elif session.version != board.version:
                board.look(session.version, session.state)

    def _look_on(self) -> None:
        try:
            while self._has_work():
                begun = time.monotonic()
                try:
                    self.look()
                except Exception:
                    log.exception("a live session could not be read")
                    connections.close_all()
                time.sleep(max(0.02, LOOK_SECONDS - (time.monotonic() - begun)))
        finally:
            connections.close_all()

    def _has_work(self) -> bool:
        with self._lock:
            self._looking = bool(self._boards)
            return self._looking


class Seat(Iterator[bytes]):
    """One reader's stream: events, a heartbeat where nothing happens, and an end."""

    def __init__(self, hub: Hub, board: Board, sender: str, since: int, language: str) -> None:
        self.board, self.sender = board, sender
        self._hub, self._seen, self._language = hub, since, language
        self._until = time.monotonic() + LONGEST_SECONDS
        self._begun = self._left = False

    def __next__(self) -> bytes:
        """Return what is new, once there is something; end when the session is over or the reader came long ago."""
        if not self._begun:
            self._begun = True
            self._hub.begin()
            return f"retry: {_AGAIN}\n\n".encode()
        if self._left or time.monotonic() > self._until or (self.board.is_over and self._seen == self.board.version):
            self.close()
            raise StopIteration
        with self.board.changed:
            if not self.board.changed.wait_for(self._is_behind, HEARTBEAT_SECONDS):
                return b": still here\n\n"
        self._seen, event = self.board.event_since(self._seen, self._language)
        return event

    def close(self) -> None:
        """Give the seat back, once."""
        if not self._left:
            self._left = True
            self._hub.leave(self)

    def __del__(self) -> None:
        self.close()

    def _is_behind(self) -> bool:
        return bool(self.board.version) and self.board.version != self._seen


def one_event(session: LiveSession, since: int, language: str) -> bytes:
    """Return a stream of a single event, for whom there is no seat: their browser comes back and asks again."""
    board = Board(session.pk)
    board.look(session.version, session.state)
    again = f"retry: {_POLL}\n\n".encode()
    return again if since == session.version else again + board.event_since(since, language)[1]


def _told(question: SessionQuestion) -> dict[str, object]:
    html = render_to_string("live/question_words.html", {"question": question})
    return {"id": question.pk, "state": question.state, "votes": question.votes, "html": html}
