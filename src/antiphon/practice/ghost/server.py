"""The practice Ghost server."""

import secrets
import uuid
from pathlib import Path
from typing import ClassVar

from antiphon.practice.clock import Clock
from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.ghost import api
from antiphon.practice.ghost.publication import Publication, refusal
from antiphon.practice.ghost.records import Comment, Member, Post, State
from antiphon.practice.routing import Router
from antiphon.practice.server import PracticeServer


class PracticeGhost(PracticeServer):
    """A local server that publishing tools take for a Ghost. `key` is its Admin API key."""

    name: ClassVar[str] = "ghost"
    wording = Wording(
        moments=frozenset({"created_at", "updated_at"}), html=frozenset({"html"}), text=frozenset({"name", "title"})
    )

    def __init__(self, port: int = 0, *, folder: Path | None = None, clock: Clock | None = None) -> None:
        super().__init__(port, folder=folder, clock=clock)
        state = self.folder.load(State, self.name) if self.folder else None
        self.key = f"{secrets.token_hex(12)}:{secrets.token_hex(32)}"
        self.publication = Publication(state or State(), self.clock, self.files, self.key)
        self.publication.url = self.url
        self.router = Router[Publication]()
        self.router.include(api.router)

    def add_member(self, name: str) -> Member:
        """Let one more person become a member."""
        with self.lock:
            member = Member(self.publication.next_id(), str(uuid.uuid4()), name, f"{name.lower()}@members.example")
            self.publication.state.members[member.id] = member
        return member

    def comment(self, member: Member, post_id: str, html: str, *, to: str = "") -> Comment:
        """Let a member say something under a post, or (`to`) under a comment."""
        with self.lock:
            above = self.publication.state.comments.get(to)
            comment = Comment(
                id=self.publication.next_id(),
                post_id=post_id,
                member_id=member.id,
                html=f"<p>{html}</p>",
                created_at=self.clock.now(),
                parent_id=(above.parent_id or above.id) if above else None,
                in_reply_to_id=above.id if above and above.parent_id else None,
            )
            self.publication.state.comments[comment.id] = comment
        return comment

    def posts(self) -> list[Post]:
        """Return what is published, the oldest first."""
        with self.lock:
            return [one for one in self.publication.state.posts.values() if one.status == "published"]

    def state(self) -> State:
        """Return what has to be written to the folder."""
        return self.publication.state

    def state_mark(self) -> str:
        """Return a mark that changes whenever the state does."""
        return str(self.publication.revision)

    def answer(self, request: Request) -> Answer:
        """Answer a request of the interface."""
        try:
            answer = self.router.answer(self.publication, request)
        except RefusalError as refused:
            answer = refused.answer
        return answer or refusal(404, "NotFoundError", "Resource not found").answer

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return Ghost's 429."""
        answer = refusal(429, "TooManyRequestsError", "Too many attempts.").answer
        answer.headers["Retry-After"] = str(retry_after)
        return answer

    def server_error(self, status: int) -> Answer:
        """Return Ghost's 5xx."""
        return refusal(status, "InternalServerError", "An unexpected error occurred, please try again.").answer

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return Ghost's 401; `fault.error` replaces the code."""
        return refusal(
            401, "UnauthorizedError", "Unknown Admin API Key", fault.error or "UNKNOWN_ADMIN_API_KEY"
        ).answer
