"""Saved searches are made, changed and stopped; networks are asked in turn, and what is found is kept once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Heard, Said
from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Conflict, NotAllowed, Refusal
from antiphon.lib.markup import clean_text, plain_text, typed_text
from antiphon.listening.models import Found, FoundState, SavedSearch, SearchPlace, Subject
from antiphon.listening.queries.searches import kinds_that_search
from antiphon.listening.rules.searches import INTERVALS, KEPT, is_tag, next_look
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import web_address
from antiphon.people.models import Identity, Side

_LONGEST_NAME, _LONGEST_WORDS, _MOST_SEARCHES, _LONGEST_ADDRESS, _LONGEST_TEXT = 80, 120, 50, 700, 5_000
LEASE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search looks for, where, and every how many minutes a network is asked."""

    name: str
    words: str
    place: str = SearchPlace.HEARD
    channel: Channel | None = None
    subject: Subject | None = None
    every_minutes: int = 60


def save_search(by: Member, wanted: Wanted, search: SavedSearch | None = None) -> SavedSearch:
    """Keep a search, a new one or another in the place of what it looked for; a network is asked at once."""
    require(by, Duty.ANSWER)
    if search is not None:
        _check_own(by, search)
    elif by.brand.saved_searches.in_force().count() >= _MOST_SEARCHES:
        raise Refusal(_("A brand keeps at most 50 searches: stop one first."))
    now = clock.now()
    kept = search or SavedSearch(brand=by.brand, made_by=by, made_at=now)
    for name, value in _checked(by, wanted).items():
        setattr(kept, name, value)
    kept.due_at, kept.cursor, kept.trouble, kept.trouble_since = now, "", "", None
    kept.save()
    return kept


@transaction.atomic
def stop_search(by: Member, search: SavedSearch) -> None:
    """Stop a search: it stays on record, and what was taken up stays; what nobody took up by it alone goes."""
    _check_own(by, search)
    if not SavedSearch.objects.in_force().filter(pk=search.pk).update(ended_by=by, ended_at=clock.now()):
        raise Conflict(_("This search has been stopped already."))
    others = SavedSearch.objects.in_force().filter(brand=by.brand)
    search.found.filter(state=FoundState.NEW).exclude(searches__in=others).delete()


@transaction.atomic
def claim_search() -> SavedSearch | None:
    """Take the search whose turn it is, for as long as a lease; None if none is due."""
    now = clock.now()
    for pk in SavedSearch.objects.due(now).order_by("due_at").values_list("pk", flat=True)[:5]:
        if SavedSearch.objects.due(now).filter(pk=pk).update(lease_until=now + LEASE):
            return SavedSearch.objects.select_related("brand", "channel__identity", "channel__brand").get(pk=pk)
    return None


@transaction.atomic
def note_found(search: SavedSearch, heard: Heard) -> int:
    """Keep what a network told, each post once for the brand; return how many are new. The search rests now.

    Left out are our own accounts, programs, and what was said to us and has been received.
    """
    kept = [found for said in heard.said if (found := _found(search, said))]
    by_uri = {one.uri: one for one in _without_ours(search, kept)}
    there = set(Found.objects.filter(brand=search.brand, uri__in=by_uri).values_list("uri", flat=True))
    Found.objects.bulk_create([one for uri, one in by_uri.items() if uri not in there], ignore_conflicts=True)
    search.found.add(*Found.objects.filter(brand=search.brand, uri__in=by_uri))
    now = clock.now()
    SavedSearch.objects.filter(pk=search.pk).update(
        lease_until=None, looked_at=now, due_at=now + next_look(search.every_minutes), cursor=heard.cursor[:700],
        trouble="", trouble_since=None,
    )  # fmt: skip
    return len(by_uri) - len(there)


