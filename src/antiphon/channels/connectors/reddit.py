"""Reddit: submissions to communities and comments. There is no key: before a second try one's own list is read."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Heard,
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
from antiphon.channels.wire.multipart import File, Form
from antiphon.channels.wire.recent import Ear
from antiphon.channels.wire.reddit import answers, reading, records
from antiphon.channels.wire.reddit.writing import (
    PART,
    digest,
    in_the_making,
    item,
    kind_of,
    name_of,
    only_link,
)
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, Rest, shaped, store, understood
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = "https://oauth.reddit.com"
_PAGE, _PAGES = 100, 5


class RedditCredentials(Credentials, frozen=True, kw_only=True):
    """The application that was made in Reddit's preferences."""

    client_id: Annotated[
        str, Field(gettext_noop("Client ID"), gettext_noop("It stands under the name of the application."))
    ]
    client_secret: Annotated[str, Field(gettext_noop("Client secret"), secret=True)]


class RedditSettings(Settings, frozen=True, kw_only=True):
    """Where a submission goes, and how it is labeled."""

    subreddit: Annotated[
        str,
        Field(
            gettext_noop("Community"),
            gettext_noop("Its name without r/. Read its rules first: many take no posts of brands."),
            placeholder="knitting",
        ),
    ]
    flair: Annotated[str, Field(gettext_noop("Flair"), gettext_noop("A label that the community offers."))] = ""
    nsfw: Annotated[bool, Field(gettext_noop("Not safe for work"))] = False
    spoiler: Annotated[bool, Field(gettext_noop("Spoiler"))] = False


