"""What a Mastodon server keeps."""

from dataclasses import dataclass, field
from datetime import datetime

PUBLIC_VISIBILITIES = frozenset({"public", "unlisted"})


@dataclass
class Account:
    """One account; `domain` is None when it lives on this server. `note` is plain text."""

    id: str
    username: str
    domain: str | None
    display_name: str
    note: str
    password: str
    created_at: datetime
    bot: bool = False

    @property
    def acct(self) -> str:
        """Handle as the API writes it: with the domain only for accounts from elsewhere."""
        return f"{self.username}@{self.domain}" if self.domain else self.username


@dataclass
class Poll:
    """A question; the votes are by option, each with the accounts that gave them."""

    options: list[str]
    expires_at: datetime
    multiple: bool = False
    votes: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Status:
    """One status, or (with `reblog_of_id`) the boost of another one."""

    id: str
    account_id: str
    created_at: datetime
    text: str = ""
    in_reply_to_id: str | None = None
    reblog_of_id: str | None = None
    visibility: str = "public"
    language: str | None = None
    spoiler_text: str = ""
    sensitive: bool = False
    media_ids: list[str] = field(default_factory=list)
    poll: Poll | None = None
    mentions: list[str] = field(default_factory=list)
    favourites: dict[str, datetime] = field(default_factory=dict)
    application: str | None = None


@dataclass
class Media:
    """One uploaded file; the bytes are in the file store under `name`."""

    id: str
    account_id: str
    name: str
    mime_type: str
    width: int
    height: int
    size: int
    description: str | None
    ready_at: datetime
    status_id: str | None = None

    @property
    def is_video(self) -> bool:
        """Whether it is a film."""
        return self.mime_type.startswith("video/")


@dataclass
class Notification:
    """Something that an account is told."""

    id: str
    account_id: str
    type: str
    from_id: str
    status_id: str | None
    created_at: datetime


@dataclass
class Application:
    """A registered client."""

    client_id: str
    client_secret: str
    name: str
    redirect_uris: list[str]
    scopes: str
    website: str | None = None


@dataclass
class Grant:
    """An authorization code that has not been exchanged yet."""

    account_id: str
    client_id: str
    redirect_uri: str
    scopes: str
    challenge: str | None


@dataclass
class Token:
    """An access token; `account_id` is None for a token of the application itself."""

    account_id: str | None
    client_id: str | None
    scopes: str
    created_at: datetime


@dataclass
class Draft:
    """What somebody asks to publish."""

    text: str = ""
    media_ids: list[str] = field(default_factory=list)
    in_reply_to_id: str | None = None
    visibility: str = "public"
    language: str | None = None
    spoiler_text: str = ""
    sensitive: bool = False
    application: str | None = None
    poll: Poll | None = None


@dataclass
class Scheduled:
    """A draft that waits for its hour."""

    id: str
    account_id: str
    scheduled_at: datetime
    draft: Draft


@dataclass
class Remembered:
    """What an idempotency key led to."""

    id: str
    at: datetime
    scheduled: bool = False


@dataclass
class State:
    """Everything; the dictionaries are by id unless the name says otherwise."""

    accounts: dict[str, Account] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    notifications: list[Notification] = field(default_factory=list)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    followers: dict[str, dict[str, datetime]] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    grants_by_code: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    remembered_by_key: dict[str, Remembered] = field(default_factory=dict)
    last_number: int = 0
