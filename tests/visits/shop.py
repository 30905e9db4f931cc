"""A shop of Bottega's whose visits are counted, and who comes there: each knock goes through the real door."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from antiphon.visits import tasks
from antiphon.visits.actions.siting import add_site
from antiphon.visits.at_the_door import door, forget_door
from antiphon.visits.door import Knock, Taken
from antiphon.visits.models import TrackedSite
from antiphon.visits.rules.hits import Act, Way
from tests.world import World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
#: Noon on a Sunday, UTC.
NOON = 1_772_366_400.0


@dataclass(slots=True)
class Shop:
    """Who comes to the shop at which second after noon."""

    site: TrackedSite
    taken: list[Taken] = field(default_factory=list)

    def come(
        self,
        path: str = "/",
        *,
        at: float = 0,
        who: str = "192.0.2.1",
        ref: str = "",
        act: Act = Act.PAGE,
        name: str = "",
        agent: str = FIREFOX,
        host: str = "shop.example",
        asked_not: bool = False,
        own_moment: float | None = None,
    ) -> str:
        """Let something happen; return the visitor's key."""
        knock = Knock(
            site=self.site.public_key, url=f"https://{host}{path}", way=Way.SCRIPT, agent=agent, address=who, act=act,
            name=name, referrer=ref, asked_not=asked_not, at=own_moment,
        )  # fmt: skip
        taken, visitor = door().knock(knock, NOON + at)
        self.taken.append(taken)
        return visitor

    def count(self) -> int:
        """Count what waits, as the worker does; return how many lines were read."""
        door().tell_left_out(NOON)
        return tasks.count_all()


@contextmanager
def opened(world: World, folder: Path) -> Iterator[Shop]:
    """Open the shop, with a folder for its hits."""
    before, settings.DATA = settings.DATA, folder
    forget_door()
    try:
        yield Shop(add_site(world.anna, name="Shop", domains="shop.example"))
    finally:
        settings.DATA = before
        forget_door()
