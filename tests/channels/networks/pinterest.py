"""A local server that speaks Pinterest's documented interface, version 5: boards, Pins, films."""

import base64
import re
from dataclasses import dataclass, field
from typing import Any

from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.networks.bearer import BearerServer, SigningIn


@dataclass
class Pin:
    """A Pin as it stands."""

    id: str
    asked: dict[str, Any]
    files: list[bytes]
    video: bytes = b""
    metrics: dict[str, int] = field(default_factory=dict)


@dataclass
class Film:
    """A film that was registered."""

    data: bytes = b""
    asked: int = 0


class PinterestServer(BearerServer):
    """Pinterest with our account and its boards."""

    name = "pinterest"
    signing_in = SigningIn("/oauth", "/v5/oauth/token", separator=",")
    routes = (
        ("GET", "/v5/user_account", "account"),
        ("GET", "/v5/boards", "boards"),
        ("POST", "/v5/pins", "pin"),
        ("GET", "/v5/pins/{id}", "read"),
        ("DELETE", "/v5/pins/{id}", "delete"),
        ("POST", "/v5/media", "register"),
        ("GET", "/v5/media/{id}", "progress"),
        ("POST", "/upload", "upload"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.pins: dict[str, Pin] = {}
        self.films: dict[str, Film] = {}
        self.board_names = {"111": "Wool", "222": "Looms and shuttles"}
        self.followers = 3
        self.fails = False

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token; films go to another house, without it."""
        if request.path == "/upload":
            if request.bearer:
                raise RefusalError(400, {"message": "this house must not see the token"})
            return self.upload(request)
        self.signed_in(request)
        return super().answer(request)

    def account(self, _request: Request) -> Any:
        """Tell who we are."""
        return {
            "id": "2783136121146311751",
            "username": "bottega",
            "business_name": "La Bottega",
            "account_type": "BUSINESS",
            "profile_image": "https://i.pinimg.com/a.jpg",
            "follower_count": self.followers,
        }

    def boards(self, request: Request) -> Any:
        """Tell our boards, one a page."""
        names = list(self.board_names.items())
        at = int(request.value("bookmark") or 0)
        number, name = names[at]
        bookmark = str(at + 1) if at + 1 < len(names) else None
        return {"items": [{"id": number, "name": name, "privacy": "PUBLIC"}], "bookmark": bookmark}

    def pin(self, request: Request) -> Answer:
        """Take a Pin."""
        told = request.json
        source = told["media_source"]
        if told["board_id"] not in self.board_names:
            raise RefusalError(404, {"code": 40, "message": "Board not found."})
        longest = {"title": 100, "description": 800, "alt_text": 500, "link": 2048}
        if any(len(told.get(name, "")) > most for name, most in longest.items()):
            raise RefusalError(400, {"code": 1, "message": "Invalid request: too long"})
        made = Pin(self.number(), told, _files(source))
        if source["source_type"] == "video_id":
            made.video = self.films[source["media_id"]].data
        self.pins[made.id] = made
        return Answer.of_json(self._written(made), 201)

    def read(self, request: Request) -> Any:
        """Tell a Pin, with its numbers if they are asked for."""
        found = self._find(request)
        told = self._written(found)
        if request.value("pin_metrics") == "true":
            told["pin_metrics"] = {"90d": {"impression": 1}, "all_time": found.metrics} if found.metrics else None
        return told

    def delete(self, request: Request) -> Answer:
        """Delete a Pin."""
        del self.pins[self._find(request).id]
        return Answer(204)

    def register(self, request: Request) -> Answer:
        """Give a place for a film."""
        number = self.number()
        self.films[number] = Film()
        told = {"media_id": number, "media_type": request.json["media_type"], "upload_url": f"{self.url}/upload"}
        told["upload_parameters"] = {"key": f"uploads/{number}", "policy": "a policy", "Content-Type": "multipart/…"}
        return Answer.of_json(told, 201)

    def upload(self, request: Request) -> Answer:
        """Take a film."""
        number = (request.value("key") or "").rpartition("/")[2]
        self.films[number].data = request.files["file"].data
        return Answer(204)

    def progress(self, request: Request) -> Any:
        """Tell how far a film is."""
        film = self.films[request.params["id"]]
        film.asked += 1
        status = "failed" if self.fails else "succeeded" if film.data else "registered"
        return {"media_id": request.params["id"], "media_type": "video", "status": status}

    def unknown_token(self) -> Any:
        """Return what Pinterest says."""
        return {"code": 2, "message": "Authentication failed."}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return Pinterest's 429, which tells seconds."""
        head = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(retry_after)}
        return Answer.of_json({"code": 8, "message": "You have exceeded your rate limit."}, 429, head)

    def _find(self, request: Request) -> Pin:
        found = self.pins.get(request.params["id"])
        if found is None:
            raise RefusalError(404, {"code": 50, "message": "Pin not found."})
        return found

    def _written(self, pin: Pin) -> dict[str, Any]:
        return {"id": pin.id, "created_at": "2026-11-22T10:00:00"} | {
            name: pin.asked.get(name) for name in ("title", "description", "link", "alt_text", "board_id")
        }


def _files(source: dict[str, Any]) -> list[bytes]:
    items = source.get("items", [source])
    texts = [one.get("data") or one.get("cover_image_data") or "" for one in items]
    if any(not re.fullmatch(r"[a-zA-Z0-9+/]+=*", text) for text in texts):
        raise RefusalError(400, {"code": 1, "message": "Invalid request: data is no Base64"})
    if source["source_type"] == "multiple_image_base64" and not 2 <= len(items) <= 5:
        raise RefusalError(400, {"code": 1, "message": "Invalid request: items"})
    return [base64.b64decode(text) for text in texts]
