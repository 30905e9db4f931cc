"""WordPress, on the company's own server or anybody's, through its REST interface and an application password."""

import base64
import html
import json
from collections.abc import Iterator
from contextlib import suppress
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
from antiphon.channels.wire import wordpress as wire
from antiphon.channels.wire.blog import Listened, Stored, found_or_in_doubt, heading, mark, names, slug
from antiphon.channels.wire.multipart import File, Form
from antiphon.channels.wire.rest import Gone, Rest, shaped, understood
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.markup import plain_text
from antiphon.lib.words import gettext_noop

_PAGE, _PAGES = 100, 20
_PLAIN_PERMALINKS = "?rest_route=/"


class WordPressCredentials(Credentials, frozen=True, kw_only=True):
    """An application password of an account that may publish: it can be withdrawn alone."""

    site: Annotated[
        str,
        Field(
            gettext_noop("Site"),
            gettext_noop("The address of the WordPress site."),
            placeholder="https://blog.example",
            https=True,
        ),
    ]
    user: Annotated[str, Field(gettext_noop("User name"), gettext_noop("The name you sign in with."))]
    app_password: Annotated[
        str,
        Field(
            gettext_noop("Application password"),
            gettext_noop("In WordPress: Users → Profile → Application Passwords."),
            secret=True,
        ),
    ]


class WordPressSettings(Settings, frozen=True, kw_only=True):
    """Where a post stands in the blog. Names are separated by commas; new ones are made."""

    categories: Annotated[str, Field(gettext_noop("Categories"), gettext_noop("Separated by commas."))] = ""
    tags: Annotated[str, Field(gettext_noop("Tags"), gettext_noop("Separated by commas."))] = ""
    excerpt: Annotated[str, Field(gettext_noop("Excerpt"), gettext_noop("What lists of posts show."))] = ""
    comments: Annotated[bool, Field(gettext_noop("Comments are open"))] = True


