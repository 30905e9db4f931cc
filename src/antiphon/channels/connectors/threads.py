"""Threads, through Meta's Threads API: a container is made, then published once."""

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
from antiphon.channels.wire.containers import AlreadyPublished, Containers, Making, address_of
from antiphon.channels.wire.graph import Graph, essence, instant
from antiphon.channels.wire.recent import Ear
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, understood
from antiphon.channels.wire.threads import FIELDS, PAGES, answered, files, reference, root, said, uri
from antiphon.lib.words import gettext_noop

_API = "https://graph.threads.com"
_PAGE, _MOST_PAGES = 50, 20
#: Of how many posts the replies are asked for every time, and how many older ones take turns, one a minute.
_NEWEST, _OLDER = 5, 20
_FIGURES = {
    "views": "views",
    "likes": "likes",
    "replies": "replies",
    "reposts": "shares",
    "quotes": "quotes",
    "shares": "sends",
}
_LETTERS = "abcd"


class ThreadsCredentials(Credentials, frozen=True, kw_only=True):
    """What names your own application at Meta."""

    client_id: Annotated[
        str,
        Field(
            gettext_noop("Threads app ID"),
            gettext_noop(
                "In the app dashboard: Use cases → Access the Threads API → Settings. Not the app’s own ID."
            ),
        ),
    ]
    client_secret: Annotated[str, Field(gettext_noop("Threads app secret"), secret=True)]


class ThreadsSettings(Settings, frozen=True, kw_only=True):
    """Who may answer."""

    reply_control: Annotated[
        str,
        Field(
            gettext_noop("Who may reply"),
            choices=(
                ("everyone", gettext_noop("Everyone")),
                ("accounts_you_follow", gettext_noop("Accounts you follow")),
                ("mentioned_only", gettext_noop("Those you mention")),
                ("followers_only", gettext_noop("Your followers")),
            ),
        ),
    ] = "everyone"


