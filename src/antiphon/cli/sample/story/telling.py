"""How the story is told: a call of the brand, and the lines that people answered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What somebody said: `who` is a townsperson or "us"; `to` the index of the line it answers (-1: the post)."""

    who: str
    text: str
    to: int = -1
    hours: float = 2.0


@dataclass(frozen=True)
class Call:
    """A post of the brand, so many days ago at an hour of the day, with what came of it on one network.

    `on` names the network, "both" or "home", the brand's own pages alone; `at_home` says whether it stands there
    too. The text may name a tracked link in braces.
    """

    days: int
    hour: int
    text: str
    picture: str = ""
    alt: str = ""
    language: str = "en"
    on: str = "both"
    lines: tuple[Line, ...] = ()
    likes: int = 2
    shares: int = 0
    minute: int = 0
    at_home: bool = True
    by: str = "anna"
    category: str = ""
    campaign: str = ""

    @property
    def networks(self) -> tuple[str, ...]:
        """Where it was posted, apart from the brand's own pages."""
        return {"both": ("mastodon", "bluesky"), "home": ()}.get(self.on, (self.on,))
