"""The townspeople: what they do after the brand has spoken, slowly, and the same for the same seed."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Self

from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.exchange import RefusalError
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.practice.people import phrases
from antiphon.practice.people.cast import PEOPLE, Person
from antiphon.practice.people.squares import BlueskySquare, MastodonSquare, Saying, Square

Kind = Literal["like", "share", "follow", "reply"]
LOOK_EVERY = 0.5
ANSWERS_IN_A_ROW = 2


@dataclass(frozen=True)
class Deed:
    """Something that a person will do `after` so many seconds at pace 1; `text` only for replies."""

    kind: Kind
    person: str
    after: float
    saying_id: str
    text: str = ""
    language: str = ""


class Townspeople:
    """People who answer what a brand says on the practice networks.

    `pace` stretches their delays (0.1 is ten times as fast). Only what is said from the moment of settling is
    answered: older posts are history. Start and stop a thread, or call `step` yourself.
    """

    def __init__(self, *, seed: int = 1, pace: float = 1.0, people: tuple[Person, ...] = PEOPLE) -> None:
        self._seed = seed
        self._pace = pace
        self._people = {person.username: person for person in people}
        self._squares: list[tuple[Square, datetime]] = []
        self._done: set[Deed] = set()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def settle_on_mastodon(self, server: PracticeMastodon, brand: str) -> None:
        """Open accounts on the practice Mastodon, if they are not there yet, and look after a brand's handle."""
        now = server.clock.now()
        square = MastodonSquare(server, brand, tuple(self._people.values()), now - timedelta(days=400))
        self._squares.append((square, now))

    def settle_on_bluesky(self, server: PracticeBluesky, brand: str) -> None:
        """Open accounts on the practice Bluesky, if they are not there yet, and look after a brand's handle."""
        now = server.clock.now()
        square = BlueskySquare(server, brand, tuple(self._people.values()), now - timedelta(days=400))
        self._squares.append((square, now))

    def start(self) -> Self:
        """Live on in a thread."""
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Fall silent."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _live(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            self.step()

    def step(self) -> list[Deed]:
        """Do what is due and return it."""
        return [deed for square, since in self._squares for deed in self._step(square, since)]

    def _step(self, square: Square, since: datetime) -> list[Deed]:
        sayings = square.sayings()
        done = []
        for saying in (s for s in sayings if s.at >= since):
            for deed in self._plan(square, saying, sayings):
                due = saying.at + timedelta(seconds=deed.after * self._pace)
                if due <= square.now() and deed not in self._done:
                    self._done.add(deed)
                    done += [deed] if _do(square, deed) else []
        return done

    def _plan(self, square: Square, saying: Saying, sayings: list[Saying]) -> list[Deed]:
        chance = random.Random(f"{self._seed} {square.name} {saying.text}")
        if saying.by_brand and not saying.parent_id:
            return self._after_a_post(chance, saying)
        if saying.by_brand and saying.parent_author:
            return self._after_an_answer(chance, saying, sayings)
        if saying.author and _is_question_to_brand(saying, sayings):
            return self._among_themselves(chance, saying)
        return []

    def _after_a_post(self, chance: random.Random, saying: Saying) -> list[Deed]:
        """A like, a question, a boost, a remark and a follow, from five people."""
        who = self._chosen(chance, saying, 5)
        return [
            Deed("like", who[0], chance.uniform(3, 6), saying.id),
            self._reply(chance, who[1], chance.uniform(6, 11), saying, phrases.QUESTIONS),
            Deed("share", who[2], chance.uniform(10, 18), saying.id),
            self._reply(chance, who[3], chance.uniform(16, 28), saying, phrases.REMARKS),
            Deed("like", who[1], chance.uniform(7, 12), saying.id),
            Deed("follow", who[4], chance.uniform(20, 40), saying.id),
        ]

    def _after_an_answer(self, chance: random.Random, saying: Saying, sayings: list[Saying]) -> list[Deed]:
        """Whoever was answered likes it and, not endlessly, thanks."""
        person = saying.parent_author
        asked = next((s for s in sayings if s.id == saying.parent_id), saying)
        saying = replace(saying, language=saying.language or asked.language)
        deeds = [Deed("like", person, chance.uniform(3, 6), saying.id)]
        if _answers_above(saying, sayings) <= ANSWERS_IN_A_ROW:
            deeds.append(self._reply(chance, person, chance.uniform(7, 14), saying, phrases.THANKS))
        return deeds

    def _among_themselves(self, chance: random.Random, saying: Saying) -> list[Deed]:
        """Somebody else now and then answers a neighbor's question."""
        others = [name for name in self._chosen(chance, saying, 3) if name != saying.author]
        if chance.random() < 0.5:
            return []
        return [self._reply(chance, others[0], chance.uniform(9, 20), saying, phrases.ASIDES)]

    def _chosen(self, chance: random.Random, saying: Saying, count: int) -> list[str]:
        """Choose people, those who speak the language first."""
        names = sorted(self._people)
        chance.shuffle(names)
        names.sort(key=lambda name: saying.language not in self._people[name].languages)
        return names[:count]

    def _reply(
        self, chance: random.Random, person: str, after: float, saying: Saying, said: Mapping[str, tuple[str, ...]]
    ) -> Deed:
        spoken = self._people[person].languages
        language = saying.language if saying.language in spoken else spoken[0]
        return Deed("reply", person, after, saying.id, chance.choice(said[language]), language)


def _is_question_to_brand(saying: Saying, sayings: list[Saying]) -> bool:
    brands = {s.id for s in sayings if s.by_brand and not s.parent_id}
    return saying.parent_id in brands and "?" in saying.text


def _answers_above(saying: Saying, sayings: list[Saying]) -> int:
    by_id = {s.id: s for s in sayings}
    count, current = 0, by_id.get(saying.parent_id)
    while current:
        count += bool(current.author)
        current = by_id.get(current.parent_id)
    return count


def _do(square: Square, deed: Deed) -> bool:
    """Do it; False when what it was about is gone."""
    try:
        if deed.kind == "reply":
            square.reply(deed.person, deed.saying_id, deed.text, deed.language)
        elif deed.kind == "like":
            square.like(deed.person, deed.saying_id)
        elif deed.kind == "share":
            square.share(deed.person, deed.saying_id)
        else:
            square.follow(deed.person)
    except (LookupError, RefusalError):
        return False
    return True
