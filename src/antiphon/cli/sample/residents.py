"""How the people of the story, and the brand among them, act on each of the practice networks."""

from datetime import datetime

from antiphon.channels.connector import Reference
from antiphon.practice.bluesky import PracticeAccount as BlueskyAccount
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeAccount as MastodonAccount
from antiphon.practice.mastodon import PracticeMastodon


class OnMastodon:
    """Acts on the practice Mastodon; "us" is the brand."""

    def __init__(self, server: PracticeMastodon, handle: str) -> None:
        self._server = server
        self._handle = handle

    def _somebody(self, who: str) -> MastodonAccount:
        return self._server.account(self._handle if who == "us" else who)

    def move_in(self, who: str, name: str, at: datetime) -> None:
        """Open an account for somebody."""
        self._server.add_account(who, name, at=at)

    def post(self, text: str, language: str, pictures: list[tuple[bytes, str]], at: datetime) -> Reference:
        """Say something for the brand; return where it stands."""
        status = self._somebody("us").post(text, pictures, at=at, language=language)
        address = f"{self._server.url}/users/{self._handle}/statuses/{status.id}"
        return Reference(uri=address, id=status.id, url=f"{self._server.url}/@{self._handle}/{status.id}")

    def say(self, who: str, text: str, language: str, at: datetime) -> None:
        """Let somebody say something of their own, to nobody in particular."""
        self._somebody(who).post(text, at=at, language=language)

    def reply(self, who: str, to: str, text: str, at: datetime) -> str:
        """Answer; return the id of the answer."""
        return self._somebody(who).reply(to, text, at=at).id

    def like(self, who: str, what: str, at: datetime) -> None:
        """Like a post."""
        self._somebody(who).favourite(what, at=at)

    def share(self, who: str, what: str, at: datetime) -> None:
        """Pass a post on."""
        self._somebody(who).reblog(what, at=at)

    def follow(self, who: str, at: datetime) -> None:
        """Follow the brand."""
        self._somebody(who).follow(self._handle, at=at)


class OnBluesky:
    """Acts on the practice Bluesky; "us" is the brand."""

    def __init__(self, server: PracticeBluesky, handle: str) -> None:
        self._server = server
        self._handle = handle

    def _somebody(self, who: str) -> BlueskyAccount:
        return self._server.account(self._handle if who == "us" else who)

    def move_in(self, who: str, name: str, at: datetime) -> None:
        """Open an account for somebody."""
        self._server.add_account(who, name, at=at)

    def post(self, text: str, language: str, pictures: list[tuple[bytes, str]], at: datetime) -> Reference:
        """Say something for the brand; return where it stands."""
        us = self._somebody("us")
        record = us.post(text, pictures, at=at, language=language)
        page = f"{self._server.url}/profile/{us.did}/post/{record.uri.rsplit('/', 1)[-1]}"
        return Reference(uri=record.uri, id=record.uri, url=page, version=record.cid)

    def say(self, who: str, text: str, language: str, at: datetime) -> None:
        """Let somebody say something of their own, to nobody in particular."""
        self._somebody(who).post(text, at=at, language=language)

    def reply(self, who: str, to: str, text: str, at: datetime) -> str:
        """Answer; return the id of the answer."""
        return self._somebody(who).reply(to, text, at=at).uri

    def like(self, who: str, what: str, at: datetime) -> None:
        """Like a post."""
        self._somebody(who).like(what, at=at)

    def share(self, who: str, what: str, at: datetime) -> None:
        """Pass a post on."""
        self._somebody(who).repost(what, at=at)

    def follow(self, who: str, at: datetime) -> None:
        """Follow the brand."""
        self._somebody(who).follow(self._somebody("us").handle, at=at)
