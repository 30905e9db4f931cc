"""The real Bluesky network on this machine (PDS, PLC directory, AppView), and people who act on it."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from atproto_client import Client
from atproto_client import models as lexicon
from atproto_core.exceptions import AtProtocolError

from tests.partners import processes
from tests.partners.folder import node, partners_folder
from tests.partners.postgres import PostgresCluster
from tests.partners.redis import RedisServer

SCRIPTS = Path(__file__).parent
PASSWORD = "a password of the test network"


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a running network answer, each as `http://localhost:PORT`."""

    pds: str
    plc: str
    appview: str


@dataclass(frozen=True)
class Account:
    """An account on the PDS; `password` opens a session."""

    handle: str
    did: str
    password: str


@dataclass(frozen=True)
class Reference:
    """One version of one record: `uri` is its at:// address, `cid` the checksum of what it says."""

    uri: str
    cid: str


def eventually[Answer](
    read: Callable[[], Answer], until: Callable[[Answer], bool] = bool, *, seconds: float = 30
) -> Answer:
    """Call `read` until `until` holds of its answer (until it is true, if not said), and return that answer.

    The network is consistent only after a while: what is not known yet may be an empty answer or an error.
    Raises AssertionError when `seconds` pass without it.
    """
    deadline = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < deadline:
        try:
            answer = read()
        except AtProtocolError as error:
            last = error
        else:
            if until(answer):
                return answer
            last = answer
        time.sleep(0.2)
    raise AssertionError(f"not after {seconds} s; the last answer was {last!r}")


class BlueskyNetwork:
    """A running network with its own PostgreSQL and Redis; `with BlueskyNetwork() as network:`."""

    addresses: Addresses

    def __init__(self) -> None:
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            postgres = starting.enter_context(PostgresCluster())
            redis = starting.enter_context(RedisServer())
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="antiphon-bluesky-")))
            environment = _environment(postgres.create_database("bluesky"), redis.address, folder)
            process = _start(environment, folder)
            starting.callback(processes.stop, process)
            self.addresses = _wait_for_addresses(process, folder / "log")
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def create_account(self, name: str, password: str = PASSWORD) -> Account:
        """Open the account `name.test` on the PDS. The AppView knows it a moment later."""
        handle = f"{name}.test"
        made = self._new_client().com.atproto.server.create_account(
            lexicon.ComAtprotoServerCreateAccount.Data(handle=handle, password=password, email=f"{name}@example.test")
        )
        return Account(handle=handle, did=made.did, password=password)

    def create_app_password(self, account: Account, name: str = "antiphon") -> str:
        """A password that opens sessions without the rights of the account's own."""
        session = self.sign_in(account.handle, account.password)
        request = lexicon.ComAtprotoServerCreateAppPassword.Data(name=name)
        return str(session.com.atproto.server.create_app_password(request).password)

    def sign_in(self, handle: str, password: str) -> Client:
        """A signed-in client, as soon as the AppView knows the account; closed with the network."""
        client = self._new_client()
        eventually(lambda: client.login(handle, password))
        return client

    def somebody(self, name: str) -> "Somebody":
        """A new person on the network, signed in and ready to act."""
        account = self.create_account(name)
        return Somebody(account, self.sign_in(account.handle, account.password))

    def _new_client(self) -> Client:
        client = Client(self.addresses.pds)
        self._running.callback(client.request.close)
        return client


class Somebody:
    """A person who writes and reacts through the network itself."""

    def __init__(self, account: Account, client: Client) -> None:
        self.account = account
        self.client = client

    @property
    def handle(self) -> str:
        """The name others mention, as `name.test`."""
        return self.account.handle

    @property
    def did(self) -> str:
        """The lasting identifier of the account."""
        return self.account.did

    def post(self, text: str) -> Reference:
        """Write a post of text alone."""
        return _reference(self.client.send_post(text))

    def post_image(self, text: str, image: bytes, alternative_text: str) -> Reference:
        """Write a post with one image."""
        return _reference(self.client.send_image(text, image, alternative_text))

    def reply(self, text: str, to: Reference) -> Reference:
        """Answer the post `to`, in the thread it belongs to."""
        self._see(to)
        answered = lexicon.AppBskyFeedPost.ReplyRef(parent=_strong(to), root=_strong(self._root_of(to)))
        return _reference(self.client.send_post(text, reply_to=answered))

    def quote(self, text: str, of: Reference) -> Reference:
        """Pass a post on with words of one's own."""
        self._see(of)
        return _reference(self.client.send_post(text, embed=lexicon.AppBskyEmbedRecord.Main(record=_strong(of))))

    def like(self, post: Reference) -> Reference:
        """Like a post."""
        self._see(post)
        return _reference(self.client.like(post.uri, post.cid))

    def repost(self, post: Reference) -> Reference:
        """Pass a post on as it is."""
        self._see(post)
        return _reference(self.client.repost(post.uri, post.cid))

    def follow(self, did: str) -> Reference:
        """Follow the account `did`."""
        return _reference(self.client.follow(did))

    def delete(self, post: Reference) -> None:
        """Take a post of one's own back."""
        self.client.delete_post(post.uri)

    def notifications(self) -> list[lexicon.AppBskyNotificationListNotifications.Notification]:
        """What the AppView tells this person happened to them, newest first."""
        return list(self.client.app.bsky.notification.list_notifications().notifications)

    def _see(self, post: Reference) -> None:
        # People react to what they see. The AppView indexes accounts side by side: a reply that it
        # meets before the post it answers never becomes a notification.
        eventually(lambda: self.client.get_posts([post.uri]).posts)

    def _root_of(self, post: Reference) -> Reference:
        repository, collection, key = post.uri.removeprefix("at://").split("/")
        request = lexicon.ComAtprotoRepoGetRecord.Params(repo=repository, collection=collection, rkey=key)
        record = self.client.com.atproto.repo.get_record(request).value
        reply = getattr(record, "reply", None)
        return _reference(reply.root) if reply else post


def _reference(made: Any) -> Reference:
    return Reference(uri=made.uri, cid=made.cid)


def _strong(reference: Reference) -> lexicon.ComAtprotoRepoStrongRef.Main:
    return lexicon.ComAtprotoRepoStrongRef.Main(uri=reference.uri, cid=reference.cid)


def _environment(database: str, redis: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),  # the PDS keeps accounts and blobs in the temporary folder
        "ANTIPHON_PARTNERS": str(partners_folder()),
        "DB_POSTGRES_URL": database,
        "REDIS_HOST": redis,
        "NODE_ENV": "development",
    }


def _start(environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    options = ["--dns-result-order=ipv4first", "--import", SCRIPTS / "loopback.mjs"]
    return processes.start(
        [node(), *options, SCRIPTS / "bluesky_network.mjs"], log=folder / "log", env=environment, cwd=folder
    )


def _wait_for_addresses(process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> Addresses:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for line in log.read_text(errors="replace").splitlines():
            if line.startswith('{"pds":'):
                return Addresses(**json.loads(line))
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise processes.PartnerFailedError(f"the Bluesky network did not start:\n{processes.log_end(log)}")
