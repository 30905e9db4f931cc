"""What the local servers of Meta’s networks share: tokens, fields and pages of answers, errors, containers."""

import itertools
import json
import re
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.images import file_kind
from antiphon.practice.routing import Router
from antiphon.practice.server import PracticeServer


@dataclass
class File:
    """A picture or a film of a post."""

    media_type: str
    size: int
    width: int = 0
    height: int = 0
    alt: str = ""

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.media_type.startswith("video/")

    @classmethod
    def of(cls, data: bytes, alt: str = "") -> "File":
        """Look at some bytes."""
        kind = file_kind(data)
        if kind is None:
            raise error(9004, "Only photo or video can be accepted as media type.", 2_207_052)
        return cls(kind.mime_type, len(data), kind.width, kind.height, alt)


@dataclass
class Someone:
    """An account."""

    id: str
    username: str
    name: str
    followers: int = 7


@dataclass
class Post:
    """A post, an answer or a comment, as it stands."""

    id: str
    author: Someone
    text: str
    at: datetime
    files: list[File] = field(default_factory=list)
    parent: str = ""
    root: str = ""
    likes: int = 0
    shares: int = 0
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Container:
    """Something made, and not yet published."""

    id: str
    fields: dict[str, str]
    at: datetime
    files: list[File]
    state: str = ""
    reason: str = ""


class GraphServer(PracticeServer):
    """A server of Meta’s with us and other people on it; `token` is our access token, of a person or a page."""

    wording = Wording(
        frozenset({"timestamp", "created_time"}), html=frozenset(), text=frozenset({"text", "message", "name"})
    )
    edition: ClassVar[str] = "v25.0"
    router: ClassVar[Router[Any]]

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(17_900_000_000_000_001)
        self.us = self.add_someone("bottega", "La Bottega")
        self.tokens: dict[str, Someone] = {"EAAbottega-token": self.us}
        self.posts: dict[str, Post] = {}
        self.containers: dict[str, Container] = {}
        self.working_seconds = 0.0
        self.quota = 100
        self.business_usage = 0
        self.signed_in: dict[str, str] = {}

    @property
    def token(self) -> str:
        """Our access token."""
        return next(iter(self.tokens), "")

    def new_id(self) -> str:
        """Return a number for something new."""
        return str(next(self._numbers))

    def add_someone(self, username: str, name: str = "") -> Someone:
        """Add an account."""
        return Someone(self.new_id(), username, name or username.title())

    def add(self, author: Someone, text: str, **more: Any) -> Post:
        """Let a post stand."""
        with self.lock:
            post = Post(self.new_id(), author, text, self.clock.now(), **more)
            self.posts[post.id] = post
            return post

    def post(self, identifier: str) -> Post:
        """Return what stands, or refuse."""
        try:
            return self.posts[identifier]
        except KeyError:
            raise gone(identifier) from None

    def under(self, root: str) -> list[Post]:
        """Return what was said under a post, the oldest first."""
        return [post for post in self.posts.values() if post.root == root]

    # Requests ---------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer a request of the interface, or of who signs in."""
        if request.path.endswith(("/dialog/oauth", "/authorize")):
            return self.let_in(request)
        if request.path.endswith("access_token"):
            return self.hand_out(request)
        # Where files go, the token is told in another word.
        who = self.tokens.get(request.bearer or request.headers.get("authorization", "").removeprefix("OAuth "))
        if who is None:
            raise error(190, "Error validating access token: The session has been invalidated.", 460)
        found = self.router.answer(self, request)
        if found is None:
            raise error(2500, f"Unknown path components: {request.path}")
        if self.business_usage:
            found.headers["X-Business-Use-Case-Usage"] = json.dumps(usage(self.us.id, self.business_usage, 0))
        return found

    # Signing in -------------------------------------------------------------------------------------

    def let_in(self, request: Request) -> Answer:
        """Ask nothing, and send the browser back with a code."""
        self.signed_in = {name: values[0] for name, values in request.query.items()}
        back = f"{self.signed_in['redirect_uri']}?code=the-code&state={self.signed_in['state']}#_"
        return Answer(302, headers={"Location": back})

    def hand_out(self, request: Request) -> Answer:
        """Give a short-lived token for the code, a lasting one for that, and a fresh one for a lasting one."""
        kind = request.value("grant_type")
        told = {"access_token": f"EAA-{kind}-{self.new_id()}", "token_type": "bearer"}
        if kind == "authorization_code":
            if (request.value("code"), request.value("client_secret")) != ("the-code", "a1b2C3D4"):
                raise error(100, "Invalid verification code format.")
        elif (request.value("access_token") or request.value("fb_exchange_token")) not in self.tokens:
            raise error(190, "Invalid OAuth access token.")
        else:
            told["expires_in"] = 5_183_944  # type: ignore[assignment]
        self.tokens[told["access_token"]] = self.person
        return Answer.of_json(self.wrapped(told))

    @property
    def person(self) -> Someone:
        """Who signs in."""
        return self.us

    def wrapped(self, told: dict[str, str]) -> Any:
        """Return a token as this network writes it."""
        return told

    def asked(self, identifier: str) -> None:
        """Refuse a path that names somebody else."""
        if identifier not in {"me", self.us.id}:
            raise gone(identifier)

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return Meta’s answer to too many calls: when access is regained stands in a head, in minutes."""
        minutes = -(-retry_after // 60)
        headers = {"X-Business-Use-Case-Usage": json.dumps(usage(self.us.id, 100, minutes))}
        refusal = error(4, "Application request limit reached", headers=headers)
        return refusal.answer

    def server_error(self, status: int) -> Answer:
        """Return Meta’s 5xx."""
        text = "An unexpected error has occurred. Please retry your request later."
        return error(2, text, status=status, is_transient=True).answer

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return Meta’s answer to a token that is no longer good."""
        return error(
            190, fault.error or "Error validating access token: The user has changed the password.", 460
        ).answer

    # Containers -------------------------------------------------------------------------------------

    def contain(self, request: Request) -> Answer:
        """Make a container."""
        fields = {name: values[0] for name, values in request.form.items()}
        files = [self._fetched(fields)] if {"image_url", "video_url"} & set(fields) else []
        for child in filter(None, fields.get("children", "").split(",")):
            if self.state_of(child) != "FINISHED":
                raise error(9007, "The media is not ready for publishing, please wait for a moment", 2_207_027)
            files += self.containers[child].files
        made = Container(self.new_id(), fields, self.clock.now(), [one for one in files if one is not None])
        if files and files[0] is None:
            made.state, made.reason = "ERROR", "FAILED_DOWNLOADING"
        self.containers[made.id] = made
        return Answer.of_json({"id": made.id})

    def state_of(self, identifier: str) -> str:
        """Return how far a container is."""
        made = self.containers.get(identifier)
        if made is None:
            raise gone(identifier)
        if made.state:
            return made.state
        age = self.clock.now() - made.at
        if age > timedelta(hours=24):
            return "EXPIRED"
        return "FINISHED" if age >= timedelta(seconds=self.working_seconds) else "IN_PROGRESS"

    def to_publish(self, request: Request) -> Container:
        """Return the container that is to be published, or refuse."""
        identifier = request.value("creation_id") or ""
        if self.state_of(identifier) != "FINISHED":
            raise error(9007, "Media ID is not available", 2_207_027)
        made = self.containers[identifier]
        made.state = "PUBLISHED"
        return made

    def _fetched(self, fields: dict[str, str]) -> File | None:
        address = fields.get("image_url") or fields["video_url"]
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return File.of(answer.read(), fields.get("alt_text", ""))
        except OSError:
            return None


