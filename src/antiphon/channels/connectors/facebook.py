"""Facebook Pages, through Meta's Pages API: what is published is the page's, never a person's."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

import msgspec

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Exchange,
    Fence,
    Field,
    Figure,
    Heard,
    Limits,
    Media,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Revocation,
    Said,
    Settings,
)
from antiphon.channels.wire import facebook_stories as stories
from antiphon.channels.wire.comments import is_comment, must_fit
from antiphon.channels.wire.facebook import (
    COMMENT_FIELDS,
    PAGE_FIELDS,
    PAGES,
    POST_FIELDS,
    author,
    files,
    page,
    reference,
    said,
    upload_picture,
    uri,
)
from antiphon.channels.wire.facebook_films import finish_video, upload_video
from antiphon.channels.wire.graph import EDITION, Graph, essence, instant
from antiphon.channels.wire.recent import Ear
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, understood
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = f"https://graph.facebook.com/{EDITION}"
_VIDEOS = f"https://graph-video.facebook.com/{EDITION}"
_PAGE, _MOST_PAGES, _POSTS_LISTENED_TO = 50, 20, 25
_MAY_POST = frozenset({"CREATE_CONTENT", "MANAGE", "PROFILE_PLUS_CREATE_CONTENT", "PROFILE_PLUS_FULL_CONTROL"})
_INSIGHTS = {"post_media_view": "views", "post_total_media_view_unique": "reach", "post_clicks": "clicks"}
_COUNTS = "reactions.limit(0).summary(total_count),comments.limit(0).filter(stream).summary(total_count),shares"


class FacebookCredentials(Credentials, frozen=True, kw_only=True):
    """What names your own application at Meta."""

    client_id: Annotated[
        str, Field(gettext_noop("App ID"), gettext_noop("In the app dashboard: App settings → Basic."))
    ]
    client_secret: Annotated[str, Field(gettext_noop("App secret"), secret=True)]


class FacebookSettings(Settings, frozen=True, kw_only=True):
    """Whether it is a story."""

    story: Annotated[
        bool,
        Field(
            gettext_noop("As a story"),
            gettext_noop(
                "One picture or video of up to 60 seconds, best upright, 9 by 16. Gone after 24 hours. "
                "Words and links are not shown with it."
            ),
        ),
    ] = False


class _Kept(msgspec.Struct):
    """The page's own token, which does not end by itself; `of` marks the person's token that it was had with."""

    page: str
    token: str
    of: str

    def __repr__(self) -> str:
        return "_Kept(…)"


class Facebook(Connector[FacebookCredentials]):
    """A Facebook Page."""

    kind = "facebook"
    name = "Facebook Page"
    icon = "M12 2a10 10 0 0 0-2 19v-7H7v-3h3V9c0-3 2-4 4-4h3v3h-2c-1 0-2 0-2 2v1h4l-1 3h-3v7A10 10 0 0 0 12 2Z"
    credentials = FacebookCredentials
    withdrawn = gettext_noop("On Facebook: Settings & privacy → Settings → Business integrations.")
    settings = FacebookSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    hears = frozenset({Act.REPLY, Act.MENTION})
    continues = True
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize=f"https://www.facebook.com/{EDITION}/dialog/oauth",
        token=f"{_API}/oauth/access_token",
        scopes=(
            "pages_show_list",
            "pages_read_engagement",
            "pages_read_user_content",
            "pages_manage_posts",
            "pages_manage_engagement",
            "read_insights",
            "business_management",
        ),
        scope_separator=",",
        console="https://developers.facebook.com/apps",
        pkce=False,
        refreshes=False,
        lasts_days=60,
        lengthens=Exchange(
            f"{_API}/oauth/access_token",
            "fb_exchange_token",
            carries="fb_exchange_token",
            sends=("client_id", "client_secret"),
        ),
        outlasts=True,
        revokes=Revocation(
            f"{_API}/me/permissions",
            method="DELETE",
            carries="access_token",
            access_alone=True,
            hints=False,
            names_client=False,
            whole=True,
        ),
        over=('"code":190',),
        steps=(
            gettext_noop(
                "At developers.facebook.com, create an app with the use case “Manage everything on your Page”."
            ),
            gettext_noop("In the use case, add the permissions listed here."),
            gettext_noop("Under Facebook Login for Business → Settings, enter the redirect address shown here."),
            gettext_noop(
                "Copy the App ID and the App secret from App settings → Basic into this form, then sign in."
            ),
            gettext_noop("In Facebook’s window, choose the pages that may be used: all that you want to connect."),
        ),
        traps=(
            gettext_noop(
                "In development mode it works at once for people with a role in the app, but what is posted is seen "
                "by them alone. Switch the app to Live before you publish; it asks for a privacy policy."
            ),
            gettext_noop(
                "Pages of other organizations need Advanced Access to each permission: app review with a screen "
                "recording, and a verified business."
            ),
            gettext_noop("Before the review, Facebook may hide who wrote a comment."),
            gettext_noop("Figures are told for pages with at least 100 followers."),
        ),
    )

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text as it is sent: none with a story."""
        return "" if _is_story(outgoing) else outgoing.text

    @classmethod
    def limits_for(cls, chosen: Settings | None, limits: Limits) -> Limits:
        """Return what fits of a story: one file and no words."""
        story = isinstance(chosen, FacebookSettings) and chosen.story
        return replace(limits, **stories.STORY) if story else limits

    def verify(self) -> Profile:
        """Return the page that we speak for."""
        if self._account is None:
            return self._only_page()
        found = self._graph.get(self._id, fields=PAGE_FIELDS)
        with understood("page"):
            return page(found)

    def accounts(self) -> tuple[Profile, ...]:
        """Return the pages that the person who signed in may post for."""
        found = list(self._person.all("me/accounts", _MOST_PAGES, fields=f"{PAGE_FIELDS},tasks", limit=_PAGE))
        with understood("me/accounts"):
            return tuple(page(one) for one in found if _MAY_POST & set(one.get("tasks") or _MAY_POST))

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload pictures unpublished, and a video without its end; nobody sees them."""
        must_fit(outgoing, pictures=1)
        return tuple(self._uploaded(media, story=_is_story(outgoing)) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Post, or comment on what is answered."""
        if is_comment(outgoing):
            return self._comment(outgoing, prepared, fence)
        if _is_story(outgoing):
            [media] = outgoing.media
            return stories.show(self._graph, self._id, prepared[0], fence, video=media.is_video)
        if outgoing.media and outgoing.media[0].is_video:
            return finish_video(self._graph, self._films, outgoing, prepared[0], fence)
        fields: dict[str, Any] = {
            "message": outgoing.text,
            "attached_media": [{"media_fbid": one} for one in prepared],
        }
        if outgoing.card and not prepared:
            fields["link"] = outgoing.card.url
        fence.open()
        return self._made(f"{self._id}/feed", fields)

    def finished(self, reference: Reference) -> Reference:
        """Return where a video stands that the network is still working on."""
        found = self._graph.get(reference.id, fields="status,post_id,permalink_url")
        with understood("video"):
            state, post = str(found["status"]["video_status"]), str(found.get("post_id") or "")
        if state in {"error", "expired", "upload_failed"}:
            raise ChannelError(Trouble.MEDIA, f"video {reference.id}: {state}")
        if state != "ready":
            return reference
        identifier = post if "_" in post else f"{self._id}_{post}" if post else reference.id
        return Reference(uri(identifier), identifier, f"{PAGES}/{identifier}")

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own posts, or comments, since the operation was due for one that says the same.

        A story says nothing by which it could be told from another: showing it again looks for its upload.
        """
        if _is_story(outgoing):
            return None
        since, words = outgoing.at - CLOCKS_DIFFER, essence(outgoing.text)
        if outgoing.reply_to:
            return self._own_comment(outgoing.reply_to, words, since)
        for post in self._recent(f"{self._id}/published_posts", since, fields=POST_FIELDS):
            with understood("published_posts"):
                if (essence(post.get("message") or ""), files(post)) == (words, len(outgoing.media)):
                    return reference({"id": post["id"]})
        return None

    def listen(self, cursor: str) -> Heard:
        """Return what was commented under our latest posts, and where we were named."""
        ear, heard = Ear(cursor), list[Said]()
        comments = f"comments.filter(stream).order(reverse_chronological).limit({_PAGE}){{{COMMENT_FIELDS}}}"
        posts = self._listed("published_posts", f"id,permalink_url,{comments}", _POSTS_LISTENED_TO)
        with understood("published_posts"):
            for post in posts:
                found = (post.get("comments") or {}).get("data") or []
                new = self._new(ear, str(post["id"]), found)
                heard += [said(one, Act.REPLY, reference(post), self._account) for one in new]
        named = self._listed("tagged", "id,message,created_time,from{id,name},permalink_url", _PAGE)
        heard += [said(one, Act.MENTION, None, self._account) for one in self._new(ear, "tagged", named)]
        return Heard(tuple(heard), cursor=ear.cursor())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was commented under one of our posts; nothing if it is gone, or of a story."""
        if stories.names_story(root):
            return ()
        with suppress(Gone):
            asked = {"fields": COMMENT_FIELDS, "filter": "stream", "order": "chronological", "limit": _PAGE}
            found = list(self._graph.all(f"{root.id}/comments", _MOST_PAGES, **asked))
            return tuple(said(one, Act.REPLY, root, self._account) for one in found)
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers of a post; none if it is gone, or of a story. Small pages have no insights."""
        if stories.names_story(reference):
            return ()
        with suppress(Gone):
            found = self._graph.get(reference.id, fields=_COUNTS)
            with understood("counts"):
                told = {"likes": int(found["reactions"]["summary"]["total_count"])}
                told["replies"] = int(found["comments"]["summary"]["total_count"])
                told["shares"] = int((found.get("shares") or {}).get("count") or 0)
            return Figure.each(told | self._graph.insights_if_any(reference.id, _INSIGHTS))
        return ()

    def followers(self) -> int:
        """Return how many follow the page."""
        found = self._graph.get(self._id, fields="followers_count")
        with understood("followers_count"):
            return int(found["followers_count"])

    def remove(self, reference: Reference) -> None:
        """Delete a post or a comment."""
        with suppress(Gone):
            self._graph.ask("DELETE", reference.id)

    @cached_property
    def _person(self) -> Graph:
        """The interface as the person who signed in."""
        return Graph(self._door, _API, self._door.token)

    @cached_property
    def _graph(self) -> Graph:
        """The interface as the page."""
        return Graph(self._door, _API, self._page_token())

    @property
    def _id(self) -> str:
        return self._account.stable_id if self._account else self._only_page().stable_id

    @property
    def _films(self) -> str:
        """Where videos go."""
        return f"{_VIDEOS}/{self._id}/videos"

    def _only_page(self) -> Profile:
        found = self.accounts()
        if len(found) != 1:
            raise ChannelError(Trouble.PERMISSION, f"a page is to be chosen: there are {len(found)}")
        return found[0]

    def _page_token(self) -> str:
        """Return the page's own token: the kept one, unless somebody has signed in anew since it was had."""
        mark, known = hashlib.sha256(self._door.token.encode()).hexdigest()[:16], self._kept()
        if known and (known.page, known.of) == (self._id, mark):
            return known.token
        found = self._person.get(self._id, fields="access_token")
        with understood("page token"):
            fresh = _Kept(self._id, str(found["access_token"]), mark)
        self._door.keep(msgspec.json.encode(fresh).decode())
        return fresh.token

    def _kept(self) -> _Kept | None:
        try:
            return msgspec.json.decode(self._door.kept or "null", type=_Kept | None)
        except msgspec.DecodeError:
            return None

    def _uploaded(self, media: Media, *, story: bool) -> str:
        """Upload a file and return its name: of a picture its id, of a video its id and that of the upload."""
        if media.is_video and story:
            return stories.upload_video(self._graph, self._id, self._page_token(), media)
        if media.is_video:
            return ":".join(upload_video(self._graph, self._films, media))
        return upload_picture(self._graph, f"{self._id}/photos", media)

    def _comment(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Comment on a post, or answer a comment; one picture may stand with it."""
        if outgoing.reply_to is None:
            raise ChannelError(Trouble.BEFORE_SEND, "what is to be commented on does not stand yet")
        fields = {"message": outgoing.text, "attachment_id": "".join(prepared[:1])}
        fence.open()
        return self._made(f"{outgoing.reply_to.id}/comments", fields)

    def _made(self, path: str, fields: dict[str, Any]) -> Reference:
        found = self._graph.change(path, fields, sent=True)
        with understood(path, sent=True):
            return reference({"id": found["id"]})

    def _own_comment(self, to: Reference, words: str, since: datetime) -> Reference | None:
        asked = {"fields": COMMENT_FIELDS, "order": "reverse_chronological"}
        for one in self._recent(f"{to.id}/comments", since, **asked):
            with understood("comments"):
                ours = author(one, self._account) is self._account
                if ours and essence(one.get("message") or "") == words:
                    return reference({"id": one["id"]})
        return None

    def _recent(self, path: str, since: datetime, **asked: str) -> Iterator[dict[str, Any]]:
        return self._graph.recent(path, since, _MOST_PAGES, "created_time", **asked, limit=_PAGE)

    def _listed(self, edge: str, fields: str, most: int) -> list[dict[str, Any]]:
        return list(self._graph.all(f"{self._id}/{edge}", 1, fields=fields, limit=most))

    def _new(self, ear: Ear, stream: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        with understood(stream):
            others = [one for one in found if author(one, self._account) is not self._account]
            return ear.new(stream, others, lambda one: str(one["id"]), lambda one: instant(one["created_time"]))


def _is_story(outgoing: Outgoing) -> bool:
    return outgoing.chosen(FacebookSettings).story and not is_comment(outgoing)
