"""The two practice networks, seen with the eyes of somebody who lives there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from antiphon.practice.bluesky import PracticeAccount as BlueskyAccount
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeAccount as MastodonAccount
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.practice.mastodon.records import PUBLIC_VISIBILITIES
from antiphon.practice.people.cast import Person


@dataclass(frozen=True)
class Saying:
    """Something that was said in public. `author` and `parent_author` are townspeople's names, or empty."""

    id: str
    text: str
    language: str
    by_brand: bool
    author: str
    parent_id: str
    parent_author: str
    at: datetime


class Square(Protocol):
    """A place where people meet."""

    name: str

    def now(self) -> datetime:
        """Return the time on this network."""

    def sayings(self) -> list[Saying]:
        """Return everything that was said in public, oldest first."""

    def reply(self, person: str, saying_id: str, text: str, language: str) -> str:
        """Answer; return the id of the answer."""

    def like(self, person: str, saying_id: str) -> None:
        """Like."""

    def share(self, person: str, saying_id: str) -> None:
        """Pass on."""

    def follow(self, person: str) -> None:
        """Follow the brand."""


class MastodonSquare:
    """The practice Mastodon."""

    name = "mastodon"

    def __init__(self, server: PracticeMastodon, brand: str, people: tuple[Person, ...], since: datetime) -> None:
        self._server = server
        self._brand = server.account(brand)
        self._people = {p.username: _on_mastodon(server, p, since) for p in people}
        self._names = {account.id: name for name, account in self._people.items()}

    def now(self) -> datetime:
        """Return the time on this network."""
        return self._server.clock.now()

    def sayings(self) -> list[Saying]:
        """Return all public statuses, boosts left out, oldest first."""
        statuses = self._server.statuses()
        authors = {s.id: s.account_id for s in statuses}
        return [
            Saying(
                id=s.id,
                text=s.text,
                language=s.language or "",
                by_brand=s.account_id == self._brand.id,
                author=self._names.get(s.account_id, ""),
                parent_id=s.in_reply_to_id or "",
                parent_author=self._names.get(authors.get(s.in_reply_to_id or "", ""), ""),
                at=s.created_at,
            )
            for s in statuses
            if not s.reblog_of_id and s.visibility in PUBLIC_VISIBILITIES
        ]

    def reply(self, person: str, saying_id: str, text: str, language: str) -> str:
        """Answer a status."""
        return self._people[person].reply(saying_id, text, language=language).id

    def like(self, person: str, saying_id: str) -> None:
        """Favour a status."""
        self._people[person].favourite(saying_id)

    def share(self, person: str, saying_id: str) -> None:
        """Boost a status."""
        self._people[person].reblog(saying_id)

    def follow(self, person: str) -> None:
        """Follow the brand."""
        self._people[person].follow(self._brand.acct)


def _on_mastodon(server: PracticeMastodon, person: Person, at: datetime) -> MastodonAccount:
    try:
        return server.account(person.username)
    except LookupError:
        return server.add_account(person.username, person.name, note=person.bio, at=at)


class BlueskySquare:
    """The practice Bluesky."""

    name = "bluesky"

    def __init__(self, server: PracticeBluesky, brand: str, people: tuple[Person, ...], since: datetime) -> None:
        self._server = server
        self._brand = server.account(brand)
        self._people = {p.username: _on_bluesky(server, p, since) for p in people}
        self._names = {account.did: name for name, account in self._people.items()}

    def now(self) -> datetime:
        """Return the time on this network."""
        return self._server.clock.now()

    def sayings(self) -> list[Saying]:
        """Return all posts, oldest first."""
        posts = self._server.posts()
        authors = {r.uri: r.did for r in posts}
        return [
            Saying(
                id=r.uri,
                text=str(r.value["text"]),
                language=next(iter(r.value.get("langs", [])), ""),
                by_brand=r.did == self._brand.did,
                author=self._names.get(r.did, ""),
                parent_id=r.parent,
                parent_author=self._names.get(authors.get(r.parent, ""), ""),
                at=r.indexed_at,
            )
            for r in posts
        ]

    def reply(self, person: str, saying_id: str, text: str, language: str) -> str:
        """Answer a post."""
        return self._people[person].reply(saying_id, text, language=language).uri

    def like(self, person: str, saying_id: str) -> None:
        """Like a post."""
        self._people[person].like(saying_id)

    def share(self, person: str, saying_id: str) -> None:
        """Repost a post."""
        self._people[person].repost(saying_id)

    def follow(self, person: str) -> None:
        """Follow the brand."""
        self._people[person].follow(self._brand.handle)


def _on_bluesky(server: PracticeBluesky, person: Person, at: datetime) -> BlueskyAccount:
    try:
        return server.account(person.username)
    except LookupError:
        return server.add_account(person.username, person.name, note=person.bio, at=at)
