"""The plan of a brand between two days: ids first, then only what is shown. As many queries for any plan."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import QuerySet
from django.db.models.functions import Left

from antiphon.channels.models import Channel
from antiphon.lib.markup import first_line
from antiphon.lib.wall_time import NoSuchMoment, resolve
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.rules.delivering import State, overall
from antiphon.publishing.rules.spans import Span

#: By which words the plan is narrowed down, and the states that each stands for.
STATES: Mapping[str, frozenset[State]] = {
    "draft": frozenset({State.DRAFT}),
    "in_review": frozenset({State.IN_REVIEW}),
    "scheduled": frozenset({State.APPROVED, State.SCHEDULED, State.SENDING, State.PROCESSING}),
    "live": frozenset({State.LIVE, State.REMOVING, State.NOT_REMOVED}),
    "stuck": frozenset({State.MISSED, State.REFUSED, State.UNKNOWN, State.HELD, State.NOT_REMOVED}),
}
#: What is not on the plan, however one looks at it.
_GONE = frozenset({State.CANCELLED, State.REMOVED})
#: Drafts without an hour that are listed beside the plan.
UNDATED = 20
#: How much of a text is read for its first line.
_READ = 240


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To what the plan is narrowed down; None and nothing are everything."""

    channel: int | None = None
    campaign: int | None = None
    category: int | None = None
    state: str = ""


@dataclass(slots=True)
class Entry:
    """A post at one minute of the plan, on one or several channels.

    `at` is the minute in the brand's zone, None for a draft without an hour.
    """

    post: int
    at: datetime | None
    states: list[State] = field(default_factory=list)
    channels: list[int] = field(default_factory=list)
    text: str = ""
    language: str = ""
    campaign: str = ""
    category: str = ""
    author: str = ""

    @property
    def state(self) -> State:
        """The state that most needs attention."""
        return overall(self.states)

    @property
    def key(self) -> str:
        """The minute that names it among the entries of its post, in UTC; empty without an hour."""
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M}" if self.at else ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the plan: its first entries, and how many there are in all."""

    date: date
    entries: list[Entry]
    count: int

    @property
    def more(self) -> int:
        """How many are not among the entries."""
        return self.count - len(self.entries)


type _Row = tuple[int, datetime | None, str, int]


def plan(brand: Brand, span: Span, narrowed: Narrowed, *, a_day: int) -> list[Day]:
    """Return the days of a span in order, with the first `a_day` entries of each. Two queries for any plan."""
    found = _entries_by_day(brand, span, narrowed)
    days = [Day(day, entries[:a_day], len(entries)) for day, entries in zip(span.days, found, strict=True)]
    _hydrate([entry for day in days for entry in day.entries])
    return days


def listed(brand: Brand, span: Span, narrowed: Narrowed, *, limit: int, offset: int = 0) -> tuple[list[Day], bool]:
    """Return a page of the entries of a span under their days, and whether more follow. Two queries."""
    by_day = zip(span.days, _entries_by_day(brand, span, narrowed), strict=True)
    entries = [(day, entry) for day, entries in by_day for entry in entries]
    page = entries[offset : offset + limit]
    _hydrate(entry for _, entry in page)
    days: dict[date, list[Entry]] = {}
    for day, entry in page:
        days.setdefault(day, []).append(entry)
    return [Day(day, found, len(found)) for day, found in days.items()], len(entries) > offset + limit


def undated(brand: Brand, narrowed: Narrowed, limit: int = UNDATED) -> list[Entry]:
    """Return the latest drafts that have no hour yet. Three queries."""
    drafts = _rows(brand, narrowed).filter(due_at=None, state__in=[State.DRAFT, State.IN_REVIEW, State.APPROVED])
    posts = list(drafts.order_by("-post_id").values_list("post_id", flat=True).distinct()[:limit])
    entries = {pk: Entry(pk, None) for pk in posts}
    for pk, state, channel in drafts.filter(post__in=posts).values_list("post_id", "state", "channel_id"):
        entries[pk].states.append(State(state))
        entries[pk].channels.append(channel)
    _hydrate(entries.values())
    return list(entries.values())