@transaction.atomic
def note_search_trouble(search: SavedSearch, error: ChannelError) -> None:
    """Note why a network let nothing be found, for whoever made the search; it is asked again later."""
    now = clock.now()
    told: dict[str, Any] = {"lease_until": None, "due_at": now + next_look(search.every_minutes, error.retry_after)}
    SavedSearch.objects.filter(pk=search.pk).update(trouble=error.trouble, **told)
    SavedSearch.objects.filter(pk=search.pk, trouble_since=None).update(trouble_since=now)


@transaction.atomic
def forget_old_found() -> int:
    """Forget what was found long ago and taken up by nobody; return how many that were."""
    old = Found.objects.filter(found_at__lt=clock.now() - KEPT).exclude(state=FoundState.TAKEN_UP)
    gone, _each = old.delete()
    return gone


def _checked(by: Member, wanted: Wanted) -> dict[str, Any]:
    words = " ".join(typed_text(wanted.words).split())
    name = " ".join(typed_text(wanted.name).split()) or words
    public = wanted.place == SearchPlace.PUBLIC
    if wanted.place not in set(SearchPlace):
        raise Refusal(_("Choose where to search."), field="place")
    if (not words and (public or wanted.subject is None)) or len(words) > _LONGEST_WORDS:
        raise Refusal(_("Give words or a #tag, of at most 120 characters."), field="words")
    if words.startswith("#") and not is_tag(words):
        raise Refusal(_("A tag is one word after #, without other signs."), field="words")
    if not name or len(name) > _LONGEST_NAME:
        raise Refusal(_("Give a name of at most 80 characters."), field="name")
    _check_where(by, wanted)
    return {
        "name": name, "words": words, "place": wanted.place, "channel": wanted.channel,
        "subject": None if public else wanted.subject, "every_minutes": wanted.every_minutes,
    }  # fmt: skip


def _check_where(by: Member, wanted: Wanted) -> None:
    channel = wanted.channel
    if channel is not None and channel.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if wanted.subject is not None and wanted.subject.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if wanted.every_minutes not in INTERVALS:
        raise Refusal(_("Choose one of the intervals."), field="every_minutes")
    if wanted.place == SearchPlace.PUBLIC and (
        channel is None or channel.disconnected_at or channel.kind not in kinds_that_search()
    ):
        raise Refusal(_("Choose a connected account whose network lets public posts be searched."), field="channel")


def _check_own(by: Member, search: SavedSearch) -> None:
    require(by, Duty.ANSWER)
    if search.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if search.ended_at:
        raise Conflict(_("This search has been stopped already."))


def _found(search: SavedSearch, said: Said) -> Found | None:
    """Return a post as it is kept, its words without any markup; None for what cannot be kept, or of a program."""
    where, who = said.reference, said.actor
    names = (where.uri, where.id, said.parent_uri, said.root_uri, who.stable_id)
    if who.automated or not where.uri or any(len(name) > _LONGEST_ADDRESS for name in names):
        return None
    text = plain_text(said.html) if said.html else clean_text(said.text)
    return Found(
        brand=search.brand, channel=search.channel, uri=where.uri, network_id=where.id, version=where.version[:200],
        url=web_address(where.url), parent_uri=said.parent_uri, root_uri=said.root_uri, author_id=who.stable_id,
        author_handle=clean_text(who.handle)[:300], author_name=clean_text(who.name)[:300],
        author_url=web_address(who.url), author_picture=web_address(who.avatar_url), text=text[:_LONGEST_TEXT],
        language=said.language[:16], said_at=said.at, found_at=clock.now(),
    )  # fmt: skip


def _without_ours(search: SavedSearch, kept: Sequence[Found]) -> list[Found]:
    heard = Message.objects.filter(brand=search.brand, uri__in=[one.uri for one in kept])
    received = set(heard.values_list("uri", flat=True))
    ours = set(Identity.objects.filter(brand=search.brand, side=Side.US).values_list("stable_id", flat=True))
    return [one for one in kept if one.uri not in received and one.author_id not in ours]
