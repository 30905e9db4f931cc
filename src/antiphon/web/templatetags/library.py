"""How what is shown is said: its kind, its extent, a still picture of it, the part of it that a network shows."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from antiphon.channels.connector import Poll
from antiphon.lib.markup import first_line
from antiphon.measures.rounding import rounded
from antiphon.publishing import outgoing
from antiphon.publishing.models import Asset, Card, Delivery, Illustration, Post, Rendition
from antiphon.publishing.outgoing import later_posts
from antiphon.publishing.previews import Preview, Shown
from antiphon.publishing.renditions.pictures import frame_of
from antiphon.web.cuts import cut_address

register = template.Library()

_MEGABYTE, _MINUTE = 10**6, 60


@register.filter
def still_url(asset: Asset) -> str:
    """Return the address of a still picture of an asset."""
    return reverse("media", args=[(asset.cover or asset.file).name])


@register.filter
def seen_url(shown: Shown) -> str:
    """Return the address of the part of a picture that a network shows."""
    asset = shown.taken.asset
    if asset is None:
        return ""
    if shown.box is None:
        return still_url(asset)
    return cut_address(asset, shown.box)


@register.filter
def shown_url(shown: Illustration) -> str:
    """Return the address of the part of a picture that somebody chose to show, or of its cover."""
    frame = frame_of(shown)
    if frame.is_whole or not shown.asset.is_picture:
        return still_url(shown.asset)
    return cut_address(
        shown.asset, (frame.left, frame.top, min(1.0, frame.left + frame.width), min(1.0, frame.top + frame.height))
    )


@register.filter
def later(post: Post) -> list[Post]:
    """Return the later parts of a post and its first comment."""
    return later_posts(post)


@register.filter
def poll_of(post: Post) -> Poll | None:
    """Return the poll of a post, or None."""
    return outgoing.poll_of(post.content)


@register.filter
def card_of(post: Post) -> Card | None:
    """Return the link card of a post, or None."""
    return getattr(post.content, "card", None)


@register.filter
def being_made(delivery: Delivery) -> list[Rendition]:
    """Return the films that are still being made fit for a delivery, whose renditions are already read."""
    return [one for one in delivery.renditions.all() if one.finished_at is None]


@register.filter
def seen_width(shown: Shown) -> int:
    """Return a width that goes with a height of 1000, so that the page keeps the room of a picture free."""
    return max(1, round(shown.ratio * 1000))


@register.filter
def asset_name(asset: Asset) -> str:
    """Return the title of an asset of a page of them, or the words that it was shown with last."""
    return asset.title or first_line(getattr(asset, "said", "") or "", 80) or str(asset)


@register.filter
def kind_name(asset: Asset) -> str:
    """Return what an asset is, as a person says it."""
    if asset.is_video:
        return gettext("Video")
    return gettext("Document") if asset.is_document else gettext("Picture")


@register.filter
def extent(asset: Asset) -> str:
    """Return how long, how many pages or how large an asset is."""
    if asset.is_video:
        return f"{int(asset.seconds) // _MINUTE}:{int(asset.seconds) % _MINUTE:02} · {size_of(asset)}"
    if asset.is_document:
        pages = ngettext("%(number)s page", "%(number)s pages", asset.pages) % {"number": asset.pages}
        return f"{pages} · {size_of(asset)}"
    return f"{asset.width} × {asset.height} · {size_of(asset)}"


@register.filter
def size_of(asset: Asset) -> str:
    """Return how many bytes an asset has, in megabytes or kilobytes."""
    if asset.bytes >= _MEGABYTE:
        return f"{rounded(asset.bytes / _MEGABYTE, 1)} MB"
    return f"{rounded(max(1, asset.bytes // 1000))} kB"


@register.filter
def unfit(previews: list[Preview]) -> list[Preview]:
    """Return those where something besides the length of a text does not fit."""
    return [one for one in previews if one.other_flaws]


@register.filter
def in_words(text: str) -> str:
    """Return a text that a connector brings, in the language of who reads."""
    return gettext(text) if text else ""
