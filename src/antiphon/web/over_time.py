"""What the pages of figures over time share: the days that are looked at, channels with their followers, words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.integrity.rules.surges import Moves
from antiphon.lib import clock
from antiphon.measures.rounding import rounded
from antiphon.reports.rules.comparison import Place
from antiphon.reports.rules.readings import Growth, Readings, Told, growth, stepped
from antiphon.web.charts import LineChart, line_chart

LOOK_BACK = timedelta(days=90)

NAMES: Mapping[str, Promise] = {
    "views": _("views"),
    "reach": _("accounts reached"),
    "likes": _("likes"),
    "replies": _("replies"),
    "shares": _("shares"),
    "quotes": _("quotes"),
    "saves": _("saves"),
    "sends": _("sent on privately"),
    "clicks": _("clicks"),
    "followers": _("followers"),
}
PLACES: Mapping[Place, Promise] = {
    Place.BELOW: _("less than usual"),
    Place.WITHIN: _("as usual"),
    Place.ABOVE: _("more than usual"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are looked at, both included, and their moments on the brand's clock."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """When it begins."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def until(self) -> datetime:
        """When it ends: not later than now."""
        return min(clock.now(), timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min)))

    @property
    def before(self) -> "Period":
        """The days before it, as many."""
        end = self.first - timedelta(days=1)
        return Period(end - (self.last - self.first), end)

    @property
    def year_ago(self) -> "Period":
        """As many days, beginning on the same day a year ago; on 28 February for one that begins on the 29th."""
        day = 28 if (self.first.month, self.first.day) == (2, 29) else self.first.day
        first = self.first.replace(year=self.first.year - 1, day=day)
        return Period(first, first + (self.last - self.first))

    @property
    def query(self) -> str:
        """The period as it stands in addresses."""
        return f"since={self.first.isoformat()}&until={self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """A channel with its followers in the period."""

    channel: Channel
    growth: Growth
    chart: LineChart | None
    readings: Sequence[tuple[Told, str]]

    @property
    def change(self) -> str:
        """The growth written out; empty where it is not known."""
        return signed(self.growth.change)

    @property
    def counted_change(self) -> str:
        """The growth without followers who are not counted; empty where all are."""
        return signed(self.growth.counted_change) if self.growth.aside else ""

    @property
    def percent(self) -> str:
        """The growth as a share, in hundredths; empty where it is not known."""
        return "" if self.growth.rate is None else rounded(100 * self.growth.rate, 1)


def period_of(request: HttpRequest, look_back: timedelta = LOOK_BACK) -> Period:
    """Return the days that are asked for; the last 90, or as many as are looked back, where they are none."""
    today = timezone.localdate()
    last = min(_day(request, "until") or today, today)
    first = _day(request, "since") or last - look_back
    return Period(min(first, last), last)


def last_days() -> list[tuple[int, str]]:
    """Return some usual numbers of days up to today, each with its period as it stands in addresses."""
    today = timezone.localdate()
    return [(days, Period(today - timedelta(days=days - 1), today).query) for days in (7, 30, 90, 365)]


def channel_shown(channel: Channel, told: Readings, period: Period, moves: Moves = ()) -> ChannelShown:
    """Return a channel with its readings of a period, the latest first."""
    since, until = period.since, period.until
    long = (until - since).total_seconds() or 1
    held = [one for one in told if one.at <= since][-1:]
    within = [one for one in told if since < one.at <= until]
    points = [(max(0.0, (one.at - since).total_seconds() / long), float(one.value)) for one in (*held, *within)]
    end = [(1.0, points[-1][1])] if points else []
    changes = [(one, signed(one.value - last.value)) for last, one in pairwise((*held, *within))]
    first = [(one, "") for one in (*held, *within)[:1]]
    return ChannelShown(
        channel, growth(told, since, until, moves), line_chart(stepped([*points, *end])), [*first, *changes][::-1]
    )


def signed(value: int | None) -> str:
    """Return a difference with its sign; empty where it is not known."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{rounded(abs(value))}"


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day and date(2000, 1, 1) <= day <= date(9000, 1, 1) else None
