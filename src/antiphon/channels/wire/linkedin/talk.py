"""What is said and done under LinkedIn posts and about a page."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from antiphon.channels.connector import Act, Did, Profile, Reference, Said
from antiphon.channels.wire.linkedin.asking import listed
from antiphon.channels.wire.linkedin.names import (
    comment_reference,
    comment_urn,
    instant,
    moment,
    quoted,
    reference,
    thread_and_number,
    who_in,
)
from antiphon.channels.wire.linkedin.people import People
from antiphon.channels.wire.linkedin.text import plain
from antiphon.channels.wire.rest import Gone, Rest, understood
from antiphon.lib.errors import ChannelError, Trouble

_MOST_PAGES = 20
#: For how long the network keeps what was said and done to a page.
_KEPT = timedelta(days=60)
_ACTIONS = "List(COMMENT,LIKE,SHARE,SHARE_MENTION)"
_ACTS = {"LIKE": Act.LIKE, "SHARE": Act.SHARE}


class Talk:
    """Reads what others say to `us`."""

    def __init__(self, rest: Rest, people: People, us: str) -> None:
        self._rest = rest
        self._people = people
        self._us = us

    def notes(self, since: datetime | None) -> Iterator[dict[str, Any]]:
        """Yield what the network noted of what was said and done to the page."""
        now = datetime.now(UTC)
        begin, end = ((moment.timestamp() * 1000) for moment in (since or now - _KEPT, now + timedelta(days=1)))
        asked = f"q=criteria&actions={_ACTIONS}&organizationalEntity={quoted(self._us)}"
        asked += f"&timeRange=(start:{begin:.0f},end:{end:.0f})"
        return listed(self._rest, f"organizationalEntityNotifications?{asked}", _MOST_PAGES)

    def heard(self, note: Mapping[str, Any]) -> Said | Did | None:
        """Return what a note tells; None if it is ours, is gone, or may not be read."""
        made, post = str(note.get("generatedActivity") or ""), reference(_post_of(note))
        if note["action"] == "COMMENT":
            return self._comment(made, post)
        shared = (note.get("decoratedGeneratedActivity") or {}).get("share") or {}
        if note["action"] == "SHARE_MENTION":
            return self._mention(shared or self._post(made), note)
        who = str(shared.get("owner") or "") or who_in(made)
        if not who or who == self._us:
            return None
        source = f"linkedin:notification:{note['notificationId']}"
        at = moment(note["lastModifiedAt"])
        return Did(_ACTS[note["action"]], self._people.who(who), at, source, subject_uri=post.uri)

    def comments(self, post: Reference) -> Iterator[Said]:
        """Yield what was said under a post, each comment before what answers it."""
        for comment in self._listed(post.id):
            with understood("comments"):
                yield self._said(comment, post)
                summary = comment.get("commentsSummary") or {}
                answered = summary.get("aggregatedTotalComments") or summary.get("totalFirstLevelComments")
            for answer in self._listed(comment_urn(comment)) if answered else ():
                yield self._said(answer, post)

    def own_comment(self, to: Reference, words: str, since: datetime) -> Reference | None:
        """Return our comment under a post or a comment that says these words since a moment, if any."""
        for comment in self._listed(to.id):
            with understood("comments"):
                ours = str(comment["actor"]) == self._us and str(comment["message"]["text"]) == words
                if ours and instant(comment["created"]["time"]) >= since + self._rest.ahead:
                    return comment_reference(comment_urn(comment), to)
        return None

    def comment(self, urn: str) -> dict[str, Any]:
        """Return one comment; raise Gone if it is not there."""
        thread, number = thread_and_number(urn)
        found = self._rest.get(f"socialActions/{quoted(thread)}/comments/{number}")
        with understood("a comment"):
            return {**found}

    def _listed(self, urn: str) -> Iterator[dict[str, Any]]:
        return listed(self._rest, f"socialActions/{quoted(urn)}/comments", _MOST_PAGES)

    def _comment(self, urn: str, post: Reference) -> Said | None:
        with suppress(Gone):
            comment = self.comment(urn)
            return None if comment.get("actor") == self._us else self._said(comment, post)
        return None

    def _mention(self, shared: Mapping[str, Any], note: Mapping[str, Any]) -> Said | None:
        who = str(shared.get("owner") or shared.get("author") or "")
        if not who or who == self._us:
            return None
        text = plain(str(shared.get("text") or shared.get("commentary") or ""))
        urn = str(shared.get("entity") or shared.get("id"))
        return Said(Act.MENTION, reference(urn), self._people.who(who), moment(note["lastModifiedAt"]), text)

    def _post(self, urn: str) -> dict[str, Any]:
        """Return somebody's post; nothing if it may not be read."""
        try:
            found = self._rest.get(f"posts/{quoted(urn)}")
        except ChannelError as error:
            if error.trouble not in {Trouble.PERMISSION, Trouble.CONTENT}:
                raise
            return {}
        with understood("posts"):
            return {**found}

    def _said(self, comment: Mapping[str, Any], post: Reference) -> Said:
        with understood("a comment"):
            actor: Profile = self._people.who(str(comment["actor"]))
            return Said(
                act=Act.REPLY,
                reference=comment_reference(comment_urn(comment), post),
                actor=actor,
                at=moment(comment["created"]["time"]),
                text=str(comment["message"]["text"]),
                parent_uri=str(comment.get("parentComment") or post.uri),
                root_uri=post.uri,
            )


def _post_of(note: Mapping[str, Any]) -> str:
    """Return the post that a note is about, by the name under which it was made."""
    decorated = note.get("decoratedSourcePost") or {}
    return str(decorated.get("entity") or note.get("sourcePost") or "")
