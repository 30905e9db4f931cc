"""A private Redis for one run: a free port on 127.0.0.1, in memory only."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from tests.partners import processes


class RedisServer:
    """A running Redis server; `with RedisServer() as redis:` starts and removes it."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self._running = ExitStack()

    @property
    def address(self) -> str:
        """Host and port, as `127.0.0.1:6379`."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address as clients take it."""
        return f"redis://{self.address}/0"

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-redis-")))
            options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
            process = processes.start(["redis-server", *options], log=folder / "log", cwd=folder)
            starting.callback(processes.stop, process)
            processes.wait_for_port(self.port, process, log=folder / "log")
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()
