"""The practice networks of the demo: started, kept in a folder, and full of the story's past."""

import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from antiphon.channels.connector import Reference
from antiphon.cli.sample.paper_round import NeighborhoodPaper
from antiphon.cli.sample.pictures import draw
from antiphon.cli.sample.residents import OnBluesky, OnMastodon
from antiphon.cli.sample.story import BRAND, SLUG
from antiphon.cli.sample.story.paths import NEIGHBORS
from antiphon.cli.sample.story.telling import Call
from antiphon.practice.bluesky import PracticeAccount as BlueskyAccount
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeAccount as MastodonAccount
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.practice.people import PEOPLE, Townspeople

HANDLE = SLUG.replace("-", "")
_BEGAN = timedelta(days=400)


class Networks:
    """The servers and the people on them; their ports are kept, since addresses of posts hold them."""

    def __init__(self, folder: Path) -> None:
        ports = folder / "ports.json"
        kept = [*(json.loads(ports.read_text()) if ports.exists() else []), 0, 0, 0]
        folder.mkdir(parents=True, exist_ok=True)
        self.mastodon = PracticeMastodon(kept[0], folder=folder / "mastodon")
        self.bluesky = PracticeBluesky(kept[1], folder=folder / "bluesky")
        self.paper = NeighborhoodPaper(kept[2])
        ports.write_text(json.dumps([self.mastodon.port, self.bluesky.port, self.paper.port]))
        self._town = Townspeople(seed=7)

    @property
    def hosts(self) -> str:
        """What the product must be allowed to reach on this machine."""
        return ",".join(f"127.0.0.1:{one.port}" for one in (self.mastodon, self.bluesky, self.paper))

    def __enter__(self) -> Self:
        self.mastodon.start()
        self.bluesky.start()
        self.paper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._town.stop()
        self.mastodon.stop()
        self.bluesky.stop()
        self.paper.stop()

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

    def residents(self) -> "dict[str, OnMastodon | OnBluesky]":
        """Return the hands by which the people of the story act, by the connector's kind."""
        return {"mastodon": OnMastodon(self.mastodon, HANDLE), "bluesky": OnBluesky(self.bluesky, HANDLE)}

    def _settle(self, bluesky_handle: str) -> None:
        self._town.settle_on_mastodon(self.mastodon, HANDLE)
        self._town.settle_on_bluesky(self.bluesky, bluesky_handle)


@dataclass
class Heard:
    """When something came back for a post on one network, by the name of its figure."""

    likes: list[datetime] = field(default_factory=list)
    shares: list[datetime] = field(default_factory=list)
    replies: list[datetime] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """Where a call of the story stands on each network, by the connector's kind, and what came back there."""

    call: Call
    text: str
    at: datetime
    references: dict[str, Reference]
    heard: dict[str, Heard]


class Teller:
    """Tells the past on the networks: what the brand posted, and what people did; and who came to follow when."""

    def __init__(self, networks: Networks, now: datetime) -> None:
        self._hands = networks.residents()
        self._now = now
        self.follows: dict[str, dict[str, datetime]] = {kind: {} for kind in self._hands}

    def tell(self, call: Call, text: str, at: datetime, talk_on: str = "") -> Told:
        """Post a call of the past, with all that came of it; the talk is on one network, its first without a word."""
        chance = random.Random(call.text)
        told = Told(call, text, at, {}, {})
        pictures = [(draw(call.picture), call.alt)] if call.picture else []
        for kind in call.networks:
            told.references[kind] = self._hands[kind].post(text, call.language, pictures, at)
            told.heard[kind] = Heard()
            if kind == (talk_on or call.networks[0]):
                self._talk(told, kind)
            self._react(told, kind, chance)
        return told

    def neighbors(self) -> None:
        """Let people who never say a word come to follow, a few in each month."""
        chance = random.Random("neighbors")
        for kind, hand in self._hands.items():
            for name in chance.sample(NEIGHBORS, 16):
                who = name.lower().replace(" ", "")
                hand.move_in(who, name, self._now - _BEGAN)
                self._follow(kind, who, self._now - timedelta(days=chance.triangular(1, 150, 40)))

    def _talk(self, told: Told, kind: str) -> None:
        said = [told.references[kind].id]
        for line in told.call.lines:
            moment = told.at + timedelta(hours=line.hours)
            if moment > self._now:
                break
            said.append(self._hands[kind].reply(line.who, said[line.to + 1], line.text, moment))
            if line.to == -1:
                told.heard[kind].replies.append(moment)

    def _react(self, told: Told, kind: str, chance: random.Random) -> None:
        people, heard, post = [one.username for one in PEOPLE], told.heard[kind], told.references[kind].id
        for who in chance.sample(people, told.call.likes):
            heard.likes.append(self._moment(told, chance.uniform(0.3, 40)))
            self._hands[kind].like(who, post, heard.likes[-1])
        for who in chance.sample(people, told.call.shares):
            heard.shares.append(self._moment(told, chance.uniform(1, 30)))
            self._hands[kind].share(who, post, heard.shares[-1])
        if chance.random() < 0.35:
            self._follow(kind, chance.choice(people), self._moment(told, chance.uniform(1, 60)))

    def _moment(self, told: Told, hours: float) -> datetime:
        return min(told.at + timedelta(hours=hours), self._now)

    def _follow(self, kind: str, who: str, at: datetime) -> None:
        if who not in self.follows[kind]:
            self.follows[kind][who] = at
            self._hands[kind].follow(who, at)