def entry_deliveries(brand: Brand, post: int, at: datetime | None) -> list[Delivery]:
    """Return the deliveries of one entry: those of a post within the minute `at`, or those without an hour."""
    found = Delivery.objects.filter(post__brand=brand, post=post).exclude(state__in=_GONE)
    here = (
        found.filter(due_at=None)
        if at is None
        else found.filter(due_at__gte=at, due_at__lt=at + timedelta(minutes=1))
    )
    return list(here.select_related("channel__identity", "channel__brand", "post__content").order_by("pk"))


def channels_of_plan(brand: Brand) -> list[Channel]:
    """Return the channels that can be on the plan, those in use first."""
    found = Channel.objects.filter(brand=brand).select_related("identity")
    return sorted(found, key=lambda one: (one.disconnected_at is not None, one.pk))


def _rows(brand: Brand, narrowed: Narrowed) -> QuerySet[Delivery]:
    """Return what is on the plan: answers belong to a conversation, later parts to the first."""
    rows = Delivery.objects.filter(channel__brand=brand, post__in_reply_to=None, post__continues=None)
    if narrowed.channel:
        rows = rows.filter(channel=narrowed.channel)
    if narrowed.campaign:
        rows = rows.filter(post__campaign=narrowed.campaign)
    if narrowed.category:
        rows = rows.filter(post__content__category=narrowed.category)
    wanted = STATES.get(narrowed.state)
    return rows.filter(state__in=wanted) if wanted else rows.exclude(state__in=_GONE)


def _entries_by_day(brand: Brand, span: Span, narrowed: Narrowed) -> list[list[Entry]]:
    """Return the entries of each day, still without words. One query."""
    bounds = [_midnight(brand, day) for day in [*span.days, span.last + timedelta(days=1)]]
    rows = _rows(brand, narrowed).filter(due_at__gte=bounds[0], due_at__lt=bounds[-1])
    ordered = rows.order_by("due_at", "post_id", "pk")
    return _by_day(ordered.values_list("post_id", "due_at", "state", "channel_id"), bounds, brand.zone)


def _by_day(rows: Iterable[_Row], bounds: Sequence[datetime], zone: tzinfo) -> list[list[Entry]]:
    """Return the entries of each day; rows of one post within one minute are one entry."""
    days: list[list[Entry]] = [[] for _ in bounds[1:]]
    together: dict[tuple[int, datetime], Entry] = {}
    for post, due, state, channel in rows:
        if due is None:
            continue
        minute = due.replace(second=0, microsecond=0)
        entry = together.get((post, minute))
        if entry is None:
            entry = together[post, minute] = Entry(post, minute.astimezone(zone))
            days[bisect_right(bounds, due) - 1].append(entry)
        entry.states.append(State(state))
        entry.channels.append(channel)
    return days


def _hydrate(entries: Iterable[Entry]) -> None:
    """Give the entries their words. One query."""
    shown: dict[int, list[Entry]] = {}
    for entry in entries:
        shown.setdefault(entry.post, []).append(entry)
    found = Post.objects.filter(pk__in=shown).annotate(begin=Left("content__text", _READ))
    columns = (
        "pk",
        "begin",
        "content__title",
        "content__language",
        "campaign__name",
        "content__category__name",
        "author__user__name",
    )
    for pk, begin, title, language, campaign, category, author in found.values_list(*columns):
        for entry in shown[pk]:
            entry.text, entry.language = title or first_line(begin, 90), language
            entry.campaign, entry.category, entry.author = campaign or "", category or "", author


def _midnight(brand: Brand, day: date) -> datetime:
    try:
        return resolve(datetime.combine(day, time()), brand.time_zone).at
    except NoSuchMoment:
        raise OverflowError(f"{day} is at the end of the calendar") from None
