"""Pictures and documents that go with words: looked at, made bare of hidden data, kept."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.community.actions.filming import Fitted, fit_film, looks_like_film, read_captions
from antiphon.community.actions.sketching import Typed, forget_attachments, keep_sketch
from antiphon.community.models import Attachment, Participant, Sketch
from antiphon.community.queries.attachments import waits
from antiphon.lib import clock, ids
from antiphon.lib.documents import Unfit, is_document, open_document
from antiphon.lib.errors import Conflict, Refusal
from antiphon.lib.images import MAX_PIXELS, NotAnImage, TooManyPixels, looks_like_picture, read_picture

MOST_ATTACHED, MOST_UNSENT, LONGEST_WORDS = 10, 40, 1_500
#: Together what waits to be sent may have so many bytes before no more is taken.
MOST_UNSENT_BYTES = 1_000_000_000
#: How files of office programs begin, those that are packed and the old ones; other packed files begin so too.
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGiven:
    """A file as somebody gives it: what it was called proves nothing, `words` say what a picture or video shows.

    Of a large video `data` is the beginning, and `source` where it lies. `captions` are WebVTT, in `language`.
    """

    data: bytes
    name: str = ""
    words: str = ""
    source: Path | None = None
    captions: bytes = b""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept: looked at, bare of hidden data; sizes in pixels."""

    data: bytes
    media_type: str
    suffix: str
    width: int
    height: int
    pages: int = 0


def attach(participant: Participant, typed: Typed, given: FileGiven) -> Attachment:
    """Put a file beside what is being written; raise Refusal if it is none that is taken, or not described."""
    words = " ".join(given.words.split())
    if len(words) > LONGEST_WORDS:
        raise Refusal(_("This is too long. Say it in 1,500 characters."), field="words")
    if looks_like_film(given.data[:64]):
        return _attach_film(participant, typed, given, words)
    if given.captions:
        raise Refusal(_("Captions go with a video."), field="captions")
    kept = read_file(given)
    if kept.media_type.startswith("image/") and not words:
        raise Refusal(_("Say what the picture shows, for those who do not see it."), field="words")
    with transaction.atomic():
        return _keep(participant, _sketch(participant, typed), kept, given.name, words)


def _attach_film(participant: Participant, typed: Typed, given: FileGiven, words: str) -> Attachment:
    if not words:
        raise Refusal(_("Say what the video shows, for those who do not see it."), field="words")
    captions = read_captions(given.captions) if given.captions else b""
    with tempfile.TemporaryDirectory(dir=_incoming()) as name:
        source = given.source or Path(name) / "given"
        if given.source is None:
            source.write_bytes(given.data)
        fitted = fit_film(source, Path(name))
        with transaction.atomic():
            one = _film(participant, _sketch(participant, typed), fitted, words)
            _keep_captions(one, captions, given.language)
            with fitted.place.open("rb") as file:
                one.file.save(f"{ids.new_secret()}.{fitted.suffix}", File(file), save=False)
            one.poster.save(f"{ids.new_secret()}.jpeg", ContentFile(fitted.poster), save=False)
            one.save()
    return one


def _film(participant: Participant, sketch: Sketch, fitted: Fitted, words: str) -> Attachment:
    film = fitted.film
    return Attachment(
        owner=participant,
        sketch=sketch,
        media_type=film.media_type,
        words=words,
        bytes=film.bytes,
        width=film.width,
        height=film.height,
        seconds=max(1, round(film.seconds)),
        added_at=clock.now(),
    )


def _keep_captions(one: Attachment, captions: bytes, language: str) -> None:
    if captions:
        one.captions.save(f"{ids.new_secret()}.vtt", ContentFile(captions), save=False)
        one.captions_language = language if language in dict(settings.LANGUAGES) else ""


def _incoming() -> Path:
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@transaction.atomic
def detach(participant: Participant, attachment: Attachment) -> None:
    """Take away a file that one has attached oneself."""
    if attachment.owner_id != participant.pk:
        raise Refusal(_("Only who attached this can take it away."))
    if attachment.sketch is not None:
        _require_unheld(participant, attachment.sketch.key)
    forget_attachments([attachment])


