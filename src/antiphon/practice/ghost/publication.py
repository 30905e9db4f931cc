"""One publication without its sockets: who may ask, what is refused, and the documents of the interface."""

import base64
import hashlib
import hmac
import json
import uuid
from typing import Any

from antiphon.practice.clock import Clock, iso
from antiphon.practice.exchange import RefusalError, Request
from antiphon.practice.ghost.records import Comment, Post, State
from antiphon.practice.storage import FileStore

Document = dict[str, Any]
LONGEST_TOKEN = 300


def refusal(status: int, kind: str, message: str, code: str | None = None) -> RefusalError:
    """Return a refusal as Ghost words it."""
    error = {
        "message": message,
        "context": None,
        "type": kind,
        "code": code,
        "details": None,
        "id": str(uuid.uuid4()),
    }
    return RefusalError(status, {"errors": [error]})


def bad_token(message: str) -> RefusalError:
    """Return Ghost's 401 to a token."""
    return refusal(401, "UnauthorizedError", f"Invalid token: {message}", "INVALID_JWT")


class Publication:
    """One Ghost. Callers hold the server's lock. `key` is the Admin API key, None once it was withdrawn."""

    def __init__(self, state: State, clock: Clock, files: FileStore, key: str) -> None:
        self.state = state
        self.clock = clock
        self.files = files
        self.key: str | None = key
        self.title = "La Bottega"
        self.url = ""
        self.revision = 0
        self.tells_comments = True

    def next_id(self) -> str:
        """Return an id that was never given before, of the shape of Ghost's: growing, 24 hexadecimal digits."""
        self.revision += 1
        self.state.last_number += 1
        return f"{int(self.clock.now().timestamp()):08x}{self.state.last_number:016x}"

    def let_in(self, request: Request) -> None:
        """Refuse whoever does not come with a token of our key."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Ghost" or token.count(".") != 2:
            raise refusal(401, "UnauthorizedError", "Authorization failed", "INVALID_AUTH_HEADER")
        head, claims, mark = token.split(".")
        name, _, secret = (self.key or "").partition(":")
        if not name or _read(head).get("kid") != name:
            raise refusal(401, "UnauthorizedError", "Unknown Admin API Key", "UNKNOWN_ADMIN_API_KEY")
        expected = hmac.new(bytes.fromhex(secret), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(_bytes(mark), expected):
            raise bad_token("invalid signature")
        said, now = _read(claims), self.clock.now().timestamp()
        if said.get("aud") != "/admin/":
            raise bad_token("jwt audience invalid")
        if not now < said["exp"] <= said["iat"] + LONGEST_TOKEN or said["iat"] + LONGEST_TOKEN < now:
            raise bad_token("jwt expired")

    def post(self, identifier: str) -> Post:
        """Return a post by id, or refuse."""
        if identifier not in self.state.posts:
            raise refusal(404, "NotFoundError", "Resource not found error, cannot read post.")
        return self.state.posts[identifier]

    def free_slug(self, wanted: str) -> str:
        """Return a slug that no post has: a taken one gets a number."""
        taken = {one.slug for one in self.state.posts.values()}
        tries = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
        return next(one for one in tries if one not in taken)

    # --- documents ------------------------------------------------------------------------------------

    def post_document(self, post: Post) -> Document:
        """Post."""
        return {
            "id": post.id,
            "uuid": post.uuid,
            "title": post.title,
            "slug": post.slug,
            "html": post.html,
            "status": post.status,
            "visibility": post.visibility,
            "featured": post.featured,
            "feature_image": post.feature_image or None,
            "feature_image_alt": post.feature_image_alt or None,
            "custom_excerpt": post.custom_excerpt or None,
            "tags": [{"name": tag, "slug": tag.lower()} for tag in post.tags],
            "url": f"{self.url}/{post.slug}/" if post.status == "published" else f"{self.url}/p/{post.uuid}/",
            "updated_at": iso(post.updated_at),
            "count": {"clicks": post.clicks},
        }

    def comment_document(self, comment: Comment) -> Document:
        """Comment, as an administrator sees it."""
        member, post = self.state.members[comment.member_id], self.state.posts[comment.post_id]
        shown = {"id": member.id, "uuid": member.uuid, "name": member.name, "email": member.email}
        return {
            "id": comment.id,
            "parent_id": comment.parent_id,
            "in_reply_to_id": comment.in_reply_to_id,
            "status": comment.status,
            "html": comment.html,
            "created_at": iso(comment.created_at),
            "member": shown | {"avatar_image": f"{self.url}/avatars/{member.id}.png"},
            "post": {key: self.post_document(post)[key] for key in ("id", "uuid", "title", "url")},
        }


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _read(part: str) -> Document:
    try:
        return dict(json.loads(_bytes(part)))
    except ValueError as error:
        raise refusal(400, "BadRequestError", "Invalid token", "INVALID_JWT") from error