class WordPress(Connector[WordPressCredentials]):
    """A WordPress blog: a post is an article, a comment under it is heard and can be answered."""

    kind = "wordpress"
    name = "WordPress"
    icon = "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM5 8h2.2l1.6 6L11 8h2l2.2 6 1.6-6H19l-2.8 9.5h-2l-2.2-6-2.2 6h-2Z"
    credentials = WordPressCredentials
    withdrawn = gettext_noop("In WordPress: Users → Profile → Application Passwords.")
    settings = WordPressSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    removal = gettext_noop("The article goes to the trash of the site, from where it can be taken back.")
    hears = frozenset({Act.REPLY})
    tested_against = "WordPress 6.1 itself, and a local server with faults"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return whose password this is. An account that may not publish is refused."""
        found = self._me()
        if not found.may("publish_posts"):
            raise ChannelError(Trouble.PERMISSION, "this account may not publish posts")
        host = urlsplit(self._credentials.site).netloc
        return Profile(
            stable_id=self._pages.user(found.id),
            handle=f"{found.slug}@{host}",
            name=html.unescape(found.name),
            url=found.link,
            avatar_url=wire.largest(found.avatar_urls),
        )

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Put the files into the media library, where no post shows them yet; what an earlier try put there stays."""
        return tuple(self._stored(outgoing, media) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Publish an article whose address belongs to the operation, or answer a comment."""
        if outgoing.reply_to is not None:
            return self._answer(outgoing, outgoing.reply_to, fence)
        article = self._article(outgoing, prepared)
        fence.open()
        made = self._rest.post(self._at("posts"), article, sent=True)
        return self._pages.post(shaped(made, wire.Post, sent=True))

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look for the article by its address, for an answer by its words."""
        if outgoing.reply_to is not None:
            return self._own_answer(outgoing, outgoing.reply_to)
        found = self._rest.get(self._at("posts"), slug=slug(outgoing), status="any", _fields="id,link,status")
        posts = shaped(found, list[wire.Post])
        return self._pages.post(posts[0]) if posts else None

    def listen(self, cursor: str) -> Heard:
        """Return the comments that others wrote since the cursor."""
        before = Listened.read(cursor)
        found = list(self._latest_comments(before))
        ours = self._number
        fresh = sorted(
            (one for one in found if before.is_new(str(one.id)) and one.author != ours), key=lambda one: one.id
        )
        with understood("comments"):
            return Heard(
                tuple(map(self._pages.said, fresh)), cursor=before.and_then(str(one.id) for one in found).written()
            )

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return the comments under an article, the oldest first; nothing if it is gone."""
        if not self._is_published(root):
            return ()
        found = list(self._comments(post=root.id, order="asc", orderby="id"))
        with understood("comments"):
            return tuple(map(self._pages.said, found))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return how many comments there are. WordPress itself counts no readers."""
        if not self._is_published(reference):
            return ()
        query = {"post": reference.id.partition("/")[0], "per_page": 1, "_fields": "id"}
        answer = self._rest.answer("GET", self._at("comments"), params=query)
        with understood("the number of comments"):
            shaped(answer.json(), list[dict[str, Any]])
            return (Figure("replies", int(answer.headers["X-WP-Total"])),)

    def remove(self, reference: Reference) -> None:
        """Move an article to the trash, from where WordPress can take it back; an answer of ours likewise."""
        post, _, comment = reference.id.partition("/")
        with suppress(Gone):
            self._rest.ask("DELETE", self._at(f"comments/{comment}" if comment else f"posts/{post}"))

    # Talking to the site ----------------------------------------------------------------------------

    @cached_property
    def _rest(self) -> Rest:
        who = f"{self._credentials.user}:{self._credentials.app_password}"
        headers = {"Authorization": f"Basic {base64.b64encode(who.encode()).decode()}"}
        return Rest(self._door, self._credentials.site, headers, wire.explain)

    @property
    def _pages(self) -> wire.Pages:
        return wire.Pages(self._credentials.site)

    def _at(self, route: str) -> str:
        return f"{self._door.kept or self._root}wp/v2/{route}"

    _root = "wp-json/"

    def _me(self) -> wire.User:
        """Return who we are; a site without readable addresses has its interface elsewhere, which is kept."""
        try:
            return self._asked_who()
        except Gone:
            self._root = _PLAIN_PERMALINKS
            found = self._asked_who()
            self._door.keep(_PLAIN_PERMALINKS)
            return found

    def _asked_who(self) -> wire.User:
        return shaped(self._rest.get(self._at("users/me"), context="edit"), wire.User)

    @property
    def _number(self) -> int:
        known = self._account.stable_id.rpartition("?author=")[2] if self._account else ""
        return int(known) if known.isdigit() else self._me().id

    # Articles ---------------------------------------------------------------------------------------

    def _article(self, outgoing: Outgoing, prepared: tuple[str, ...]) -> dict[str, Any]:
        stored = [_read(media, token) for media, token in zip(outgoing.media, prepared, strict=True)]
        cover = next((one for one in stored if one.media.media_type.startswith("image/")), None)
        chosen = outgoing.chosen(WordPressSettings)
        article = {
            "title": html.escape(heading(outgoing), quote=False),
            "content": wire.content(outgoing.text, [one for one in stored if one is not cover], outgoing.language),
            "slug": slug(outgoing),
            "status": "publish",
            "comment_status": "open" if chosen.comments else "closed",
            "featured_media": int(cover.id) if cover else 0,
            "categories": self._terms("categories", chosen.categories),
            "tags": self._terms("tags", chosen.tags),
            "excerpt": html.escape(chosen.excerpt, quote=False),
        }
        return {name: value for name, value in article.items() if value not in ([], "", 0)}

    def _terms(self, kind: str, typed: str) -> list[int]:
        return [self._term(kind, name) for name in names(typed)]

    def _term(self, kind: str, name: str) -> int:
        """Return the number of a category or a tag; one that does not exist is made."""
        found = shaped(self._rest.get(self._at(kind), search=name, per_page=_PAGE), list[wire.Term])
        alike = [one.id for one in found if html.unescape(one.name).lower() == name.lower()]
        if alike:
            return alike[0]
        return shaped(self._rest.post(self._at(kind), {"name": name}), wire.Term).id

    def _stored(self, outgoing: Outgoing, media: Media) -> str:
        """Return a token of a file in the media library: its number, its address, those of its captions."""
        name = f"file-{mark(outgoing)}-{media.position}"
        file = self._uploaded(name, File(media.path, name + media.path.suffix, media.media_type), media)
        spoken = [
            self._uploaded(f"{name}-{place}", File(one.path, f"{name}-{place}.vtt", "text/vtt"), media).source_url
            for place, one in enumerate(media.captions)
        ]
        return json.dumps([str(file.id), file.source_url, spoken])

    def _uploaded(self, name: str, file: File, media: Media) -> wire.File:
        fields = "id,source_url,alt_text"
        known = shaped(self._rest.get(self._at("media"), slug=name, _fields=fields), list[wire.File])
        if known and known[0].alt_text == wire.plain_alt(media.alt_text):
            return known[0]
        said = {"slug": name, "alt_text": wire.plain_alt(media.alt_text), "title": media.title or media.alt_text[:80]}
        form = Form({field: words for field, words in said.items() if words}, {"file": file})
        made = self._rest.ask("POST", self._at("media"), data=form, headers={"Content-Type": form.content_type})
        return shaped(made, wire.File)

    def _is_published(self, reference: Reference) -> bool:
        try:
            found = self._rest.get(self._at(f"posts/{reference.id.partition('/')[0]}"), _fields="id,status")
        except Gone:
            return False
        return shaped(found, wire.Post).status == "publish"

    # Comments ---------------------------------------------------------------------------------------

    def _answer(self, outgoing: Outgoing, to: Reference, fence: Fence) -> Reference:
        post, _, comment = to.id.partition("/")
        said = {"post": int(post), "parent": int(comment or 0), "content": html.escape(outgoing.text, quote=False)}
        fence.open()
        try:
            made = self._rest.post(self._at("comments"), said, sent=True)
        except ChannelError as error:
            if error.trouble != Trouble.DUPLICATE:
                raise
            return found_or_in_doubt(self._own_answer(outgoing, to), error)
        return self._pages.comment(shaped(made, wire.Comment, sent=True))

    def _own_answer(self, outgoing: Outgoing, to: Reference) -> Reference | None:
        """Return our comment of these words on that very message: WordPress takes it only once."""
        post, _, comment = to.id.partition("/")
        wanted, ours = wire.essence(outgoing.text), self._number
        for one in self._comments(post=post, parent=comment or 0):
            if one.author == ours and wire.essence(plain_text(one.content.rendered)) == wanted:
                return self._pages.comment(one)
        return None

    def _latest_comments(self, before: Listened) -> Iterator[wire.Comment]:
        """Yield comments, the newest first, until those that were heard."""
        for page in self._pages_of_comments(order="desc", orderby="id"):
            yield from page
            if any(not before.is_new(str(one.id)) for one in page):
                return

    def _comments(self, **query: Any) -> Iterator[wire.Comment]:
        for page in self._pages_of_comments(**query):
            yield from page

    def _pages_of_comments(self, **query: Any) -> Iterator[list[wire.Comment]]:
        for number in range(1, _PAGES + 1):
            found = self._page_of_comments(page=number, per_page=_PAGE, **query)
            yield found
            if len(found) < _PAGE:
                return

    def _page_of_comments(self, **query: Any) -> list[wire.Comment]:
        """Return comments as an editor sees them, with mail addresses; as everybody does if we are none."""
        try:
            found = self._rest.get(self._at("comments"), context="edit", status="approve", **query)
        except ChannelError as error:
            if error.trouble != Trouble.PERMISSION:
                raise
            found = self._rest.get(self._at("comments"), **query)
        return shaped(found, list[wire.Comment])


def _read(media: Media, token: str) -> Stored:
    number, address, captions = json.loads(token)
    return Stored(media, number, address, tuple(captions))
