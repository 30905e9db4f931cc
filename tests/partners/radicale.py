"""A private address book server (Radicale) for one run: a free port on 127.0.0.1, one user, files of its own."""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import httpx

from tests.partners import processes

USER, PASSWORD = "anna", "correct horse"
_BOOK = (
    '<mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/>'
    "<c:addressbook/></resourcetype><displayname>%s</displayname></prop></set></mkcol>"
)


class AddressBookServer:
    """A running Radicale; `with AddressBookServer() as server:` starts and removes it."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}/"
        self._running = ExitStack()
        self._client = httpx.Client(base_url=self.url, auth=(USER, PASSWORD), trust_env=False)

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-radicale-")))
            (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
            (folder / "config").write_text(
                f"[server]\nhosts = {self.host}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\n"
                f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {folder}/rows\n"
            )
            log = folder / "log"
            process = processes.start([sys.executable, "-m", "radicale", "--config", folder / "config"], log=log)
            starting.callback(processes.stop, process)
            processes.wait_for_port(self.port, process, log=log)
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._running.close()

    def make_book(self, name: str) -> str:
        """Make an address book; return its path."""
        path = f"/{USER}/{name}/"
        self._client.request("MKCOL", path, content=_BOOK % name).raise_for_status()
        return path

    def put(self, path: str, card: str) -> None:
        """Write a card, as a phone does it."""
        headers = {"content-type": "text/vcard; charset=utf-8"}
        self._client.put(path, content=card.encode(), headers=headers).raise_for_status()

    def read(self, path: str) -> str:
        """Return a card as it stands there, empty if there is none."""
        answer = self._client.get(path)
        return answer.text if answer.is_success else ""

    def delete(self, path: str) -> None:
        """Delete a card, as a phone does it."""
        self._client.delete(path).raise_for_status()

    def paths(self, book: str) -> list[str]:
        """Return the paths of the cards of a book."""
        answer = self._client.request("PROPFIND", book, headers={"depth": "1"}).raise_for_status()
        return sorted(one for one in answer.text.split("href>") if one.endswith(".vcf</"))
