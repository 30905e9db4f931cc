"""LinkedIn pages and profiles, through the Community Management API."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Did,
    Fence,
    Field,
    Figure,
    Heard,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Said,
    Settings,
)
from antiphon.channels.wire.comments import is_comment, must_fit
from antiphon.channels.wire.linkedin.asking import linkedin, listed
from antiphon.channels.wire.linkedin.files import must_be_ready, upload, upload_picture
from antiphon.channels.wire.linkedin.names import (
    comment_reference,
    comment_urn,
    instant,
    quoted,
    reference,
    thread_and_number,
)
from antiphon.channels.wire.linkedin.people import People
from antiphon.channels.wire.linkedin.posts import content, likeness
from antiphon.channels.wire.linkedin.talk import Talk
from antiphon.channels.wire.linkedin.text import essence, little
from antiphon.channels.wire.recent import Ear
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, Rest, understood
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_MOST_PAGES = 20
_ROLES = frozenset({"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"})
_FIGURES = {
    "impressionCount": "views",
    "uniqueImpressionsCount": "reach",
    "clickCount": "clicks",
    "likeCount": "likes",
    "commentCount": "replies",
    "shareCount": "shares",
}


class LinkedInCredentials(Credentials, frozen=True, kw_only=True):
    """What names your own application at LinkedIn, and what it was approved for."""

    client_id: Annotated[str, Field(gettext_noop("Client ID"), gettext_noop("On the page Auth of your application."))]
    client_secret: Annotated[str, Field(gettext_noop("Primary client secret"), secret=True)]
    speaks_for: Annotated[
        str,
        Field(
            gettext_noop("Speaks for"),
            gettext_noop(
                "Pages need the Community Management API, a profile “Share on LinkedIn” and OpenID Connect."
            ),
            choices=(
                ("pages", gettext_noop("Pages of an organization")),
                ("profile", gettext_noop("My own profile")),
            ),
        ),
    ] = "pages"


class LinkedInSettings(Settings, frozen=True, kw_only=True):
    """Who may see a post."""

    visibility: Annotated[
        str,
        Field(
            gettext_noop("Who may see it"),
            choices=(
                ("PUBLIC", gettext_noop("Everyone")),
                ("CONNECTIONS", gettext_noop("My connections (profiles only)")),
            ),
        ),
    ] = "PUBLIC"
    may_be_reshared: Annotated[bool, Field(gettext_noop("May be reposted"))] = True


class LinkedIn(Connector[LinkedInCredentials]):
    """A page of an organization, or the profile of a person."""

    kind = "linkedin"
    name = "LinkedIn"
    icon = "M4 3h16a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm2 7v8h3v-8H6Zm0-4v3h3V6H6Zm5 4v8h3v-5c0-2 2-2 2 0v5h3v-6c0-3-4-3-5-1v-1h-3Z"  # noqa: E501
    credentials = LinkedInCredentials
    withdrawn = gettext_noop("On LinkedIn: Settings & Privacy → Data privacy → Permitted services.")
    settings = LinkedInSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    hears = frozenset({Act.REPLY, Act.MENTION, Act.LIKE, Act.SHARE})
    continues = True
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://www.linkedin.com/oauth/v2/authorization",
        token="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106  an address
        scopes=(
            "r_basicprofile",
            "w_organization_social",
            "r_organization_social",
            "w_organization_social_feed",
            "r_organization_social_feed",
            "rw_organization_admin",
        ),
        scopes_by=("speaks_for", {"profile": ("openid", "profile", "w_member_social")}),
        console="https://www.linkedin.com/developers/apps",
        pkce=False,
        lasts_days=60,
        over=("revoked", "expired"),
        steps=(
            gettext_noop("At linkedin.com/developers/apps, create an app; it must belong to a LinkedIn page."),
            gettext_noop("Have a super admin of that page verify the app: Settings → Verify."),
            gettext_noop(
                "For pages: under Products request “Community Management API”, in an app that has no other product."
            ),
            gettext_noop(
                "For your own profile: request “Share on LinkedIn” and “Sign In with LinkedIn using OpenID Connect”; "
                "both are granted at once."
            ),
            gettext_noop("On the page Auth, enter the redirect address shown here."),
            gettext_noop("Copy the Client ID and the Primary Client Secret into this form, then sign in."),
        ),
        traps=(
            gettext_noop(
                "The Community Management API is reviewed: LinkedIn asks for a registered organization, its business "
                "mail address and a website with a privacy policy. The Development tier is limited in calls a day."
            ),
            gettext_noop("Who signs in must be super admin or content admin of the page."),
            gettext_noop(
                "A token lives for 60 days. Only some approved applications get one that renews itself; otherwise "
                "you are told a week before and sign in again."
            ),
            gettext_noop(
                "What others say under posts of a profile is shown to few applications: nothing is heard there, and "
                "a lost answer waits for you to look."
            ),
        ),
    )

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text with what LinkedIn's format reserves escaped; comments and polls know no such format."""
        return outgoing.text if is_comment(outgoing) or outgoing.poll else little(outgoing.text)

    def verify(self) -> Profile:
        """Return the page that we speak for, else who signed in."""
        return self._people.organization(self._us) if self._speaks_for_a_page else self._member

    def accounts(self) -> tuple[Profile, ...]:
        """Return who signed in, or the pages of organizations that they may post for."""
        if self._credentials.speaks_for == "profile":
            return (self._member,)
        found = self._rest.get("organizationAcls?q=roleAssignee&state=APPROVED", count=100)
        with understood("organizationAcls"):
            held = [(one.get("organization") or one["organizationTarget"], one["role"]) for one in found["elements"]]
        return tuple(
            self._people.organization(urn) for urn in dict.fromkeys(urn for urn, role in held if role in _ROLES)
        )

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the files, or the picture of the preview; nobody sees them until a post names them."""
        must_fit(outgoing, pictures=1)
        if outgoing.media:
            return tuple(upload(self._rest, self._us, media) for media in outgoing.media)
        card = outgoing.card if not is_comment(outgoing) else None
        return (upload_picture(self._rest, self._us, card.picture),) if card and card.picture else ()

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Post, or comment on what is answered."""
        must_be_ready(self._rest, prepared)
        if is_comment(outgoing):
            return self._comment(outgoing, prepared, fence)
        wanted = outgoing.chosen(LinkedInSettings)
        post = {
            "author": self._us,
            "commentary": "" if outgoing.poll else self.wording(outgoing),
            "visibility": wanted.visibility,
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": not wanted.may_be_reshared,
        }
        shown = content(outgoing, prepared)
        fence.open()
        answer = self._rest.answer("POST", "posts", json=post | ({"content": shown} if shown else {}), sent=True)
        with understood("posts", sent=True):
            return reference(answer.headers["x-restli-id"])

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own posts, or comments, since the operation was due for one that says the same."""
        since = outgoing.at - CLOCKS_DIFFER
        if outgoing.reply_to:
            return self._talk.own_comment(outgoing.reply_to, outgoing.text, since)
        wanted = (essence(outgoing.text), len(outgoing.media))
        for post in self._own_posts(since):
            with understood("posts"):
                if likeness(post) == wanted:
                    return reference(str(post["id"]))
        return None

    def listen(self, cursor: str) -> Heard:
        """Return what was said and done to a page since the cursor. Of a profile the network tells nothing."""
        if not self._speaks_for_a_page:
            return Heard(cursor=cursor)
        ear = Ear(cursor)
        with understood("organizationalEntityNotifications"):
            notes = list(self._talk.notes(ear.since("page")))
            new = ear.new(
                "page", notes, lambda note: str(note["notificationId"]), lambda note: instant(note["lastModifiedAt"])
            )
            heard = [told for note in new if (told := self._talk.heard(note))]
        said = tuple(told for told in heard if isinstance(told, Said))
        return Heard(said, tuple(told for told in heard if isinstance(told, Did)), ear.cursor())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was commented under one of our posts, as far as it is shown; nothing if it is gone."""
        with suppress(Gone):
            return tuple(self._talk.comments(root))
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers of a page's post; none if it is gone, or of a profile."""
        if not self._speaks_for_a_page:
            return ()
        kind = "ugcPosts" if ":ugcPost:" in reference.id else "shares"
        asked = f"q=organizationalEntity&organizationalEntity={quoted(self._us)}&{kind}=List({quoted(reference.id)})"
        found = self._rest.get(f"organizationalEntityShareStatistics?{asked}")
        with understood("organizationalEntityShareStatistics"):
            told = found["elements"][0]["totalShareStatistics"] if found["elements"] else {}
            return tuple(Figure(name, int(told[theirs])) for theirs, name in _FIGURES.items() if theirs in told)

    def followers(self) -> int:
        """Return how many follow the page."""
        if not self._speaks_for_a_page:
            raise ChannelError(Trouble.CONTENT, "LinkedIn does not tell how many follow a profile")
        found = self._rest.get(f"networkSizes/{quoted(self._us)}", edgeType="COMPANY_FOLLOWED_BY_MEMBER")
        with understood("networkSizes"):
            return int(found["firstDegreeSize"])

    def remove(self, reference: Reference) -> None:
        """Delete a post or a comment."""
        thread, number = thread_and_number(reference.id)
        comment = f"socialActions/{quoted(thread)}/comments/{number}?actor={quoted(self._us)}"
        with suppress(Gone):
            self._rest.answer("DELETE", comment if thread else f"posts/{quoted(reference.id)}")

    @cached_property
    def _rest(self) -> Rest:
        return linkedin(self._door)

    @cached_property
    def _people(self) -> People:
        return People(self._rest, self._account)

    @cached_property
    def _talk(self) -> Talk:
        return Talk(self._rest, self._people, self._us)

    @cached_property
    def _member(self) -> Profile:
        return self._people.member(by_openid=self._credentials.speaks_for == "profile")

    @property
    def _us(self) -> str:
        return self._account.stable_id if self._account else self._member.stable_id

    @property
    def _speaks_for_a_page(self) -> bool:
        return ":organization:" in self._us

    def _comment(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Comment on a post, or answer a comment: what answers an answer hangs on the comment above both."""
        if outgoing.reply_to is None:
            raise ChannelError(Trouble.BEFORE_SEND, "what is to be commented on does not stand yet")
        above, (thread, _number) = outgoing.reply_to.id, thread_and_number(outgoing.reply_to.id)
        if thread:
            above = str(self._talk.comment(above).get("parentComment") or above)
        comment: dict[str, Any] = {"actor": self._us, "object": thread or above, "message": {"text": outgoing.text}}
        comment |= {"parentComment": above} if thread else {}
        comment |= {"content": [{"entity": {"image": prepared[0]}}]} if prepared else {}
        fence.open()
        answer = self._rest.answer("POST", f"socialActions/{quoted(above)}/comments", json=comment, sent=True)
        with understood("comments", sent=True):
            made = answer.json() if answer.content else {}
            urn = comment_urn({"object": comment["object"], **made}, answer.headers.get("x-restli-id", ""))
            return comment_reference(urn, outgoing.reply_root or outgoing.reply_to)

    def _own_posts(self, since: datetime) -> Iterator[dict[str, Any]]:
        path, its_since = f"posts?q=author&author={quoted(self._us)}&sortBy=LAST_MODIFIED", None
        for post in self._readable(listed(self._rest, path, _MOST_PAGES, {"X-RestLi-Method": "FINDER"})):
            its_since = its_since or since + self._rest.ahead
            with understood("posts"):
                made, changed = instant(post["createdAt"]), instant(post.get("lastModifiedAt") or post["createdAt"])
            if changed < its_since:
                return
            if made >= its_since:
                yield post

    def _readable(self, posts: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        try:
            yield from posts
        except ChannelError as error:
            if error.trouble == Trouble.PERMISSION and not self._speaks_for_a_page:
                # No fault of the credentials: few applications may read what a person posted.
                raise ChannelError(Trouble.CONTENT, "the posts of a profile cannot be read") from error
            raise
