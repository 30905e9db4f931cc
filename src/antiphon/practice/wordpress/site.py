"""One site without its sockets: what is refused, and the documents of the interface."""

import base64
import binascii
import re
from typing import Any

from antiphon.practice.clock import Clock
from antiphon.practice.exchange import RefusalError, Request
from antiphon.practice.storage import FileStore
from antiphon.practice.wordpress.records import Comment, File, Person, Post, State, Term

Document = dict[str, Any]


def refusal(status: int, code: str, message: str, **more: Any) -> RefusalError:
    """Return a refusal as WordPress words it."""
    return RefusalError(status, {"code": code, "message": message, "data": {"status": status, **more}})


class Site:
    """One WordPress. Callers hold the server's lock."""

    def __init__(self, state: State, clock: Clock, files: FileStore) -> None:
        self.state = state
        self.clock = clock
        self.files = files
        self.url = ""
        self.revision = 0

    def next_number(self) -> int:
        """Return a number that was never given before: posts and files share one row."""
        self.revision += 1
        self.state.last_number += 1
        return self.state.last_number

    def person(self, request: Request) -> Person | None:
        """Return whose application password a request carries; None without one. Refuse a wrong one."""
        scheme, _, told = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            login, _, password = base64.b64decode(told).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            login = password = ""
        for one in self.state.people.values():
            if one.login == login and one.password and _squeezed(one.password) == _squeezed(password):
                return one
        raise refusal(401, "incorrect_password", "The provided password is an invalid application password.")

    def member(self, request: Request, capability: str, code: str = "rest_cannot_create") -> Person:
        """Return who asks, or refuse those who may not."""
        who = self.person(request)
        if who is None:
            raise refusal(401, "rest_not_logged_in", "You are not currently logged in.")
        if capability not in who.may:
            raise refusal(403, code, "Sorry, you are not allowed to do that.")
        return who

    def post(self, number: str) -> Post:
        """Return a post by number, or refuse."""
        found = self.state.posts.get(int(number)) if number.isdigit() else None
        if found is None:
            raise refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        return found

    def free_slug(self, wanted: str) -> str:
        """Return a slug that no post and no file has: a taken one gets a number."""
        taken = {one.slug for one in self.state.posts.values()} | {one.slug for one in self.state.files.values()}
        tries = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
        return next(one for one in tries if one not in taken)

    # --- documents ------------------------------------------------------------------------------------

    def user_document(self, who: Person) -> Document:
        """User, as they see themselves."""
        return {
            "id": who.id,
            "username": who.login,
            "name": who.name,
            "slug": who.login,
            "link": f"{self.url}/author/{who.login}/",
            "avatar_urls": {"24": f"{self.url}/avatars/{who.id}-24.png", "96": f"{self.url}/avatars/{who.id}-96.png"},
            "capabilities": dict.fromkeys(sorted(who.may), True),
        }

    def post_document(self, post: Post) -> Document:
        """Post."""
        return {
            "id": post.id,
            "date": _written(post.at),
            "date_gmt": _written(post.at),
            "guid": {"rendered": f"{self.url}/?p={post.id}"},
            "slug": post.slug,
            "status": post.status,
            "type": "post",
            "link": f"{self.url}/{post.slug}/",
            "title": {"rendered": post.title, "raw": post.title},
            "content": {"rendered": post.content, "raw": post.content, "protected": False},
            "excerpt": {"rendered": post.excerpt, "raw": post.excerpt, "protected": False},
            "author": post.author,
            "featured_media": post.featured_media,
            "comment_status": post.comment_status,
            "categories": post.categories,
            "tags": post.tags,
        }

    def file_document(self, file: File) -> Document:
        """Media item."""
        return {
            "id": file.id,
            "slug": file.slug,
            "status": "inherit",
            "type": "attachment",
            "title": {"rendered": file.title},
            "alt_text": file.alt_text,
            "media_type": "image" if file.mime_type.startswith("image/") else "file",
            "mime_type": file.mime_type,
            "media_details": {"width": file.width, "height": file.height, "filesize": file.size},
            "source_url": f"{self.url}/wp-content/uploads/{file.name}",
        }

    def comment_document(self, comment: Comment, *, edits: bool) -> Document:
        """Comment; those who may edit it see the mail address and what was typed."""
        post = self.state.posts.get(comment.post)
        document = {
            "id": comment.id,
            "post": comment.post,
            "parent": comment.parent,
            "author": comment.author,
            "author_name": comment.author_name,
            "author_url": "",
            "date": _written(comment.at),
            "date_gmt": _written(comment.at),
            "content": {"rendered": f"<p>{comment.content}</p>\n"},
            "link": f"{self.url}/{post.slug if post else ''}/#comment-{comment.id}",
            "status": comment.status,
            "type": "comment",
            "author_avatar_urls": {"96": f"{self.url}/avatars/0-96.png"},
            "meta": [],
        }
        if edits:
            document |= {"author_email": comment.author_email, "author_ip": "127.0.0.1"}
            document["content"] = {"rendered": f"<p>{comment.content}</p>\n", "raw": comment.content}
        return document

    def term_document(self, term: Term) -> Document:
        """Category or tag."""
        return {"id": term.id, "name": term.name, "slug": term.name.lower(), "taxonomy": term.kind, "count": 0}


def without_tags(text: str) -> str:
    """Return a text as WordPress keeps what it takes for plain: what looks like a tag is gone."""
    return " ".join(re.sub(r"<[^>]*>?", "", text).split())


def _squeezed(password: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", password)


def _written(moment: Any) -> str:
    return str(moment.replace(tzinfo=None).isoformat(timespec="seconds"))
