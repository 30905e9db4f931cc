"""Do the work that is due: send, upload, listen, look after conversations. As many may run as you like."""

import argparse
import signal
import threading

import django

from antiphon.lib.processes import end_with_parent


def arguments(parser: argparse.ArgumentParser) -> None:
    """A worker takes no arguments of its own but one for tests and timers."""
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
    parser.add_argument(
        "--with-parent", type=int, metavar="PID", help="end when that process, which started it, does"
    )
    parser.add_argument("--lane", choices=["all", "delivery"], default="all", help="do only the sending")


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    if options.with_parent:
        end_with_parent(options.with_parent)
    django.setup()
    from antiphon.cli.working import Worker  # needs the models, and so Django's set-up

    worker = Worker(threading.Event(), lane=options.lane)
    if options.once:
        worker.once()
        return 0
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: worker.stop())
    worker.work()
    return 0
