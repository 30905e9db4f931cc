"""What helps while one writes: words that are kept to be used again, and hours that brought more than usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.measures.best_time import BestHour, best_hours, can_be_known
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Snippet
from antiphon.publishing.queries.wording import snippets_of, variables_of
from antiphon.publishing.rules.wording import replaced


@dataclass(frozen=True, slots=True)
class Insert:
    """Words that can be put in; `key` names them in the form."""

    key: str
    name: str
    text: str
    is_group: bool


@dataclass(frozen=True, slots=True)
class GoodHour:
    """The next time of an hour that brought more than usual on a channel, with the number of posts behind it."""

    channel: Channel
    at: datetime
    n: int

    @property
    def wall(self) -> str:
        """The hour as the form takes it."""
        return self.at.strftime("%Y-%m-%dT%H:%M")


def inserts_of(brand: Brand) -> list[Insert]:
    """Return the snippets, hashtag groups and variables of a brand, variables in them replaced. Two queries."""
    variables = variables_of(brand)
    values = {one.name: one.value for one in variables}
    kept = [
        Insert(f"snippet-{one.pk}", one.name, replaced(one.text, values), one.kind == Snippet.Kind.HASHTAGS)
        for one in snippets_of(brand)
    ]
    return [*kept, *(Insert(f"variable-{one.pk}", f"{{{one.name}}}", one.value, is_group=False) for one in variables)]


def put_in(text: str, words: str) -> str:
    """Return a text with words put at its end, apart from what stands before.

    >>> put_in("We open.", "#Wood")
    'We open. #Wood'
    """
    return f"{text.rstrip(' ')}{'' if not text or text.endswith(chr(10)) else ' '}{words}"


def hours_for(brand: Brand, channels: Sequence[Channel], most: int = 6) -> list[GoodHour]:
    """Return the next times of the hours that brought more than usual, in their order, if any."""
    found = [
        GoodHour(channel, _next(hour), hour.n)
        for channel in channels
        if can_be_known(channel)
        for hour in best_hours(brand, channel)
    ]
    return sorted(found, key=lambda one: one.at)[:most]


def _next(hour: BestHour) -> datetime:
    """Return the next time that an hour of the week comes on the clock in use, without its zone."""
    now = timezone.localtime().replace(tzinfo=None)
    day = now.date() + timedelta(days=(hour.weekday - now.weekday()) % 7)
    at = datetime.combine(day, time(hour.hour))
    return at if at > now else at + timedelta(days=7)
