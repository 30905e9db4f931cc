"""A post as a program sends it: read from JSON or from a form with files, and counted before it is written."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field, NaiveDatetime

from antiphon.api.access import Asked
from antiphon.channels.connector import Poll
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.drafts import CardGiven, Draft, Moment, Part, Picture
from antiphon.publishing.models import Asset, Campaign, Category
from antiphon.publishing.rules.framing import Frame


class Crop(Schema):
    """The part of a picture that is shown and the point that stays in it, in shares of its sides."""

    left: float = Field(default=0, ge=0, le=1)
    top: float = Field(default=0, ge=0, le=1)
    width: float = Field(default=1, gt=0, le=1)
    height: float = Field(default=1, gt=0, le=1)
    focus_x: float = Field(default=0.5, ge=0, le=1)
    focus_y: float = Field(default=0.5, ge=0, le=1)


class PictureGiven(Schema):
    """A picture, video or document and the words for it, or the choice of none.

    A picture’s bytes are `data` in base64 or, in a form, a file. Whatever the brand has already, videos and
    documents among it, is named by its `id`.
    """

    data: str = ""
    id: int | None = Field(default=None, ge=1, lt=2**63)
    alt_text: str = ""
    decorative: bool = False
    crop: Crop = Crop()


class PartGiven(Schema):
    """A later part of a thread; its pictures are `data` in base64 or named by their `id`."""

    text: str = ""
    pictures: list[PictureGiven] = []


class PollGiven(Schema):
    """The answers of a poll, whose question is the text of the post; `hours` is how long it is open."""

    options: list[str]
    hours: int = Field(default=24, ge=1, le=24 * 365)
    multiple: bool = False


class CardChosen(Schema):
    """What stands beside the first link of the text; `picture` is the id of one that the brand has."""

    url: str = Field(max_length=2000)
    title: str = Field(min_length=1, max_length=300)
    description: str = Field(default="", max_length=1000)
    picture: int | None = None


class Written(Schema):
    """A post to be written.

    `channels` are ids; `variants`, `titles` and `settings` give a channel, by its id, what is its own. `parts` are
    the later parts of a thread, `comment` is the first comment. `at` is a time as a
    clock on the wall shows it, in `time_zone` or else in the brand's; without it the post goes out at
    once, unless it is a `draft`. It is given up as missed `late_minutes` after its hour.
    """

    text: str = ""
    channels: list[int]
    language: str = ""
    title: str = ""
    variants: dict[int, str] = {}
    titles: dict[int, str] = {}
    settings: dict[int, dict[str, str | bool]] = {}
    pictures: list[PictureGiven] = []
    parts: list[PartGiven] = []
    comment: str = ""
    poll: PollGiven | None = None
    card: CardChosen | None = None
    campaign: int | None = None
    category: int | None = None
    at: NaiveDatetime | None = None
    time_zone: str = ""
    draft: bool = False
    late_minutes: int = Field(default=60, ge=1, le=7 * 24 * 60)


#: How the body of a new post is described: what is read here is one of two kinds, which ninja cannot tell.
BODY_OF_POST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Written"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["post"],
                    "properties": {
                        "post": {"$ref": "#/components/schemas/Written"},
                        "pictures": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }
            },
        },
    }
}


def written_by(request: Asked) -> tuple[Written, list[bytes]]:
    """Return a post as it was sent and the bytes of its pictures; raise Refusal where a picture has none."""
    if request.content_type != "multipart/form-data":
        written = Written.model_validate_json(request.body)
        return written, [_decoded(picture.data) for picture in written.pictures]
    form, sent = _form(request)
    written = Written.model_validate_json(form.get("post", ""))
    files = [file for file in sent.getlist("pictures") if isinstance(file, UploadedFile)]
    if len(files) != sum(picture.id is None for picture in written.pictures):
        raise Refusal(
            _("Send a file for each of the pictures that the post names, in their order."), field="pictures"
        )
    unread = iter(files)
    return written, [next(unread).read() if picture.id is None else b"" for picture in written.pictures]


def _form(request: Asked) -> "tuple[QueryDict, MultiValueDict[str, UploadedFile[bytes]]]":
    """Return the fields and the files of a form; Django itself reads only forms that are posted."""
    if request.method == "POST":
        return request.POST, request.FILES
    return request.parse_file_upload(request.META, request)


def draft_of(by: Member, written: Written, pictures: Sequence[bytes]) -> Draft:
    """Return what is to be said; raise Refusal for a channel or a picture that the brand does not have."""
    channels = {channel.pk: channel for channel in by.brand.channels.connected().select_related("identity")}
    unknown = [pk for pk in written.channels if pk not in channels]
    if unknown:
        raise Refusal(_("The brand has no connected channel of this id."), field="channels")
    return Draft(
        text=written.text,
        channels=[channels[pk] for pk in dict.fromkeys(written.channels)],
        language=_language(by, written.language),
        pictures=_pictures(by, written.pictures, pictures),
        variants=written.variants,
        title=written.title,
        titles=written.titles,
        settings=written.settings,
        parts=[_part(by, part) for part in written.parts],
        comment=written.comment,
        poll=_poll(written.poll),
        card=_card(by, written.card),
        campaign=_named(Campaign.objects.filter(brand=by.brand), written.campaign, "campaign"),
        category=_named(Category.objects.filter(brand=by.brand), written.category, "category"),
    )


def checked_by(by: Member, written: Written) -> Draft:
    """Return what is only to be counted; pictures may be announced without their bytes."""
    return draft_of(by, written, [_decoded(one.data) for one in written.pictures])


def _part(by: Member, part: PartGiven) -> Part:
    return Part(part.text, _pictures(by, part.pictures, [_decoded(one.data) for one in part.pictures]))


def _poll(given: PollGiven | None) -> Poll | None:
    return Poll(tuple(given.options), given.hours, multiple=given.multiple) if given else None


def _card(by: Member, given: CardChosen | None) -> CardGiven | None:
    if given is None:
        return None
    picture = _named(Asset.objects.filter(brand=by.brand), given.picture, "card")
    return CardGiven(given.url, given.title, given.description, picture)


def _named[M: Model](among: QuerySet[M], pk: int | None, field: str) -> M | None:
    """Return the row of an id; raise Refusal if the brand has none."""
    if pk is None:
        return None
    found = among.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None:
        raise Refusal(_("The brand has none of this id."), field=field)
    return found


def _pictures(by: Member, given: Sequence[PictureGiven], read: Sequence[bytes]) -> list[Picture]:
    ids = {one.id for one in given if one.id is not None}
    kept = Asset.objects.filter(brand=by.brand).in_bulk(ids)
    if ids - set(kept):
        raise Refusal(_("The brand has no picture of this id."), field="pictures")
    return [
        Picture(
            data=data,
            alt_text=one.alt_text,
            alt_waived=one.decorative,
            asset=kept.get(one.id) if one.id is not None else None,
            frame=Frame(**one.crop.dict()),
        )
        for one, data in zip(given, read, strict=True)
    ]


def moment_of(written: Written) -> Moment:
    """Return when it is to be said."""
    return Moment(written.at, written.time_zone, written.draft, written.late_minutes)


def _language(by: Member, asked: str) -> str:
    known = dict(settings.LANGUAGES)
    if asked and asked not in known:
        raise Refusal(_("Choose a language out of: %(known)s.") % {"known": ", ".join(known)}, field="language")
    return asked or by.brand.language


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise Refusal(_("The data of a picture is not base64."), field="pictures") from error
