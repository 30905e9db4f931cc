"""What the composer for a new post and the one for a post that is changed have in common."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.experiments.queries.holding import holding_tests
from antiphon.lib import clock, ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.carding import fetch_card, first_link
from antiphon.publishing.actions.composing import must_ask
from antiphon.publishing.actions.keeping import keep_bytes, keep_file
from antiphon.publishing.actions.sketching import keep_sketch
from antiphon.publishing.clarity import Check, checks_of
from antiphon.publishing.models import Asset, Campaign, Category, Post, Sketch, Slot
from antiphon.publishing.queries.queueing import next_slots
from antiphon.web.composing.helping import inserts_of
from antiphon.web.composing.reading import fields_of, read
from antiphon.web.composing.typed import CardTyped, Piece, Typed

FIELDS = frozenset({"text", "title", "channels", "pictures", "parts", "poll", "card", "wall", "slot"})


def show_composer(
    request: HttpRequest, member: Member, asked: Typed, status: int = 200, post: Post | None = None, **more: Any
) -> HttpResponse:
    """Show the composer for a new post, or for one that is written anew."""
    return render(request, "compose.html", context_of(member, asked, post) | more, status=status)


def context_of(member: Member, asked: Typed, post: Post | None = None) -> dict[str, Any]:
    """Return what the composer shows."""
    previews = asked.previews() if not asked.errors.get("poll") else []
    return {
        "member": member,
        "post": post,
        "typed": asked,
        "previews": previews,
        "misfits": any(one.troubles for one in previews),
        "checks": _checks(asked),
        "may_publish": allows(member, Duty.PUBLISH),
        "must_ask": _must_ask(member, asked),
        "may_connect": allows(member, Duty.CONNECT),
        "languages": settings.LANGUAGES,
        "campaigns": Campaign.objects.filter(brand=member.brand, closed_at=None).order_by("name"),
        "categories": Category.objects.filter(brand=member.brand).order_by("name"),
        "most_bytes": settings.MAX_UPLOAD_BYTES,
        "most_megabytes": settings.MAX_UPLOAD_BYTES // 10**6,
        "inserts": inserts_of(member.brand),
        "holding": holding_tests(member.brand, asked.channels),
        **_queue(member, asked),
        "now": timezone.localtime(clock.now()),
    }


def _queue(member: Member, asked: Typed) -> dict[str, Any]:
    """Return whether the brand keeps hours free, and which chosen channels have none left for this."""
    if not Slot.objects.filter(channel__brand=member.brand, channel__disconnected_at=None).exists():
        return {"has_queue": False}
    chosen = [one for one in asked.channels if one.pk in asked.chosen]
    full = [one for one in next_slots(chosen, member.brand, asked.category, clock.now()) if one.free is None]
    return {"has_queue": True, "full": full, "none_free": len(full) == len(chosen)}


def _checks(asked: Typed) -> list[Check]:
    if len(asked.text) > settings.MAX_TEXT_CHARACTERS:
        return []
    chosen = [one for one in asked.channels if one.pk in asked.chosen]
    return checks_of(asked.text, asked.language, chosen)


def read_form(request: HttpRequest, member: Member, channels: list[Channel]) -> Typed:
    """Return the form that was sent."""
    return read(fields_of(request), member.brand, channels)


def sketch(member: Member, asked: Typed, post: Post | None = None) -> None:
    """Keep what is being written, if it would be missed.

    A form that was sent and is written on, as after going back to it, becomes another form from its next look on.
    """
    if asked.says_something and not keep_sketch(member, asked.request_key, asked.fields, post):
        asked.request_key = ids.new_secret()


def sketches_of(member: Member, post: Post | None = None) -> list[Sketch]:
    """Return what the member began to write, here or elsewhere, and did not send; the latest first."""
    return list(Sketch.objects.under_way().filter(member=member, post=post).order_by("-saved_at", "-pk"))


def errors_of(refusal: Refusal) -> dict[str, str]:
    """Return what is wrong, by its field; what belongs to no field of the composer belongs to the whole."""
    known = refusal.field in FIELDS or refusal.field.startswith("settings-")
    return {refusal.field if known else "": str(refusal)}


def add_card(member: Member, asked: Typed) -> None:
    """Ask the page behind the first link what it is; if it cannot be had, the card can be written by hand."""
    url = asked.card.url if asked.card else first_link(asked.text)
    try:
        card = fetch_card(member, url, asked.language)
    except Refusal as refusal:
        asked.errors = {"card": str(refusal)}
        asked.card = asked.card or (CardTyped(url) if url else None)
    else:
        asked.card = CardTyped(card.url, card.title, card.description, card.picture)


def take_files(request: HttpRequest, member: Member, asked: Typed) -> dict[str, str]:
    """Keep the files that came with the form, so that nothing has to be chosen twice; return what is wrong."""
    places: Mapping[str, list[Piece]] = {"": asked.pieces} | {one.prefix: one.pieces for one in asked.parts}
    try:
        for prefix, pieces in places.items():
            kept = kept_files(member, request.FILES.getlist(f"{prefix}pictures"))
            pieces += [Piece(asset, prefix=prefix) for asset in kept]
    except Refusal as refusal:
        return {"pictures": str(refusal)}
    return {}


def kept_files(member: Member, files: "Iterable[UploadedFile[bytes]]") -> list[Asset]:
    """Keep what was sent in; raise Refusal for the first file that cannot be kept."""
    return [_kept(member, file) for file in files]


def _kept(member: Member, file: "UploadedFile[bytes]") -> Asset:
    if isinstance(file, TemporaryUploadedFile):
        return keep_file(member, Path(file.temporary_file_path()), _title(file))
    return keep_bytes(member, file.read(), _title(file))


def _title(file: "UploadedFile[bytes]") -> str:
    return Path(file.name or "").stem.replace("_", " ").replace("-", " ")[:200]


def _must_ask(member: Member, asked: Typed) -> bool:
    try:
        return must_ask(member, asked.draft())
    except Refusal:
        return False
