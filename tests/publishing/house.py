"""A product of its own in a folder of its own, with real worker processes that can be killed."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Self


def _migrate(environment: dict[str, str]) -> None:
    prepare = "import django; django.setup(); from antiphon.cli.preparing import bring_up_to_date as up; up()"
    subprocess.run([sys.executable, "-c", prepare], env=environment, check=True, stderr=subprocess.DEVNULL)


@cache
def migrated_sqlite() -> Path:
    """Return an empty database with its tables."""
    folder = Path(tempfile.mkdtemp(prefix="antiphon-house-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _migrate(os.environ | {
        "ANTIPHON_DATA": str(folder),
        "ANTIPHON_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "antiphon.config.settings",
    })  # fmt: skip
    return folder / "antiphon.sqlite3"


_ROOT = Path(__file__).resolve().parents[2]


class House:
    """Talks to the zygote; `database` is the address of a database, SQLite in the folder if empty."""

    def __init__(self, folder: Path, database: str = "", **settings: str) -> None:
        self._environment = os.environ | {
            "PYTHONPATH": f"{_ROOT / 'src'}{os.pathsep}{_ROOT}",
            "ANTIPHON_DATA": str(folder),
            "ANTIPHON_DATABASE_URL": database,
            "ANTIPHON_PRIVATE_HOSTS": "127.0.0.1",
            "ANTIPHON_DELIVERY_LEASE_SECONDS": "0.6",
            "ANTIPHON_DELIVERY_FIRST_WAIT_SECONDS": "0.05",
            "ANTIPHON_NETWORK_SECONDS": "2",
            "ANTIPHON_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "antiphon.config.settings",
            **settings,
        }
        self._log = (folder / "workers.log").open("wb")
        if database:
            _migrate(self._environment)
        else:
            shutil.copy(migrated_sqlite(), folder / "antiphon.sqlite3")
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.publishing.zygote"],
            env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        self.log = folder / "workers.log"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._zygote.stdin
        assert self._zygote.stdout
        self._zygote.stdin.close()
        self._zygote.wait(10)
        self._zygote.stdout.close()
        self._log.close()

    def do(self, name: str, **arguments: Any) -> Any:
        """Let the zygote do something and return its answer."""
        assert self._zygote.stdin
        assert self._zygote.stdout
        self._zygote.stdin.write(json.dumps({"do": name, "with": arguments}) + "\n")
        self._zygote.stdin.flush()
        return json.loads(self._zygote.stdout.readline())

    def start_worker(self) -> int:
        """Start a real worker process; return its process id."""
        return int(self.do("worker"))

    def kill(self, pid: int) -> None:
        """SIGKILL: no goodbye."""
        os.kill(pid, signal.SIGKILL)
        self.do("reap", pid=pid)

    def stop(self, pid: int) -> None:
        """SIGTERM, and wait until it is gone."""
        os.kill(pid, signal.SIGTERM)
        self.do("reap", pid=pid)