def _require_unheld(participant: Participant, key: str) -> None:
    """Raise Conflict if the words of a form wait: what a moderator looks at stays as it is until they decide."""
    Participant.objects.select_for_update().get(pk=participant.pk)  # words that are sent now are held before or after
    if waits(participant, key):
        raise Conflict(_("These words wait for a moderator. Take them back first, under your standing."))


def _sketch(participant: Participant, typed: Typed) -> Sketch:
    _require_unheld(participant, typed.key)
    sketch = keep_sketch(participant, typed)
    if sketch is None:
        raise Conflict(_("This was sent already. Edit it to attach something more."))
    if Sketch.objects.select_for_update().get(pk=sketch.pk).attachments.count() >= MOST_ATTACHED:
        raise Refusal(_("At most 10 files go with one message."), field="file")
    unsent = Attachment.objects.filter(sketch__participant=participant).aggregate(n=Count("pk"), bytes=Sum("bytes"))
    if unsent["n"] >= MOST_UNSENT or (unsent["bytes"] or 0) >= MOST_UNSENT_BYTES:
        raise Refusal(_("You have attached much to words that you have not sent. Send them first."), field="file")
    return sketch


def _keep(participant: Participant, sketch: Sketch, kept: Kept, name: str, words: str) -> Attachment:
    one = Attachment(
        owner=participant,
        sketch=sketch,
        media_type=kept.media_type,
        name="" if kept.media_type.startswith("image/") else plain_file_name(name),
        words=words,
        bytes=len(kept.data),
        width=kept.width,
        height=kept.height,
        pages=kept.pages,
        added_at=clock.now(),
    )
    one.file.save(f"{ids.new_secret()}.{kept.suffix}", ContentFile(kept.data), save=False)
    one.save()
    return one


def plain_file_name(name: str) -> str:
    """Return what a file was called, without folders and without what cannot be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(mark for mark in last if mark.isprintable()).strip()[:200]


def read_file(given: FileGiven) -> Kept:
    """Return a file as it is to be kept; raise Refusal if it is no picture or document, or too large."""
    if len(given.data) > settings.MAX_PICTURE_BYTES:
        most = settings.MAX_PICTURE_BYTES // 10**6
        sentence = _("This file is larger than {most} MB. Choose a smaller one.")
        raise Refusal(format_lazy(sentence, most=most), field="file")
    if looks_like_picture(given.data[:64]):
        return _picture(given.data)
    if is_document(given.data[:1024]):
        return _document(given.data)
    if given.data.startswith(_OFFICE):
        raise Refusal(_("Office files are not taken: save it as PDF, and attach that."), field="file")
    raise Refusal(_("Only pictures (JPEG, PNG, WebP, GIF) and documents (PDF) can be attached."), field="file")


def _picture(data: bytes) -> Kept:
    try:
        read = read_picture(data)
    except NotAnImage as error:
        raise Refusal(_("This picture cannot be read. Save it anew as JPEG or PNG."), field="file") from error
    except TooManyPixels as error:
        sentence = _("This picture has more than {most} megapixels. Make it smaller first.")
        raise Refusal(format_lazy(sentence, most=MAX_PIXELS // 10**6), field="file") from error
    return Kept(read.data, read.media_type, read.media_type.removeprefix("image/"), read.width, read.height)


def _document(data: bytes) -> Kept:
    with tempfile.TemporaryDirectory(dir=_incoming()) as name:
        place = Path(name) / "document.pdf"
        place.write_bytes(data)
        try:
            found = open_document(place, Path(name) / "cover.jpg")
        except Unfit as error:
            sentence = _("This document cannot be read. If it asks for a password, save it without one.")
            raise Refusal(sentence, field="file") from error
    return Kept(data, "application/pdf", "pdf", found.width, found.height, found.pages)
