"""Reads about the files of the media folder: what stands at a name there, and who may have it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from antiphon.organizations.models import User
from antiphon.publishing.models import Asset, CaptionFile, Delivery, LandingPage, Post, ReviewLink
from antiphon.publishing.queries.reviewing import posts_of_link
from antiphon.publishing.queries.standing import root_of
from antiphon.publishing.renditions.places import FOLDER as RENDITIONS
from antiphon.publishing.renditions.places import SUFFIXES
from antiphon.publishing.rules.delivering import State


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that may be asked for: what it is, a tag of its bytes, and the assets it is of.

    The same bytes may be in the library of several brands. `whole` says that it is what was taken in, or made of all
    of it, and not a cover.
    """

    media_type: str
    tag: str
    assets: Sequence[Asset]
    whole: bool = True


def kept_at(name: str) -> Kept | None:
    """Return what is kept at a path below the media folder, or None if nothing there may be asked for. One query."""
    folder, _, file = name.partition("/")
    if folder == RENDITIONS:
        return _rendition(file)
    assets = Asset.objects.select_related("brand")
    of_name = hashlib.sha256(name.encode()).hexdigest()
    if folder == "captions":
        about = assets.filter(pk__in=CaptionFile.objects.filter(file=name).values("asset"))
        return _of(about, "text/vtt", of_name)
    if folder == "covers":
        return _of(assets.filter(cover=name), "image/jpeg", of_name, whole=False)
    found = assets.filter(file=name).first() if folder == "assets" else None
    return Kept(found.media_type, found.digest, [found]) if found else None


def is_open(asset: Asset, *, whole: bool = True) -> bool:
    """Whether anybody may have what is shown of an asset: it stands in a live post, or on a published page.

    A document that is given for an address shows its cover only. Three queries, and one for each part of a thread.
    """
    pages = LandingPage.objects.filter(document=asset, published_at__isnull=False)
    if (pages.filter(gated=False) if whole else pages).exists():
        return True
    live, posts = Delivery.objects.filter(state=State.LIVE), _posts_showing([asset])
    if live.filter(post__in=posts).exists():
        return True
    # What a part of a thread shows goes out with the first where the part does not.
    parts = posts.exclude(continues=None).select_related("continues")
    return any(live.filter(post=root_of(part)).exists() for part in parts)


def may_have(user: object, kept: Kept) -> bool:
    """Whether somebody may have a file that is not open to all: a member of a brand in whose library it is."""
    brands = [one.brand_id for one in kept.assets]
    return isinstance(user, User) and user.memberships.filter(brand__in=brands, left_at=None).exists()


def is_shown_by(links: Sequence[ReviewLink], kept: Kept) -> bool:
    """Whether a file is part of what one of these review links was given for. Five queries a link, at most."""
    shown = set(_posts_showing(kept.assets).values_list("pk", flat=True))
    roots = {root_of(post).pk for post in Post.objects.filter(pk__in=shown).select_related("continues")}
    return any(post.pk in roots for link in links for post in posts_of_link(link))


def _posts_showing(assets: Sequence[Asset]) -> QuerySet[Post]:
    shows = Q(content__illustrations__asset__in=assets) | Q(content__card__picture__in=assets)
    return Post.objects.filter(shows).distinct()


def _of(found: QuerySet[Asset], media_type: str, tag: str, *, whole: bool = True) -> Kept | None:
    assets = list(found)
    return Kept(media_type, tag, assets, whole) if assets else None


def _rendition(file: str) -> Kept | None:
    """Return a rendition: its name is that of the bytes that it was made of, and of what it had to keep to."""
    types = {suffix: media_type for media_type, suffix in SUFFIXES.items()}
    stem, dot, suffix = file.rpartition(".")
    known = re.fullmatch(r"([0-9a-f]{64})-[0-9a-f]{16}", stem)
    if known is None or dot + suffix not in types:
        return None
    return _of(Asset.objects.select_related("brand").filter(digest=known[1]), types[dot + suffix], stem)