class Threads(Connector[ThreadsCredentials]):
    """A Threads profile."""

    kind = "threads"
    name = "Threads"
    icon = "M12 2a10 10 0 1 0 6 18l-1-2a8 8 0 1 1 3-6v1a2 2 0 0 1-3 1V8h-2v1a4 4 0 1 0 0 6 4 4 0 0 0 7-2v-1A10 10 0 0 0 12 2Zm0 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z"  # noqa: E501
    credentials = ThreadsCredentials
    withdrawn = gettext_noop("On Threads: Settings → Account → Website permissions.")
    settings = ThreadsSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    hears = frozenset({Act.REPLY, Act.MENTION})
    continues = True
    #: The answers of a root are those in the whole thread already.
    told_of_parts = frozenset({"likes", "shares", "quotes", "sends"})
    fetches_media = True
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://threads.com/oauth/authorize",
        token=f"{_API}/oauth/access_token",
        scopes=(
            "threads_basic",
            "threads_content_publish",
            "threads_manage_replies",
            "threads_read_replies",
            "threads_manage_insights",
            "threads_manage_mentions",
            "threads_delete",
        ),
        scope_separator=",",
        console="https://developers.facebook.com/apps",
        pkce=False,
        refreshes=False,
        lasts_days=60,
        lengthens=Exchange(f"{_API}/access_token", "th_exchange_token", sends=("client_secret",)),
        renews=Exchange(f"{_API}/refresh_access_token", "th_refresh_token"),
        over=('"code":190',),
        steps=(
            gettext_noop(
                "At developers.facebook.com, create an app and choose the use case “Access the Threads API”."
            ),
            gettext_noop("In the use case, add the permissions listed here; they say “Ready for testing” at once."),
            gettext_noop("In its settings, enter the redirect address shown here under “Redirect Callback URLs”."),
            gettext_noop("Under App roles → Roles, add the profile as a Threads Tester."),
            gettext_noop(
                "On threads.com, accept the invitation: Settings → Account → Website permissions → Invites."
            ),
            gettext_noop("Copy the Threads app ID and the Threads app secret into this form, then sign in."),
        ),
        traps=(
            gettext_noop(
                "There are two IDs and two secrets: those of the app, and those of Threads. Take the second."
            ),
            gettext_noop(
                "Your own profiles, as testers, need no app review. Profiles of other people do: every permission "
                "with a screen recording, and a verified business."
            ),
            gettext_noop("Threads fetches pictures and videos itself: this site must be reachable over HTTPS."),
            gettext_noop("A token lives for 60 days; it is renewed here as long as the site runs."),
        ),
    )

    def verify(self) -> Profile:
        """Return whose token this is."""
        found = self._graph.get("me", fields="id,username,name,threads_profile_picture_url")
        with understood("me"):
            handle = str(found["username"])
            return Profile(
                stable_id=str(found["id"]),
                handle=handle,
                name=str(found.get("name") or ""),
                url=f"{PAGES}/@{handle}",
                avatar_url=str(found.get("threads_profile_picture_url") or ""),
            )

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits with how many posts this profile may publish within 24 hours."""
        found = self._graph.get(f"{self._id}/threads_publishing_limit", fields="quota_usage,config")
        with understood("threads_publishing_limit"):
            most = int(found["data"][0]["config"]["quota_total"])
        return replace(table, posts_a_day=most, source=_API, checked=datetime.now(UTC).date().isoformat())

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Make the containers, which nobody sees; the last token is that of the post, empty if it cannot be made yet.

        The next part of a thread waits: the post it answers may not stand yet.
        """
        return self._making(outgoing).prepared(waits=outgoing.continues and outgoing.reply_to is None)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Publish the container; one that an earlier try published is looked for instead."""
        try:
            post = self._making(outgoing).published(prepared, fence)
        except AlreadyPublished:
            found = self.reconcile(outgoing)
            if found is None:
                raise
            return found
        return self._reference(post)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own posts since the operation was due for one that says the same to the same."""
        answers = outgoing.reply_to.id if outgoing.reply_to else ""
        wanted = (essence(outgoing.text), len(outgoing.media), answers)
        edge, since = "replies" if answers else "threads", outgoing.at - CLOCKS_DIFFER
        for post in self._graph.recent(f"{self._id}/{edge}", since, _MOST_PAGES, fields=FIELDS, limit=_PAGE):
            with understood("threads"):
                if (essence(post.get("text") or ""), files(post), answered(post)) == wanted:
                    return reference(post)
        return None

    def listen(self, cursor: str) -> Heard:
        """Return who mentioned us, and what was answered under our latest posts."""
        ear, heard = Ear(cursor), list[Said]()
        ours = [str(post.get("id")) for post in self._listed(f"{self._id}/threads", 1, fields="id")]
        for post in _taking_turns(ours, ear):
            heard += [
                said(one, Act.REPLY, self._account)
                for one in self._new(ear, post, f"{post}/conversation", reverse="true")
            ]
        known = {one.reference.uri for one in heard}
        for one in self._new(ear, "mentions", f"{self._id}/mentions"):
            if uri(one["id"]) not in known and root(one) not in ours:
                heard.append(said(one, Act.MENTION, self._account))
        return Heard(tuple(heard), cursor=ear.cursor())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was answered under one of our posts; nothing if it is gone."""
        with suppress(Gone):
            found = list(self._listed(f"{root.id}/conversation", _MOST_PAGES, fields=FIELDS, reverse="false"))
            return tuple(said(one, Act.REPLY, self._account) for one in found)
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers of a post; none if it is gone."""
        with suppress(Gone):
            return Figure.each(self._graph.insights(reference.id, _FIGURES))
        return ()

    def followers(self) -> int:
        """Return how many follow the profile."""
        found = self._graph.get(f"{self._id}/threads_insights", metric="followers_count")
        with understood("threads_insights"):
            return int(found["data"][0]["total_value"]["value"])

    def remove(self, reference: Reference) -> None:
        """Delete a post."""
        with suppress(Gone):
            self._graph.ask("DELETE", reference.id)

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self._door, f"{_API}/v1.0", self._door.token)

    @property
    def _containers(self) -> Containers:
        return Containers(
            self._graph, f"{self._id}/threads", f"{self._id}/threads_publish", "status", reason="error_message"
        )

    @property
    def _id(self) -> str:
        return self._account.stable_id if self._account else "me"

    def _making(self, outgoing: Outgoing) -> Making:
        several = outgoing.media if len(outgoing.media) > 1 else ()
        files = (lambda: [_file(one) for one in several]) if several else None
        return Making(self._containers, files, lambda parts: self._contained(outgoing, parts))

    def _contained(self, outgoing: Outgoing, parts: tuple[str, ...]) -> str:
        """Make the container of a post."""
        wanted = outgoing.chosen(ThreadsSettings)
        asks = outgoing.poll.options if outgoing.poll else ()
        return self._containers.made(
            **(_file(outgoing.media[0]) if len(outgoing.media) == 1 else {}),
            **({"media_type": "CAROUSEL", "children": ",".join(parts)} if parts else {}),
            **({} if outgoing.media else {"media_type": "TEXT"}),
            text=outgoing.text,
            reply_to_id=outgoing.reply_to.id if outgoing.reply_to else "",
            reply_control="" if wanted.reply_control == "everyone" else wanted.reply_control,
            link_attachment=outgoing.card.url if outgoing.card and not outgoing.media and not asks else "",
            poll_attachment={f"option_{letter}": option for letter, option in zip(_LETTERS, asks, strict=False)},
        )

    def _reference(self, post: str) -> Reference:
        return reference(self._containers.standing(post, self._account.url if self._account else ""))

    def _listed(self, path: str, pages: int, **query: str) -> Iterator[dict[str, Any]]:
        return self._graph.all(path, pages, **query, limit=_PAGE)

    def _new(self, ear: Ear, stream: str, path: str, **query: str) -> list[dict[str, Any]]:
        """Return what others said in a stream and was not heard before."""
        with suppress(Gone):
            found = list(self._listed(path, 1, fields=FIELDS, **query))
            with understood(path):
                others = [one for one in found if not one.get("is_reply_owned_by_me")]
                return ear.new(stream, others, lambda one: str(one["id"]), lambda one: instant(one["timestamp"]))
        return []


def _taking_turns(posts: list[str], ear: Ear) -> list[str]:
    """Return the posts whose replies are asked for now: the newest, and of the older ones one at a time."""
    newest, older = posts[:_NEWEST], posts[_NEWEST : _NEWEST + _OLDER]
    turn = int(datetime.now(UTC).timestamp() // 60) % len(older) if older else 0
    for post in older:
        ear.keep(post)
    return [*newest, *older[turn : turn + 1]]


def _file(media: Media) -> dict[str, str]:
    kind = "VIDEO" if media.is_video else "IMAGE"
    return {"media_type": kind, f"{kind.lower()}_url": address_of(media), "alt_text": media.alt_text}
