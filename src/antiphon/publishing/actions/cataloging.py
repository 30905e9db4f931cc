"""What is written about what the brand has: its name, who holds the rights, until when, its captions and cover."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.films import Unfit, draw_frame
from antiphon.lib.markup import typed_text
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asset, CaptionFile, Tag
from antiphon.publishing.rules.captions import NotCaptions, as_webvtt

_MOST_TAGS, _LONGEST_TAG, _LONGEST_NAME, _MOST_CAPTIONS = 30, 60, 200, 500_000


@dataclass(frozen=True, slots=True)
class Described:
    """What is to be said of an asset."""

    title: str = ""
    tags: Iterable[str] = ()
    rights_holder: str = ""
    licence: str = ""
    expires_on: date | None = None


@transaction.atomic
def describe_asset(by: Member, asset: Asset, said: Described) -> None:
    """Write down what an asset is called, how it is found again, and on what terms it may be used."""
    _require_own(by, asset)
    names = list(dict.fromkeys(name for tag in said.tags if (name := " ".join(tag.split()).lower())))
    if len(names) > _MOST_TAGS or any(len(name) > _LONGEST_TAG for name in names):
        raise Refusal(_("These are too many tags, or too long ones."), field="tags")
    for field in ("title", "rights_holder", "licence"):
        text = typed_text(getattr(said, field)).strip()
        if len(text) > _LONGEST_NAME:
            raise Refusal(format_lazy(_("Write at most {most} characters here."), most=_LONGEST_NAME), field=field)
        setattr(asset, field, text)
    asset.expires_on = said.expires_on
    asset.save(update_fields=["title", "rights_holder", "licence", "expires_on"])
    asset.tags.exclude(name__in=names).delete()
    held = set(asset.tags.values_list("name", flat=True))
    Tag.objects.bulk_create(Tag(asset=asset, name=name) for name in names if name not in held)


@transaction.atomic
def archive_asset(by: Member, asset: Asset) -> None:
    """Put an asset away: posts that show it keep it, new ones no longer find it."""
    _require_own(by, asset)
    asset.archived_at = asset.archived_at or clock.now()
    asset.save(update_fields=["archived_at"])


@transaction.atomic
def bring_back_asset(by: Member, asset: Asset) -> None:
    """Take an asset out of the archive."""
    _require_own(by, asset)
    asset.archived_at = None
    asset.save(update_fields=["archived_at"])


@transaction.atomic
def keep_captions(by: Member, asset: Asset, language: str, data: bytes) -> CaptionFile:
    """Keep the words of a video in one language, in the place of those that were there.

    WebVTT is taken as it is, SubRip made into it; raise Refusal for anything else.
    """
    _require_own(by, asset)
    if not asset.is_video:
        raise Refusal(_("Captions belong to a video."), field="captions")
    if language not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose the language of the captions."), field="language")
    text = _captions(data)
    CaptionFile.objects.filter(asset=asset, language=language).delete()
    kept = CaptionFile(asset=asset, language=language)
    kept.file.save(f"{asset.digest[:20]}-{language}.vtt", ContentFile(text.encode()), save=False)
    kept.save()
    return kept


@transaction.atomic
def drop_captions(by: Member, captions: CaptionFile) -> None:
    """Take captions away."""
    _require_own(by, captions.asset)
    captions.delete()


def choose_cover(by: Member, asset: Asset, second: float) -> None:
    """Let what a video shows at a second stand for it; raise Refusal for a second that it does not have."""
    _require_own(by, asset)
    if not asset.is_video:
        raise Refusal(_("A cover is chosen for a video."), field="second")
    if not 0 <= second <= asset.seconds:
        sentence = _("This video has {most} seconds. Choose one of them.")
        raise Refusal(format_lazy(sentence, most=int(asset.seconds)), field="second")
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        drawn = Path(folder) / "cover.jpg"
        try:
            draw_frame(Path(asset.file.path), drawn, second)
        except Unfit as error:
            raise Refusal(
                _("This moment of the video cannot be drawn. Choose another one."), field="second"
            ) from error
        _put_cover(asset, drawn.read_bytes(), second)


@transaction.atomic
def _put_cover(asset: Asset, data: bytes, second: float) -> None:
    asset.cover.save(f"{asset.digest[:20]}-{int(second * 1000)}.jpg", ContentFile(data), save=False)
    asset.save(update_fields=["cover"])


def _captions(data: bytes) -> str:
    if len(data) > _MOST_CAPTIONS:
        raise Refusal(_("This file of captions is too large."), field="captions")
    try:
        return as_webvtt(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refusal(_("Save the captions as text in UTF-8."), field="captions") from error
    except NotCaptions as error:
        sentence = _("Line {line} is not as WebVTT or SubRip has it. Look at it and send the file again.")
        raise Refusal(format_lazy(sentence, line=error.line), field="captions") from error


def _require_own(by: Member, asset: Asset) -> None:
    require(by, Duty.WRITE)
    if asset.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
