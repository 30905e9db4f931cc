"""A private Ghost for one run: SQLite, a free port on 127.0.0.1, nothing kept.

To install it takes minutes and 700 MB, so it is used only where ANTIPHON_TEST_GHOST names the folder of one;
`tests/partners/ghost_install.sh FOLDER` makes it.
"""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import requests

from tests.partners import processes
from tests.partners.folder import PartnersMissingError, node

HERE = Path(__file__).parent
VARIABLE = "ANTIPHON_TEST_GHOST"
OWNER, PASSWORD = "anna@bottega.example", "a long secret of anna"


class Ghost:
    """A running Ghost; `with Ghost(url) as site:` starts and removes it. `url` is where people find it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.port = processes.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._session = requests.Session()
        self._session.headers["Origin"] = url
        self._running = ExitStack()

    def __enter__(self) -> Self:
        source = ghost_folder()
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-ghost-")))
            shutil.copytree(source / "content", folder / "content", symlinks=True)
            log = folder / "log"
            process = processes.start(
                [node(), "--import", HERE / "loopback.mjs", "index.js"],
                log=log,
                env=self._environment(folder),
                cwd=source,
            )
            starting.callback(processes.stop, process)
            processes.wait_for_port(self.port, process, log=log, seconds=90)
            self._set_up(process, log)
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()
        self._running.close()

    def ask(self, method: str, route: str, **more: Any) -> Any:
        """Ask the Admin API as the owner."""
        answer = self._session.request(method, f"{self.address}/ghost/api/admin/{route}", timeout=60, **more)
        if not answer.ok:
            raise processes.PartnerFailedError(f"{method} {route}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content and "json" in answer.headers["Content-Type"] else None

    def _environment(self, folder: Path) -> dict[str, str]:
        content = folder / "content"
        return os.environ | {
            "NODE_ENV": "production",
            "url": self.url,
            "server__host": "127.0.0.1",
            "server__port": str(self.port),
            "database__client": "sqlite3",
            "database__connection__filename": str(folder / "ghost.sqlite"),
            "database__useNullAsDefault": "true",
            "paths__contentPath": str(content),
            "mail__transport": "stub",
            "logging__transports": '["stdout"]',
            "privacy__useUpdateCheck": "false",
            "privacy__useGravatar": "false",
            "security__staffDeviceVerification": "false",
        }

    def _set_up(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        """Make the owner and sign in, as soon as it has its tables; let members comment."""
        self._wait_until_ready(process, log)
        owner = {"name": "Anna", "email": OWNER, "password": PASSWORD, "blogTitle": "La Bottega"}
        self.ask("POST", "authentication/setup/", json={"setup": [owner]})
        self.ask("POST", "session/", json={"username": OWNER, "password": PASSWORD})
        self.ask("PUT", "settings/", json={"settings": [{"key": "comments_enabled", "value": "all"}]})

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        for _ in range(300):
            if process.poll() is not None:
                break
            if self._session.get(f"{self.address}/ghost/api/admin/site/", timeout=60).ok:
                return
            time.sleep(0.2)
        raise processes.PartnerFailedError(f"Ghost is not ready:\n{processes.log_end(log)}")


def ghost_folder() -> Path:
    """The folder of an installed Ghost. Raises PartnersMissingError where none was asked for."""
    named = os.environ.get(VARIABLE)
    if not named or not (Path(named) / "index.js").is_file():
        raise PartnersMissingError(
            f"{VARIABLE} does not name an installed Ghost: see tests/partners/ghost_install.sh"
        )
    node()
    return Path(named)
