"""What a person on the practice server can do, called from Python."""

from collections.abc import Sequence
from datetime import datetime
from threading import RLock

from antiphon.practice.exchange import Upload
from antiphon.practice.mastodon.instance import Instance
from antiphon.practice.mastodon.media_api import store
from antiphon.practice.mastodon.records import Account, Draft, Status


class PracticeAccount:
    """Somebody with an account. Every act takes `at` to lie in the past; the default is now.

    `token` is an access token for client libraries.
    """

    def __init__(self, instance: Instance, lock: RLock, account: Account, token: str) -> None:
        self._instance = instance
        self._lock = lock
        self._account = account
        self.token = token

    @property
    def id(self) -> str:
        """Id in the protocol."""
        return self._account.id

    @property
    def username(self) -> str:
        """Name without the server."""
        return self._account.username

    @property
    def acct(self) -> str:
        """Handle as the API writes it."""
        return self._account.acct

    @property
    def password(self) -> str:
        """Password for the sign-in page."""
        return self._account.password

    @property
    def url(self) -> str:
        """Public page."""
        return self._instance.address(self._account)

    def post(
        self,
        text: str,
        media: Sequence[tuple[bytes, str]] = (),
        *,
        at: datetime | None = None,
        visibility: str = "public",
        language: str | None = None,
        spoiler_text: str = "",
    ) -> Status:
        """Say something; `media` are files with their alternative texts."""
        draft = Draft(text, visibility=visibility, language=language, spoiler_text=spoiler_text)
        return self._publish(draft, media, at)

    def reply(self, status_id: str, text: str, *, at: datetime | None = None, language: str | None = None) -> Status:
        """Answer a status; its author is mentioned first, as clients do."""
        with self._lock:
            parent = self._instance.status(status_id, self._account)
            author = self._instance.state.accounts[parent.account_id]
        handle = f"@{author.acct}"
        addressed = text if handle in text or author.id == self.id else f"{handle} {text}"
        draft = Draft(addressed, in_reply_to_id=status_id, visibility=parent.visibility, language=language)
        return self._publish(draft, (), at)

    def _publish(self, draft: Draft, media: Sequence[tuple[bytes, str]], at: datetime | None) -> Status:
        with self._lock:
            for data, description in media:
                upload = Upload("file", "application/octet-stream", data)
                stored = store(self._instance, self._account, upload, description)
                stored.ready_at = self._instance.clock.now()
                draft.media_ids.append(stored.id)
            return self._instance.publish(self._account, draft, at or self._instance.clock.now())

    def favourite(self, status_id: str, *, at: datetime | None = None) -> None:
        """Favour a status."""
        with self._lock:
            status = self._instance.status(status_id, self._account)
            self._instance.favourite(self._account, status, at or self._instance.clock.now())

    def reblog(self, status_id: str, *, at: datetime | None = None) -> Status:
        """Boost a status."""
        with self._lock:
            status = self._instance.status(status_id, self._account)
            return self._instance.reblog(self._account, status, at or self._instance.clock.now())

    def follow(self, acct: str, *, at: datetime | None = None) -> None:
        """Follow the account of a handle."""
        with self._lock:
            other = self._instance.find_account(acct)
            if other is None:
                raise LookupError(acct)
            self._instance.follow(self._account, other, at or self._instance.clock.now())

    def delete(self, status_id: str) -> None:
        """Delete one's own status."""
        with self._lock:
            status = self._instance.status(status_id, self._account)
            if status.account_id != self.id:
                raise LookupError(status_id)
            self._instance.delete(status)
