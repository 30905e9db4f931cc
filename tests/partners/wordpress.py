"""A private WordPress for one run: PHP's own server, a MariaDB of its own, free ports on 127.0.0.1, nothing kept.

WordPress itself is Debian's package, unpacked by bin/check beside the npm packages: installing it would bring a
web server that listens to everybody.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from tests.partners import processes
from tests.partners.folder import PartnersMissingError, partners_folder

HERE = Path(__file__).parent
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "my_print_defaults")
# Nothing of a test run must survive a power cut, so nothing waits for the disk.
DATABASE_SETTINGS = [
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=32M",
    "--performance-schema=off",
]
FIRST_WORDS = """\
CREATE DATABASE wordpress CHARACTER SET utf8mb4;
CREATE USER 'wordpress'@'127.0.0.1' IDENTIFIED BY 'wordpress';
GRANT ALL ON wordpress.* TO 'wordpress'@'127.0.0.1';
"""


class WordPress:
    """A running WordPress; `with WordPress() as site:` starts and removes it.

    `password` is an application password of anna, who may do everything; `contributors` one of bruno,
    who may write and not publish.
    """

    def __init__(self, url: str = "") -> None:
        """`url` is where people find the site if something stands in front of it."""
        self.port, self._database_port = processes.free_port(), processes.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.url = url or self.address
        self.password = self.contributors = ""
        self._running = ExitStack()

    def __enter__(self) -> Self:
        source = wordpress_folder()
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-wordpress-")))
            root = _copied(source, folder)
            starting.callback(processes.stop, self._start_database(folder))
            environment = self._environment(folder)
            made = _run(["php", HERE / "wordpress_install.php", root], env=environment)
            self.password, self.contributors = made.splitlines()[-2:]
            starting.callback(processes.stop, self._serve(folder, root, environment))
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def _environment(self, folder: Path) -> dict[str, str]:
        return os.environ | {
            "WORDPRESS_DATABASE": f"127.0.0.1:{self._database_port}",
            "WORDPRESS_URL": self.url,
            "WORDPRESS_CONTENT": str((folder / "content").resolve()),
        }

    def _start_database(self, folder: Path) -> "subprocess.Popen[bytes]":
        data, user, first = folder / "data", _own_user(), folder / "first.sql"
        data.mkdir()
        first.write_text(FIRST_WORDS)
        options = ["--no-defaults", f"--datadir={data}", *user]
        _run(["mariadb-install-db", *options, "--auth-root-authentication-method=normal", "--skip-test-db"])
        where = [f"--port={self._database_port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}"]
        files = [f"--pid-file={folder / 'pid'}", f"--init-file={first}"]
        log = folder / "database.log"
        process = processes.start(["mariadbd", *options, *where, *files, *DATABASE_SETTINGS], log=log)
        processes.wait_for_port(self._database_port, process, log=log)
        return process

    def _serve(self, folder: Path, root: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
        log = folder / "php.log"
        command = ["php", "-d", "upload_max_filesize=20M", "-d", "post_max_size=21M"]
        command += ["-S", f"127.0.0.1:{self.port}", "-t", str(root), str(HERE / "wordpress_router.php")]
        process = processes.start(command, log=log, env=environment)
        processes.wait_for_port(self.port, process, log=log)
        return process


def wordpress_folder() -> Path:
    """The unpacked package. Raises PartnersMissingError when bin/check has not made it, or a program is missing."""
    found = partners_folder() / "wordpress" / "usr" / "share" / "wordpress"
    if not found.is_dir():
        raise PartnersMissingError("WordPress is not unpacked beside the npm packages: run bin/check")
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        raise PartnersMissingError(f"{', '.join(missing)}: not installed; run bin/check")
    return found


def _copied(source: Path, folder: Path) -> Path:
    """Copy what WordPress needs: it reads its settings from its own folder."""
    shutil.copytree(source.parents[2] / "usr", folder / "usr", symlinks=True)
    root = folder / "usr" / "share" / "wordpress"
    shutil.copy(HERE / "wordpress_config.php", root / "wp-config.php")
    for name in ("uploads", "plugins", "themes", "mu-plugins"):
        (folder / "content" / name).mkdir(parents=True)
    shutil.copy(HERE / "wordpress_guests.php", folder / "content" / "mu-plugins")
    return root


def _own_user() -> list[str]:
    """MariaDB refuses to run as root unless it is told to."""
    return ["--user=root"] if os.geteuid() == 0 else []


def _run(command: list[object], env: dict[str, str] | None = None) -> str:
    made = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env
    )
    if made.returncode:
        raise processes.PartnerFailedError(f"{command[0]} ended with {made.returncode}:\n{made.stdout}{made.stderr}")
    return made.stdout
