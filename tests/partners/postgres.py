"""A private PostgreSQL for one run: its own folder, a free port on 127.0.0.1, nothing kept afterwards.

`python -m tests.partners.postgres COMMAND …` runs a command that finds its address in ANTIPHON_TEST_DATABASE_URL,
and in ANTIPHON_DATABASE_URL, which the settings read: pytest-django loads them before any conftest.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from tests.partners import processes

# Nothing of a test run must survive a power cut, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}
VARIABLES = ("ANTIPHON_TEST_DATABASE_URL", "ANTIPHON_DATABASE_URL")
INITDB_OPTIONS = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]


class PostgresCluster:
    """A running PostgreSQL server; `with PostgresCluster() as cluster:` starts and removes it."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self._user = _server_user()
        self._running = ExitStack()

    def url(self, database: str = "postgres") -> str:
        """The address of `database`, as Django settings and drivers take it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        statement = f'CREATE DATABASE "{name}"'
        psql = ["psql", "--quiet", "--no-psqlrc", "--dbname", self.url(), "--command", statement]
        subprocess.run(psql, check=True, stdin=subprocess.DEVNULL)
        return self.url(name)

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-postgres-")))
            if self._user:
                shutil.chown(folder, self._user, self._user)
            self._initialize(folder)
            process = self._start(folder)
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
            starting.callback(processes.stop, process, first=signal.SIGINT)
            processes.wait_for_port(self.port, process, log=folder / "log")
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def _initialize(self, folder: Path) -> None:
        made = subprocess.run(
            [programs() / "initdb", "-D", folder / "data", *INITDB_OPTIONS],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=folder,
        )
        if made.returncode:
            raise processes.PartnerFailedError(f"initdb ended with status {made.returncode}:\n{made.stderr}")

    def _start(self, folder: Path) -> subprocess.Popen[bytes]:
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [programs() / "postgres", "-D", folder / "data", "-p", str(self.port), *settings]
        return processes.start(command, log=folder / "log", user=self._user, cwd=folder)


def programs() -> Path:
    """The folder of the newest PostgreSQL server programs on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        raise processes.PartnerFailedError("no PostgreSQL server on this machine: bin/check installs it")
    return Path(initdb).parent


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: the account to run as instead, or None."""
    return pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None


def main(command: list[str]) -> int:
    """Run `command` against a fresh cluster; return its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # leaves the cluster behind clean
    with PostgresCluster() as cluster:
        address = cluster.create_database("antiphon")
        environment = os.environ | dict.fromkeys(VARIABLES, address)
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
