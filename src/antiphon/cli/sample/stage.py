"""What the parts of the sample share: who is there, where they speak, and what is kept by name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from antiphon.channels.models import Channel
from antiphon.cli.sample.pictures import draw
from antiphon.cli.sample.story import SLUG
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.actions.illustrating import Picture, keep_picture
from antiphon.publishing.models import Asset, Campaign, Category, Post, ShortLink
from antiphon.publishing.queries.linking import link_address


@dataclass
class Stage:
    """The scene on which the story is played; everything is found by the name that the story gives it."""

    now: datetime
    members: dict[str, Member]
    channels: dict[str, Channel] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    links: dict[str, ShortLink] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    _pictures: dict[str, Asset] = field(default_factory=dict)

    @property
    def anna(self) -> Member:
        """The owner."""
        return self.members["anna"]

    @property
    def brand(self) -> Brand:
        """The brand of the story."""
        return self.anna.brand

    def picture(self, name: str) -> Asset:
        """Return a drawing as it is kept in the library."""
        if name not in self._pictures:
            self._pictures[name] = keep_picture(self.anna, draw(name))
        return self._pictures[name]

    def shown(self, name: str, alt: str) -> list[Picture]:
        """Return what a post of the story shows, if it shows anything."""
        return [Picture(asset=self.picture(name), alt_text=alt)] if name else []

    def ago(self, days: float) -> datetime:
        """Return the moment so many days before now."""
        return self.now - timedelta(days=days)

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """Return a wall time of an earlier day as a moment."""
        there = self.ago(days_ago).astimezone(self.brand.zone)
        return there.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(self.now.tzinfo)

    def wall(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a wall time of a later day."""
        there = (self.now + timedelta(days=days)).astimezone(self.brand.zone).replace(tzinfo=None)
        return there.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def with_links(self, text: str, *, short: bool) -> str:
        """Return a text with its links in their places: short, as they went out, or where they lead."""
        for key, link in self.links.items():
            text = text.replace("{" + key + "}", link_address(link) if short else link.url)
        return text

    def post_that_says(self, words: str) -> Post:
        """Return the post with these words."""
        return next(post for post in self.posts if words in post.content.text)


def home(path: str = "") -> str:
    """Return an address of the brand's own pages."""
    return f"{settings.PUBLIC_URL}/@{SLUG}/{path}"
