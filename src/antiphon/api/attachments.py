"""Files that go with words, for programs: attached under a key, which the words then name."""

from pathlib import Path
from typing import Annotated

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from ninja import File, Form, Router, UploadedFile

from antiphon.api.access import Asked
from antiphon.api.answers import Created
from antiphon.api.community import AttachedJson, attached_json, viewer_in
from antiphon.community.actions.attaching import FileGiven, attach
from antiphon.community.actions.filming import MOST_CAPTIONS
from antiphon.community.actions.sketching import Typed
from antiphon.community.permissions import require_part
from antiphon.lib import clock, ids

router = Router(tags=["community"])


class KeyedJson(AttachedJson, frozen=True, kw_only=True):
    """A file that was attached; words that are sent with its `key` take it along."""

    key: str


@router.post("/communities/{brand}/files")
def attach_file(
    request: Asked,
    brand: str,
    file: File[UploadedFile],
    words: Form[str] = "",
    captions: Annotated[UploadedFile | None, File()] = None,
    language: Form[str] = "",
    key: Form[str] = "",
) -> Created[KeyedJson]:
    """Attach a picture, video or document to words that are not sent yet, sent as a form (`multipart/form-data`).

    `words` say what a picture or video shows; `captions` of a video are WebVTT, in `language`. Give the `key` of the
    first file with the others, and with the topic or the reply.
    """
    participant = require_part(viewer_in(request, brand))
    named = key[:40] or ids.new_id(clock.now())
    given = FileGiven(
        data=file.read(settings.MAX_PICTURE_BYTES + 1),
        name=file.name or "",
        words=words,
        source=Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else None,
        captions=captions.read(MOST_CAPTIONS + 1) if captions else b"",
        language=language,
    )
    told = attached_json(brand, attach(participant, Typed(place="api", key=named), given))
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    return Created(KeyedJson(**fields, key=named))
