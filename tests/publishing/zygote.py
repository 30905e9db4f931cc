"""Starts real worker processes quickly: Django is loaded once, each worker is a fork of it.

Commands come as lines of JSON on standard input and are answered by a line each: `worker` starts a
worker and answers with its process id; all others run in a fork of their own and answer with what
they found. No database connection is ever open in the process that forks.
"""

import json
import os
import signal
import sys
import threading
from typing import Any

import django

django.setup()

from antiphon.channels.actions import connect
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.cli.working import Worker
from antiphon.organizations.actions import found_organization
from antiphon.organizations.models import Member, User
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Attempt, Delivery
from tests.practice.pictures import png


def found(channels: list[list[Any]]) -> list[int]:
    """Make a brand with these channels: pairs of a kind and what a person would type."""
    anna = User.objects.create_user("anna@bottega.example", name="Anna")
    brand = found_organization(
        organization="Bottega", brand="Bottega", slug="bottega", time_zone="Europe/Rome", language="en", owner=anna
    )
    return [connect(brand.members.get(), kind, typed).pk for kind, typed in channels]


def compose_posts(texts: list[str], pictures: bool) -> None:
    """Write posts that are due now, on every channel."""
    given = [Picture(png(40, 30), "a square")] if pictures else []
    for text in texts:
        compose(Member.objects.get(), Draft(text, list(Channel.objects.all()), "en", given), Moment())


def report() -> list[dict[str, Any]]:
    """Tell how every delivery stands and what was tried."""
    deliveries = Delivery.objects.select_related("channel", "post__content").prefetch_related("attempts")
    return [
        {
            "text": one.words,
            "kind": one.channel.kind,
            "state": one.state,
            "uri": one.uri,
            "attempts": [attempt.fence for attempt in one.attempts.all()],
        }
        for one in deliveries
    ]


def unfinished() -> int:
    """Return how many deliveries are not live yet."""
    return Delivery.objects.exclude(state="live").count()


def fences() -> dict[str, int]:
    """Return how many attempts ended at each fence state."""
    found: dict[str, int] = {}
    for fence in Attempt.objects.values_list("fence", flat=True):
        found[fence] = found.get(fence, 0) + 1
    return found


_COMMANDS = {"found": found, "compose": compose_posts, "report": report, "unfinished": unfinished, "fences": fences}


def _worker() -> None:
    worker = Worker(threading.Event(), lane="delivery")
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.work()


def _fork(job: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            job()
        finally:
            sys.stdout.flush()
            os._exit(0)
    return child


def main() -> None:
    """Answer commands until standard input ends."""
    for made in connectors().values():
        made.warm_up()
    for line in sys.stdin:
        command = json.loads(line)
        name, arguments = command["do"], command.get("with", {})
        if name == "worker":
            print(json.dumps(_fork(_worker)), flush=True)
        elif name == "reap":
            os.waitpid(arguments["pid"], 0)
            print("null", flush=True)
        else:
            os.waitpid(_fork(lambda: print(json.dumps(_COMMANDS[name](**arguments)))), 0)  # noqa: B023


if __name__ == "__main__":
    main()
