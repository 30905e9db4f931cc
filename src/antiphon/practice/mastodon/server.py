"""The practice Mastodon server."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from antiphon.practice.clock import Clock
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.mastodon import accounts_api, media_api, oauth_api, pages, statuses_api
from antiphon.practice.mastodon.access import invalid_token, rate_limit, rate_limit_headers
from antiphon.practice.mastodon.account import PracticeAccount
from antiphon.practice.mastodon.instance import ALL_SCOPES, Instance
from antiphon.practice.mastodon.limits import Limits
from antiphon.practice.mastodon.records import Account, State, Status
from antiphon.practice.routing import Router
from antiphon.practice.server import PracticeServer

REVOKED = "The access token was revoked"


class PracticeMastodon(PracticeServer):
    """A local server that the Mastodon client libraries take for a Mastodon.

    `limits` are what the instance announces and enforces.
    """

    name: ClassVar[str] = "mastodon"

    def __init__(
        self,
        port: int = 0,
        *,
        folder: Path | None = None,
        clock: Clock | None = None,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(port, folder=folder, clock=clock)
        state = self.folder.load(State, self.name) if self.folder else None
        self.instance = Instance(state or State(), limits or Limits(), self.clock, self.files)
        self.instance.url = self.url
        self.router = Router[Instance]()
        for part in (oauth_api, media_api, statuses_api, accounts_api, pages):
            self.router.include(part.router)

    def add_account(
        self,
        username: str,
        display_name: str = "",
        *,
        note: str = "",
        domain: str | None = None,
        password: str = "practice",  # noqa: S107 - a practice server on loopback
        bot: bool = False,
        at: datetime | None = None,
    ) -> PracticeAccount:
        """Add somebody. `domain` makes them come from elsewhere in the fediverse; `note` is plain text.

        Raises RefusalError when the handle is taken.
        """
        with self.lock:
            created_at = at or self.clock.now()
            record = Account(
                id=self.instance.snowflake(created_at),
                username=username,
                domain=domain,
                display_name=display_name or username,
                note=note,
                password=password,
                created_at=created_at,
                bot=bot,
            )
            self.instance.create_account(record)
            self.instance.issue_token(record.id, None, ALL_SCOPES)
        return self.account(record.acct)

    def account(self, acct: str) -> PracticeAccount:
        """Return somebody by handle. Raises LookupError."""
        with self.lock:
            record = self.instance.find_account(acct)
            if record is None:
                raise LookupError(acct)
            tokens = self.instance.state.tokens.items()
            token = next((key for key, t in tokens if t.account_id == record.id and t.client_id is None), None)
            token = token or self.instance.issue_token(record.id, None, ALL_SCOPES)
        return PracticeAccount(self.instance, self.lock, record, token)

    def accounts(self) -> list[PracticeAccount]:
        """Return everybody."""
        with self.lock:
            return [self.account(a.acct) for a in self.instance.state.accounts.values()]

    def statuses(self) -> list[Status]:
        """Return all statuses, boosts included, oldest first."""
        with self.lock:
            return sorted(self.instance.state.statuses.values(), key=lambda s: int(s.id))

    def revoke(self, account: PracticeAccount) -> None:
        """Make every token of somebody useless."""
        with self.lock:
            tokens = self.instance.state.tokens
            for key in [key for key, token in tokens.items() if token.account_id == account.id]:
                del tokens[key]

    def state(self) -> State:
        """Return what has to be written to the folder."""
        return self.instance.state

    def state_mark(self) -> str:
        """Return a mark that changes whenever the state does."""
        return str(self.instance.revision)

    def answer(self, request: Request) -> Answer:
        """Answer a request of the protocol or of a browser."""
        self.instance.publish_due()
        limits = rate_limit(self.instance, request) if request.path.startswith("/api/") else {}
        try:
            answer = self.router.answer(self.instance, request)
        except RefusalError as refusal:
            answer = refusal.answer
        answer = answer or Answer.of_json({"error": "Record not found"}, 404)
        answer.headers.update(limits)
        return answer

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return Mastodon's 429."""
        reset = self.clock.now() + timedelta(seconds=retry_after)
        headers = rate_limit_headers(self.instance.limits.requests_per_window, 0, reset)
        return Answer.of_json({"error": "Too many requests"}, 429, headers | {"Retry-After": str(retry_after)})

    def server_error(self, status: int) -> Answer:
        """Return the page that a broken Mastodon shows."""
        message = "We're sorry, but something went wrong on our end."
        return Answer.of_json({"error": message}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return Mastodon's 401; `fault.error` replaces the sentence."""
        return invalid_token(fault.error or REVOKED).answer

    def limited(self, **changes: Any) -> None:
        """Change the limits of a running server."""
        with self.lock:
            self.instance.limits = replace(self.instance.limits, **changes)
