"""The state of the practice Bluesky and what can be done to it."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from antiphon.practice.bluesky.identifiers import Address, parse_address, record_cid, tid
from antiphon.practice.bluesky.lexicon import InvalidRecordError, check_record
from antiphon.practice.bluesky.limits import Limits
from antiphon.practice.bluesky.records import (
    FOLLOW,
    LIKE,
    POST,
    PROFILE,
    REPOST,
    Account,
    Notification,
    Record,
    State,
)
from antiphon.practice.clock import Clock
from antiphon.practice.exchange import RefusalError
from antiphon.practice.storage import FileStore

REPLY_NOTIFICATION_DEPTH = 5


def invalid_request(message: str, error: str = "InvalidRequest") -> RefusalError:
    """Return XRPC's 400."""
    return RefusalError(400, {"error": error, "message": message})


class Network:
    """Repositories and what the network makes of them. Callers hold the server's lock."""

    def __init__(self, state: State, limits: Limits, clock: Clock, files: FileStore) -> None:
        self.state = state
        self.state.signing_key = state.signing_key or secrets.token_hex(32)
        self.limits = limits
        self.clock = clock
        self.files = files
        self.url = ""
        self.revision = 0
        self.spent_points: dict[str, list[tuple[datetime, int]]] = {}

    def next_number(self) -> int:
        """Return a number that was never given before."""
        self.revision += 1
        self.state.last_number += 1
        return self.state.last_number

    def new_rkey(self, at: datetime) -> str:
        """Return a record key for a moment."""
        return tid(at, self.next_number())

    # --- accounts -------------------------------------------------------------------------------------

    def find_account(self, name: str) -> Account | None:
        """Find an account by handle or DID; None when unknown."""
        if name in self.state.accounts:
            return self.state.accounts[name]
        wanted = name.removeprefix("@").lower()
        return next((a for a in self.state.accounts.values() if a.handle == wanted), None)

    def profile(self, did: str) -> dict[str, Any]:
        """Return the profile record of an account; empty when it has none."""
        record = self.state.records.get(Address(did, PROFILE, "self").uri)
        return record.value if record else {}

    # --- records --------------------------------------------------------------------------------------

    def records(self, collection: str, did: str | None = None) -> list[Record]:
        """Return the records of a collection, oldest first, of one account or of all."""
        return self._found(collection, lambda r: did in {None, r.did})

    def _found(self, collection: str, wanted: Callable[[Record], bool]) -> list[Record]:
        found = [r for r in self.state.records.values() if r.collection == collection and wanted(r)]
        return sorted(found, key=lambda r: (r.indexed_at, r.uri))

    def about(self, collection: str, subject: str) -> list[Record]:
        """Return the likes, reposts or follows of a subject, latest first."""
        return self._found(collection, lambda r: r.subject == subject)[::-1]

    def replies(self, uri: str) -> list[Record]:
        """Return the direct replies to a post, oldest first."""
        return self._found(POST, lambda r: r.parent == uri)

    def quotes(self, uri: str) -> list[Record]:
        """Return the posts that quote a post, latest first."""
        return self._found(POST, lambda r: r.quoted == uri)[::-1]

    def ancestors(self, record: Record) -> Iterator[Record]:
        """Yield what a post answers, nearest first."""
        parent = self.state.records.get(record.parent)
        while parent:
            yield parent
            parent = self.state.records.get(parent.parent)

    def create(
        self, address: Address, value: dict[str, Any], at: datetime, *, validate: bool | None = None
    ) -> tuple[Record, str | None]:
        """Create a record; return it with its validation status.

        A key that is taken ends as in the PDS: 500, without a reason. A second like, repost or follow of the
        same subject replaces the first one.
        """
        record, status = self.prepared(address, value, at, validate=validate)
        for conflict in self._conflicts(record) if validate is not False else []:
            self.remove(conflict)
        if record.uri in self.state.records:
            raise RefusalError(500, {"error": "InternalServerError", "message": "Internal Server Error"})
        self._check_blobs(value)
        self.keep(record)
        self._notify_about(record)
        return record, status

    def prepared(
        self, address: Address, value: dict[str, Any], at: datetime, *, validate: bool | None
    ) -> tuple[Record, str | None]:
        """Check a record and compute its CID; nothing is kept yet."""
        value = {"$type": address.collection} | value
        if value["$type"] != address.collection:
            message = f"Invalid $type: expected {address.collection}, got {value['$type']}"
            raise invalid_request(message)
        status = self._validated(address, value) if validate is not False else None
        if validate is True and status == "unknown":
            raise invalid_request(f"Unknown lexicon type: {address.collection}")
        cid = record_cid(value)
        return Record(address.did, address.collection, address.rkey, cid, value, at), status

    def _validated(self, address: Address, value: dict[str, Any]) -> str:
        try:
            return check_record(address.collection, address.rkey, value, self.limits)
        except InvalidRecordError as error:
            raise invalid_request(str(error)) from error

    def _conflicts(self, record: Record) -> list[Record]:
        if record.collection not in {LIKE, REPOST, FOLLOW}:
            return []
        return [r for r in self.about(record.collection, record.subject) if r.did == record.did]

    def _check_blobs(self, value: Any) -> None:
        for cid in blob_links(value):
            if cid not in self.state.blobs:
                raise invalid_request(f"Could not find blob: {cid}", "BlobNotFound")

    def keep(self, record: Record) -> None:
        """Keep a record, in the place of the one with the same address."""
        self.revision += 1
        self.state.records[record.uri] = record

    def remove(self, record: Record) -> None:
        """Remove a record, and the notifications that came of it."""
        self.revision += 1
        self.state.records.pop(record.uri, None)
        kept = [n for n in self.state.notifications if n.uri != record.uri]
        self.state.notifications = kept

    # --- notifications --------------------------------------------------------------------------------

    def _notify_about(self, record: Record) -> None:
        told = {record.did}
        for to, reason, subject in self._reasons(record):
            if to not in told and to in self.state.accounts:
                told.add(to)
                number = self.next_number()
                notification = Notification(number, to, reason, record.did, record.uri, subject, record.indexed_at)
                self.state.notifications.append(notification)

    def _reasons(self, record: Record) -> Iterator[tuple[str, str, str | None]]:
        """Yield who is told, why and about which of their records, in the AppView's order."""
        if record.collection == FOLLOW:
            yield record.subject, "follow", None
        elif record.collection in {LIKE, REPOST}:
            subject = parse_address(record.subject)
            if subject:
                yield subject.did, record.collection.rpartition(".")[2], record.subject
        elif record.collection == POST:
            yield from self._reasons_of_post(record)

    def _reasons_of_post(self, record: Record) -> Iterator[tuple[str, str, str | None]]:
        for facet in record.value.get("facets", []):
            for feature in facet.get("features", []):
                if feature.get("$type") == "app.bsky.richtext.facet#mention":
                    yield feature["did"], "mention", None
        quoted = parse_address(record.quoted)
        if quoted:
            yield quoted.did, "quote", record.quoted
        for height, ancestor in enumerate(self.ancestors(record), start=1):
            if height < REPLY_NOTIFICATION_DEPTH:
                yield ancestor.did, "reply", ancestor.uri


def blob_links(value: Any) -> Iterator[str]:
    """Yield the CIDs of the files that a record refers to."""
    if isinstance(value, dict):
        if value.get("$type") == "blob":
            yield value["ref"]["$link"]
        else:
            for item in value.values():
                yield from blob_links(item)
    elif isinstance(value, list):
        for item in value:
            yield from blob_links(item)