def error(
    code: int,
    message: str,
    subcode: int | None = None,
    *,
    status: int = 400,
    is_transient: bool = False,
    headers: dict[str, str] | None = None,
) -> RefusalError:
    """Return an error of the Graph API."""
    told: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1b2C3"}
    told |= {"error_subcode": subcode} if subcode else {}
    told |= {"is_transient": True} if is_transient else {}
    return RefusalError(status, {"error": told}, headers)


def gone(identifier: str) -> RefusalError:
    """Return how the Graph API says that something is not there."""
    return error(100, f"Unsupported get request. Object with ID '{identifier}' does not exist", 33)


def usage(account: str, percent: int, minutes: int) -> dict[str, Any]:
    """Return what a usage head says: how much of an hour's allowance is used up, and the minutes to wait."""
    told = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 3}
    return {account: [{"type": "pages", **told, "estimated_time_to_regain_access": minutes}]}


def written(moment: datetime) -> str:
    """Return a moment as the Graph API writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")


def listed(request: Request, found: Iterable[dict[str, Any]]) -> Answer:
    """Return one page of a list, with the fields that were asked for."""
    limit, after = int(request.value("limit") or 25), int(request.value("after") or 0)
    entries = list(found)
    page = entries[after : after + limit]
    answer: dict[str, Any] = {"data": [picked(one, request.value("fields")) for one in page]}
    if page:
        answer["paging"] = {"cursors": {"before": str(after), "after": str(after + len(page))}}
        if len(entries) > after + limit:
            answer["paging"]["next"] = f"https://graph.example{request.path}?after={after + len(page)}"
    return Answer.of_json(answer)


def shown(request: Request, found: dict[str, Any]) -> Answer:
    """Return one thing with the fields that were asked for."""
    return Answer.of_json(picked(found, request.value("fields")))


def picked(found: dict[str, Any], fields: str | None) -> dict[str, Any]:
    """Return of something the fields that were asked for, and its id always."""
    wanted = {"id", *top_level(fields or "")}
    return {name: value for name, value in found.items() if name in wanted and value is not None}


def top_level(fields: str) -> list[str]:
    """Return the names of a list of fields, without what is asked of them: `from{id},comments.limit(5){id}`."""
    flat = fields
    while (shorter := re.sub(r"\{[^{}]*\}|\([^()]*\)", "", flat)) != flat:
        flat = shorter
    return [name.partition(".")[0] for name in flat.split(",") if name]


def since(request: Request, found: Iterable[Post]) -> list[Post]:
    """Return the newest first."""
    return sorted(found, key=lambda post: (post.at, post.id), reverse=True)


def metrics(request: Request, told: dict[str, int | None]) -> Answer:
    """Return figures as insights; a metric that is not known here is refused."""
    wanted = (request.value("metric") or "").split(",")
    if unknown := set(wanted) - set(told):
        raise error(100, f"The value must be a valid insights metric: {sorted(unknown)}")
    entries = [
        {"name": name, "period": "lifetime", "values": [{"value": told[name]}], "id": f"x/insights/{name}/lifetime"}
        for name in wanted
        if told[name] is not None
    ]
    return Answer.of_json({"data": entries})
