"""A Ghost with us and Ada on it: what both the practice server and the real one are asked."""

import re
from abc import abstractmethod
from typing import Any, ClassVar

from antiphon.channels.connector import Act, Reference
from antiphon.channels.connectors.ghost import Ghost
from antiphon.lib.markup import plain_text
from tests.channels.place import NetworkPlace, Standing

API = "/ghost/api/admin"
_FILES = re.compile(r"<(figure|div)\b.*?</\1>|<p><a [^>]*/content/files/[^>]*>.*?</a></p>", re.DOTALL)
_ADDRESS = re.compile(r"[^\"'\s]*/content/(images|media|files)/[^\"'\s?]+")
_ALT = re.compile(r'<img src="([^"]*)"[^>]*? alt="([^"]*)"')


class GhostPlace(NetworkPlace):
    """Our publication, under which Ada comments as a member."""

    connector = Ghost
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", f"{API}/posts"),
        "upload": ("POST", f"{API}/*/upload"),
        "verify": ("GET", f"{API}/posts"),
        "listen": ("GET", f"{API}/comments"),
        "thread": ("GET", f"{API}/comments"),
        "figures": ("GET", f"{API}/comments"),
        "reconcile": ("GET", f"{API}/posts"),
        "remove": ("PUT", f"{API}/posts/*"),
        "followers": ("GET", f"{API}/members"),
    }
    keeps_language = False
    mentions = False
    answers = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"replies": 1}

    @abstractmethod
    def documents(self) -> list[dict[str, Any]]:
        """Return what is published as the interface tells it, with HTML, the oldest first."""

    @abstractmethod
    def file(self, address: str) -> tuple[int, int, int]:
        """Return width, height and number of bytes of a file."""

    def standing(self) -> list[Standing]:
        return [self._post(one) for one in self.documents()]

    def uri(self, uuid: str, comment: str = "") -> str:
        return f"{self.us.stable_id}/p/{uuid}/" + (f"#ghost-comments-{comment}" if comment else "")

    def _post(self, post: dict[str, Any]) -> Standing:
        html = post["html"] or ""
        cover = [(post["feature_image_alt"] or "", post["feature_image"])] if post["feature_image"] else []
        shown = cover + [(alt, address) for address, alt in _ALT.findall(html)]
        by_shelf: dict[str, list[int]] = {"images": [], "media": [], "files": []}
        for found in {match[0]: match for match in _ADDRESS.finditer(html)}.values():
            by_shelf[found[1]].append(self.file(found[0])[2])
        return Standing(
            uri=self.uri(post["uuid"]),
            text=plain_text(_FILES.sub("", html)),
            title=post["title"],
            pictures=tuple((alt, *self.file(address)[:2]) for alt, address in shown),
            videos=tuple(by_shelf["media"]),
            documents=tuple(by_shelf["files"]),
        )

    def reference_of(self, post: dict[str, Any], comment: str) -> Reference:
        return Reference(self.uri(post["uuid"], comment), comment)
