"""The library: pictures, videos and documents of a brand, what is said of them, and what is asked about links."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, seen_of
from antiphon.api.answers import cursor as place_after
from antiphon.organizations.models import Member
from antiphon.publishing.actions import cataloging
from antiphon.publishing.actions.carding import fetch_card
from antiphon.publishing.actions.keeping import keep_bytes, keep_file
from antiphon.publishing.clarity import contrast_in, contrast_in_words
from antiphon.publishing.models import Asset, CaptionFile
from antiphon.publishing.queries.library import Sought, assets_page, where_used
from antiphon.publishing.renditions.places import sealed
from antiphon.publishing.rules.framing import Frame

router = Router(tags=["library"])

_Share = Annotated[float, Query(ge=0, le=1)]


class CaptionsJson(Json, frozen=True, kw_only=True):
    """The words of a video in one language, as WebVTT."""

    language: str
    url: str


class AssetJson(Json, frozen=True, kw_only=True):
    """A picture, video or document. `seconds` is of a video, `pages` of a document; `cover` is a still of it.

    After `expires_on` nothing that shows it is sent. What `url` and `cover` give is had without signing in for three
    days, and for good once it is published.
    """

    id: int
    brand: str
    url: str
    cover: str
    media_type: str
    width: int
    height: int
    bytes: int
    seconds: float
    pages: int
    title: str
    tags: list[str]
    rights_holder: str
    licence: str
    expires_on: date | None
    captions: list[CaptionsJson]
    added_at: datetime
    archived_at: datetime | None


class ShownJson(AssetJson, frozen=True, kw_only=True):
    """An asset with the posts that show it."""

    shown_in: list[int]


class ContrastJson(Json, frozen=True, kw_only=True):
    """The contrast of words on a part of a picture, 1 to 21, and what that means."""

    ratio: float
    sentence: str


class CardJson(Json, frozen=True, kw_only=True):
    """What a page says of itself; `picture` is the id of the picture that was kept, null if there is none."""

    url: str
    title: str
    description: str
    picture: int | None


class DescribedAsset(Schema):
    """What is to be said of an asset; what is left out is emptied."""

    title: str = Field(default="", max_length=200)
    tags: list[str] = []
    rights_holder: str = Field(default="", max_length=200)
    licence: str = Field(default="", max_length=200)
    expires_on: date | None = None


class Second(Schema):
    """A moment of a video."""

    second: float = Field(ge=0, le=10**6)


class LinkAsked(Schema):
    """A link, and the language in which its page is asked for."""

    url: str = Field(max_length=2000)
    language: str = ""


@router.get("/brands/{brand}/assets", url_name="assets")
def list_assets(
    request: Asked, brand: str, search: str = "", kind: str = "", tag: str = "", cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30, *, archived: bool = False,
) -> Page[AssetJson]:  # fmt: skip
    """List what a brand has to show, the latest first.

    `search` looks in titles, tags, rights and alternative texts; `kind` is `pictures`, `videos` or `documents`.
    """
    found = member_of(request, brand).brand
    sought = Sought(search[:200].replace("\0", ""), kind, tag.replace("\0", ""), archived)
    seen = seen_of(cursor)
    page = assets_page(found, sought, limit=limit, offset=seen)
    return Page(items=[asset_json(one) for one in page.assets], next=place_after(seen + limit) if page.more else None)


@router.post("/brands/{brand}/assets", url_name="assets")
def add_asset(request: Asked, brand: str, file: File[UploadedFile], title: Form[str] = "") -> Created[AssetJson]:
    """Take in a picture, video or document: multipart/form-data with a `file`, and a `title` if you like.

    It is written to disk as it comes, made bare of camera and place, and kept once however often it is sent.
    """
    return Created(asset_json(_kept(member_of(request, brand), file, title[:200])))


@router.get("/assets/{asset_id}")
def read_asset(request: Asked, asset_id: int) -> ShownJson:
    """Read one asset with the posts that show it."""
    found = _asset(request, asset_id)
    fields = {name: getattr(asset_json(found), name) for name in AssetJson.__struct_fields__}
    return ShownJson(**fields, shown_in=[post.pk for post in where_used(found)])


@router.put("/assets/{asset_id}")
def describe_asset(request: Asked, asset_id: int, body: DescribedAsset) -> AssetJson:
    """Say what an asset is called, how it is found, and on what terms it may be used."""
    found, by = _own(request, asset_id)
    said = cataloging.Described(body.title, body.tags, body.rights_holder, body.licence, body.expires_on)
    cataloging.describe_asset(by, found, said)
    return asset_json(found)


@router.post("/assets/{asset_id}/archive")
def archive_asset(request: Asked, asset_id: int) -> AssetJson:
    """Put an asset away: posts that show it keep it, new ones no longer find it."""
    found, by = _own(request, asset_id)
    cataloging.archive_asset(by, found)
    return asset_json(found)


@router.post("/assets/{asset_id}/bring-back")
def bring_back_asset(request: Asked, asset_id: int) -> AssetJson:
    """Take an asset out of the archive."""
    found, by = _own(request, asset_id)
    cataloging.bring_back_asset(by, found)
    return asset_json(found)


@router.post("/assets/{asset_id}/captions")
def keep_captions(request: Asked, asset_id: int, file: File[UploadedFile], language: Form[str]) -> AssetJson:
    """Keep the words of a video in one language: a `file` in WebVTT or SubRip, and its `language`."""
    found, by = _own(request, asset_id)
    cataloging.keep_captions(by, found, language, file.read())
    return asset_json(found)


@router.post("/assets/{asset_id}/captions/{language}/remove")
def drop_captions(request: Asked, asset_id: int, language: str) -> AssetJson:
    """Take the captions of one language away."""
    found, by = _own(request, asset_id)
    cataloging.drop_captions(by, get_object_or_404(CaptionFile, asset=found, language=language))
    return asset_json(found)


@router.post("/assets/{asset_id}/cover")
def choose_cover(request: Asked, asset_id: int, body: Second) -> AssetJson:
    """Let what a video shows at a second stand for it."""
    found, by = _own(request, asset_id)
    cataloging.choose_cover(by, found, body.second)
    return asset_json(found)


@router.get("/assets/{asset_id}/contrast")
def read_contrast(
    request: Asked, asset_id: int, left: _Share = 0, top: _Share = 0, width: _Share = 1, height: _Share = 1
) -> ContrastJson:
    """Measure the contrast of words on a picture within a part, given in shares of its sides."""
    found = contrast_in(_asset(request, asset_id), Frame(left, top, width, height))
    return ContrastJson(ratio=round(found.ratio, 2), sentence=str(contrast_in_words(found)))


@router.post("/brands/{brand}/cards")
def read_card(request: Asked, brand: str, body: LinkAsked) -> CardJson:
    """Ask the page behind a link what it is, for the card of a post; its picture is kept in the library."""
    card = fetch_card(member_of(request, brand), body.url, body.language)
    picture = card.picture.pk if card.picture else None
    return CardJson(url=card.url, title=card.title, description=card.description, picture=picture)


def asset_json(asset: Asset) -> AssetJson:
    """Return an asset as it is answered."""
    url = sealed
    return AssetJson(
        id=asset.pk,
        brand=asset.brand.slug,
        url=url(asset.file.name or ""),
        cover=url(asset.cover.name or "") if asset.cover else "",
        media_type=asset.media_type,
        width=asset.width,
        height=asset.height,
        bytes=asset.bytes,
        seconds=asset.seconds,
        pages=asset.pages,
        title=asset.title,
        tags=sorted(tag.name for tag in asset.tags.all()),
        rights_holder=asset.rights_holder,
        licence=asset.licence,
        expires_on=asset.expires_on,
        captions=[CaptionsJson(language=one.language, url=url(one.file.name or "")) for one in asset.captions.all()],
        added_at=asset.added_at,
        archived_at=asset.archived_at,
    )


def _kept(by: Member, file: UploadedFile, title: str) -> Asset:
    if isinstance(file, TemporaryUploadedFile):
        return keep_file(by, Path(file.temporary_file_path()), title)
    return keep_bytes(by, file.read(), title)


def _asset(request: Asked, asset_id: int) -> Asset:
    found = Asset.objects.select_related("brand").filter(brand__in=brands_of(request))
    return get_object_or_404(found, pk=asset_id)


def _own(request: Asked, asset_id: int) -> tuple[Asset, Member]:
    found = _asset(request, asset_id)
    return found, member_in(request, found.brand_id)
