"""The practice WordPress server."""

from pathlib import Path
from typing import ClassVar

from antiphon.practice.clock import Clock
from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.routing import Router
from antiphon.practice.server import PracticeServer
from antiphon.practice.wordpress import api
from antiphon.practice.wordpress.records import EDITOR_MAY, Comment, Person, Post, State
from antiphon.practice.wordpress.site import Site, refusal

GUESTS_MAY: frozenset[str] = frozenset()


class PracticeWordPress(PracticeServer):
    """A local server that blog tools take for a WordPress. With `plain_permalinks` it has no readable addresses."""

    name: ClassVar[str] = "wordpress"
    wording = Wording(
        moments=frozenset({"date", "date_gmt"}),
        html=frozenset({"rendered", "raw"}),
        text=frozenset({"author_name", "name"}),
    )

    def __init__(
        self, port: int = 0, *, folder: Path | None = None, clock: Clock | None = None, plain_permalinks: bool = False
    ) -> None:
        super().__init__(port, folder=folder, clock=clock)
        state = self.folder.load(State, self.name) if self.folder else None
        self.site = Site(state or State(), self.clock, self.files)
        self.site.url = self.url
        self.plain_permalinks = plain_permalinks
        self.router = Router[Site]()
        self.router.include(api.router)

    def add_person(self, login: str, name: str = "", *, may: frozenset[str] = EDITOR_MAY) -> Person:
        """Add somebody with an account and an application password."""
        with self.lock:
            number = len(self.site.state.people) + 1
            person = Person(number, login, name or login, f"{login} abcd 1234 efgh 5678 ijkl", may)
            self.site.state.people[number] = person
            self.site.revision += 1
        return person

    def comment(self, post: int, text: str, *, parent: int = 0, name: str = "Ada") -> Comment:
        """Let a guest say something under an article. Raises RefusalError."""
        guest = Person(0, "", name, None, GUESTS_MAY)
        with self.lock:
            email = f"{name.lower()}@guests.example"
            return api.write_comment(self.site, self.site.post(str(post)), parent, text, guest, email)

    def posts(self) -> list[Post]:
        """Return what is published, the oldest first."""
        with self.lock:
            return [one for one in self.site.state.posts.values() if one.status == "publish"]

    def state(self) -> State:
        """Return what has to be written to the folder."""
        return self.site.state

    def state_mark(self) -> str:
        """Return a mark that changes whenever the state does."""
        return str(self.site.revision)

    def answer(self, request: Request) -> Answer:
        """Answer a request of the interface."""
        route = request.query.get("rest_route", [""])[0]
        if route:
            request = _with_path(request, f"/wp-json{route}")
        elif self.plain_permalinks:
            return Answer.of_html("<h1>Not Found</h1>", 404)
        try:
            answer = self.router.answer(self.site, request)
        except RefusalError as refused:
            answer = refused.answer
        missing = refusal(404, "rest_no_route", "No route was found matching the URL and request method.")
        return answer or missing.answer

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return what a host in front of WordPress answers who asks too often."""
        page = Answer.of_html("<h1>Too Many Requests</h1>", 429)
        page.headers["Retry-After"] = str(retry_after)
        return page

    def server_error(self, status: int) -> Answer:
        """Return WordPress's critical error."""
        message = "There has been a critical error on this website."
        return refusal(status, "internal_server_error", message).answer

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return WordPress's 401; `fault.error` replaces the code."""
        message = "The provided password is an invalid application password."
        return refusal(401, fault.error or "incorrect_password", message).answer


def _with_path(request: Request, path: str) -> Request:
    target = request.target.partition("?")[2]
    return Request(request.method, f"{path}?{target}", request.headers, request.body)
