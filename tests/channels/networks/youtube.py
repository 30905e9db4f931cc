"""A local server that speaks YouTube's documented Data API, version 3: resumable uploads, videos, comments."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from antiphon.practice.clock import iso
from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.networks.bearer import BearerServer, SigningIn

US, ADA = "UCbottega", "UCada"
NAMES = {US: "@bottega", ADA: "@ada"}


@dataclass
class Video:
    """A video, and how much of it has come."""

    id: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    size: int
    data: bytes = b""
    published_at: str = ""
    state: str = "uploaded"
    captions: dict[str, str] = field(default_factory=dict)
    cover: bytes = b""
    counts: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of it has come."""
        return len(self.data) == self.size


@dataclass
class Comment:
    """A comment under a video; `parent` is the one that it answers."""

    id: str
    author: str
    text: str
    video: str
    at: str
    parent: str = ""


class YouTubeServer(BearerServer):
    """YouTube with our channel and Ada's."""

    name = "youtube"
    signing_in = SigningIn(
        "/o/oauth2/v2/auth", "/token", asks=(("access_type", "offline"), ("prompt", "consent")), bodies=True
    )
    wording = Wording(frozenset({"publishedAt"}), frozenset(), frozenset({"textDisplay", "description"}))
    routes = (
        ("GET", "/youtube/v3/channels", "channels"),
        ("GET", "/youtube/v3/playlistItems", "playlist"),
        ("GET", "/youtube/v3/videos", "videos"),
        ("PUT", "/youtube/v3/videos", "update"),
        ("DELETE", "/youtube/v3/videos", "delete_video"),
        ("GET", "/youtube/v3/commentThreads", "threads"),
        ("POST", "/youtube/v3/commentThreads", "comment"),
        ("GET", "/youtube/v3/comments", "comments"),
        ("POST", "/youtube/v3/comments", "answer_comment"),
        ("DELETE", "/youtube/v3/comments", "delete_comment"),
        ("POST", "/upload/youtube/v3/videos", "begin"),
        ("PUT", "/upload/youtube/v3/videos", "upload"),
        ("POST", "/upload/youtube/v3/captions", "caption"),
        ("POST", "/upload/youtube/v3/thumbnails/set", "set_cover"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.shelf: dict[str, Video] = {}
        self.remarks: dict[str, Comment] = {}
        self.subscribers = 5
        self.long_uploads = "allowed"
        self.audited = True
        self.works = False
        self.refusal = ""
        self.covers_allowed = True
        self.shows_replies = 5

    # What people and the network do -----------------------------------------------------------------

    def say(self, text: str, video: str, parent: str = "") -> Comment:
        """Let Ada comment on a video, or answer a comment."""
        with self.lock:
            return self._remark(ADA, text, video, parent)

    def settle(self, state: str = "processed") -> None:
        """Be done with the films that were taken."""
        for video in self.shelf.values():
            if video.whole and video.state == "uploaded":
                video.state = state

    def standing(self) -> list[Video]:
        """Return what somebody may see, the oldest first."""
        return [one for one in self.shelf.values() if one.published_at and one.state in {"uploaded", "processed"}]

    # What the interface answers ---------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token and is within the quota."""
        self.signed_in(request)
        if self.refusal:
            raise self._no(403, self.refusal)
        return super().answer(request)

    def channels(self, request: Request) -> Any:
        """Tell of our channel."""
        told = {
            "snippet": {
                "title": "La Bottega",
                "customUrl": "@bottega",
                "thumbnails": {"default": {"url": "https://yt3.ggpht.example/a.jpg"}},
            },
            "statistics": {"subscriberCount": str(self.subscribers), "viewCount": "9"},
            "status": {"longUploadsStatus": self.long_uploads},
            "contentDetails": {"relatedPlaylists": {"uploads": "UUbottega"}},
        }
        parts = (request.value("part") or "").split(",")
        return {"items": [{"id": US, **{name: value for name, value in told.items() if name in parts}}]}

    def playlist(self, request: Request) -> Any:
        """Tell our uploads, the newest first."""
        if request.value("playlistId") != "UUbottega":
            raise self._no(404, "playlistNotFound")
        whole = [one for one in reversed(self.shelf.values()) if one.whole]
        return {"items": [{"contentDetails": {"videoId": one.id}} for one in whole]}

    def videos(self, request: Request) -> Any:
        """Tell videos by their numbers."""
        wanted = (request.value("id") or "").split(",")
        return {"items": [self._written(self.shelf[one], request) for one in wanted if one in self.shelf]}

    def update(self, request: Request) -> Any:
        """Change what is said of a video, and who may see it; what is not audited stays private."""
        video = self.shelf.get(request.json["id"])
        if video is None:
            raise self._no(404, "videoNotFound")
        self._check(request.json["snippet"])
        video.snippet, video.status = request.json["snippet"], dict(request.json["status"])
        if not self.audited:
            video.status["privacyStatus"] = "private"
        seen = video.status["privacyStatus"] != "private"
        video.published_at = iso(self.clock.now()) if seen else ""
        if not self.works:
            self.settle()
        return self._written(video, request)

    def delete_video(self, request: Request) -> Answer:
        """Delete a video."""
        if self.shelf.pop(request.value("id") or "", None) is None:
            raise self._no(404, "videoNotFound")
        return Answer(204)

    def begin(self, request: Request) -> Answer:
        """Give an address that takes a film."""
        self._check(request.json["snippet"])
        size = int(request.headers["x-upload-content-length"])
        video = Video(f"v{self.number()}", request.json["snippet"], request.json["status"], size)
        self.shelf[video.id] = video
        head = {"Location": f"{self.url}/upload/youtube/v3/videos?uploadType=resumable&upload_id={video.id}"}
        return Answer(200, b"", headers=head)

    def upload(self, request: Request) -> Answer:
        """Take a piece, or tell how far the film came."""
        video = self.shelf.get(request.value("upload_id") or "")
        if video is None:
            raise self._no(404, "notFound")
        found = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", request.headers.get("content-range", ""))
        if not found or int(found[3]) != video.size:
            raise self._no(400, "badRequest")
        if found[1]:
            last = int(found[2]) == video.size - 1
            if int(found[1]) != len(video.data) or (not last and len(request.body) % (256 * 1024)):
                raise self._no(400, "badRequest")
            video.data += request.body
        if not video.whole:
            came = {"Range": f"bytes=0-{len(video.data) - 1}"} if video.data else {}
            return Answer(308, b"", headers=came)
        return Answer.of_json(self._written(video, request, "snippet,status"), 201)

    def caption(self, request: Request) -> Any:
        """Take captions: a document about them, and their words."""
        mark = request.headers["content-type"].partition("boundary=")[2]
        about, words = (part.partition(b"\r\n\r\n")[2] for part in request.body.split(b"--" + mark.encode())[1:3])
        told = json.loads(about)["snippet"]
        captions = self.shelf[told["videoId"]].captions
        if told["language"] in captions:
            raise self._no(409, "captionExists")
        captions[told["language"]] = words.removesuffix(b"\r\n").decode()
        return {"id": self.number(), "snippet": told}

    def set_cover(self, request: Request) -> Any:
        """Take a cover."""
        if not self.covers_allowed:
            raise self._no(403, "forbidden")
        self.shelf[request.value("videoId") or ""].cover = request.body
        return {"items": []}

    def threads(self, request: Request) -> Any:
        """Tell the comments of a video, or of all of ours, the newest first, with some answers."""
        video = request.value("videoId")
        if video is not None and video not in self.shelf:
            raise self._no(404, "videoNotFound")
        found = [one for one in self.remarks.values() if not one.parent and video in {None, one.video}]
        return {"items": [self._thread(one) for one in reversed(found)]}

    def comment(self, request: Request) -> Any:
        """Take a comment of ours."""
        told = request.json["snippet"]
        words = told["topLevelComment"]["snippet"]["textOriginal"]
        return self._thread(self._remark(US, words, told["videoId"]))

    def comments(self, request: Request) -> Any:
        """Tell comments by their numbers, or the answers to one."""
        parent, wanted = request.value("parentId"), request.value("id")
        found = [one for one in self.remarks.values() if one.parent == parent or one.id == wanted]
        return {"items": [self._comment(one) for one in found]}

    def answer_comment(self, request: Request) -> Any:
        """Take an answer of ours to a comment."""
        told = request.json["snippet"]
        above = self.remarks.get(told["parentId"])
        if above is None or above.parent:
            raise self._no(404, "commentNotFound")
        return self._comment(self._remark(US, told["textOriginal"], above.video, above.id))

    def delete_comment(self, request: Request) -> Answer:
        """Delete a comment."""
        if self.remarks.pop(request.value("id") or "", None) is None:
            raise self._no(404, "commentNotFound")
        return Answer(204)

    def unknown_token(self) -> Any:
        """Return what Google says."""
        return {"error": {"code": 401, "message": "Invalid Credentials", "errors": [{"reason": "authError"}]}}

    # How it is kept and written ---------------------------------------------------------------------

    def _check(self, snippet: dict[str, Any]) -> None:
        if not snippet.get("title") or len(snippet["title"]) > 100 or "<" in snippet["title"]:
            raise self._no(400, "invalidTitle")
        words = snippet.get("description", "")
        if len(words.encode()) > 5000 or "<" in words or ">" in words:
            raise self._no(400, "invalidDescription")

    def _remark(self, author: str, text: str, video: str, parent: str = "") -> Comment:
        above = self.remarks.get(parent)
        top = (above.parent or above.id) if above else ""
        number = f"{top}.{self.number()}" if top else f"Ug{self.number()}"
        made = Comment(number, author, text, video, iso(self.clock.now()), top)
        self.remarks[made.id] = made
        return made

    def _written(self, video: Video, request: Request, parts: str = "") -> dict[str, Any]:
        answers = sum(1 for one in self.remarks.values() if one.video == video.id)
        told = {
            "snippet": video.snippet | {"publishedAt": video.published_at or iso(self.clock.now())},
            "status": video.status | {"uploadStatus": video.state},
            "statistics": {"viewCount": "0", "likeCount": "0", "commentCount": str(answers)} | video.counts,
        }
        wanted = (parts or request.value("part") or "").split(",")
        return {"id": video.id, **{name: value for name, value in told.items() if name in wanted}}

    def _thread(self, remark: Comment) -> dict[str, Any]:
        answers = [one for one in self.remarks.values() if one.parent == remark.id]
        told = {
            "id": remark.id,
            "snippet": {
                "videoId": remark.video,
                "topLevelComment": self._comment(remark),
                "totalReplyCount": len(answers),
            },
        }
        shown = [self._comment(one) for one in answers[: self.shows_replies]]
        return told | ({"replies": {"comments": shown}} if shown else {})

    def _comment(self, remark: Comment) -> dict[str, Any]:
        name = NAMES[remark.author]
        snippet = {
            "textDisplay": remark.text,
            "textOriginal": remark.text,
            "authorDisplayName": name,
            "authorProfileImageUrl": "https://yt3.ggpht.example/b.jpg",
            "authorChannelUrl": f"http://www.youtube.com/{name}",
            "authorChannelId": {"value": remark.author},
            "publishedAt": remark.at,
            "likeCount": 0,
        }
        return {"id": remark.id, "snippet": snippet}

    def _no(self, status: int, reason: str) -> RefusalError:
        error = {"code": status, "message": reason, "errors": [{"domain": "youtube", "reason": reason}]}
        return RefusalError(status, {"error": error})
