"""The two practice networks of the demo: started, kept in a folder, and full of the story's past."""

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from antiphon.channels.connector import Reference
from antiphon.cli.sample.pictures import draw
from antiphon.cli.sample.story import BRAND, SLUG, Call
from antiphon.practice.bluesky import PracticeAccount as BlueskyAccount
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeAccount as MastodonAccount
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.practice.people import PEOPLE, Townspeople

HANDLE = SLUG.replace("-", "")
_BEGAN = timedelta(days=400)


class Networks:
    """Both servers and the people on them; their ports are kept, since addresses of posts hold them."""

    def __init__(self, folder: Path) -> None:
        ports = folder / "ports.json"
        kept = json.loads(ports.read_text()) if ports.exists() else [0, 0]
        folder.mkdir(parents=True, exist_ok=True)
        self.mastodon = PracticeMastodon(kept[0], folder=folder / "mastodon")
        self.bluesky = PracticeBluesky(kept[1], folder=folder / "bluesky")
        ports.write_text(json.dumps([self.mastodon.port, self.bluesky.port]))
        self._town = Townspeople(seed=7)

    @property
    def hosts(self) -> str:
        """What the product must be allowed to reach on this machine."""
        return f"127.0.0.1:{self.mastodon.port},127.0.0.1:{self.bluesky.port}"

    def __enter__(self) -> Self:
        self.mastodon.start()
        self.bluesky.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._town.stop()
        self.mastodon.stop()
        self.bluesky.stop()

    def found(self, now: datetime) -> tuple[MastodonAccount, BlueskyAccount]:
        """Open the brand's accounts and those of the people."""
        ours = (
            self.mastodon.add_account(HANDLE, BRAND, at=now - _BEGAN),
            self.bluesky.add_account(HANDLE, BRAND, at=now - _BEGAN),
        )
        self._settle(ours[1].handle)
        return ours

    def wake(self) -> None:
        """Let the people answer what is posted from now on."""
        self._settle(self.bluesky.account(HANDLE).handle)
        self._town.start()

    def _settle(self, bluesky_handle: str) -> None:
        self._town.settle_on_mastodon(self.mastodon, HANDLE)
        self._town.settle_on_bluesky(self.bluesky, bluesky_handle)


@dataclass(frozen=True)
class Told:
    """Where a call of the story stands on each network, by the connector's kind."""

    call: Call
    at: datetime
    references: dict[str, Reference]


def tell(networks: Networks, call: Call, at: datetime, now: datetime, talk_on: str) -> Told:
    """Post a call of the past on the networks, with all that came of it; the talk is on one of them."""
    chance = random.Random(call.text)
    pictures = [(draw(call.picture), call.alt)] if call.picture else []
    references = {}
    for kind in ("mastodon", "bluesky") if call.on == "both" else (call.on,):
        teller = _OnMastodon(networks) if kind == "mastodon" else _OnBluesky(networks)
        references[kind] = teller.post(call, pictures, at)
        if kind == talk_on:
            _talk(teller, call, references[kind], at, now)
        _react(teller, call, references[kind], at, now, chance)
    return Told(call, at, references)


def _talk(teller: "_OnMastodon | _OnBluesky", call: Call, post: Reference, at: datetime, now: datetime) -> None:
    said = [post.id]
    for line in call.lines:
        moment = at + timedelta(hours=line.hours)
        if moment > now:
            break
        said.append(teller.reply(line.who, said[line.to + 1], line.text, moment))


def _react(
    teller: "_OnMastodon | _OnBluesky",
    call: Call,
    post: Reference,
    at: datetime,
    now: datetime,
    chance: random.Random,
) -> None:
    people = [person.username for person in PEOPLE]
    for who in chance.sample(people, call.likes):
        teller.like(who, post.id, min(at + timedelta(hours=chance.uniform(0.3, 40)), now))
    for who in chance.sample(people, call.shares):
        teller.share(who, post.id, min(at + timedelta(hours=chance.uniform(1, 30)), now))
    if chance.random() < 0.35:
        teller.follow(chance.choice(people), min(at + timedelta(hours=chance.uniform(1, 60)), now))


class _OnMastodon:
    def __init__(self, networks: Networks) -> None:
        self._server = networks.mastodon

    def _somebody(self, who: str) -> MastodonAccount:
        return self._server.account(HANDLE if who == "us" else who)

    def post(self, call: Call, pictures: list[tuple[bytes, str]], at: datetime) -> Reference:
        status = self._somebody("us").post(call.text, pictures, at=at, language=call.language)
        address = f"{self._server.url}/users/{HANDLE}/statuses/{status.id}"
        return Reference(uri=address, id=status.id, url=f"{self._server.url}/@{HANDLE}/{status.id}")

    def reply(self, who: str, to: str, text: str, at: datetime) -> str:
        return self._somebody(who).reply(to, text, at=at).id

    def like(self, who: str, what: str, at: datetime) -> None:
        self._somebody(who).favourite(what, at=at)

    def share(self, who: str, what: str, at: datetime) -> None:
        self._somebody(who).reblog(what, at=at)

    def follow(self, who: str, at: datetime) -> None:
        self._somebody(who).follow(HANDLE, at=at)


class _OnBluesky:
    def __init__(self, networks: Networks) -> None:
        self._server = networks.bluesky

    def _somebody(self, who: str) -> BlueskyAccount:
        return self._server.account(HANDLE if who == "us" else who)

    def post(self, call: Call, pictures: list[tuple[bytes, str]], at: datetime) -> Reference:
        us = self._somebody("us")
        record = us.post(call.text, pictures, at=at, language=call.language)
        page = f"{self._server.url}/profile/{us.did}/post/{record.uri.rsplit('/', 1)[-1]}"
        return Reference(uri=record.uri, id=record.uri, url=page, version=record.cid)

    def reply(self, who: str, to: str, text: str, at: datetime) -> str:
        return self._somebody(who).reply(to, text, at=at).uri

    def like(self, who: str, what: str, at: datetime) -> None:
        self._somebody(who).like(what, at=at)

    def share(self, who: str, what: str, at: datetime) -> None:
        self._somebody(who).repost(what, at=at)

    def follow(self, who: str, at: datetime) -> None:
        self._somebody(who).follow(self._somebody("us").handle, at=at)
