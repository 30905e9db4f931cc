"""Instagram professional accounts, through Meta's Instagram API with Instagram Login."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any

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
    Said,
    Settings,
)
from antiphon.channels.wire.comments import is_comment, must_fit
from antiphon.channels.wire.containers import AlreadyPublished, Containers, Making, address_of
from antiphon.channels.wire.graph import EDITION, Graph, essence, instant
from antiphon.channels.wire.instagram import (
    COMMENT_FIELDS,
    PAGES,
    POST_FIELDS,
    STORY,
    STORY_FIELDS,
    STORY_INSIGHTS,
    as_story,
    author,
    comment_uri,
    files,
    names_comment,
    names_story,
    post_reference,
    said,
    with_answers,
)
from antiphon.channels.wire.recent import Ear
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, understood
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = "https://graph.instagram.com"
_PAGE, _MOST_PAGES, _POSTS_LISTENED_TO = 50, 20, 25
_COUNTS = {"like_count": "likes", "comments_count": "replies"}
_INSIGHTS = {"views": "views", "reach": "reach", "saved": "saves", "shares": "shares"}


class InstagramCredentials(Credentials, frozen=True, kw_only=True):
    """What names your own application at Meta."""

    client_id: Annotated[
        str,
        Field(
            gettext_noop("Instagram app ID"),
            gettext_noop("In the app dashboard: Instagram → API setup with Instagram login. Not the app’s own ID."),
        ),
    ]
    client_secret: Annotated[str, Field(gettext_noop("Instagram app secret"), secret=True)]


class InstagramSettings(Settings, frozen=True, kw_only=True):
    """Whether it is a story, and where a reel is shown."""

    story: Annotated[
        bool,
        Field(
            gettext_noop("As a story"),
            gettext_noop(
                "One picture or video of up to 60 seconds, best upright, 9 by 16. Gone after 24 hours. "
                "Words, links and alternative text are not shown with it."
            ),
        ),
    ] = False

    share_to_feed: Annotated[
        bool, Field(gettext_noop("Show reels among the posts"), gettext_noop("Otherwise under Reels alone."))
    ] = True


class Instagram(Connector[InstagramCredentials]):
    """An Instagram business or creator account."""

    kind = "instagram"
    name = "Instagram"
    icon = "M7 2h10a5 5 0 0 1 5 5v10a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5Zm0 2a3 3 0 0 0-3 3v10a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3V7a3 3 0 0 0-3-3H7Zm5 3a5 5 0 1 1 0 10 5 5 0 0 1 0-10Zm0 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm5-3h2v2h-2V6Z"  # noqa: E501
    credentials = InstagramCredentials
    withdrawn = gettext_noop("On Instagram: Settings → Website permissions → Apps and websites.")
    settings = InstagramSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    removal = gettext_noop(
        "Instagram lets no program delete a post that signed in this way. Open it in the app: ⋯, Delete."
    )
    hears = frozenset({Act.REPLY})
    continues = True
    fetches_media = True
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://www.instagram.com/oauth/authorize",
        token="https://api.instagram.com/oauth/access_token",  # noqa: S106  an address
        scopes=(
            "instagram_business_basic",
            "instagram_business_content_publish",
            "instagram_business_manage_comments",
            "instagram_business_manage_insights",
        ),
        scope_separator=",",
        console="https://developers.facebook.com/apps",
        pkce=False,
        refreshes=False,
        lasts_days=60,
        lengthens=Exchange(f"{_API}/access_token", "ig_exchange_token", sends=("client_secret",)),
        renews=Exchange(f"{_API}/refresh_access_token", "ig_refresh_token"),
        over=('"code":190',),
        steps=(
            gettext_noop("In the Instagram app, switch the account to a professional one: business or creator."),
            gettext_noop("At developers.facebook.com, create an app of type Business and add the product Instagram."),
            gettext_noop("Open “API setup with Instagram login” and add the permissions listed here."),
            gettext_noop("Under App roles → Roles, add the account as an Instagram Tester."),
            gettext_noop("On instagram.com, accept: Settings → Apps and websites → Tester invites."),
            gettext_noop("Under “Set up Instagram business login”, enter the redirect address shown here."),
            gettext_noop("Copy the Instagram app ID and the Instagram app secret into this form, then sign in."),
        ),
        traps=(
            gettext_noop(
                "There are two IDs and two secrets: those of the app, and those of Instagram. Take the second."
            ),
            gettext_noop("A private or personal account cannot be used: only business and creator accounts."),
            gettext_noop(
                "Accounts that you own, as testers, work with Standard Access before any review. Accounts of other "
                "people need Advanced Access: app review and a verified business."
            ),
            gettext_noop("Instagram fetches pictures and videos itself: this site must be reachable over HTTPS."),
            gettext_noop("An account may publish a limited number of posts through the interface within 24 hours."),
        ),
    )

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text as it is sent: none with a story."""
        return "" if _is_story(outgoing) else outgoing.text

    @classmethod
    def limits_for(cls, chosen: Settings | None, limits: Limits) -> Limits:
        """Return what fits of a story: one file, of other shapes, and no words."""
        if not (isinstance(chosen, InstagramSettings) and chosen.story):
            return limits
        return replace(limits, **STORY)

    def verify(self) -> Profile:
        """Return whose token this is."""
        found = self._graph.get("me", fields="user_id,username,name,profile_picture_url")
        with understood("me"):
            handle = str(found["username"])
            return Profile(
                stable_id=str(found["user_id"]),
                handle=handle,
                name=str(found.get("name") or ""),
                url=f"{PAGES}/{handle}/",
                avatar_url=str(found.get("profile_picture_url") or ""),
            )

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits with how many posts this account may publish within 24 hours."""
        found = self._graph.get(f"{self._id}/content_publishing_limit", fields="config,quota_usage")
        with understood("content_publishing_limit"):
            most = int(found["data"][0]["config"]["quota_total"])
        return replace(table, posts_a_day=most, source=_API, checked=datetime.now(UTC).date().isoformat())

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Make the containers, which nobody sees; the last token is that of the post. A comment needs none."""
        must_fit(outgoing, pictures=0)
        if is_comment(outgoing):
            return ()
        return self._making(outgoing).prepared()

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Publish the container; one that an earlier try published is looked for instead."""
        if is_comment(outgoing):
            return self._comment(outgoing, fence)
        try:
            post = self._making(outgoing).published(prepared, fence)
        except AlreadyPublished:
            found = self._only_story(outgoing) if _is_story(outgoing) else self.reconcile(outgoing)
            if found is None:
                raise
            return found
        return as_story(self._reference(post)) if _is_story(outgoing) else self._reference(post)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own posts, or comments, since the operation was due for one that says the same.

        A story says nothing by which it could be told from another: publishing it again asks its container.
        """
        since = outgoing.at - CLOCKS_DIFFER
        if _is_story(outgoing):
            return None
        if outgoing.reply_to:
            return self._own_comment(outgoing.reply_to, essence(outgoing.text), since)
        wanted = (essence(outgoing.text), len(outgoing.media))
        for post in self._recent(f"{self._id}/media", since, POST_FIELDS):
            with understood("media"):
                if (essence(post.get("caption") or ""), files(post)) == wanted:
                    return post_reference(post)
        return None

    def listen(self, cursor: str) -> Heard:
        """Return what was commented under our latest posts."""
        fields = f"id,permalink,comments.limit({_PAGE}){{{COMMENT_FIELDS}}}"
        found = self._graph.get(f"{self._id}/media", fields=fields, limit=_POSTS_LISTENED_TO)
        ear, heard = Ear(cursor), list[Said]()
        with understood("media"):
            for post in found["data"]:
                reference = post_reference(post)
                heard += self._new(ear, reference, (post.get("comments") or {}).get("data") or [])
        return Heard(tuple(heard), cursor=ear.cursor())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was commented under one of our posts; nothing if it is gone."""
        if names_story(root):
            return ()
        with suppress(Gone):
            comments = list(self._graph.all(f"{root.id}/comments", _MOST_PAGES, fields=COMMENT_FIELDS, limit=_PAGE))
            with understood("comments"):
                return tuple(said(one, answered, root, self._account) for one, answered in with_answers(comments))
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers of a post; none if it is gone. What too few people saw has no insights."""
        if names_story(reference):
            return Figure.each(self._graph.insights_if_any(reference.id, STORY_INSIGHTS))
        with suppress(Gone):
            found = self._graph.get(reference.id, fields=",".join(_COUNTS))
            with understood("media"):
                told = {name: int(found[theirs]) for theirs, name in _COUNTS.items() if theirs in found}
            return Figure.each(told | self._graph.insights_if_any(reference.id, _INSIGHTS))
        return ()

    def followers(self) -> int:
        """Return how many follow the account."""
        found = self._graph.get(self._id, fields="followers_count")
        with understood("followers_count"):
            return int(found["followers_count"])

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self._door, f"{_API}/{EDITION}", self._door.token)

    @property
    def _containers(self) -> Containers:
        return Containers(self._graph, f"{self._id}/media", f"{self._id}/media_publish", "status_code", "status")

    @property
    def _id(self) -> str:
        return self._account.stable_id if self._account else "me"

    def _making(self, outgoing: Outgoing) -> Making:
        several = outgoing.media if len(outgoing.media) > 1 else ()
        files = (lambda: [_file(one, "VIDEO") for one in several]) if several else None
        return Making(self._containers, files, lambda parts: self._contained(outgoing, parts))

    def _contained(self, outgoing: Outgoing, parts: tuple[str, ...]) -> str:
        """Make the container of a post."""
        if not outgoing.media:
            raise ChannelError(Trouble.MEDIA, "Instagram takes no post without a picture or a video")
        if parts:
            return self._containers.made(media_type="CAROUSEL", children=",".join(parts), caption=outgoing.text)
        [media] = outgoing.media
        wanted = outgoing.chosen(InstagramSettings)
        if wanted.story:
            return self._containers.made(**_file(media, "STORIES", story=True))
        reel = {"share_to_feed": wanted.share_to_feed} if media.is_video else {}
        return self._containers.made(**_file(media, "REELS"), **reel, caption=outgoing.text)

    def _comment(self, outgoing: Outgoing, fence: Fence) -> Reference:
        """Comment on a post, or answer a comment."""
        if outgoing.reply_to is None:
            raise ChannelError(Trouble.BEFORE_SEND, "what is to be commented on does not stand yet")
        path = _path_of_answers(outgoing.reply_to)
        fence.open()
        found = self._graph.change(path, {"message": outgoing.text}, sent=True)
        with understood(path, sent=True):
            identifier = str(found["id"])
        return Reference(comment_uri(identifier), identifier, outgoing.reply_to.url)

    def _only_story(self, outgoing: Outgoing) -> Reference | None:
        """Return our story since the operation was due, if there is just one and the network tells."""
        since = outgoing.at - CLOCKS_DIFFER
        try:
            found = list(self._recent(f"{self._id}/stories", since, STORY_FIELDS))
        except ChannelError:
            return None
        with understood("stories"):
            return as_story(post_reference(found[0])) if len(found) == 1 else None

    def _own_comment(self, to: Reference, words: str, since: datetime) -> Reference | None:
        for comment in self._recent(_path_of_answers(to), since, COMMENT_FIELDS):
            with understood("comments"):
                ours = author(comment, self._account) is self._account
                if ours and essence(comment.get("text") or "") == words:
                    identifier = str(comment["id"])
                    return Reference(comment_uri(identifier), identifier, to.url)
        return None

    def _reference(self, post: str) -> Reference:
        return post_reference(self._containers.standing(post, self._account.url if self._account else ""))

    def _recent(self, path: str, since: datetime, fields: str) -> Iterator[dict[str, Any]]:
        return self._graph.recent(path, since, _MOST_PAGES, fields=fields, limit=_PAGE)

    def _new(self, ear: Ear, post: Reference, comments: list[dict[str, Any]]) -> list[Said]:
        others = [one for one in with_answers(comments) if author(one[0], self._account) is not self._account]
        new = ear.new(post.id, others, lambda one: str(one[0]["id"]), lambda one: instant(one[0]["timestamp"]))
        return [said(comment, answered, post, self._account) for comment, answered in new]


def _path_of_answers(reference: Reference) -> str:
    return f"{reference.id}/{'replies' if names_comment(reference) else 'comments'}"


def _is_story(outgoing: Outgoing) -> bool:
    return outgoing.chosen(InstagramSettings).story and not is_comment(outgoing)


def _file(media: Media, video: str, *, story: bool = False) -> dict[str, str]:
    """Return what makes the container of a file; `video` is what a video is called there: it has no words for it."""
    if media.is_video:
        return {"media_type": video, "video_url": address_of(media)}
    if story:
        return {"media_type": video, "image_url": address_of(media)}
    return {"image_url": address_of(media), "alt_text": media.alt_text}
