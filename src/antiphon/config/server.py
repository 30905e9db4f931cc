"""The pages, served: `python -m antiphon.config.server HOST PORT PARENT`.

The application is loaded before the server forks, so that its worker answers at once.
"""

import sys

from django.conf import settings
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from antiphon.config import wsgi
from antiphon.lib.processes import end_with_parent

STOP_SECONDS = 5


def main(host: str, port: int) -> None:
    """Serve until SIGTERM."""
    _ = wsgi.application, get_resolver().url_patterns
    Granian(
        "antiphon.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # Threads begin when they are needed: each reader of a live session has one, pages have theirs beside.
        blocking_threads=settings.LIVE_STREAMS + 4 * wsgi.PAGES_AT_ONCE,
        backlog=max(1024, 2 * settings.LIVE_STREAMS),
        # Streams that are open would hold it up; a page is answered long before.
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        # Its warnings are about the number of threads, which is ours: an upload holds one while it arrives.
        log_level=LogLevels.error,
        static_path_route=["/static"],
        static_path_mount=[settings.STATIC_ROOT],
        static_path_expires=300,
    ).serve()


if __name__ == "__main__":
    end_with_parent(int(sys.argv[3]))
    main(sys.argv[1], int(sys.argv[2]))