class Reddit(Connector[RedditCredentials]):
    """An account on Reddit."""

    kind = "reddit"
    name = "Reddit"
    icon = "M13 8l1-5 5 1-1 2-3-.6-.5 2.700c5 .4 7.500 3 7.500 6 0 4-4.500 7-10 7S2 18 2 14c0-3 3-6 11-6Z"
    credentials = RedditCredentials
    withdrawn = gettext_noop("On Reddit: User settings → Preferences → Apps (reddit.com/prefs/apps).")
    settings = RedditSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    removal = gettext_noop("The post is deleted. Comments of others stay, under “deleted”.")
    hears = frozenset({Act.REPLY, Act.MENTION, Act.DIRECT})
    continues = True
    settles_after = timedelta(minutes=2)
    tested_against = "a local server that speaks the protocol as PRAW and its recordings show it"
    oauth = OAuth(
        authorize="https://www.reddit.com/api/v1/authorize",
        token="https://www.reddit.com/api/v1/access_token",  # noqa: S106  an address
        scopes=("identity", "submit", "read", "history", "privatemessages", "flair", "edit"),
        pkce=False,
        secret_in_header=True,
        extra={"duration": "permanent"},
        revokes=Revocation("https://www.reddit.com/api/v1/revoke_token"),
        over=('"error":400',),
        console="https://www.reddit.com/prefs/apps",
        steps=(
            gettext_noop("Ask Reddit for access to its interface: since 2025 new applications need its consent."),
            gettext_noop("Open Reddit’s preferences for applications and choose “create another app”."),
            gettext_noop("Choose “web app”, and enter the callback address shown here, letter by letter."),
            gettext_noop("Copy the ID under the application’s name, and the secret."),
        ),
        traps=(
            gettext_noop("Without Reddit’s consent the application is made, and its requests are refused."),
            gettext_noop("Commercial use needs an agreement with Reddit of its own."),
            gettext_noop("A new account, or one with little karma, may post once in ten minutes, or not at all."),
        ),
    )

    def verify(self) -> Profile:
        """Return whose token this is."""
        return reading.profile(self._me())

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the pictures; they are shown once a submission names them."""
        return tuple(self._upload(media) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Submit, or comment on what is answered."""
        if outgoing.reply_to:
            return self._comment(outgoing, outgoing.reply_to, fence)
        chosen, body = self._chosen(outgoing), self._body(outgoing)
        body |= {"flair_id": self._flair(chosen)} if chosen.flair else {}
        if outgoing.poll:
            body |= {"options": list(outgoing.poll.options), "duration": max(1, round(outgoing.poll.hours / 24))}
            return self._ask("/api/submit_poll_post", fence, json=body | {"api_type": "json"})
        if len(prepared) > 1:
            items = [item(media, token) for media, token in zip(outgoing.media, prepared, strict=True)]
            more = {"items": items, "api_type": "json", "show_error_list": True}
            return self._ask("/api/submit_gallery_post.json", fence, json=body | more)
        kind, shown = kind_of(outgoing, prepared)
        form = {name: str(value).lower() if value in {True, False} else value for name, value in body.items()}
        working = in_the_making(prepared[0], outgoing, body["sr"]) if kind == "image" else None
        return self._ask("/api/submit", fence, working, data=form | shown | {"kind": kind, "api_type": "json"})

    def finished(self, reference: Reference) -> Reference:
        """Look whether a submission with a picture stands by now: Reddit makes it in its own time.

        That it makes none of it, it tells nobody.
        """
        if PART not in reference.id:
            return reference
        asset, title, since = reference.id.split(PART)
        for post in self._own_posts(float(since)):
            if asset in f"{post.url}" or digest(post.subreddit, post.title) == title:
                return post.reference
        return reference

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own submissions, or comments, since the operation was due."""
        self._me()  # to learn by how much its clock runs ahead of ours
        since = (outgoing.at - CLOCKS_DIFFER + self._rest.ahead).timestamp()
        if outgoing.reply_to:
            return self._own_comment(outgoing, outgoing.reply_to, since)
        wanted = name_of(self._chosen(outgoing).subreddit).lower()
        words = "" if only_link(outgoing) else outgoing.text.strip()
        for post in self._own_posts(since):
            alike = post.title.strip() == outgoing.title.strip() and post.subreddit.lower() == wanted
            if alike and post.selftext.strip().startswith(words):
                return post.reference
        return None

    def listen(self, cursor: str) -> Heard:
        """Return answers, mentions and messages since the cursor."""
        ear = Ear(cursor)
        since = ear.since("inbox")
        found = [reading.said(one, _act(one)) for one in self._inbox(since.timestamp() if since else 0)]
        new = ear.new("inbox", found, lambda said: said.reference.uri, lambda said: said.at)
        return Heard(tuple(new), (), ear.cursor())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return the comments under one of our submissions, nothing if it is gone."""
        with suppress(Gone), understood("comments"):
            path = f"/comments/{root.id.removeprefix('t3_')}"
            about, comments = shaped(self._rest.get(path, limit=500, raw_json=1), list[records.Listing])
            post = shaped(about.data.children[0].data, records.Post)
            return () if post.gone else tuple(reading.said(one, Act.REPLY) for one in reading.below(comments))
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return points, comments and crossposts, none if the submission is gone."""
        page = shaped(self._rest.get("/api/info", id=reference.id, raw_json=1), records.Listing)
        posts = [shaped(one.data, records.Post) for one in page.data.children if one.kind == "t3"]
        return reading.figures(posts[0]) if posts and not posts[0].gone else ()

    def remove(self, reference: Reference) -> None:
        """Delete a submission or a comment; its comments stay."""
        self._rest.ask("POST", "/api/del", data={"id": reference.id})

    def followers(self) -> int:
        """Return how many follow the account's profile."""
        mine = self._me().subreddit
        return mine.subscribers if mine else 0

    # Writing ----------------------------------------------------------------------------------------

    def _body(self, outgoing: Outgoing) -> dict[str, Any]:
        chosen = self._chosen(outgoing)
        words = {} if only_link(outgoing) and not outgoing.media else {"text": self.wording(outgoing)}
        return words | {
            "sr": name_of(chosen.subreddit),
            "title": outgoing.title,
            "nsfw": chosen.nsfw,
            "spoiler": chosen.spoiler,
            "sendreplies": True,
            "resubmit": True,
            "validate_on_submit": True,
        }

    def _ask(self, path: str, fence: Fence, working: Reference | None = None, **request: Any) -> Reference:
        fence.open()
        answer = self._rest.ask("POST", path, sent=True, params={"raw_json": "1"}, **request)
        told = answers.made(shaped(answer, records.Answer, sent=True))
        if told.id:
            return records.submission(told.id, told.url)
        if working is None:
            with understood(path, sent=True):
                raise LookupError("it names no submission")
        return working

    def _comment(self, outgoing: Outgoing, to: Reference, fence: Fence) -> Reference:
        body = {"thing_id": to.id, "text": self.wording(outgoing), "api_type": "json"}
        fence.open()
        answer = self._rest.ask("POST", "/api/comment", sent=True, data=body, params={"raw_json": "1"})
        made = answers.made(shaped(answer, records.Answer, sent=True))
        with understood("comment", sent=True):
            one = shaped(made.things[0].data, records.Comment, sent=True)
            return records.comment(one.id, one.thread, one.permalink)

    def _flair(self, chosen: RedditSettings) -> str:
        path = f"/r/{name_of(chosen.subreddit)}/api/link_flair_v2"
        known = shaped(self._rest.get(path, raw_json=1), list[records.Flair])
        wanted = chosen.flair.strip().lower()
        for flair in known:
            if flair.text.strip().lower() == wanted:
                return flair.id
        raise ChannelError(Trouble.CONTENT, f"the community knows no flair {chosen.flair!r}")

    def _chosen(self, outgoing: Outgoing) -> RedditSettings:
        if not isinstance(outgoing.settings, RedditSettings):
            raise ChannelError(Trouble.CONTENT, "no community was chosen")
        return outgoing.settings

    def _upload(self, media: Media) -> str:
        told = {"filepath": media.path.name, "mimetype": media.media_type}
        answer = self._rest.ask("POST", "/api/media/asset.json", data=told, params={"raw_json": "1"})
        place = shaped(answer, records.Place)
        fields = {one.name: one.value for one in place.args.fields}
        form = Form(fields, {"file": File(media.path, media.path.name, media.media_type)})
        address = "https:" + place.args.action if place.args.action.startswith("//") else place.args.action
        self._store.answer("POST", address, data=form, headers={"Content-Type": form.content_type})
        return f"{place.asset.asset_id}{PART}{address}/{fields.get('key', '')}"

    # Looking ----------------------------------------------------------------------------------------

    def _own_posts(self, since: float) -> Iterator[records.Post]:
        for one in self._newest("submitted", since):
            yield shaped(one.data, records.Post)

    def _own_comment(self, outgoing: Outgoing, to: Reference, since: float) -> Reference | None:
        for thing in self._newest("comments", since):
            one = shaped(thing.data, records.Comment)
            if one.parent_id == to.id and one.body.strip() == outgoing.text.strip():
                return records.comment(one.id, one.thread, one.permalink)
        return None

    def _newest(self, what: str, since: float) -> Iterator[records.Thing]:
        name = self._account.handle if self._account else self._me().name
        return self._pages(f"/user/{name}/{what}", since, sort="new")

    def _inbox(self, since: float) -> list[records.Thing]:
        ours = self._account.handle if self._account else ""
        with understood("inbox"):
            found = [one for one in self._pages("/message/inbox", since) if one.kind in {"t1", "t4"}]
            return [one for one in found if one.data.get("author") not in {None, ours, "reddit"}]

    def _pages(self, path: str, since: float, **asked: Any) -> Iterator[records.Thing]:
        """Yield things, the newest first, back to a moment of Reddit's clock."""
        for _ in range(_PAGES):
            page = shaped(self._rest.get(path, limit=_PAGE, raw_json=1, **asked), records.Listing).data
            for one in page.children:
                with understood(path):
                    if float(one.data["created_utc"]) < since:
                        return
                yield one
            if not page.after:
                return
            asked["after"] = page.after

    def _me(self) -> records.Account:
        return shaped(self._rest.get("/api/v1/me", raw_json=1), records.Account)

    @cached_property
    def _rest(self) -> Rest:
        who = self._account.handle if self._account else "self-hosted"
        head = {"Authorization": f"Bearer {self._door.token}", "User-Agent": f"web:antiphon:1 (by /u/{who})"}
        return Rest(self._door, _API, head, answers.explain, answers.asks_to_wait)

    @cached_property
    def _store(self) -> Rest:
        return store(self._door, _API)


def _act(thing: records.Thing) -> Act:
    return Act.MENTION if thing.data.get("type") == "username_mention" else Act.REPLY
