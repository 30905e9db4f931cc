"""A post as a program sends it: read from JSON or from a form with files, and counted before it is written."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field, NaiveDatetime

from antiphon.api.access import Asked
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.drafts import Draft, Moment, Picture
from antiphon.publishing.models import Asset


class PictureGiven(Schema):
    """A picture and the words for it, or the choice of none.

    Its bytes are `data` in base64 or, in a form, a file; or it is one that the brand has already, by its `id`.
    """

    data: str = ""
    id: int | None = Field(default=None, ge=1, lt=2**63)
    alt_text: str = ""
    decorative: bool = False


class Written(Schema):
    """A post to be written.

    `channels` are ids; `variants` gives a channel, by its id, a text of its own. `at` is a time as a
    clock on the wall shows it, in `time_zone` or else in the brand's; without it the post goes out at
    once, unless it is a `draft`. It is given up as missed `late_minutes` after its hour.
    """

    text: str = ""
    channels: list[int]
    language: str = ""
    variants: dict[int, str] = {}
    pictures: list[PictureGiven] = []
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
        pictures=_pictures(by, written, pictures),
        variants=written.variants,
    )


def _pictures(by: Member, written: Written, read: Sequence[bytes]) -> list[Picture]:
    ids = {given.id for given in written.pictures if given.id is not None}
    kept = Asset.objects.filter(brand=by.brand).in_bulk(ids)
    if ids - set(kept):
        raise Refusal(_("The brand has no picture of this id."), field="pictures")
    return [
        Picture(data, given.alt_text, given.decorative, kept.get(given.id) if given.id is not None else None)
        for given, data in zip(written.pictures, read, strict=True)
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
