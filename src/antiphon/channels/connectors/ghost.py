"""Ghost, on the company's own server or at ghost.org, through its Admin API and the key of an integration."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlsplit

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Heard,
    Media,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Said,
    Settings,
)
from antiphon.channels.wire import ghost as wire
from antiphon.channels.wire.blog import Listened, Stored, found_or_in_doubt, heading, mark, names, slug
from antiphon.channels.wire.multipart import File, Form
from antiphon.channels.wire.rest import Gone, Rest, shaped, understood
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_PAGE, _PAGES = 100, 20
#: How long the words for a cover may be; a picture with more stands in the text.
_COVER_ALT, _TITLE, _EXCERPT = 191, 255, 300
_LIVE = frozenset({"published", "sent"})
#: The edition of the interface that we speak; newer ones answer in it.
_SPEAKS = "v5.0"


class GhostCredentials(Credentials, frozen=True, kw_only=True):
    """The Admin API key of a custom integration: it can be withdrawn alone."""

    site: Annotated[
        str,
        Field(
            gettext_noop("Site"),
            gettext_noop("The API address that Ghost shows beside the key."),
            placeholder="https://blog.example",
            https=True,
        ),
    ]
    admin_key: Annotated[
        str,
        Field(
            gettext_noop("Admin API key"),
            gettext_noop("In Ghost: Settings → Integrations → Add custom integration."),
            secret=True,
        ),
    ]


class GhostSettings(Settings, frozen=True, kw_only=True):
    """Where a post stands in the publication, and who may read it."""

    tags: Annotated[
        str, Field(gettext_noop("Tags"), gettext_noop("Separated by commas; the first one counts most."))
    ] = ""
    excerpt: Annotated[str, Field(gettext_noop("Excerpt"), gettext_noop("What lists of posts show."))] = ""
    visibility: Annotated[
        str,
        Field(
            gettext_noop("Who may read it"),
            choices=(
                ("public", gettext_noop("Everybody")),
                ("members", gettext_noop("Members")),
                ("paid", gettext_noop("Paying members")),
            ),
        ),
    ] = "public"
    featured: Annotated[bool, Field(gettext_noop("Featured"))] = False


class Ghost(Connector[GhostCredentials]):
    """A Ghost publication: comments under its posts are heard; they are answered there, as a member."""

    kind = "ghost"
    name = "Ghost"
    icon = (
        "M12 2a8 8 0 0 0-8 8v11l3-2 2.5 2 2.5-2 2.5 2 2.5-2 3 2V10a8 8 0 0 0-8-8Z"
        "M7.5 10a1.5 1.5 0 0 1 3 0 1.5 1.5 0 0 1-3 0Zm6 0a1.5 1.5 0 0 1 3 0 1.5 1.5 0 0 1-3 0Z"
    )
    credentials = GhostCredentials
    withdrawn = gettext_noop("In Ghost: Settings → Integrations, delete the custom integration.")
    settings = GhostSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    removal = gettext_noop(
        "The article becomes a draft again in Ghost, where it can be deleted. What went out by mail stays."
    )
    hears = frozenset({Act.REPLY})
    answers = False
    tested_against = "Ghost 6.65 itself, and a local server with faults"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return the publication whose key this is."""
        shaped(self._get("posts/", "posts", limit=1, fields="id"), list[wire.Post])
        site = shaped(self._get("site/", "site"), wire.Site)
        address = site.url.rstrip("/")
        return Profile(address, urlsplit(address).netloc, site.title, address, site.icon or "")

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the files; no post shows them yet."""
        return tuple(self._stored(outgoing, media) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Publish under an address that belongs to the operation."""
        article = self._article(outgoing, prepared)
        fence.open()
        try:
            made = self._ask(
                "POST", "posts/", "posts", sent=True, params={"source": "html"}, json={"posts": [article]}
            )
        except ChannelError as error:
            if error.trouble != Trouble.DUPLICATE:
                raise
            return found_or_in_doubt(self.reconcile(outgoing), error)
        return self._pages.post(shaped(made, list[wire.Post], sent=True)[0])

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look for the post by its address."""
        query = {"filter": f"slug:'{slug(outgoing)}'", "fields": "id,uuid,url,status"}
        posts = shaped(self._get("posts/", "posts", **query), list[wire.Post])
        return next((self._pages.post(one) for one in posts if one.status in _LIVE), None)

    def listen(self, cursor: str) -> Heard:
        """Return the comments of readers since the cursor; Ghost tells them from its edition 6 on."""
        before = Listened.read(cursor)
        try:
            found = list(self._latest(before))
        except ChannelError as error:
            if isinstance(error, Gone) or error.trouble == Trouble.PERMISSION:
                return Heard(cursor=cursor)
            raise
        fresh = [one for one in reversed(found) if before.is_new(one.id)]
        with understood("comments"):
            return Heard(
                tuple(map(self._pages.said, fresh)), cursor=before.and_then(one.id for one in found).written()
            )

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return the comments under a post, the oldest first; nothing if it is gone."""
        if self._live(root) is None:
            return ()
        found = [one for page in self._comments(filter=f"post_id:{root.id}", order="created_at asc") for one in page]
        with understood("comments"):
            return tuple(map(self._pages.said, found))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return how many comments there are, and how often links were followed from its mail."""
        post = self._live(reference, include="count.clicks")
        if post is None:
            return ()
        wanted = f"post_id:{reference.id}+status:published"
        told = self._get("comments/", "meta", filter=wanted, limit=1)
        with understood("figures"):
            figures = [Figure("replies", int(told["pagination"]["total"]))]
            clicks = (post.count or {}).get("clicks")
            return (*figures, Figure("clicks", int(clicks))) if clicks else tuple(figures)

    def remove(self, reference: Reference) -> None:
        """Take a post back into the drafts, from where Ghost can publish it again."""
        post = self._live(reference)
        if post is not None:
            back = {"status": "draft", "updated_at": post.updated_at}
            self._ask("PUT", f"posts/{post.id}/", "posts", json={"posts": [back]})

    def followers(self) -> int:
        """Return how many members the publication has."""
        told = self._get("members/", "meta", limit=1, fields="id")
        with understood("members"):
            return int(told["pagination"]["total"])

    # Talking to the site ----------------------------------------------------------------------------

    @cached_property
    def _rest(self) -> Rest:
        address = f"{self._credentials.site.rstrip('/')}/ghost/api/admin/"
        return Rest(self._door, address, {"Accept-Version": _SPEAKS}, wire.explain)

    @property
    def _pages(self) -> wire.Pages:
        return wire.Pages(self._account.stable_id if self._account else self._credentials.site)

    def _get(self, path: str, part: str = "", **query: Any) -> Any:
        return self._ask("GET", path, part, params=query)

    def _ask(self, method: str, path: str, part: str = "", *, sent: bool = False, **request: Any) -> Any:
        """Return one part of the answer; each request has a fresh token, since they soon are old."""
        signed = wire.token(self._credentials.admin_key, datetime.now(UTC))
        headers = request.pop("headers", {}) | {"Authorization": f"Ghost {signed}"}
        answer = self._rest.ask(method, path, sent=sent, headers=headers, **request)
        with understood(path, sent=sent):
            return answer[part] if part else answer

    # Posts ------------------------------------------------------------------------------------------

    def _article(self, outgoing: Outgoing, prepared: tuple[str, ...]) -> dict[str, Any]:
        stored = [_read(media, token) for media, token in zip(outgoing.media, prepared, strict=True)]
        cover = next((one for one in stored if _can_be_cover(one.media)), None)
        below = [one for one in stored if one is not cover]
        chosen = outgoing.chosen(GhostSettings)
        article = {
            "title": heading(outgoing)[:_TITLE],
            "html": wire.content(outgoing.text, below, outgoing.language),
            "slug": slug(outgoing),
            "status": "published",
            "visibility": chosen.visibility,
            "featured": chosen.featured,
            "tags": [{"name": name} for name in names(chosen.tags)],
            "custom_excerpt": chosen.excerpt[:_EXCERPT] or None,
        }
        shown = {"feature_image": cover.address, "feature_image_alt": cover.media.alt_text} if cover else {}
        return article | shown

    def _stored(self, outgoing: Outgoing, media: Media) -> str:
        """Return a token of an uploaded file: its address, and its captions."""
        name = f"file-{mark(outgoing)}-{media.position}"
        address = self._uploaded(_shelf(media), File(media.path, name + media.path.suffix, media.media_type))
        # Ghost takes no files of captions: they are written into the page.
        spoken = [_inside(one.path.read_bytes()) for one in media.captions]
        return json.dumps([address, spoken])

    def _uploaded(self, shelf: str, file: File) -> str:
        form = Form({"ref": file.name}, {"file": file})
        made = self._ask("POST", f"{shelf}/upload/", shelf, data=form, headers={"Content-Type": form.content_type})
        return shaped(made, list[wire.Address])[0].url

    def _live(self, reference: Reference, **query: str) -> wire.Post | None:
        try:
            post = _one(self._get(f"posts/{reference.id}/", "posts", **query))
        except Gone:
            return None
        return post if post.status in _LIVE else None

    # Comments ---------------------------------------------------------------------------------------

    def _latest(self, before: Listened) -> Iterator[wire.Comment]:
        """Yield comments, the newest first, until those that were heard."""
        for page in self._comments(order="created_at desc,id desc"):
            yield from page
            if any(not before.is_new(one.id) for one in page):
                return

    def _comments(self, **query: str) -> Iterator[list[wire.Comment]]:
        for number in range(1, _PAGES + 1):
            told = self._get("comments/", "comments", limit=_PAGE, page=number, **query)
            found = shaped(told, list[wire.Comment])
            yield [one for one in found if one.status == "published"]
            if len(found) < _PAGE:
                return


def _one(found: Any) -> wire.Post:
    posts = shaped(found, list[wire.Post])
    if not posts:
        raise Gone("no post")
    return posts[0]


def _shelf(media: Media) -> str:
    return "media" if media.is_video else "files" if media.is_document else "images"


def _can_be_cover(media: Media) -> bool:
    return media.media_type.startswith("image/") and len(media.alt_text) <= _COVER_ALT


def _read(media: Media, token: str) -> Stored:
    address, captions = json.loads(token)
    return Stored(media, "", address, tuple(captions))


def _inside(words: bytes) -> str:
    return f"data:text/vtt;base64,{base64.b64encode(words).decode()}"
