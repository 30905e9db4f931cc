"""What a person on the practice Bluesky can do, called from Python."""

from collections.abc import Sequence
from datetime import datetime
from threading import RLock
from typing import Any

from antiphon.practice.bluesky.identifiers import Address
from antiphon.practice.bluesky.network import Network
from antiphon.practice.bluesky.pages import page_address
from antiphon.practice.bluesky.records import FOLLOW, LIKE, POST, REPOST, Account, Record
from antiphon.practice.bluesky.repo_api import store_blob
from antiphon.practice.bluesky.richtext import facets
from antiphon.practice.bluesky.sessions import tokens
from antiphon.practice.clock import iso


class PracticeAccount:
    """Somebody with an account. Every act takes `at` to lie in the past; the default is now."""

    def __init__(self, network: Network, lock: RLock, account: Account) -> None:
        self._network = network
        self._lock = lock
        self._account = account

    @property
    def did(self) -> str:
        """Identifier in the protocol."""
        return self._account.did

    @property
    def handle(self) -> str:
        """Handle without the at sign."""
        return self._account.handle

    @property
    def password(self) -> str:
        """Password that opens a session."""
        return self._account.password

    @property
    def url(self) -> str:
        """Public page."""
        return f"{self._network.url}/profile/{self.handle}"

    @property
    def token(self) -> str:
        """A new access token, good for two hours of the server's clock."""
        with self._lock:
            return tokens(self._network, self._account)["accessJwt"]

    def page(self, uri: str) -> str:
        """Return the public page of a post."""
        with self._lock:
            return page_address(self._network, self._network.state.records[uri])

    def post(
        self,
        text: str,
        media: Sequence[tuple[bytes, str]] = (),
        *,
        at: datetime | None = None,
        language: str | None = None,
    ) -> Record:
        """Say something; `media` are pictures with their alternative texts."""
        with self._lock:
            pictures = [self._picture(data, alt) for data, alt in media]
            embed = {"embed": {"$type": "app.bsky.embed.images", "images": pictures}} if pictures else {}
            return self._post(text, embed, at, language)

    def _picture(self, data: bytes, alt: str) -> dict[str, Any]:
        blob = store_blob(self._network, self._account, data, "application/octet-stream")
        ratio = {"aspectRatio": {"width": blob.width, "height": blob.height}} if blob.width else {}
        return {"image": blob.reference(), "alt": alt} | ratio

    def reply(self, uri: str, text: str, *, at: datetime | None = None, language: str | None = None) -> Record:
        """Answer a post."""
        with self._lock:
            parent = self._record(uri)
            reference = {"uri": parent.uri, "cid": parent.cid}
            root = parent.value.get("reply", {}).get("root", reference)
            return self._post(text, {"reply": {"root": root, "parent": reference}}, at, language)

    def quote(self, uri: str, text: str, *, at: datetime | None = None) -> Record:
        """Quote a post."""
        with self._lock:
            reference = {"uri": uri, "cid": self._record(uri).cid}
            embed = {"$type": "app.bsky.embed.record", "record": reference}
            return self._post(text, {"embed": embed}, at, None)

    def like(self, uri: str, *, at: datetime | None = None) -> Record:
        """Like a post."""
        return self._react(LIKE, uri, at)

    def repost(self, uri: str, *, at: datetime | None = None) -> Record:
        """Repost a post."""
        return self._react(REPOST, uri, at)

    def follow(self, handle: str, *, at: datetime | None = None) -> Record:
        """Follow the account of a handle."""
        with self._lock:
            other = self._network.find_account(handle)
            if other is None:
                raise LookupError(handle)
            return self._create(FOLLOW, {"subject": other.did}, at)

    def delete(self, uri: str) -> None:
        """Delete one's own record."""
        with self._lock:
            record = self._record(uri)
            if record.did != self.did:
                raise LookupError(uri)
            self._network.remove(record)

    def _react(self, collection: str, uri: str, at: datetime | None) -> Record:
        with self._lock:
            return self._create(collection, {"subject": {"uri": uri, "cid": self._record(uri).cid}}, at)

    def _record(self, uri: str) -> Record:
        if uri not in self._network.state.records:
            raise LookupError(uri)
        return self._network.state.records[uri]

    def _post(self, text: str, more: dict[str, Any], at: datetime | None, language: str | None) -> Record:
        marks = facets(text, self._did_of)
        value = {"text": text} | more | ({"facets": marks} if marks else {})
        return self._create(POST, value | ({"langs": [language]} if language else {}), at)

    def _did_of(self, handle: str) -> str | None:
        account = self._network.find_account(handle)
        return account.did if account else None

    def _create(self, collection: str, value: dict[str, Any], at: datetime | None) -> Record:
        moment = at or self._network.clock.now()
        address = Address(self.did, collection, self._network.new_rkey(moment))
        record, _ = self._network.create(address, value | {"createdAt": iso(moment)}, moment)
        return record
