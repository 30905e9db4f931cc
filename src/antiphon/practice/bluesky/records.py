"""What the practice Bluesky keeps."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
REPOST = "app.bsky.feed.repost"
FOLLOW = "app.bsky.graph.follow"
PROFILE = "app.bsky.actor.profile"


@dataclass
class Account:
    """One account; display name and description are in its profile record.

    Access tokens of an earlier `generation` are no longer good.
    """

    did: str
    handle: str
    password: str
    created_at: datetime
    active: bool = True
    generation: int = 0


@dataclass(frozen=True)
class Record:
    """One record of a repository; `indexed_at` is when the network saw it."""

    did: str
    collection: str
    rkey: str
    cid: str
    value: dict[str, Any]
    indexed_at: datetime

    @property
    def uri(self) -> str:
        """Address of the record."""
        return f"at://{self.did}/{self.collection}/{self.rkey}"

    @property
    def subject(self) -> str:
        """Address or identifier that a like, a repost or a follow is about; empty for the rest."""
        subject = self.value.get("subject", "")
        return str(subject.get("uri", "")) if isinstance(subject, dict) else str(subject)

    @property
    def parent(self) -> str:
        """Address of the post that this one answers; empty when it answers none."""
        return str(self.value.get("reply", {}).get("parent", {}).get("uri", ""))

    @property
    def quoted(self) -> str:
        """Address of the post that this one quotes; empty when it quotes none."""
        embed = self.value.get("embed") or {}
        record = embed.get("record") or {}
        return str((record.get("record") or record).get("uri", ""))


@dataclass(frozen=True)
class Blob:
    """One uploaded file; the bytes are in the file store under the CID."""

    cid: str
    did: str
    mime_type: str
    size: int
    width: int
    height: int

    def reference(self) -> dict[str, Any]:
        """Return what a record holds to refer to the file."""
        link = {"$link": self.cid}
        return {"$type": "blob", "ref": link, "mimeType": self.mime_type, "size": self.size}


@dataclass
class RefreshToken:
    """A refresh token that is still good; `next_id` once it was used."""

    id: str
    did: str
    expires_at: datetime
    next_id: str | None = None


@dataclass(frozen=True)
class Notification:
    """Something that an account is told."""

    number: int
    to: str
    reason: str
    author: str
    uri: str
    reason_subject: str | None
    at: datetime


@dataclass
class State:
    """Everything; accounts by DID, records by address, files by CID."""

    accounts: dict[str, Account] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    blobs: dict[str, Blob] = field(default_factory=dict)
    notifications: list[Notification] = field(default_factory=list)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    seen_at: dict[str, datetime] = field(default_factory=dict)
    signing_key: str = ""
    last_number: int = 0
