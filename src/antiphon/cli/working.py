"""The worker: lanes of threads that ask the database for what is due."""

import gc
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import close_old_connections, connections

from antiphon.channels import tasks as connecting
from antiphon.channels.actions import close_idle
from antiphon.cli.lanes import Lane
from antiphon.cli.tending import tend_database
from antiphon.community import tasks as hosting
from antiphon.conversations import tasks as conversing
from antiphon.devices import tasks as pushing
from antiphon.experiments import tasks as trying
from antiphon.integrity import tasks as judging
from antiphon.letters import tasks as posting
from antiphon.listening import tasks as hearing
from antiphon.measures import tasks as measuring
from antiphon.people import tasks as knowing
from antiphon.publishing import tasks as publishing
from antiphon.relationships import tasks as relating
from antiphon.reports import tasks as reporting
from antiphon.sales import tasks as selling
from antiphon.visits import tasks as visiting

log = structlog.get_logger(__name__)

SENDERS, MENDERS, UPLOADERS = 8, 2, 3
POLL_SECONDS, BUSY_SECONDS, LISTEN_SECONDS, TELL_SECONDS = 0.25, 0.02, 1.0, 5.0
RENEW_SECONDS, PUSH_SECONDS = 5.0, 1.0
#: How often the columns follow the database: what is new is in the files within a minute.
COLUMN_SECONDS, EXPORT_SECONDS = 20.0, 2.0
#: How long the ledger may wait for a rush of posts to go out.
RECORD_SECONDS = 10.0
JUDGE_SECONDS, TEND_SECONDS, PLAN_SECONDS, FEED_SECONDS = 60.0, 3600.0, 3600.0, 15.0
#: How long a thread keeps its turn while others want it: to take turns more often costs more than it brings here.
TURN_SECONDS = 0.02
#: How long a thread that waits for a network is waited for at the end.
PATIENCE_SECONDS = 5.0


