"""A WordPress with us and Ada on it: what both the practice server and the real one are asked."""

import html
import re
from abc import abstractmethod
from typing import Any, ClassVar

from antiphon.channels.connector import Act, Profile, Reference
from antiphon.channels.connectors.wordpress import WordPress
from antiphon.lib.markup import plain_text
from tests.channels.place import NetworkPlace, Standing

API = "/wp-json/wp/v2"
OURS = 1


class WordPressPlace(NetworkPlace):
    """Our blog, on which anna publishes and Ada comments as a guest."""

    connector = WordPress
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", f"{API}/posts"),
        "upload": ("POST", f"{API}/media"),
        "verify": ("GET", f"{API}/users/me"),
        "listen": ("GET", f"{API}/comments"),
        "thread": ("GET", f"{API}/comments"),
        "figures": ("GET", f"{API}/comments"),
        "reconcile": ("GET", f"{API}/posts"),
        "remove": ("DELETE", f"{API}/posts/*"),
    }
    keeps_language = False
    mentions = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"replies": 1}
    password: str

    @property
    def typed(self) -> dict[str, str]:
        return {"site": self.server.url, "user": "anna", "app_password": self.password}

    @property
    def us(self) -> Profile:
        site = self.server.url
        return Profile(
            f"{site}/?author={OURS}", f"anna@{site.removeprefix('http://')}", "anna", f"{site}/author/anna/"
        )

    @abstractmethod
    def documents(self, kind: str) -> list[dict[str, Any]]:
        """Return what stands there as the interface tells an editor: posts, comments or media, in any order."""

    def standing(self) -> list[Standing]:
        files = {one["id"]: one for one in self.documents("media")}
        posts = [(one["id"], self._article(one, files)) for one in self.documents("posts")]
        answers = [(one["id"], self._answer(one)) for one in self.documents("comments") if one["author"] == OURS]
        return [made for _, made in sorted(posts) + sorted(answers)]

    def uri(self, post: int, comment: int = 0) -> str:
        return f"{self.server.url}/?p={post}" + (f"#comment-{comment}" if comment else "")

    def _article(self, post: dict[str, Any], files: dict[int, dict[str, Any]]) -> Standing:
        source = post["content"]["raw"]
        cover = [files[post["featured_media"]]] if post["featured_media"] else []
        shown = [one for one in files.values() if one["source_url"] in source]
        shown.sort(key=lambda one: source.index(one["source_url"]))
        by_kind = {
            kind: [one for one in shown if one["mime_type"].startswith(kind)] for kind in ("video/", "application/")
        }
        sizes = {kind: tuple(one["media_details"]["filesize"] for one in found) for kind, found in by_kind.items()}
        pictures = cover + [one for one in shown if one["mime_type"].startswith("image/")]
        words = re.sub(r"<(figure|div).*?</\1>", "", source, flags=re.DOTALL)
        return Standing(
            uri=self.uri(post["id"]),
            text=plain_text(words),
            title=html.unescape(post["title"]["raw"]),
            pictures=tuple(_picture(one) for one in pictures),
            videos=sizes["video/"],
            documents=sizes["application/"],
        )

    def _answer(self, comment: dict[str, Any]) -> Standing:
        post, parent = comment["post"], comment["parent"]
        text = html.unescape(comment["content"]["raw"])
        return Standing(self.uri(post, comment["id"]), text, answers=self.uri(post, parent))


def _picture(file: dict[str, Any]) -> tuple[str, int, int]:
    return html.unescape(file["alt_text"]), file["media_details"]["width"], file["media_details"]["height"]


def numbers(reference: Reference) -> tuple[int, int]:
    """Return the numbers of a post and of a comment under it, 0 for the post itself."""
    post, _, comment = reference.id.partition("/")
    return int(post), int(comment or 0)
