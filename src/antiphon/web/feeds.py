"""The posts of a brand for feed readers: whole, with their pictures."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from antiphon.lib.markup import first_line, hashtags
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Campaign, Category, Delivery
from antiphon.publishing.queries.delivering import public_posts
from antiphon.web.entries import EntryPiece, entries_of

LENGTH = 30

if TYPE_CHECKING:
    _Feed = Feed[Delivery, Brand]
else:
    _Feed = Feed


class _Rss(Rss201rev2Feed):
    """RSS 2.0 with the whole text beside the first line."""

    def rss_attributes(self) -> dict[str, Any]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class _Atom(Atom1Feed):
    """Atom with the whole text beside the first line."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class RssOfBrand(_Feed):
    """The latest posts as RSS. The format takes one enclosure an item: the first picture."""

    feed_type: type[SyndicationFeed] = _Rss
    address = "site_rss"
    pictures_in_an_item = 1

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Brand:  # noqa: ARG002
        """Return the brand that the page found already, and remember of which part of its posts the feed is."""
        brand: Brand = kwargs["brand"]
        self._part: Campaign | Category | None = kwargs.get("part")
        return brand

    def title(self, brand: Brand) -> str:
        """Return the name of the brand, and of the campaign or category."""
        return f"{brand.name}: {self._part}" if self._part else brand.name

    def description(self, brand: Brand) -> str:
        """Return what the brand says of itself."""
        return brand.about or _("What %(brand)s says.") % {"brand": brand.name}

    subtitle = description

    def link(self, brand: Brand) -> str:
        """Return the address of the pages."""
        return settings.PUBLIC_URL + reverse("site", args=[brand.slug])

    def feed_url(self, brand: Brand) -> str:
        """Return the address of this feed."""
        if isinstance(self._part, Campaign):
            return settings.PUBLIC_URL + reverse(f"campaign_{self.address}", args=[brand.slug, self._part.slug])
        if self._part is not None:
            return settings.PUBLIC_URL + reverse(f"category_{self.address}", args=[brand.slug, self._part.pk])
        return settings.PUBLIC_URL + reverse(self.address, args=[brand.slug])

    def author_name(self, brand: Brand) -> str:
        """Return who speaks."""
        return brand.name

    def items(self, brand: Brand) -> list[Delivery]:
        """Return the latest posts."""
        rows = public_posts(brand, part=self._part, limit=LENGTH)
        self._entries = {one.delivery.pk: one for one in entries_of(rows)}
        return rows

    def item_title(self, item: Delivery) -> str:
        """Return the first words."""
        return first_line(self._entries[item.pk].words) or _("A post of pictures")

    def item_description(self, item: Delivery) -> str:
        """Return the whole text."""
        return escape(item.words)

    def item_link(self, item: Delivery) -> str:
        """Return where the post stands."""
        return item.url

    def item_guid(self, item: Delivery) -> str:
        """Return the name of the post that never changes."""
        return item.uri

    item_guid_is_permalink = True

    def item_pubdate(self, item: Delivery) -> datetime | None:
        """Return since when it stands."""
        return item.live_at

    item_updateddate = item_pubdate

    def item_categories(self, item: Delivery) -> list[str]:
        """Return the hashtags."""
        return hashtags(item.words)

    def item_enclosures(self, item: Delivery) -> list[Enclosure]:
        """Return the pictures, videos and documents."""
        return [_enclosure(piece) for piece in self._entries[item.pk].pieces[: self.pictures_in_an_item]]

    def item_extra_kwargs(self, item: Delivery) -> dict[str, Any]:
        """Return the whole post as HTML."""
        whole = {"entry": self._entries[item.pk], "delivery": item, "public_url": settings.PUBLIC_URL}
        return {"content": render_to_string("site/content.html", whole).strip()}


class AtomOfBrand(RssOfBrand):
    """The latest posts as Atom, with every picture."""

    feed_type = _Atom
    address = "site_atom"
    pictures_in_an_item = 100


def _enclosure(piece: EntryPiece) -> Enclosure:
    return Enclosure(settings.PUBLIC_URL + piece.address, str(piece.bytes), piece.media_type)
