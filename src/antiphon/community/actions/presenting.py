"""What people show of themselves beside words: a picture, and pages of theirs, verified while these link back."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import requests
import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from antiphon.channels.queries import bounds
from antiphon.community.actions.joining import Said, change_profile
from antiphon.community.models import Participant, ProfileLink
from antiphon.community.rules.rel_me import links_back, same_host
from antiphon.lib import clock, images
from antiphon.lib.errors import Refusal
from antiphon.lib.http import AddressRefused, AnswerTooLarge, AnswerTooSlow, guarded_session
from antiphon.people.actions import forget_page, recognize, web_address

log = structlog.get_logger()
LARGEST_PICTURE, SIDE = 8_000_000, 480
MOST_LINKS, _LONGEST_LINK = 5, 500
#: Where a page links back, it is looked at again after a month; where it does not, after a week.
_AGAIN_IF_TRUE, _AGAIN_IF_NOT = timedelta(days=30), timedelta(days=7)
_SECONDS, _BYTES = 10.0, 1_000_000
_ASKING = {"User-Agent": "Antiphon (rel=me)", "Accept": "text/html"}


@transaction.atomic
def present(
    participant: Participant,
    said: Said,
    *,
    links: Sequence[str],
    picture: bytes | None = None,
    without_picture: bool = False,
) -> None:
    """Say and show something else of oneself, all of it or nothing; a new picture takes the place of the old one."""
    change_profile(participant, said)
    set_links(participant, links)
    if picture:
        keep_portrait(participant, picture)
    elif without_picture:
        drop_portrait(participant)


@transaction.atomic
def keep_portrait(participant: Participant, data: bytes) -> None:
    """Keep a picture of somebody: square, small, made anew from its pixels, so that no place or camera is in it."""
    square = _square(data)
    old = participant.picture.name
    participant.picture.save(f"{secrets.token_hex(16)}.jpg", ContentFile(square), save=False)
    participant.save(update_fields=["picture"])
    _remove(old)


@transaction.atomic
def drop_portrait(participant: Participant) -> None:
    """Take somebody's picture away, its file too."""
    old = participant.picture.name
    participant.picture = ""
    participant.save(update_fields=["picture"])
    _remove(old)


@transaction.atomic
def set_links(participant: Participant, links: Sequence[str]) -> None:
    """Say which pages are one's own; those that stay keep what is known of them, new ones are looked at soon."""
    wanted = list(dict.fromkeys(link.strip() for link in links if link.strip()))
    if len(wanted) > MOST_LINKS:
        raise Refusal(_("Five links are enough. Choose those that tell most of you."), field="links")
    if any(not web_address(link) or len(link) > _LONGEST_LINK or "@" in link.split("/")[2] for link in wanted):
        raise Refusal(_("One of these is no address of a page. Each begins with https://."), field="links")
    gone = participant.links.exclude(url__in=wanted)
    for one in gone:
        _note_page(participant, one.url, true=False)
    gone.delete()
    for link in wanted:
        ProfileLink.objects.get_or_create(participant=participant, url=link)


def verify_next_link() -> bool:
    """Look at one page whose turn it is, and note whether it links back; return whether there was one."""
    link = _claim()
    if link is None:
        return False
    true = _links_back(link)
    with transaction.atomic():
        ProfileLink.objects.filter(pk=link.pk).update(verified_at=clock.now() if true else None)
        _note_page(link.participant, link.url, true=true)
    return True


def _note_page(participant: Participant, url: str, *, true: bool) -> None:
    """Tell the book of people that a page and a profile link to each other, or do so no more."""
    if participant.identity and true:
        recognize(participant.identity, page=url)
    elif participant.identity:
        forget_page(participant.identity, url)


def _claim() -> ProfileLink | None:
    now = clock.now()
    due = Q(checked_at=None) | Q(checked_at__lt=now - _AGAIN_IF_TRUE)
    due |= Q(verified_at=None, checked_at__lt=now - _AGAIN_IF_NOT)
    found = ProfileLink.objects.filter(due, participant__left_at=None).exclude(participant__identity=None)
    for link in found.select_related("participant__identity").order_by("pk")[:5]:
        if ProfileLink.objects.filter(due, pk=link.pk).update(checked_at=now):
            return link
    return None


def _links_back(link: ProfileLink) -> bool:
    identity = link.participant.identity
    limits = replace(bounds(), total_seconds=_SECONDS, connect_seconds=5.0, max_bytes=_BYTES)
    try:
        with guarded_session(limits) as session:
            answer = session.get(link.url, headers=_ASKING)
    except (requests.RequestException, AddressRefused, AnswerTooLarge, AnswerTooSlow, OSError, ValueError) as error:
        log.info("page of a participant not had", url=link.url[:200], why=str(error)[:200])
        return False
    if identity is None or not answer.ok or not same_host(link.url, answer.url):
        return False
    return links_back(answer.text, answer.url, identity.url)


def _square(data: bytes) -> bytes:
    if len(data) > LARGEST_PICTURE:
        raise Refusal(_("This picture is larger than 8 MB. Choose a smaller one."), field="picture")
    try:
        read = images.read_picture(data)
        side = min(read.width, read.height)
        left, upper = (read.width - side) // 2, (read.height - side) // 2
        return images.shrink_picture(read.data, SIDE, (left, upper, left + side, upper + side)).data
    except images.TooManyPixels as error:
        raise Refusal(_("This picture has too many pixels. Choose a smaller one."), field="picture") from error
    except images.NotAnImage as error:
        raise Refusal(_("This is no picture: JPEG, PNG, WebP and GIF are taken."), field="picture") from error


def _remove(name: str | None) -> None:
    """Remove a file once nothing names it any more."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
