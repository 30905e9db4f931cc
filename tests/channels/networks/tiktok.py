"""A local server that speaks TikTok's documented interface: creators, films in chunks, pictures that it fetches."""

import re
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.networks.bearer import BearerServer, SigningIn

MEGABYTE = 1024 * 1024
LEVELS = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]


@dataclass
class Post:
    """What was begun, and what came of it."""

    id: str
    info: dict[str, Any]
    source: dict[str, Any]
    at: float
    data: bytes = b""
    pictures: list[bytes] = field(default_factory=list)
    status: str = "PROCESSING_UPLOAD"
    fail_reason: str = ""
    number: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether everybody may see it."""
        return bool(self.info["privacy_level"] == LEVELS[0])

    @property
    def words(self) -> str:
        """What is said."""
        return str(self.info.get("title") or self.info.get("description") or "")


class TikTokServer(BearerServer):
    """TikTok with our account. `works` holds back what was taken until it is told to go on."""

    name = "tiktok"
    signing_in = SigningIn("/v2/auth/authorize", "/v2/oauth/token", client="client_key", separator=",", bodies=True)
    wording = Wording(frozenset({"create_time"}), frozenset(), frozenset({"title", "video_description"}))
    routes = (
        ("GET", "/v2/user/info", "user"),
        ("POST", "/v2/post/publish/creator_info/query", "creator"),
        ("POST", "/v2/post/publish/video/init", "begin"),
        ("POST", "/v2/post/publish/content/init", "fetch"),
        ("POST", "/v2/post/publish/status/fetch", "status"),
        ("POST", "/v2/video/list", "videos"),
        ("POST", "/v2/video/query", "query"),
        ("PUT", "/upload/{id}", "upload"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, Post] = {}
        self.levels = list(LEVELS)
        self.longest = 600
        self.comment_disabled = False
        self.followers = 3
        self.works = False
        self.refusal = ""

    # What the network does --------------------------------------------------------------------------

    def be_done(self, fail_reason: str = "") -> None:
        """Be done with what is worked on."""
        with self.lock:
            for post in self.posts.values():
                if post.status.startswith("PROCESSING") and (post.data or post.pictures):
                    self._settle(post, fail_reason)

    def standing(self) -> list[Post]:
        """Return what is published, the oldest first."""
        return [one for one in self.posts.values() if one.status == "PUBLISH_COMPLETE"]

    # What the interface answers ---------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token; films go to another house, without it."""
        if request.path.startswith("/upload/"):
            if request.bearer:
                raise RefusalError(400, {"message": "this house must not see the token"})
        else:
            self.signed_in(request)
        return super().answer(request)

    def user(self, request: Request) -> Any:
        """Tell who we are, as far as it is asked for."""
        told = {
            "open_id": "723f24d7-e717-40f8-a2b6-cb8464cd23b4",
            "display_name": "La Bottega",
            "username": "bottega",
            "avatar_url": "https://p16.tiktokcdn.example/a.jpg",
            "follower_count": self.followers,
        }
        fields = (request.value("fields") or "").split(",")
        return self._fine({"user": {name: value for name, value in told.items() if name in fields}})

    def creator(self, _request: Request) -> Any:
        """Tell what we may do."""
        return self._fine(
            {
                "creator_username": "bottega",
                "privacy_level_options": self.levels,
                "comment_disabled": self.comment_disabled,
                "duet_disabled": False,
                "stitch_disabled": False,
                "max_video_post_duration_sec": self.longest,
            }
        )

    def begin(self, request: Request) -> Any:
        """Begin a film."""
        source = request.json["source_info"]
        size, chunk, count = (source[name] for name in ("video_size", "chunk_size", "total_chunk_count"))
        whole = size < 5 * MEGABYTE and chunk == size
        if count != size // chunk or not (whole or 5 * MEGABYTE <= chunk <= 64 * MEGABYTE) or count > 1000:
            raise self._no(400, "invalid_params", "The total chunk count is invalid")
        post = self._keep(request, "v_pub_file")
        return self._fine({"publish_id": post.id, "upload_url": f"{self.url}/upload/{post.id}?upload_token=a"})

    def upload(self, request: Request) -> Answer:
        """Take a chunk, in its turn; the last one publishes."""
        post = self.posts[request.params["id"]]
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers.get("content-range", ""))
        size, chunk = post.source["video_size"], post.source["chunk_size"]
        if not found or int(found[1]) != len(post.data) or int(found[3]) != size:
            return Answer.of_json({"message": "out of turn"}, 416)
        last = int(found[2]) == size - 1
        if len(request.body) != int(found[2]) - int(found[1]) + 1 or (not last and len(request.body) != chunk):
            return Answer.of_json({"message": "of a wrong length"}, 400)
        post.data += request.body
        if last:
            self._take(post)
        return Answer.of_json({"message": "taken"}, 201 if last else 206)

    def fetch(self, request: Request) -> Any:
        """Fetch pictures."""
        post = self._keep(request, "p_pub_url")
        addresses = post.source["photo_images"]
        if request.json["post_mode"] != "DIRECT_POST" or not 1 <= len(addresses) <= 35:
            raise self._no(400, "invalid_params", "photo_images")
        for address in addresses:
            with urllib.request.urlopen(address, timeout=5) as answer:
                post.pictures.append(answer.read())
        self._take(post)
        return self._fine({"publish_id": post.id})

    def status(self, request: Request) -> Any:
        """Tell how far a post is."""
        post = self.posts.get(request.json["publish_id"])
        if post is None:
            raise self._no(400, "invalid_publish_id", "no such post")
        numbers = [int(post.number)] if post.number and post.public else []
        told = {"status": post.status, "publicaly_available_post_id": numbers, "uploaded_bytes": len(post.data)}
        return self._fine(told | ({"fail_reason": post.fail_reason} if post.fail_reason else {}))

    def videos(self, request: Request) -> Any:
        """Tell our public videos, the newest first; words are cut after 150 characters."""
        films = [one for one in self.standing() if one.public and one.data]
        written = [self._written(one, request) for one in reversed(films)]
        return self._fine({"videos": written, "cursor": 0, "has_more": False})

    def query(self, request: Request) -> Any:
        """Tell public videos by their numbers."""
        wanted = set(request.json["filters"]["video_ids"])
        films = [one for one in self.standing() if one.public and one.data and one.number in wanted]
        return self._fine({"videos": [self._written(one, request) for one in films]})

    def unknown_token(self) -> Any:
        """Return what TikTok says."""
        return {"error": {"code": "access_token_invalid", "message": "The access token is invalid", "log_id": "1"}}

    def too_many_requests(self, retry_after: int) -> Answer:  # noqa: ARG002
        """Return TikTok's 429, which does not say how long."""
        return Answer.of_json({"error": {"code": "rate_limit_exceeded", "message": "", "log_id": "1"}}, 429)

    # How it is kept and written ---------------------------------------------------------------------

    def _keep(self, request: Request, kind: str) -> Post:
        if self.refusal:
            raise self._no(403, self.refusal, "refused")
        info = request.json["post_info"]
        if info["privacy_level"] not in self.levels:
            raise self._no(400, "privacy_level_option_mismatch", "privacy_level")
        if len(str(info.get("title", "")).encode("utf-16-le")) > 2 * 2200:
            raise self._no(400, "invalid_params", "title is too long")
        post = Post(f"{kind}~{self.number()}", info, request.json["source_info"], self.clock.now().timestamp())
        self.posts[post.id] = post
        return post

    def _take(self, post: Post) -> None:
        post.status = "PROCESSING_DOWNLOAD" if post.pictures else "PROCESSING_UPLOAD"
        if not self.works:
            self._settle(post)

    def _settle(self, post: Post, fail_reason: str = "") -> None:
        post.status, post.fail_reason = ("FAILED" if fail_reason else "PUBLISH_COMPLETE"), fail_reason
        post.at = self.clock.now().timestamp()
        post.number = "" if fail_reason else f"7{self.number()}"

    def _written(self, post: Post, request: Request) -> dict[str, Any]:
        told = {
            "id": post.number,
            "title": post.words[:150],
            "video_description": post.words[:150],
            "create_time": int(post.at),
            **dict.fromkeys(("view_count", "like_count", "comment_count", "share_count"), 0),
            **post.counts,
        }
        fields = (request.value("fields") or "").split(",")
        return {name: value for name, value in told.items() if name in fields}

    def _fine(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"data": data, "error": {"code": "ok", "message": "", "log_id": "1"}}

    def _no(self, status: int, code: str, message: str) -> RefusalError:
        return RefusalError(status, {"error": {"code": code, "message": message, "log_id": "1"}})