class Worker:
    """Sends in one lane, mends and uploads in others, listens beside; every lane only looks for rows that are due."""

    def __init__(self, stopping: threading.Event, lane: str = "all") -> None:
        self._stopping = stopping
        self._senders = Lane("send", SENDERS, publishing.due_work, BUSY_SECONDS)
        self._lanes = [
            Lane("upload", UPLOADERS, publishing.slow_work, POLL_SECONDS),
            Lane("mend", MENDERS, publishing.mending_work, POLL_SECONDS),
            self._senders,
        ]
        self._listens = lane == "all"

    def stop(self) -> None:
        """Ask the worker to finish what is under way and end."""
        self._stopping.set()

    def work(self) -> None:
        """Work until asked to stop."""
        _survive(connecting.warm_up)
        sys.setswitchinterval(TURN_SECONDS)
        gc.freeze()  # what is loaded by now stays: it need not be looked through again and again while posts go out
        threads = [
            threading.Thread(target=_beside, args=(side,), name=side.__name__, daemon=True) for side in self._sides()
        ]
        for thread in threads:
            thread.start()
        beaten = time.monotonic()
        while not self._stopping.is_set():
            busy = _survive(self._turn)
            if time.monotonic() - beaten > settings.DELIVERY_LEASE.total_seconds() / 4:
                _survive(self._beat)
                beaten = time.monotonic()
            if not busy:
                self._stopping.wait(BUSY_SECONDS if self._busy else POLL_SECONDS)
        self._finish()
        for thread in threads:  # one that waits for a network is not waited for
            thread.join(PATIENCE_SECONDS)
        _survive(publishing.record_what_is_live)
        connections.close_all()

    def _sides(self) -> list[Callable[[], None]]:
        """Return what is done beside the lanes, each in a thread of its own."""
        sides = [
            self._record,
            self._tell,
            self._push,
            self._renew,
            self._render,
            self._plan,
            # How we stand with people follows the ledger; address books that were handed in are gone on with.
            self._again(POLL_SECONDS, relating.keep_standing),
            self._again(LISTEN_SECONDS, knowing.import_next, relating.keep_birthdays),
            # Apart from all else: an address book on a server that dawdles holds up nobody.
            self._again(LISTEN_SECONDS, knowing.sync_next),
            *(self._again(LISTEN_SECONDS, one) for one in (trying.measure_once, trying.fit_mix_once)),
            self._again(LISTEN_SECONDS, visiting.count_waiting, visiting.name_visits),
            self._again(LISTEN_SECONDS, selling.sum_sales, visiting.keep_tidy),
        ]
        export = self._again(EXPORT_SECONDS, measuring.make_exports)
        reckon = self._again(LISTEN_SECONDS, reporting.reckon_once)
        months = self._again(JUDGE_SECONDS, reporting.keep_months)
        return [*sides, self._listen, self._judge, self._measure, export, reckon, months] if self._listens else sides

    def once(self) -> None:
        """Do what is due now, in this thread's order, and return when nothing is left."""
        connecting.keep_fresh()
        publishing.look_ahead()
        publishing.gather_ideas()
        while self._listens and (publishing.fetch_feed() or hosting.verify_links()):
            pass
        going_on = True
        while going_on:
            # Asked before the look: what ends between the two may have let something else begin.
            under_way = self._busy or bool(publishing.make_films())
            going_on = bool(self._turn(at_once=True)) or under_way
            time.sleep(BUSY_SECONDS)
        self._finish()
        while publishing.record_what_is_live() or publishing.tell_who_is_responsible():
            pass
        hosting.adopt_all()
        hosting.lay_out_ahead()
        hosting.tend_communities()
        hosting.mail_notifications()
        hosting.push_notifications()
        hosting.count_trust_anew()
        publishing.tell_of_token_ends()
        conversing.tell_who_answers()
        relating.stop_forgotten_timers()
        relating.remind_stewards()
        visiting.count_all()
        visiting.keep_all_tidy()
        posting.send_letters()
        pushing.send_pushes()
        while self._listens and (conversing.listen_once() or conversing.refresh_once()):
            pass
        knowing.import_all()
        knowing.sync_all()
        knowing.compare_all()
        selling.work_on_payloads()
        selling.tidy_sales()
        selling.sum_all_sales()
        trying.measure_all()
        if self._listens:
            hearing.ask_for_training()
            while hearing.hear_all() or hearing.tag_all() or hearing.train_once() or hearing.search_once():
                pass
            hearing.suggest_topics()
            hearing.tag_all()
            hearing.forget_what_was_found()
            judging.judge_all()
            while reporting.count_followers_once() or connecting.read_limits_once():
                pass
            publishing.mind_bounces()
            reporting.do_all()
            relating.keep_standing()
            relating.keep_all_birthdays()
            tend_database()
            measuring.keep_columns()
            measuring.make_exports()

    def _render(self) -> None:
        """Make films one after the other; what is under way when the worker ends is made by the next."""
        while not self._stopping.is_set():
            made = _survive(lambda: publishing.make_films(once=True))
            close_old_connections()
            if not made:
                self._stopping.wait(LISTEN_SECONDS)

    def _plan(self) -> None:
        """Look ahead at once and each hour, for what comes round and is needed; ask feeds and pages in between."""
        looked = -PLAN_SECONDS
        while not self._stopping.is_set():
            if time.monotonic() - looked > PLAN_SECONDS:
                _survive(publishing.look_ahead)
                _survive(publishing.gather_ideas)
                _survive(hosting.adopt_all)
                _survive(hosting.lay_out_ahead)
                _survive(hosting.tidy_the_door)
                _survive(pushing.tidy_pushes)
                _survive(hosting.count_trust_anew)
                _survive(selling.tidy_sales)
                looked = time.monotonic()
            fetched = (
                _survive(publishing.fetch_feed) + _survive(hosting.verify_links) + _survive(knowing.compare_next)
            )
            close_old_connections()
            if not fetched:
                self._stopping.wait(FEED_SECONDS)

    def _again(self, rest: float, *steps: Callable[[], int]) -> Callable[[], None]:
        """Return what does some steps again and again, and rests for some seconds where they found nothing."""

        def side() -> None:
            while not self._stopping.is_set():
                done = sum(_survive(step) for step in steps)
                close_old_connections()
                if not done:
                    self._stopping.wait(rest)

        side.__name__ = steps[0].__name__
        return side

    def _judge(self) -> None:
        """Judge what is new, apart from listening: a large ledger keeps no network waiting."""
        while not self._stopping.is_set():
            _survive(judging.judge_all)
            close_old_connections()
            self._stopping.wait(JUDGE_SECONDS)

    def _measure(self) -> None:
        """Let the columns follow the database."""
        while not self._stopping.wait(COLUMN_SECONDS):
            _survive(measuring.keep_columns)
            close_old_connections()

    def _turn(self, *, at_once: bool = False) -> int:
        done = sum(lane.fill(at_once=at_once) for lane in self._lanes)
        close_old_connections()
        return done

    @property
    def _busy(self) -> bool:
        return any(lane.busy for lane in self._lanes)

    def _finish(self) -> None:
        for lane in self._lanes:
            lane.finish()

    def _beat(self) -> int:
        for lane in self._lanes:
            lane.beat()
        return 0

    def _record(self) -> None:
        """Write what is live into the ledger, while posts queue up to go out only now and then."""
        recorded_at = time.monotonic()
        while not self._stopping.is_set():
            waits = self._senders.pressed and time.monotonic() - recorded_at < RECORD_SECONDS
            recorded = 0 if waits else _survive(publishing.record_what_is_live)
            recorded_at = recorded_at if waits else time.monotonic()
            close_old_connections()
            if not recorded:
                self._stopping.wait(POLL_SECONDS)

    def _tell(self) -> None:
        """Say that we are alive, tell who is responsible, send the mail, give what brands said its place."""
        name, looked = f"{socket.gethostname()}:{os.getpid()}", -JUDGE_SECONDS
        while not self._stopping.is_set():
            if time.monotonic() - looked > JUDGE_SECONDS:
                _survive(visiting.forget_days)
                _survive(publishing.tell_of_token_ends)
                _survive(conversing.tell_who_answers)
                _survive(relating.stop_forgotten_timers)
                _survive(relating.remind_stewards)
                _survive(selling.work_on_payloads)
                looked = time.monotonic()
            _survive(lambda: publishing.beat(name))
            told = _survive(publishing.tell_who_is_responsible) + _survive(posting.send_letters)
            told += sum(_survive(step) for step in hosting.STEPS) + _survive(hosting.mail_notifications)
            close_old_connections()
            if not told:
                self._stopping.wait(TELL_SECONDS)

    def _push(self) -> None:
        """Tell devices, apart from the mail: a push service that dawdles must not keep letters waiting."""
        while not self._stopping.is_set():
            pushed = _survive(hosting.push_notifications) + _survive(pushing.send_pushes)
            close_old_connections()
            if not pushed:
                self._stopping.wait(PUSH_SECONDS)

    def _renew(self) -> None:
        """Renew what is about to end, apart from listening: a network that dawdles must not make another one end."""
        while not self._stopping.is_set():
            renewed = _survive(connecting.keep_fresh)
            close_idle()
            close_old_connections()
            if not renewed:
                self._stopping.wait(RENEW_SECONDS)

    def _listen(self) -> None:
        told = tended = -TEND_SECONDS
        while not self._stopping.is_set():
            heard = _survive(_hear)
            if time.monotonic() - told > JUDGE_SECONDS:
                for look in (hearing.hear_again, hearing.suggest_topics, hearing.ask_for_training, hearing.train_once,
                             publishing.mind_bounces, reporting.send_due_reports):  # fmt: skip
                    _survive(look)
                told = time.monotonic()
            if time.monotonic() - tended > TEND_SECONDS:
                _survive(hearing.forget_what_was_found)
                _survive(reporting.look_for_findings)
                _survive(tend_database)
                tended = time.monotonic()
            close_old_connections()
            if not heard:
                self._stopping.wait(LISTEN_SECONDS)


def _hear() -> int:
    looks = (
        conversing.listen_once,
        conversing.refresh_once,
        reporting.count_followers_once,
        connecting.read_limits_once,
        hearing.hear_all,
        hearing.tag_all,
        hearing.search_once,
    )
    return sum(int(look()) for look in looks)


def _beside(side: Callable[[], None]) -> None:
    """Do what is done beside the lanes, and leave no connection behind when the thread ends."""
    try:
        side()
    finally:
        connections.close_all()


def _survive(step: Callable[[], int]) -> int:
    """Do a step; whatever goes wrong is logged, and the loop goes on."""
    try:
        return step()
    except Exception:
        log.exception("worker step failed", step=getattr(step, "__name__", "listen"))
        time.sleep(1)
        return 0
