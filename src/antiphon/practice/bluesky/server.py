"""The practice Bluesky server."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from antiphon.practice.bluesky import feed_api, pages, repo_api, server_api
from antiphon.practice.bluesky.account import PracticeAccount
from antiphon.practice.bluesky.identifiers import Address, did_of
from antiphon.practice.bluesky.limits import Limits
from antiphon.practice.bluesky.network import Network, invalid_request
from antiphon.practice.bluesky.records import POST, PROFILE, Account, Record, State
from antiphon.practice.bluesky.sessions import authentication_required
from antiphon.practice.clock import Clock, iso
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.routing import Router
from antiphon.practice.server import PracticeServer

TAKEN_DOWN = "Account has been taken down"
WORDS = {
    "ExpiredToken": (400, "Token has expired"),
    "InvalidToken": (400, "Token could not be verified"),
    "AuthMissing": (401, "Authentication Required"),
    "AccountTakedown": (401, TAKEN_DOWN),
    "AccountDeactivated": (401, "Account is deactivated"),
}


class PracticeBluesky(PracticeServer):
    """A local server that the Bluesky client libraries take for a PDS with an AppView behind it.

    Names without a dot get `handle_domain`. `limits` are announced and enforced.
    """

    name: ClassVar[str] = "bluesky"

    def __init__(
        self,
        port: int = 0,
        *,
        folder: Path | None = None,
        clock: Clock | None = None,
        limits: Limits | None = None,
        handle_domain: str = "practice.test",
    ) -> None:
        super().__init__(port, folder=folder, clock=clock)
        self.handle_domain = handle_domain
        state = self.folder.load(State, self.name) if self.folder else None
        self.network = Network(state or State(), limits or Limits(), self.clock, self.files)
        self.network.url = self.url
        self.router = Router[Network]()
        for part in (server_api, repo_api, feed_api, pages):
            self.router.include(part.router)

    def add_account(
        self,
        username: str,
        display_name: str = "",
        *,
        note: str = "",
        password: str = "practice",  # noqa: S107 - a practice server on loopback
        at: datetime | None = None,
    ) -> PracticeAccount:
        """Add somebody; `note` is the description. Raises RefusalError when the handle is taken."""
        handle = (username if "." in username else f"{username}.{self.handle_domain}").lower()
        with self.lock:
            if self.network.find_account(handle):
                raise invalid_request(f"Handle already taken: {handle}", "HandleNotAvailable")
            created_at = at or self.clock.now()
            account = Account(did_of(handle), handle, password, created_at)
            self.network.state.accounts[account.did] = account
            profile = {"displayName": display_name or username, "description": note}
            address = Address(account.did, PROFILE, "self")
            self.network.create(address, profile | {"createdAt": iso(created_at)}, created_at)
        return self.account(handle)

    def account(self, handle: str) -> PracticeAccount:
        """Return somebody by handle, with or without the server's domain. Raises LookupError."""
        with self.lock:
            wanted = handle if "." in handle or ":" in handle else f"{handle}.{self.handle_domain}"
            record = self.network.find_account(wanted)
        if record is None:
            raise LookupError(handle)
        return PracticeAccount(self.network, self.lock, record)

    def accounts(self) -> list[PracticeAccount]:
        """Return everybody."""
        with self.lock:
            return [self.account(a.handle) for a in self.network.state.accounts.values()]

    def posts(self) -> list[Record]:
        """Return all posts, oldest first."""
        with self.lock:
            return self.network.records(POST)

    def revoke(self, account: PracticeAccount) -> None:
        """End every session of somebody: no token of theirs is good any more."""
        with self.lock:
            tokens = self.network.state.refresh_tokens
            for key in [key for key, token in tokens.items() if token.did == account.did]:
                del tokens[key]
            self.network.state.accounts[account.did].generation += 1
            self.network.revision += 1

    def state(self) -> State:
        """Return what has to be written to the folder."""
        return self.network.state

    def state_mark(self) -> str:
        """Return a mark that changes whenever the state does."""
        return str(self.network.revision)

    def answer(self, request: Request) -> Answer:
        """Answer a request of the protocol or of a browser."""
        answer = self.router.answer(self.network, request)
        if answer is not None:
            return answer
        if request.path.startswith("/xrpc/"):
            return Answer.of_json({"error": "MethodNotImplemented", "message": "Method Not Implemented"}, 501)
        return Answer.of_json({"error": "NotFound", "message": "Not Found"}, 404)

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return the PDS's 429."""
        limit = self.network.limits.write_points_per_hour
        headers = repo_api.rate_limit_headers(self.network, limit, 3600, retry_after)
        return Answer.of_json(repo_api.RATE_LIMITED, 429, headers)

    def server_error(self, status: int) -> Answer:
        """Return the PDS's 5xx."""
        names = {502: ("UpstreamFailure", "Upstream Failure"), 503: ("NotEnoughResources", "Not Enough Resources")}
        error, message = names.get(status, ("InternalServerError", "Internal Server Error"))
        return Answer.of_json({"error": error, "message": message}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return the PDS's answer to a bad token; `fault.error` is one of its error names."""
        error = fault.error or "ExpiredToken"
        status, message = WORDS.get(error, (400, error))
        refusal = invalid_request if status == 400 else authentication_required
        return refusal(message, error).answer

    def limited(self, **changes: Any) -> None:
        """Change the limits of a running server."""
        with self.lock:
            self.network.limits = replace(self.network.limits, **changes)
