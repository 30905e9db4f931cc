"""A real Matrix server (Synapse) on this machine, and people who talk in its rooms."""

import hashlib
import hmac
import itertools
import json
import os
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import requests

from tests.partners import processes
from tests.partners.folder import PartnersMissingError

VARIABLE = "ANTIPHON_SYNAPSE"
SERVER_NAME = "bottega.test"
SHARED_SECRET = "only for the test server"
PASSWORD = "a password of the test server"
#: Small, so that a test sees that it is asked for.
MOST_BYTES = 3 * 1024 * 1024


def synapse_python() -> Path:
    """The Python that has Synapse. Raises PartnersMissingError when bin/check has not made its environment."""
    python = Path(os.environ.get(VARIABLE, "")) / "bin" / "python"
    if VARIABLE not in os.environ or not python.exists():
        raise PartnersMissingError(f"{VARIABLE} does not name an environment with Synapse: run bin/check")
    return python


class Synapse:
    """A running server; `with Synapse() as server:` starts and removes it."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self._running = ExitStack()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-synapse-")))
            config = self._configured(folder)
            command = [synapse_python(), "-m", "synapse.app.homeserver", "--config-path", config]
            subprocess.run([*command, "--generate-missing-configs"], check=True, capture_output=True, cwd=folder)
            process = processes.start(command, log=folder / "log", cwd=folder)
            starting.callback(processes.stop, process)
            processes.wait_for_port(self.port, process, log=folder / "log", seconds=60)
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def somebody(self, name: str) -> "Somebody":
        """A new person, signed in."""
        address = f"{self.url}/_synapse/admin/v1/register"
        nonce = requests.get(address, timeout=30).json()["nonce"]
        said = f"{nonce}\0{name}\0{PASSWORD}\0notadmin"
        signed = hmac.new(SHARED_SECRET.encode(), said.encode(), hashlib.sha1).hexdigest()
        asked = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": False, "mac": signed}
        answer = requests.post(address, json=asked | {"displayname": name.title()}, timeout=30)
        answer.raise_for_status()
        return Somebody(self, answer.json()["user_id"], answer.json()["access_token"])

    def _configured(self, folder: Path) -> Path:
        """Write a configuration that reaches nobody else; JSON is YAML too."""
        listener = {
            "port": self.port,
            "bind_addresses": ["127.0.0.1"],
            "type": "http",
            "resources": [{"names": ["client"]}],
        }
        unhindered = {"per_second": 1000, "burst_count": 1000}
        config = {
            "server_name": SERVER_NAME,
            "pid_file": str(folder / "pid"),
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "media_store_path": str(folder / "media"),
            "signing_key_path": str(folder / "signing.key"),
            "log_config": str(folder / "log.config"),
            "registration_shared_secret": SHARED_SECRET,
            "macaroon_secret_key": SHARED_SECRET,
            "form_secret": SHARED_SECRET,
            "report_stats": False,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "max_upload_size": MOST_BYTES,
            "rc_message": unhindered,
            "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), unhindered),
            "rc_joins": dict.fromkeys(("local", "remote"), unhindered),
            "presence": {"enabled": False},
        }
        path = folder / "homeserver.yaml"
        path.write_text(json.dumps(config))
        return path


@dataclass
class Somebody:
    """A person who writes and reacts through the server itself."""

    server: Synapse
    user: str
    token: str
    _keys = itertools.count()

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Ask the server for something, as this person."""
        address = f"{self.server.url}/_matrix/client/v3/{path}"
        head = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(method, address, json=body, params=query, headers=head, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def open_room(self, name: str, alias: str) -> str:
        """Open a public room; return its ID."""
        asked = {"name": name, "room_alias_name": alias, "preset": "public_chat", "visibility": "private"}
        return str(self.ask("POST", "createRoom", asked)["room_id"])

    def join(self, room: str) -> None:
        """Come into a room."""
        self.ask("POST", f"join/{quote(room, safe='')}", {})

    def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Send an event; return its ID."""
        path = f"rooms/{quote(room, safe='')}/send/{kind}/k{next(self._keys)}"
        return str(self.ask("PUT", path, content)["event_id"])

    def say(self, room: str, text: str, **more: Any) -> str:
        """Write something; `more` goes into the content."""
        return self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    def answer(self, room: str, text: str, to: str) -> str:
        """Answer an event."""
        return self.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    def react(self, room: str, to: str, sign: str = "🧶") -> str:
        """React to an event."""
        relation = {"rel_type": "m.annotation", "event_id": to, "key": sign}
        return self.send(room, "m.reaction", {"m.relates_to": relation})

    def timeline(self, room: str, sender: str) -> list[dict[str, Any]]:
        """Return the events of a sender in a room, oldest first."""
        wanted = json.dumps({"senders": [sender], "not_types": ["m.room.redaction"]})
        found = self.ask("GET", f"rooms/{quote(room, safe='')}/messages", dir="b", limit=100, filter=wanted)["chunk"]
        return [one for one in reversed(found) if one.get("state_key") is None]

    def download(self, address: str) -> bytes:
        """Return a file that was uploaded."""
        path = f"{self.server.url}/_matrix/client/v1/media/download/{address.removeprefix('mxc://')}"
        answer = requests.get(path, headers={"Authorization": f"Bearer {self.token}"}, timeout=30)
        answer.raise_for_status()
        return answer.content
