"""Feeds of others: how one is followed, asked for what is new, and left alone when it wants to be."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.queries import bounds
from antiphon.lib import clock
from antiphon.lib.bounds import Bounds
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.feeds import FeedEntry, FeedRead, FeedTrouble, FeedUnread, fetch
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Feed, Idea, IdeaSource
from antiphon.publishing.sentences import FEED_TROUBLES

EVERY = timedelta(hours=1)
_LEASE = timedelta(minutes=5)
_LONGEST_WAIT, _DOUBLINGS = timedelta(days=1), 5
#: Of a feed that is new to us so many of the latest entries become ideas.
_AT_FIRST = 10
_SECONDS, _BYTES, _LONGEST_ADDRESS, _MOST_FEEDS = 20.0, 4 * 1024 * 1024, 1_000, 200


def follow(by: Member, address: str) -> Feed:
    """Follow a feed, and read it at once; raise Refusal, and keep nothing, if it cannot be read."""
    require(by, Duty.WRITE)
    asked = address.strip()
    if not asked.startswith(("https://", "http://")) or len(asked) > _LONGEST_ADDRESS:
        raise Refusal(_("Give the address of a feed, beginning with https://."), field="address")
    if Feed.objects.followed().filter(brand=by.brand).count() >= _MOST_FEEDS:
        raise Refusal(_("So many feeds are followed already that nobody could read more."), field="address")
    try:
        read = fetch(asked, _bounds(), agent=_agent())
    except FeedUnread as error:
        raise Refusal(FEED_TROUBLES[error.trouble], field="address") from error
    return _followed(by, read)


@transaction.atomic
def _followed(by: Member, read: FeedRead) -> Feed:
    now = clock.now()
    try:
        with transaction.atomic():
            feed = Feed.objects.create(
                brand=by.brand, address=read.address, added_by=by, added_at=now, due_at=now + EVERY
            )
    except IntegrityError as error:
        raise Refusal(_("This feed is followed already."), field="address") from error
    _keep(feed, read)
    return feed


@transaction.atomic
def unfollow(by: Member, feed: Feed) -> None:
    """Follow a feed no longer; the ideas that it brought stay."""
    require(by, Duty.WRITE)
    if feed.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    Feed.objects.filter(pk=feed.pk, ended_at=None).update(ended_at=clock.now())


def fetch_next() -> bool:
    """Ask the feed whose turn it is for what is new; return whether there was one."""
    feed = _claim()
    if feed is None:
        return False
    try:
        read = fetch(feed.address, _bounds(), agent=_agent(), etag=feed.etag, modified=feed.modified)
    except FeedUnread as error:
        _note_trouble(feed, error)
    else:
        _keep(feed, read)
    return True


@transaction.atomic
def _claim() -> Feed | None:
    now = clock.now()
    feed = Feed.objects.due(now).order_by("due_at", "pk").first()
    if feed is None or not Feed.objects.due(now).filter(pk=feed.pk).update(lease_until=now + _LEASE):
        return None
    return feed


@transaction.atomic
def _keep(feed: Feed, read: FeedRead) -> None:
    """Make ideas of the entries that are new, and remember what to ask with the next time."""
    now, first = clock.now(), feed.fetched_at is None
    Idea.objects.bulk_create(
        [_idea(feed, entry) for entry in read.entries[: _AT_FIRST if first else None]], ignore_conflicts=True
    )
    fields: dict[str, object] = {
        "due_at": now + EVERY, "lease_until": None, "fetched_at": now, "failures": 0, "trouble": "",
    }  # fmt: skip
    if not read.unchanged:
        fields |= {"etag": read.etag, "modified": read.modified, "title": read.title or feed.title}
    moved = read.address != feed.address and len(read.address) <= _LONGEST_ADDRESS
    if moved and not Feed.objects.followed().filter(brand=feed.brand_id, address=read.address).exists():
        fields["address"] = read.address
    Feed.objects.filter(pk=feed.pk).update(**fields)
    feed.refresh_from_db()


def _note_trouble(feed: Feed, error: FeedUnread) -> None:
    """Ask again later, each time after longer; one that is gone for good is asked no more."""
    now = clock.now()
    wait = error.wait or min(EVERY * 2 ** min(feed.failures, _DOUBLINGS), _LONGEST_WAIT)
    ended = now if error.trouble == FeedTrouble.GONE else None
    Feed.objects.filter(pk=feed.pk).update(
        due_at=now + max(wait, EVERY),
        lease_until=None,
        failures=feed.failures + 1,
        trouble=error.trouble,
        ended_at=ended,
    )


def _idea(feed: Feed, entry: FeedEntry) -> Idea:
    text = "\n\n".join(part for part in (entry.title, entry.text) if part)
    return Idea(
        brand_id=feed.brand_id,
        source=IdeaSource.FEED,
        text=text,
        link=entry.link,
        key=f"feed:{feed.pk}:{entry.id}"[:720],
        feed=feed,
        added_at=clock.now(),
    )


def _bounds() -> Bounds:
    usual = bounds()
    return Bounds(private_allowed=usual.private_allowed, total_seconds=_SECONDS, max_bytes=_BYTES)


def _agent() -> str:
    return f"Antiphon feed reader (+{settings.PUBLIC_URL})"
